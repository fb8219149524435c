"""The review as Word, CSV and XLSX, each read back: every answer once, and the same facts in all."""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from docx import Document
from hypothesis import HealthCheck, given, settings
from openpyxl import load_workbook

from journey.models import Project, User
from journey.review.compose import compose
from journey.review.document import ReviewDocument
from journey.review.facts import csv_file, facts
from journey.review.path import ReviewSpan
from journey.review.shape import in_words
from journey.review.sheets import workbook
from journey.review.word import word
from journey.words import for_file
from tests.generated import documents
from tests.test_words import ODD

SAMPLES = ["safer-places", "bridge-16-25", "family-circle"]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@cache
def sample(slug: str) -> ReviewDocument:
    """The review of a sample, which is the same in every test that has the samples."""
    return compose(Project.objects.samples().get(slug=slug))


@cache
def word_of(slug: str) -> bytes:
    return word(sample(slug))


def plain(text: str) -> str:
    """The words of a text alone, however it is laid out: without the signs of Markdown and with single blanks."""
    return " ".join(re.sub(r"(?m)^\s*(?:[-*+•>]|\d+[.)])\s+|\*\*|[*_`\\]", " ", for_file(text)).split())


def words_of_docx(file: bytes) -> str:
    """All text of a Word document, in its order."""
    body = Document(io.BytesIO(file)).element.body
    return plain("".join("\n" if node.tag in (f"{W}p", f"{W}br") else node.text or "" for node in body.iter(f"{W}p", f"{W}br", f"{W}t")))


def styled(file: bytes) -> list[tuple[str, str]]:
    """The paragraphs of a Word document, each with the name of its style, which python-docx would look for through all of them each time."""
    made = Document(io.BytesIO(file))
    names = {one.style_id: str(one.name) for one in made.styles}
    return [(names[one._p.style or "Normal"], one.text) for one in made.paragraphs]


def headings_of_docx(file: bytes) -> list[str]:
    return [text for style, text in styled(file) if style.startswith("Heading ")]


def rows_of_csv(file: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline="")))


def rows_of_xlsx(file: bytes) -> dict[str, list[dict[str, Any]]]:
    """The rows of each sheet under its heads."""
    found: dict[str, list[dict[str, Any]]] = {}
    for sheet in load_workbook(io.BytesIO(file)).worksheets:
        heads, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        found[sheet.title] = [dict(zip(map(str, heads), row, strict=True)) for row in rows]
    return found


def unguarded(text: str) -> str:
    return text.removeprefix("'")


@pytest.mark.parametrize("slug", SAMPLES)
def test_every_answer_stands_once_in_every_file_as_it_was_written(samples: list[Project], slug: str) -> None:
    document = sample(slug)
    answers = {answer.key: answer for stage in document.stages for answer in stage.answers}

    file = word_of(slug)
    text, headings = words_of_docx(file), headings_of_docx(file)
    in_csv = [row for row in rows_of_csv(csv_file(document)) if row["Section"] == "Answers" and row["Field"] == "Text"]
    in_xlsx = rows_of_xlsx(workbook(document))["Answers"]

    assert {row["Key"]: unguarded(row["Text"]) for row in in_csv} == {key: answer.text for key, answer in answers.items()}
    assert {row["Key"]: row["Text"] for row in in_xlsx} == {key: answer.text for key, answer in answers.items()}
    assert len(in_csv) == len(in_xlsx) == len(answers)
    for answer in answers.values():
        assert headings.count(f"{answer.number}. {answer.question}") == 1
        assert text.count(plain(answer.text)) == 1, answer.key


@pytest.mark.parametrize("slug", SAMPLES)
def test_the_files_hold_the_same_facts(samples: list[Project], slug: str) -> None:
    document = sample(slug)
    told = {text for *_, text in facts(document)} - {""}

    text = words_of_docx(word_of(slug))
    cells = set(all_cells(workbook(document)))

    assert {fact for fact in told if fact not in cells} == set()
    for stage in document.stages:
        if stage in document.open_stages:
            assert [question.key for question in stage.unanswered if plain(question.question) not in text] == []
    plan = (document.actions, document.milestones, document.risks)
    for noun in (document.decisions, document.moves, document.standings, document.evidence, document.signs, *plan):
        for part in noun:
            for name, value in part.model_dump().items():
                if isinstance(value, str) and name not in ("key", "kind", "option"):
                    assert plain(value) in text, (name, value)


def all_cells(file: bytes) -> list[str]:
    values: list[Any] = [value for rows in rows_of_xlsx(file).values() for row in rows for value in row.values()]
    return [value.isoformat()[:10] if isinstance(value, date) else str("" if value is None else value) for value in values]


