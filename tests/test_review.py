"""The review: its document, its page and its file read back."""

import html
import io
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from django.test import Client
from django.utils import timezone
from outloud import check
from pydantic import ValidationError
from pytest_django import Settings

from journey.models import Project, User
from journey.months import add_months
from journey.review.compose import compose
from journey.review.document import ReviewDocument
from journey.review.pdf import pdf
from journey.review.prints import NoPdf, forget_prints, print_page
from journey.words import prose
from tests.pdf_reader import read
from tests.test_words import ODD

type ClientOf = Callable[[User], Client]


def sample(slug: str) -> Project:
    return Project.objects.samples().get(slug=slug)


def test_a_review_holds_every_answer_once_and_calls_none_of_them_unanswered(samples: list[Project]) -> None:
    for project in Project.objects.samples():
        document = compose(project)

        answered = [answer.key for stage in document.stages for answer in stage.answers]
        unanswered = [question.key for stage in document.stages for question in stage.unanswered]
        assert sorted(answered) == sorted(project.answers.values_list("key", flat=True))
        assert sorted(answered + unanswered) == sorted(question.key for question in project.map.questions)


def test_an_emptied_answer_is_unanswered_and_one_not_relevant_is_not(project: Project, amina: User) -> None:
    project.answer("mob-1", "One.", by=amina, seen=0)
    project.answer("mob-1", "", by=amina, seen=1)
    project.answers.create(key="mob-2", version=1, state="not-relevant", because="No partner is in it.", changed_by=amina, changed_at=timezone.now())

    stage = compose(project).stages[0]

    assert stage.answers == ()
    assert [(told.key, told.because) for told in stage.not_relevant] == [("mob-2", "No partner is in it.")]
    assert "mob-1" in [question.key for question in stage.unanswered]
    assert "mob-2" not in [question.key for question in stage.unanswered]
    assert stage.counts == "0 of 9 answered, 1 not relevant"


def test_a_document_is_frozen_and_refuses_what_it_does_not_know(samples: list[Project]) -> None:
    document = compose(sample("safer-places"))

    with pytest.raises(ValidationError):
        document.project = "Other"  # type: ignore[misc]  # that it is frozen is the point
    with pytest.raises(ValidationError):
        ReviewDocument.model_validate(document.model_dump() | {"score": 5})
    assert ReviewDocument.model_validate_json(document.model_dump_json()) == document


def test_months_are_added_across_the_year_and_to_its_end() -> None:
    assert [add_months(date(2026, 12, 31), months) for months in (0, 1, 2, 12)] == [
        date(2026, 12, 31),
        date(2027, 1, 31),
        date(2027, 2, 28),
        date(2027, 12, 31),
    ]


def test_the_page_and_the_paper_are_the_same_markup(samples: list[Project], client: Client) -> None:
    from django.template.loader import render_to_string

    from journey.review.pdf import pictured

    document = compose(sample("safer-places"))
    shared = render_to_string("reviews/_document.html", pictured(document))

    assert shared in client.get("/samples/safer-places/review/").content.decode()
    assert shared in render_to_string("reviews/print.html", pictured(document))


def test_after_page_one_a_list_leads_to_each_chapter_and_names_its_page(samples: list[Project], client: Client) -> None:
    page = client.get("/samples/safer-places/review/").content.decode()
    paper = read(client.get("/samples/safer-places/review.pdf").content)

    listed = re.findall(r'<li><a href="#([^"]+)">([^<]+)</a></li>', page.partition('<nav class="in-review"')[2].partition("</nav>")[0])
    chapters = re.findall(r'<section class="chapter[^"]*" id="([^"]+)"><h2>([^<]+)</h2>', page)
    pages = {title: int(number) for title, number in re.findall(r"^(?:• )?(.+), page (\d+)$", paper.pages[1], re.M)}

    assert listed == chapters
    assert len(set(chapters)) == len(chapters) > 10
    assert list(pages) == [title for _ident, title in chapters]
    assert [title for title, number in pages.items() if title not in paper.pages[number - 1].splitlines()] == []


def test_an_answer_apart_from_its_stage_says_which_question_it_is_and_the_stage_says_where_it_went(samples: list[Project], client: Client) -> None:
    page = html.unescape(client.get("/samples/family-circle/review/").content.decode())

    stage = page.partition("<h2>Answers: Integrating</h2>")[2].partition("</section>")[0]
    elsewhere = re.search(r"Elsewhere in this review: (.+?)\.</p>", stage)
    assert elsewhere is not None
    gone = {(int(number), chapter) for numbers, chapter in re.findall(r"([\d, ]+) \((.+?)\)", elsewhere[1]) for number in numbers.split(",")}
    assert sorted([*map(int, re.findall(r"<h3>(\d+)\. ", stage)), *(number for number, _chapter in gone)]) == list(range(1, 11))
    for number, chapter in gone:
        there = page.partition(f"<h2>{chapter}</h2>")[2].partition("</section>")[0]
        assert f"<h3>Integrating {number}. " in there or f"<li>{number}. " in there


