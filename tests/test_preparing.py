"""Getting a review ready: one open draft, filled by several; the checks; what each reader gets; the next that starts from the last."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from docx import Document

from journey.models import Preparation, Project, Resource, Review, User
from journey.models.preparation import ReaderSaid
from journey.review.checks import Unresolved
from journey.review.compose import compose
from journey.review.facts import facts
from journey.review.freeze import freeze, prepared_document
from journey.review.pdf import pdf
from journey.review.prepared import ReviewReader
from journey.review.reader import for_reader
from journey.review.versions import read_document
from journey.review.word import word
from journey.review.written import json_file
from tests.pdf_reader import read

type ClientOf = Callable[[User], Client]
MOST = {
    **{f"{what}_{n}": "MWMW wide words stand here and more of them. " * 6 for what in ("achieved", "learned", "risk") for n in (1, 2, 3)},
    **dict.fromkeys(("families", "money"), "MWMW wide words stand here and more of them. " * 6),
    **dict.fromkeys(("decision_wanted", "status_reason"), "MWMW wide words stand here and more of them. " * 20),
    "status": "difficult",
}


def sent(**said: str) -> dict[str, str]:
    return {"seen": "0", "reader_rows": "3"} | said


def test_the_first_save_begins_one_and_another_editor_goes_on_with_it(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    address = project.address("review-prepare")

    client_of(amina).post(address, sent(decision_wanted="Agree.", reader_1="Dan Okafor", depth_1="one-page", off_1="money"))
    page = client_of(tom).get(address).content.decode()
    client_of(tom).post(address, sent(seen="1", decision_wanted="Agree.", achieved_1="Groups run.", reader_1="Dan Okafor", depth_1="one-page"))

    now = project.preparations.get()
    assert "Agree." in page
    assert (now.version, now.achieved_1, now.changed_by) == (2, "Groups run.", tom)
    assert now.readers_said == (ReaderSaid("Dan Okafor", "one-page", ()),)


def test_a_clash_keeps_both_texts_and_changes_nothing(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    address = project.address("review-prepare")
    client_of(amina).post(address, sent(decision_wanted="Hers."))

    reply = client_of(tom).post(address, sent(decision_wanted="His."))

    page = reply.content.decode()
    assert reply.status_code == 409
    assert "Hers." in page
    assert "His." in page
    assert "Amina Rahman changed this" in page
    assert project.preparations.get().decision_wanted == "Hers."


def test_bad_input_is_said_beside_its_box_and_the_text_is_kept(project: Project, amina: User, client_of: ClientOf) -> None:
    said = sent(begins="2026-03-01", ends="2026-02-01", decision_wanted="Agree.", families="x" * 301)

    reply = client_of(amina).post(project.address("review-prepare"), said)

    page = reply.content.decode()
    assert reply.status_code == 422
    assert "The time that it covers cannot begin after it ends" in page
    assert "This text is 1 character too long." in page
    assert "Agree." in page
    assert not project.preparations.exists()


def test_the_live_preview_shows_what_is_typed_and_saves_nothing(project: Project, amina: User, client_of: ClientOf) -> None:
    page = client_of(amina).post(project.address("review-preview"), sent(decision_wanted="Agree that it goes on.")).content.decode()

    assert "Agree that it goes on." in page
    assert "<html" not in page
    assert not project.preparations.exists()


def test_what_is_turned_off_for_a_reader_is_nowhere_in_what_they_get(project: Project, amina: User, client_of: ClientOf) -> None:
    question = next(question for question in project.map.questions if question.theme == "resources")
    project.answer(question.key, "Eighty thousand pounds.", by=amina, seen=0)
    readers = (ReaderSaid("Dan Okafor", "full"), ReaderSaid("Priya Shah", "full", ("money",)))
    review = freeze(Preparation.objects.begin(project, {"money": "Over the budget."}, readers, by=amina), by=amina, seen=1)
    client = client_of(amina)

    dan, priya = (client.get(f"{review.get_absolute_url()}?for={place}").content.decode() for place in (1, 2))
    paper = read(client.get(project.address("review-kept-pdf", "1") + "?for=2").content).text

    assert "Eighty thousand pounds." in dan
    assert "Over the budget." in dan
    for shown in (priya, paper):
        assert "Eighty thousand" not in shown
        assert "Over the budget" not in shown
    assert "Left out here: Money, time and capacity." in priya
    assert client.get(f"{review.get_absolute_url()}?for=3").status_code == 404


def test_what_tells_of_a_section_elsewhere_goes_with_it(samples: list[Project]) -> None:
    whole = compose(next(project for project in samples if project.slug == "safer-places"))
    risk = next(action.comes_from for action in whole.actions if action.comes_from.startswith("Risk: "))
    costs = next(item for item in whole.evidence if item.title == "Finance return for the year to March 2025")

    off = ("money", "risks", "decisions")
    hers = for_reader(whole, ReviewReader(name="Priya Shah", depth="full", off=off))
    all_of_it = for_reader(whole, ReviewReader(name="Dan Okafor", depth="full", off=()))

    assert (costs in all_of_it.evidence, costs in hers.evidence, len(hers.evidence) > 0) == (True, False, True)
    assert risk in [action.comes_from for action in all_of_it.actions]
    assert {action.comes_from for action in hers.actions} == {"Developing", "Mobilising, question 5", "Developing, question 4", ""}
    assert risk.removeprefix("Risk: ") not in " ".join(text for *_, text in facts(hers))


def test_a_question_about_money_that_was_set_aside_goes_with_the_money(project: Project, amina: User) -> None:
    question = next(question for question in project.map.questions if question.theme == "resources")
    project.answer(question.key, "", by=amina, seen=0, because="The council pays all of it.")
    whole = compose(project)

    files = [json_file(for_reader(whole, ReviewReader(name="", depth="full", off=off))).decode() for off in ((), ("money",))]

    assert ["The council pays all of it." in file for file in files] == [True, False]


def test_whoever_gets_one_page_gets_no_more_in_any_file(samples: list[Project]) -> None:
    whole = compose(next(project for project in samples if project.slug == "family-circle"))
    page = for_reader(whole, ReviewReader(name="Priya Shah", depth="one-page", off=()))
    reasons = [text for move in whole.moves if move != whole.last_move for text in (move.reason, move.carries_over) if text]

    files = [" ".join(text for *_, text in facts(page)), text_of(word(page)), json_file(page).decode()]

    assert reasons
    for file in files:
        assert [reason for reason in reasons if reason in file] == []
        assert "Attendance at the evening groups" not in file
    assert len(page.steps) == len(whole.steps)


def test_a_word_document_says_nothing_of_a_section_that_its_reader_does_not_get(samples: list[Project]) -> None:
    whole = compose(next(project for project in samples if project.slug == "safer-places"))
    readers = [ReviewReader(name="", depth="full", off=("journey", "evidence", "unanswered")), ReviewReader(name="", depth="one-page", off=())]

    for file in [text_of(word(for_reader(whole, reader))) for reader in readers]:
        assert "has not yet said which stage" not in file
        assert "has listed no evidence yet" not in file
        assert "No question is open" not in file


def test_page_one_says_whom_to_answer_and_leads_to_the_box_for_it(project: Project, amina: User) -> None:
    said = {"decision_wanted": "Agree that it goes on.", "decision_by": date(2027, 10, 31)}
    made = Preparation.objects.begin(project, said, (ReaderSaid("Dan Okafor", "standard"), ReaderSaid("Priya Shah", "one-page")), by=amina)
    review = freeze(made, by=amina, seen=1)
    whole = read_document(review.text)
    dan, priya = (for_reader(whole, reader) for reader in whole.readers)

    pages = [" ".join(page.split()) for page in read(pdf(dan, review.sha256)).pages]
    brief = " ".join(read(pdf(priya, review.sha256)).pages[0].split())
    tables = [[cell.text for row in table.rows for cell in row.cells] for table in Document(io.BytesIO(word(dan))).tables]

    assert f"Please answer to Amina Rahman. There is a box for your reply on page {len(pages)}." in pages[0]
    assert "The reviewer’s reply Decision wanted by 31 October 2027: Agree that it goes on. What you decide (I agree; " in pages[-1]
    assert "Please answer to Amina Rahman." in brief
    assert "a box for your reply" not in brief
    assert tables[-1][:2] == ["Asked of you", "Your answer"]
    assert "What you ask" in tables[-1]


def test_page_one_gives_all_the_money_and_what_the_team_says_of_it(project: Project, amina: User) -> None:
    Resource.add(project, {"what": "The test", "kind": "money", "budget": 12_000, "spent": 3_000}, by=amina)
    made = Preparation.objects.begin(project, {"money": "The rest is promised."}, (), by=amina)

    document = prepared_document(made)

    assert document.summary.money == "So far £3,000 of £12,000 spent. The rest is promised."


def text_of(file: bytes) -> str:
    return "\n".join(one.text for one in Document(io.BytesIO(file)).paragraphs)


@pytest.fixture
def for_three(project: Project, amina: User) -> Review:
    readers = (ReaderSaid("Dan Okafor", "full"), ReaderSaid("Priya Shah", "one-page", ("money",)), ReaderSaid("李小龍", "standard"))
    return freeze(Preparation.objects.begin(project, {"families": "Later times."}, readers, by=amina), by=amina, seen=1)


def test_every_file_for_a_reader_says_in_its_name_whose_it_is(for_three: Review, amina: User, client_of: ClientOf, no_files: None) -> None:
    asked = ("pdf?for=1", "pdf?for=2", "pdf?for=3", "pdf?depth=one-page", "pdf", "docx?for=2", "xlsx?for=2", "csv?for=2", "json?for=2")
    client = client_of(amina)

    files = {one: client.get(f"{for_three.project.get_absolute_url()}reviews/1.{one}") for one in asked}

    names = {one: file["Content-Disposition"].partition("filename=")[2].strip('"') for one, file in files.items()}
    assert names == {
        "pdf?for=1": "family-circle-review-1-for-dan-okafor.pdf",
        "pdf?for=2": "family-circle-review-1-for-priya-shah.pdf",
        "pdf?for=3": "family-circle-review-1-for-reader-3.pdf",
        "pdf?depth=one-page": "family-circle-review-1-one-page.pdf",
        "pdf": "family-circle-review-1.pdf",
        "docx?for=2": "family-circle-review-1-for-priya-shah.docx",
        "xlsx?for=2": "family-circle-review-1-for-priya-shah.xlsx",
        "csv?for=2": "family-circle-review-1-for-priya-shah.csv",
        "json?for=2": "family-circle-review-1.json",  # always the whole: its fingerprint can be checked
    }


def test_every_file_for_a_reader_says_on_its_first_page_whose_it_is(for_three: Review, amina: User, client_of: ClientOf) -> None:
    client, review = client_of(amina), for_three

    files = {one: client.get(f"{review.project.get_absolute_url()}reviews/1.{one}") for one in ("pdf", "pdf?for=2", "docx?for=2")}
    paper = read(files["pdf?for=2"].content).text
    shown = client.get(f"{review.get_absolute_url()}?for=2").content.decode()

    header = Document(io.BytesIO(files["docx?for=2"].content)).sections[0].header.paragraphs[0].text
    for told in (paper, shown, header):
        assert ", for Priya Shah (one page, with parts left out)" in told
    assert "Shah" not in read(files["pdf"].content).text
    whole = client.get(review.get_absolute_url()).content.decode()
    assert ("It goes to nobody by itself." in whole, "It goes to nobody by itself." in shown) == (True, False)
    assert ("1.json" in whole, "1.json" in shown) == (True, False)  # nobody sends one reader the data of all of it by a slip


def test_beside_what_a_reader_gets_no_file_is_offered_that_holds_more(project: Project, amina: User, client_of: ClientOf) -> None:
    """The data is always of the whole record; whoever sends a reader their files would send what was turned off for them."""
    readers = (ReaderSaid("Priya Shah", "one-page", ("money",)),)
    review = freeze(Preparation.objects.begin(project, {"money": "We spent half."}, readers, by=amina), by=amina, seen=1)

    pages = {query: client_of(amina).get(f"{review.get_absolute_url()}{query}").content.decode() for query in ("", "?for=1", "?depth=one-page")}

    assert {query: "/reviews/1.json" in page for query, page in pages.items()} == {"": True, "?for=1": False, "?depth=one-page": False}
    assert "/reviews/1.docx?for=1" in pages["?for=1"]


def test_voice_and_ethics_stay_though_empty_and_are_said_to_be_empty(project: Project, amina: User, client_of: ClientOf) -> None:
    made = Preparation.objects.begin(project, {"decision_wanted": "Agree."}, (ReaderSaid("Dan", "standard", ("answers",)),), by=amina)

    checks = client_of(amina).get(project.address("review-checks")).content.decode()
    shown = client_of(amina).get(project.address("review-preview") + "?reader=1").content.decode()

    assert "Ethics, equity and safety: nothing is written yet, and the review will say so." in checks
    assert "The team has not yet said anything here about ethics, equity and safety." in shown
    assert "The team has not yet said how children, young people and families have a voice in this." in shown
    told = text_of(word(for_reader(prepared_document(made), prepared_document(made).readers[0])))
    assert "Ethics, equity and safety\nThe team has not yet said anything here about ethics, equity and safety." in told
    assert "The team has not yet said how children, young people and families have a voice in this." in told
    assert freeze(made, by=amina, seen=1).number == "1"


def test_the_checks_name_what_is_open_and_only_personal_data_stands_in_the_way(project: Project, amina: User, client_of: ClientOf) -> None:
    project.answer("mob-1", "Ring us on 07700 900123.", by=amina, seen=0)
    project.answers.of(project, "mob-2").come_back("Ask the school.", by=amina)
    made = Preparation.objects.begin(project, {"decision_wanted": "Agree."}, (), by=amina)
    client = client_of(amina)
    press = {"preparation": str(made.pk), "seen": "1"}

    page = client.get(project.address("review-checks")).content.decode()
    refused = client.post(project.address("review-freeze"), press)
    with pytest.raises(Unresolved) as found:
        freeze(made, by=amina, seen=1)
    (flag,) = found.value.flags
    client.post(project.address("review-clear", flag.kind, flag.digest), {"because": "It is the office."})
    frozen = client.post(project.address("review-freeze"), press)

    assert "What looks like a phone number, in: Mobilising, question 1" in page
    assert "Ask the school." in page
    assert "<li>Spending</li>" in page
    assert project.map.question("mob-3").text in page.replace("&#x27;", "'")
    assert refused.status_code == 422
    assert frozen.status_code == 302
    assert project.reviews.count() == 1


def test_the_next_review_starts_from_the_last_and_says_what_was_looked_at(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    for key in ("mob-1", "mob-2", "mob-3"):
        project.answer(key, "As it was.", by=amina, seen=0)
    said = {"decision_wanted": "Agree.", "status": "slower", "risk_1": "No room."}
    first = freeze(Preparation.objects.begin(project, said, (ReaderSaid("Dan Okafor", "standard"),), by=amina), by=amina, seen=1)
    project.answer("mob-1", "Otherwise now.", by=amina, seen=1)
    project.confirm_answer("mob-2", by=tom, seen=1)
    project.answer("mob-4", "New.", by=amina, seen=0)

    form = client_of(amina).get(project.address("review-prepare")).content.decode()
    made = Preparation.objects.begin(project, said, (), by=amina)
    checks = client_of(amina).get(project.address("review-checks")).content.decode()
    since = {answer.key: answer.since for stage in prepared_document(made).stages for answer in stage.answers}

    assert "Filled in from Review 1" in form
    assert "No room." in form
    assert 'value="Dan Okafor"' in form
    assert since["mob-1"] == "Changed since Review 1"
    assert since["mob-2"].startswith("Still true, confirmed by Tom Reid on ")
    assert since["mob-3"] == "Not looked at since Review 1"
    assert since["mob-4"] == "New since Review 1"
    assert "Not looked at since Review 1" in checks
    second = read_document(freeze(made, by=amina, seen=1).text)
    assert (second.number, second.last_number) == ("2", first.number)
    assert second.status_before.startswith("Going, more slowly than planned (Review 1, ")


def test_a_correction_gets_its_own_number_says_why_and_leaves_the_first_as_it_was(project: Project, amina: User, client_of: ClientOf) -> None:
    first = freeze(Preparation.objects.begin(project, {"achieved_1": "Ninety families."}, (), by=amina), by=amina, seen=1)
    client = client_of(amina)

    client.post(project.address("review-correct", "1"))
    missing = client.post(project.address("review-prepare"), sent(seen="1", achieved_1="Nineteen families."))
    client.post(project.address("review-prepare"), sent(seen="1", achieved_1="Nineteen families.", correction_because="A slip in a figure."))
    now = Preparation.objects.open_of(project)
    assert now is not None
    second = freeze(now, by=amina, seen=2)

    assert missing.status_code == 422
    assert [review.number for review in project.reviews.newest_first()] == ["1.1", "1"]
    assert Review.objects.get(pk=first.pk).text == first.text
    page = client.get(second.get_absolute_url()).content.decode()
    assert "A slip in a figure." in page
    assert "What it corrects: Review 1" in page
    assert "Corrected: Review 1.1" in client.get(first.get_absolute_url()).content.decode()


def test_nothing_to_report_is_a_short_review_with_the_reason_and_the_next_day(project: Project, amina: User) -> None:
    said = {"nothing_to_report": "We waited for the court.", "next_review": date(2027, 3, 1)}
    review = freeze(Preparation.objects.begin(project, said, (), by=amina), by=amina, seen=1)

    page = read(pdf(read_document(review.text), review.sha256)).pages[0]

    assert "Nothing to report this time" in page
    assert "We waited for the court." in page
    assert "1 March 2027" in page


@pytest.mark.parametrize("achieved", [(60, 50, 0), (40, 40, 40), (0, 0, 0), (90, 90, 60)])
def test_a_page_one_that_holds_little_is_set_larger_and_stays_one_page(project: Project, amina: User, achieved: tuple[int, ...]) -> None:
    wide = "MWMW wide words stand here and more of them. " * 10
    said = {f"achieved_{place}": wide[:length] for place, length in enumerate(achieved, start=1)} | {"status_reason": wide[:100]}
    decision = wide[: 640 - 3 * sum(achieved)][:255]
    made = Preparation.objects.begin(project, said | {"status": "difficult", "decision_wanted": decision}, (ReaderSaid("Dan", "one-page"),), by=amina)
    review = freeze(made, by=amina, seen=1)
    document = for_reader(read_document(review.text), read_document(review.text).readers[0])

    pages = read(pdf(document, review.sha256)).pages

    assert (document.is_brief, len(pages)) == (True, 1)


@pytest.mark.parametrize("depth", ["one-page", "standard", "full"])
def test_page_one_is_one_page_at_every_depth_whatever_was_typed(project: Project, amina: User, depth: str) -> None:
    project.name = "Wherever families wish " * 5
    project.outcome = "MWMW children and their whole family network will be noticed sooner. " * 7
    project.save()
    project.set_organisations([(f"The Very Long Named Metropolitan Borough Council of Somewhere {n:02}", "partner") for n in range(12)])
    made = Preparation.objects.begin(project, MOST, (), by=amina)
    review = freeze(made, by=amina, seen=1)
    document = for_reader(read_document(review.text), ReviewReader.model_validate({"name": "", "depth": depth, "off": ()}))

    pages = read(pdf(document, review.sha256)).pages

    assert "Some of this is shortened to fit one page." in " ".join(pages[0].split())
    assert len(pages) == 1 if depth == "one-page" else "The summary in full" in pages[1]
    assert all(f"SHA-256 {review.sha256[:12]}" in page for page in pages)
    assert review.sha256 in pages[-1]
    assert all(f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, start=1))