def test_the_table_of_facts_tells_no_fact_twice(samples: list[Project]) -> None:
    counted = Counter(facts(sample("family-circle")))

    assert [row for row, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("slug", SAMPLES)
def test_a_word_document_has_headings_language_and_heads_of_tables(samples: list[Project], slug: str) -> None:
    document = sample(slug)
    file = word_of(slug)
    made = Document(io.BytesIO(file))

    levels = [int(style.removeprefix("Heading ")) for style, _text in styled(file) if style.startswith("Heading ")]
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))
    assert [name for name, text in parts.items() if "en-US" in text] == []
    assert 'w:lang w:val="en-GB"' in parts["word/styles.xml"]
    assert not [name for name in parts if name.startswith(("word/media", "docProps/thumbnail"))]
    assert [len(table.rows[0]._tr.findall(f".//{W}tblHeader")) for table in made.tables] == [1]
    assert (made.core_properties.title, made.core_properties.language) == (
        f"{document.project}: Review, draft as it stands on {document.as_of:%-d %B %Y}",
        "en-GB",
    )
    assert made.sections[0].header.paragraphs[0].text == f"{document.project}, Review, draft as it stands on {document.as_of:%-d %B %Y}"
    assert re.findall(r"[^<>]+(?=</w:t>)|(?<=w:instr=\")\w+", parts["word/footer1.xml"]) == ["Page ", "PAGE", "1", " of ", "NUMPAGES", "1"]


def test_sentences_in_a_list_follow_each_other_and_words_have_a_semicolon_between() -> None:
    told = [in_words(value) for value in (("Two schools said yes.", "Parents chose the hour.", "Why not?"), ("Juniper Steps", "Brackenshire"), ())]

    assert told == ["Two schools said yes. Parents chose the hour. Why not?", "Juniper Steps; Brackenshire", ""]


def test_what_was_achieved_is_a_list_in_word(project: Project) -> None:
    document = compose(project).model_copy(update={"three_achieved": ("Two schools said yes.", "Parents chose the hour.")})

    made = Document(io.BytesIO(word(document)))

    assert [one.text for one in made.paragraphs if one.style and one.style.name == "List Bullet"][:2] == list(document.three_achieved)


def test_prose_becomes_paragraphs_lists_and_links(project: Project, amina: User) -> None:
    text = (
        "First **bold** line\nand the next.\n\n1. one\n2. two\n   - inner\n\nThen\n\n1. again\n\n> said by a carer\n\n"
        "[site](https://example.org/a) [bad](javascript:x)"
    )
    project.answer("mob-1", text, by=amina, seen=0)

    made = Document(io.BytesIO(word(compose(project))))

    at = next(place for place, one in enumerate(made.paragraphs) if one.text.startswith("First"))
    told = [(str(one.style.name), one.text) for one in made.paragraphs[at : at + 8] if one.style]
    assert told == [
        ("Normal", "First bold line\nand the next."),
        ("List Number", "one"),
        ("List Number", "two"),
        ("List Bullet 2", "inner"),
        ("Normal", "Then"),
        ("List Number", "again"),
        ("Quote", "said by a carer"),
        ("Normal", "site [bad](javascript:x)"),
    ]
    assert [run.text for run in made.paragraphs[at].runs if run.bold] == ["bold"]
    numbers = [made.paragraphs[at + place]._p.xpath("string(w:pPr/w:numPr/w:numId/@w:val)") for place in (1, 2, 5)]
    assert (numbers[0] == numbers[1], numbers[0] == numbers[2]) == (True, False)
    assert [link.address for one in made.paragraphs[at : at + 8] for link in one.hyperlinks] == ["https://example.org/a"]


def test_a_workbook_and_a_table_begin_with_which_review_it_is_and_leave_what_a_machine_asks_for_to_the_end(samples: list[Project]) -> None:
    document = sample("family-circle")
    firsts = [("Review", "Review, draft as it stands on 28 November 2025"), ("Name of the project", "Family Circle")]

    about = [(row["Fact"], row["What is said"]) for row in rows_of_xlsx(workbook(document))["About the project"]]
    table = [(row["Field"], row["Text"]) for row in rows_of_csv(csv_file(document)) if row["Section"] == "About the project"]

    for told in (about, table):
        assert told[:2] == firsts
        assert [field for field, _text in told[-3:]] == ["Schema version", "Entries in the log", "Fingerprint of the log"]


def test_a_workbook_has_a_sheet_for_each_kind_with_heads_that_stay(samples: list[Project]) -> None:
    made = load_workbook(io.BytesIO(workbook(sample("family-circle"))))

    assert made.sheetnames == [
        "About the project",
        "Answers",
        "Not answered",
        "Moves",
        "Decisions",
        "Conditions of decisions",
        "Actions",
        "Milestones",
        "Risks",
        "Who was involved",
        "Measures",
        "People, money and time",
        "Signs of being ready",
        "Conditions that help and hinder",
        "Evidence",
        "Stages",
        "Open beside the main stage",
    ]
    for sheet in made.worksheets:
        assert (sheet.freeze_panes, sheet.print_title_rows, "ColumnTitle" in sheet.defined_names) == ("A2", "$1:$1", True)
    assert [cell.value for cell in made["Answers"][1]] == [
        "Stage",
        "Key",
        "Number",
        "Question",
        "Theme",
        "Text",
        "How strong the evidence is",
        "Written on",
        "Written by",
        "Key of the theme",
        "Against the review before",
        "Rests on",
    ]


HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    '=HYPERLINK("http://127.0.0.1")',
    "#N/A",
    "'=1",
    " =1",
    "a\x00b",
    "a\x0bb\ud800",
    "=cmd|' /C calc'!A0",
]


def test_no_cell_is_ever_a_formula_and_no_sign_breaks_a_file(samples: list[Project]) -> None:
    document = sample("family-circle")
    stage = document.stages[0]
    answers = tuple(stage.answers[0].model_copy(update={"text": text}) for text in HOSTILE)
    stage = stage.model_copy(update={"answers": answers, "name": "=A1"})
    hostile = document.model_copy(update={"project": "=1+1", "stages": (stage, *document.stages[1:])})

    made = load_workbook(io.BytesIO(workbook(hostile)))
    kinds = {cell.data_type for sheet in made.worksheets for row in sheet.iter_rows() for cell in row}
    in_csv = [cell for row in rows_of_csv(csv_file(hostile)) for cell in row.values()]

    assert kinds & {"f", "e"} == set()
    assert [cell for cell in in_csv if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert "\0" not in csv_file(hostile).decode()
    assert word(hostile)


def test_a_text_longer_than_a_cell_goes_on_in_the_next_row(samples: list[Project]) -> None:
    document = sample("safer-places").model_copy(update={"outcome": "word " * 8000})

    rows = rows_of_xlsx(workbook(document))["About the project"]

    at = next(place for place, row in enumerate(rows) if row["Fact"] == "Outcome hoped for")
    assert f"{rows[at]['What is said']}{rows[at + 1]['What is said']}" == "word " * 8000


@pytest.mark.parametrize("make", [word, csv_file, workbook])
def test_the_same_document_gives_the_same_bytes(
    samples: list[Project], make: Callable[[ReviewDocument], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    document = sample("family-circle")

    first = make(document)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    monkeypatch.setattr("time.localtime", lambda *_: (2033, 5, 18, 3, 33, 20, 2, 138, 0))

    assert make(document) == first


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example], max_examples=5)
@given(documents)
def test_any_document_can_be_written(document: ReviewDocument) -> None:
    assert word(document)
    assert len(rows_of_csv(csv_file(document))) == len(list(facts(document)))
    assert workbook(document)


def test_a_noun_without_words_of_its_own_is_written_all_the_same(samples: list[Project]) -> None:
    document = sample("safer-places").model_copy(update={"beside": (ReviewSpan(stage=1, start=date(2027, 1, 11), end=None),)})

    assert "Open beside the main stage: Mobilising, since 11 January 2027." in words_of_docx(word(document))
    assert [row["Opened on"] for row in rows_of_xlsx(workbook(document))["Open beside the main stage"]] == [datetime(2027, 1, 11)]
    assert [row["Text"] for row in rows_of_csv(csv_file(document)) if row["Section"] == "Open beside the main stage"] == ["2027-01-11"]


def test_odd_signs_come_through_whole(project: Project, amina: User) -> None:
    for key, text in zip(("mob-1", "mob-2", "mob-3", "mob-4", "mob-5", "mob-6", "mob-7"), ODD.values(), strict=True):
        project.answer(key, text, by=amina, seen=0)
    document = compose(project)

    told = {row["Key"]: row["Text"] for row in rows_of_xlsx(workbook(document))["Answers"]}

    assert told == {answer.key: answer.text for answer in document.stages[0].answers}


@pytest.mark.parametrize(
    ("ending", "kind"),
    [
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("csv", "text/csv; charset=utf-8"),
        ("json", "application/json"),
    ],
)
def test_a_review_is_given_as_a_file_of_each_kind(samples: list[Project], client: Client, ending: str, kind: str) -> None:
    document = sample("safer-places")

    reply = client.get(f"/samples/safer-places/review.{ending}")

    assert (reply.status_code, reply["Content-Type"]) == (200, kind)
    assert reply["Content-Disposition"] == f'attachment; filename="safer-places-review-{document.as_of.isoformat()}.{ending}"'


def test_the_page_of_a_review_leads_to_a_file_of_each_kind(samples: list[Project], client: Client) -> None:
    page = client.get("/samples/safer-places/review/").content.decode()

    assert [ending for ending in ("docx", "xlsx", "csv", "json") if f'href="/samples/safer-places/review.{ending}"' not in page] == []


def test_the_data_of_a_review_read_back_is_the_review(samples: list[Project], client: Client) -> None:
    assert ReviewDocument.model_validate_json(client.get("/samples/safer-places/review.json").content) == sample("safer-places")