def test_page_one_names_the_six_stages_beside_the_wheel_and_keeps_the_fingerprint_to_its_foot(project: Project) -> None:
    document = compose(project)

    pages = read(pdf(document, "0993" * 16)).pages

    shown = " ".join(pages[0].split())
    assert [f"{stage.number} {stage.name}" for stage in document.stages if f"{stage.number} {stage.name}" not in shown] == []
    assert pages[0].count("SHA-256") == 1
    assert [page for page in pages if "SHA-256 099309930993" not in page.rstrip().splitlines()[-1]] == []


def test_page_one_quotes_no_answer(samples: list[Project], client: Client) -> None:
    project = sample("safer-places")

    page_one = client.get("/samples/safer-places/review/").content.decode().split('<nav class="in-review"')[0]

    assert not [answer.key for answer in project.answers.all() if answer.text.splitlines()[0] in page_one]


@pytest.mark.parametrize("slug", ["safer-places", "bridge-16-25", "family-circle"])
def test_the_file_read_back_holds_what_a_reader_needs(samples: list[Project], client: Client, slug: str) -> None:
    document = compose(sample(slug))

    reply = client.get(f"/samples/{slug}/review.pdf")

    assert (reply.status_code, reply["Content-Type"]) == (200, "application/pdf")
    found = read(reply.content)
    assert found.language == "en-GB"
    assert found.title == f"{document.project}: review as it stands"
    assert found.shows_title
    assert found.is_tagged
    assert found.headings[0] == 1
    assert found.headings.count(1) == 1
    assert all(below - above <= 1 for above, below in zip(found.headings, found.headings[1:], strict=False))
    assert len(found.alternatives) == 3 + len(document.measures)
    assert all(len(words) > 40 for words in found.alternatives)
    for stage in document.stages:
        for answer in stage.answers:
            assert found.text.count(answer.question) == 1 + sum(action.comes_from.count(answer.question) for action in document.actions)
        for question in stage.unanswered:
            asked = found.text.count(question.question)
            assert asked == (stage in document.open_stages) + (question.question in document.unanswered_starters)
    count = len(found.pages)
    assert all(f"Page {number} of {count}" in page for number, page in enumerate(found.pages, start=1))
    page_one = " ".join(found.pages[0].split())
    assert [f"{stage.number} {stage.name}" for stage in document.stages if f"{stage.number} {stage.name}" not in page_one] == []
    assert document.credit_doi in found.text


def test_a_checker_of_pdf_ua_finds_no_error(samples: list[Project], tmp_path: Path, pytestconfig: pytest.Config) -> None:
    """In the longest review; with --thorough, in each sample's. Our own checks look at all (tests/test_pdf_for_everyone.py)."""
    file = tmp_path / "review.pdf"
    for slug in ("safer-places", "bridge-16-25", "family-circle") if pytestconfig.getoption("--thorough") else ("family-circle",):
        file.write_bytes(pdf(compose(sample(slug))))

        found = check(str(file))

        assert (found.error, [one.message for one in found.findings if one.severity == "error"]) == (None, [])


def test_every_answer_is_printed_whole_and_once(samples: list[Project]) -> None:
    document = compose(sample("family-circle"))

    text = " ".join(read(pdf(document)).text.split())

    for stage in document.stages:
        for answer in stage.answers:
            for line in answer.text.replace("- ", "").replace("**", "").splitlines():
                assert text.count(" ".join(line.split())) >= 1, line


def test_what_was_pasted_stands_whole_on_screen_in_the_history_and_on_paper(project: Project, amina: User, client_of: ClientOf) -> None:
    for key, text in zip(("mob-1", "mob-2", "mob-3", "mob-4", "mob-5", "mob-6", "mob-7"), ODD.values(), strict=True):
        reply = client_of(amina).post(project.address("answer", key), {"text": text, "seen": "0"})
        assert reply.status_code == 302
        assert project.answers.get(key=key).text == text
        assert prose(text) in client_of(amina).get(project.address("answer-history", key)).content.decode()

    screen = client_of(amina).get(project.address("review")).content.decode()
    paper = read(pdf(compose(project)))
    text = re.sub("[\u00ad\u0591-\u05c7]", "", paper.text)  # readers give back the points of Hebrew in another order

    for name in ("Welsh, in one sign", "emoji", "Arabic with marks of direction", "Hebrew with points", "smart signs"):
        assert html.escape(ODD[name], quote=False) in html.unescape(screen)
    assert "Family Circle | 12 | £4,000<br>" in screen
    for said in (
        *ODD["Welsh, in one sign"].split(),
        *ODD["emoji"].split(),
        *ODD["smart signs"].split(),
        "שלום",
        "عليكم",
        "softhyphen",
        "Evenings | | £300",
    ):
        assert said in text, said
    assert "[" not in text


def test_a_very_long_answer_is_printed_whole(project: Project, amina: User) -> None:
    words = [f"word{number}" for number in range(1000, 1443)]
    project.answer("mob-1", " ".join(words), by=amina, seen=0)

    found = read(pdf(compose(project))).text

    assert re.findall(r"word\d+", found) == words


@pytest.mark.parametrize(
    ("sign", "name"),
    [
        ("\U00012000", "[cuneiform sign a]"),
        ("\U00012000\U00012001 on", "[cuneiform sign a, cuneiform sign a times a] on"),
        ("\ue000", "[U+E000]"),
        ("a\u200db", "ab"),
        ("e\u0301", "é"),
    ],
)
def test_a_sign_that_no_font_has_is_printed_as_its_name(sign: str, name: str) -> None:
    made = print_page(f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>t</title></head><body><p>x {sign} y</p></body></html>')

    found = read(made).text.replace("\u200d", "")

    assert unicodedata.normalize("NFC", found) == f"x {name} y"


def test_two_processes_make_the_same_bytes_and_so_does_one_that_is_warm(project: Project, amina: User, settings: Settings, tmp_path: Path) -> None:
    project.answer("mob-1", "A *team* of “five”, Siân and 李小龍.", by=amina, seen=0)
    document = compose(project)
    made = [pdf(document)]

    settings.DATA_DIR = tmp_path
    made.append(pdf(document))
    forget_prints()
    made.append(pdf(document))

    assert made[0] == made[1] == made[2]


def test_page_one_stays_one_page_whatever_was_typed(project: Project, amina: User, walk: Callable[..., None]) -> None:
    project.name = "Wherever families wish " * 5
    project.outcome = "MWMW children and their whole family network will be noticed sooner. " * 7
    project.save()
    project.set_organisations(
        [(f"The Very Long Named Metropolitan Borough Council of Somewhere and District Number {n:02}", "partner") for n in range(12)]
        + [(f"The Equally Long Named Charitable Foundation for Children of the County Number {n:02}", "commissioner") for n in range(12)]
    )
    project.moves.record(project, "system-change", by=amina, reason="Wide words: MWMWMW " * 100)

    document = compose(project)
    more = {"changes": "Three moves, two decisions, " * 9, "last_number": "1", "unanswered_starters": [project.map.question("mob-3").text] * 3}
    fuller = read(pdf(document.model_copy(update=more | {"standing": "Momentum lost since 3 November 2026."}))).pages
    pages = read(pdf(document)).pages

    assert "Since Review 1" in fuller[0]
    assert fuller[0].count("what did we do about it?") == 3
    assert "The last move" in pages[0]
    assert "The journey so far" not in pages[0]
    assert pages[1].lstrip().startswith(("The journey so far", project.name.strip()[:20]))


def test_an_empty_project_has_a_review_too(amina: User) -> None:
    project = Project.objects.start(by=amina, name="Unplaced")

    found = read(pdf(compose(project)))

    assert "No main stage yet." in found.text
    assert "The team has not yet said which stage most of the work belongs to." in " ".join(found.text.split())


def test_the_printer_reaches_nothing_but_our_assets(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("MARKER-7261")
    attacks = "".join(
        f'<link rel="stylesheet" href="{url}"><img src="{url}" alt="x"><a rel="attachment" href="{url}">x</a><object data="{url}"></object>'
        for url in (secret.as_uri(), str(secret), "http://127.0.0.1:9/x", "data:text/css,body{}", "asset:../secret", "ftp://127.0.0.1/x")
    )

    made = print_page(f'<!doctype html><html lang="en"><head><title>t</title></head><body><h1>t</h1>{attacks}</body></html>')

    with pikepdf.open(io.BytesIO(made)) as file:
        assert not file.attachments
    assert b"MARKER-7261" not in made


def test_a_page_that_grows_without_end_is_ended(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(NoPdf):
        print_page("<div>" * 1500)

    assert "The PDF could not be made" in caplog.text


def test_if_the_pdf_cannot_be_made_the_review_is_shown_with_a_word(
    samples: list[Project], client: Client, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr("journey.review.prints.PRINTER", Path("/nowhere/printer.py"))

    reply = client.get("/samples/safer-places/review.pdf")

    page = reply.content.decode()
    assert reply.status_code == 503
    assert "The PDF could not be made." in page
    assert "Back to Designing" in page


def test_the_printer_has_limits_of_memory_and_time() -> None:
    import journey.review.printer as printer

    asked = "limits = runpy.run_path(sys.argv[1])['limit'](); print(resource.getrlimit(resource.RLIMIT_AS), resource.getrlimit(resource.RLIMIT_CPU))"
    found = subprocess.run(
        [sys.executable, "-I", "-c", f"import resource, runpy, sys; {asked}", printer.__file__], capture_output=True, text=True, check=True
    )

    assert found.stdout == "(1610612736, 1610612736) (15, -1)\n"


def test_the_printer_runs_without_anything_of_ours() -> None:
    import journey.review.printer as printer

    loaded = subprocess.run(
        [sys.executable, "-I", "-c", f"import runpy, sys; runpy.run_path({printer.__file__!r}); print([m for m in sys.modules if 'django' in m])"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert loaded.stdout == "[]\n"
