"""How each part of a review stands against the review before: changed, still true, or not looked at. The reader is told beside each."""

import io
import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journey.models import Confirmation, Hazard, Preparation, Project, Review, Task, User
from journey.models.preparation import ReaderSaid
from journey.review.before import Before, before
from journey.review.compare import compare
from journey.review.document import ReviewDocument
from journey.review.freeze import freeze, prepared_document
from journey.review.pdf import pdf
from journey.review.prepared import ReviewReader
from journey.review.reader import for_reader
from journey.review.since import PAGE_ONE, held_against, marked
from journey.review.versions import read_document
from journey.review.word import word
from journey.review.written import WRITTEN
from tests.conftest import family_circle, member_of
from tests.generated import documents
from tests.pdf_reader import read
from tests.remembered import remembered
from tests.test_files import words_of_docx
from tests.test_preparing import MOST
from tests.test_whole_plan import FINDS, fill

type ClientOf = Callable[[User], Client]
SAID = {
    "status": "slower",
    "status_reason": "Two staff left.",
    "decision_wanted": "Agree that it goes on.",
    "achieved_1": "Groups run.",
    "learned_1": "Mornings suit nobody.",
    "risk_1": "No room.",
    "families": "Carers chose the times.",
    "money": "Within the budget.",
}
OPEN = "Not looked at since Review 1"


@pytest.fixture
def reviewed(amina: User) -> Project:
    """Family Circle with one thing of each kind, after Review 1."""
    return remembered("reviewed", lambda: with_a_review(family_circle(amina), amina), amina)


def with_a_review(project: Project, amina: User) -> Project:
    fill(project, amina)
    project.answer("mob-1", "Nobody rings.", by=amina, seen=0)
    made = Preparation.objects.begin(project, SAID, (ReaderSaid("Dan Okafor", "full"),), by=amina)
    freeze(made, by=amina, seen=1)
    return Project.objects.visible_to(amina).get(pk=project.pk)


def second(project: Project, amina: User, **said: str) -> Preparation:
    """The second review begun, with the words of the first but for these."""
    return Preparation.objects.begin(project, SAID | said, (ReaderSaid("Dan Okafor", "full"),), by=amina)


def words_of(document: ReviewDocument) -> dict[str, set[str]]:
    """What is said of the parts of each noun."""
    of_plan = {name: {one.since for one in getattr(document, name)} for name in ("moves", "decisions", "actions", "milestones", "risks")}
    of_lines = {name: {one.since for one in getattr(document, name)} for name in ("involvements", "measures", "resources", "conditions")}
    answers = {answer.since for stage in document.stages for answer in stage.answers}
    conditions = {condition.since for decision in document.decisions for condition in decision.conditions}
    return of_plan | of_lines | {"answers": answers, "conditions of decisions": conditions, "page one": set(document.since.values())}


def test_nothing_is_said_in_a_first_review(reviewed: Project, amina: User) -> None:
    document = read_document(reviewed.reviews.get().text)

    assert set.union(*words_of(document).values()) == {""}


def test_of_everything_that_nobody_touched_the_next_review_says_so(reviewed: Project, amina: User) -> None:
    found = words_of(prepared_document(second(reviewed, amina)))

    assert found == {name: {OPEN} for name in found}


def test_what_stands_beside_a_part_is_what_someone_wrote(reviewed: Project, amina: User) -> None:
    reviewed.decisions.get().conditions.get().settle("met", note="All were asked.", by=amina)
    made, last = second(reviewed, amina), before(reviewed)
    assert last is not None

    texts = {one.noun: one.text for one in held_against(prepared_document(made), last).parts}

    assert texts["decisions.conditions"] == "All were asked."
    assert not [text for text in texts.values() if text == "None" or re.fullmatch(r"\d{4}-\d\d-\d\d", text)]


def test_time_that_passes_changes_nothing(reviewed: Project, amina: User, monkeypatch: pytest.MonkeyPatch) -> None:
    made = second(reviewed, amina)
    later = timezone.now() + timedelta(days=200)

    monkeypatch.setattr(timezone, "now", lambda: later)

    found = words_of(prepared_document(made))
    assert found == {name: {OPEN} for name in found}


def test_each_part_that_changed_says_so_and_no_other(reviewed: Project, amina: User) -> None:
    reviewed.actions.get().change(Task(text=FINDS["action"], key="mob-2"), by=amina, seen=1)
    reviewed.risks.get().settle("closed", note="They stay.", by=amina)
    reviewed.risks.make(reviewed, Hazard(text="A new one"), by=amina)
    reviewed.decisions.get().conditions.get().settle("met", note="Yes.", by=amina)
    reviewed.measures.get().change(reviewed.measures.get().said | {"source": "We asked."}, by=amina, seen=1)

    document = prepared_document(second(reviewed, amina, risk_1="No room at all.", decision_wanted=""))

    found = words_of(document)
    assert found["actions"] == found["conditions of decisions"] == found["measures"] == {"Changed since Review 1"}
    assert found["risks"] == {"Changed since Review 1", "New since Review 1"}
    assert {found[name].pop() for name in ("moves", "decisions", "milestones", "involvements", "resources", "conditions", "answers")} == {OPEN}
    assert document.since == {
        "status": OPEN,
        "achieved": OPEN,
        "learned": OPEN,
        "risk": "Changed since Review 1",
        "families": OPEN,
        "money": OPEN,
    }


slow = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example], max_examples=40)
COUNTED = ("moves", "decisions", "standings", "milestones", "actions", "risks", "conditions", "evidence", "involvements", "measures", "resources")


@slow
@given(st.tuples(documents, documents))
def test_as_many_are_marked_as_changed_as_the_comparison_counts_and_marks_change_nothing_that_it_tells(
    pair: tuple[ReviewDocument, ReviewDocument],
) -> None:
    one, other = pair

    parts = held_against(other, Before(Review(major=1), one)).parts
    told = marked(other, Before(Review(major=1), one))

    counted = compare(one, other).counts
    marks = Counter((part.noun, part.state) for part in parts)
    for noun in COUNTED:
        assert marks[noun, "new"] == counted[noun, "new"]
        assert marks[noun, "changed"] == counted[noun, "changed"] + counted[noun, "closed"]
    assert compare(other, told).told == ()
    assert compare(other, told).applied_to(other) == told


def press(client: Client, project: Project, *parts: str) -> str:
    """Find the button of each part on the page of checks and press it. The page afterwards."""
    page = checks(client, project)
    for words in parts:
        button = re.search(rf'name="part" value="([^"]+)">Still true<span class="vh">: {re.escape(words)}', page)
        assert button is not None, words
        client.post(project.address("review-still-true"), {"part": button[1]})
    return checks(client, project)


def checks(client: Client, project: Project) -> str:
    return client.get(project.address("review-checks")).content.decode().replace("&#x27;", "'")


def section(page: str, heading: str) -> str:
    return " ".join(page.partition(f">{heading}</h3>")[2].partition("</section>")[0].split())


def test_a_press_says_that_a_part_is_still_true_with_who_and_when(reviewed: Project, amina: User, client_of: ClientOf) -> None:
    made = second(reviewed, amina)
    client, today = client_of(member_of(reviewed, "Tom Reid", "editor")), timezone.localdate()
    day = f"{today.day} {today:%B %Y}"

    pressed = [reviewed.map.question("mob-1").text, FINDS["risk"], FINDS["resource"], FINDS["decision's condition"], "Achieved"]
    page = press(client, reviewed, *pressed)

    still = section(page, "Still true")
    assert [words in still for words in pressed] == [True] * 5
    document = prepared_document(made)
    said = f"Still true, confirmed by Tom Reid on {day}"
    assert still.count(said) == 5
    assert {found.pop() for name, found in words_of(document).items() if name in ("answers", "risks", "resources", "conditions of decisions")} == {
        said
    }
    assert (document.since["achieved"], document.since["learned"]) == (said, OPEN)
    frozen = read_document(freeze(made, by=amina, seen=1).text)
    assert words_of(frozen) == words_of(document)
    assert reviewed.events.filter(kind="review-part-confirmed").count() == 4


def test_what_was_said_to_be_still_true_lapses_when_the_part_changes(reviewed: Project, amina: User, client_of: ClientOf) -> None:
    made = second(reviewed, amina)
    press(client_of(amina), reviewed, FINDS["risk"])
    confirmed = prepared_document(made).risks[0].since

    reviewed.risks.get().change(Hazard(text=FINDS["risk"], stage="mobilising", likelihood="likely"), by=amina, seen=1)
    changed = prepared_document(made).risks[0].since
    reviewed.risks.get().change(Hazard(text=FINDS["risk"], stage="mobilising", likelihood="possible"), by=amina, seen=2)

    assert confirmed.startswith("Still true, confirmed by Amina Rahman")
    assert changed == "Changed since Review 1"
    assert prepared_document(made).risks[0].since == confirmed


def test_a_part_that_was_changed_meanwhile_is_not_confirmed_and_a_second_press_makes_no_second(
    reviewed: Project, amina: User, client_of: ClientOf
) -> None:
    made = second(reviewed, amina)
    last = before(reviewed, made)
    assert last is not None
    parts = {one.title: one.part for one in held_against(prepared_document(made), last).parts}
    client = client_of(member_of(reviewed, "Tom Reid", "editor"))
    reviewed.actions.get().change(Task(text=FINDS["action"], key="mob-2"), by=amina, seen=1)

    late = client.post(reviewed.address("review-still-true"), {"part": parts[FINDS["action"]]}, follow=True).content.decode()
    for _press in range(2):
        client.post(reviewed.address("review-still-true"), {"part": parts[FINDS["milestone"]]})

    assert "That part was changed meanwhile" in late
    assert [one.part for one in Confirmation.objects.all()] == ["milestones"]


def test_one_review_later_it_has_to_be_looked_at_again(reviewed: Project, amina: User, client_of: ClientOf) -> None:
    made = second(reviewed, amina)
    press(client_of(amina), reviewed, FINDS["risk"])
    freeze(made, by=amina, seen=1)

    third = prepared_document(second(reviewed, amina))

    assert third.risks[0].since == "Not looked at since Review 2"


def test_the_reader_is_told_on_the_page_on_paper_and_in_every_file(reviewed: Project, amina: User, client_of: ClientOf) -> None:
    review = freeze(second(reviewed, amina), by=amina, seen=1)
    document = read_document(review.text)
    shown = sum(len(part.since) > 0 for part in held_parts(document)) + len(document.marks)

    page = client_of(amina).get(review.get_absolute_url()).content.decode()
    paper = " ".join(read(pdf(document, review.sha256)).text.split())
    word = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(WRITTEN["docx"].make(document))).paragraphs)
    table = WRITTEN["csv"].make(document).decode()

    assert shown > 15
    assert [text.count(OPEN) for text in (page, paper, word, table)] == [shown] * 4


def held_parts(document: ReviewDocument) -> list[Any]:
    lists = ("moves", "decisions", "actions", "milestones", "risks", "involvements", "measures", "resources", "conditions", "evidence", "standings")
    parts = [one for name in (*lists, "signs") for one in getattr(document, name)]
    parts += [condition for decision in document.decisions for condition in decision.conditions]
    return [*parts, *(one for stage in document.stages for one in (*stage.answers, *stage.not_relevant))]


def test_a_reader_without_the_money_is_not_told_how_the_money_stands(reviewed: Project, amina: User) -> None:
    document = prepared_document(second(reviewed, amina))

    hers = for_reader(document, ReviewReader(name="Priya Shah", depth="one-page", off=("money",)))

    assert set(document.since) - set(hers.since) == {"money"}


def test_page_one_is_carried_over_and_says_so_and_nothing_has_to_be_typed(reviewed: Project, amina: User, client_of: ClientOf) -> None:
    client, address = client_of(amina), reviewed.address("review-prepare")

    page = client.get(address).content.decode()
    form = dict(re.findall(r'<input[^>]*name="([a-z_0-9]+)"[^>]*value="([^"]*)"', page)) | dict(
        re.findall(r'<textarea name="([a-z_0-9]+)"[^>]*>\s*([^<]*)</textarea>', page)
    )
    form = {name: words for name, words in form.items() if not name.startswith("off_")}  # boxes that nobody ticked
    client.post(address, form | {"status": "slower", "depth_1": "full", "families": "Carers chose the room."})
    saved = client.get(address).content.decode()

    assert "Filled in from Review 1" in page
    assert page.count(OPEN) == 7
    assert (saved.count(OPEN), saved.count("Changed since Review 1")) == (6, 1)
    now = Preparation.objects.open_of(reviewed)
    assert now is not None
    assert {name: getattr(now, name) for name in SAID} == SAID | {"families": "Carers chose the room."}


def test_page_one_tells_each_reader_how_much_changed_in_what_they_get(project: Project, amina: User) -> None:
    money = next(question for question in project.map.questions if question.theme == "resources")
    readers = (ReaderSaid("Dan Okafor", "full"), ReaderSaid("Priya Shah", "full", ("money",)))
    first = freeze(Preparation.objects.begin(project, {"families": "Later times."}, readers, by=amina), by=amina, seen=1)
    project.answer(money.key, "Eighty thousand pounds.", by=amina, seen=0)
    project.answer("mob-1", "Families wait nine weeks.", by=amina, seen=0)
    made = Preparation.objects.begin(project, {"families": "Later times."}, readers, by=amina)

    whole = read_document(freeze(made, by=amina, seen=1).text)
    dan, priya = (for_reader(whole, reader) for reader in whole.readers)
    page = " ".join(read(pdf(dan)).pages[0].split())

    assert read_document(first.text).changes == ""
    assert (whole.changes, dan.changes, priya.changes) == ("Two new answers.", "Two new answers.", "One new answer.")
    assert whole.changes == compare(read_document(first.text), whole).summary
    assert "Since Review 1: Two new answers." in page
    assert "What changed since the review before: One new answer." in words_of_docx(word(priya))


def test_nothing_seems_withdrawn_or_off_the_map_because_a_reader_gets_the_answers_of_another_stage(project: Project, amina: User) -> None:
    readers = (ReaderSaid("Dan Okafor", "standard"),)
    project.answer("mob-1", "Families wait nine weeks.", by=amina, seen=0)
    freeze(Preparation.objects.begin(project, {"families": "Later times."}, readers, by=amina), by=amina, seen=1)
    project.answer("mob-2", "For the youngest.", by=amina, seen=0)
    project.answer("des-1", "Carers chose the name.", by=amina, seen=0)
    project.move_to("designing", by=amina, reason="The work went there.")

    whole = prepared_document(Preparation.objects.begin(project, {"families": "Later times."}, readers, by=amina))

    assert whole.changes == "One move, two new answers."
    assert whole.readers[0].changes == "One move, one new answer."


@pytest.mark.parametrize("depth", ["one-page", "full"])
def test_page_one_with_every_mark_is_still_one_page_whatever_was_typed(project: Project, amina: User, depth: str) -> None:
    project.name = "Wherever families wish " * 5
    project.outcome = "MWMW children and their whole family network will be noticed sooner. " * 7
    project.save()
    project.set_organisations([(f"The Very Long Named Metropolitan Borough Council of Somewhere {n:02}", "partner") for n in range(12)])
    amina.rename("Bartholomew Featherstonehaugh-Cholmondeley of Wolverhampton")
    freeze(Preparation.objects.begin(project, MOST, (), by=amina), by=amina, seen=1)
    made = Preparation.objects.begin(project, MOST, (), by=amina)
    last = before(project)
    assert last is not None
    for one in held_against(prepared_document(made), last).parts:
        if one.noun == PAGE_ONE:
            project.confirm_part(one.noun, one.digest, by=amina)
    review = freeze(made, by=amina, seen=1)
    document = for_reader(read_document(review.text), ReviewReader.model_validate({"name": "", "depth": depth, "off": ()}))

    pages = read(pdf(document, review.sha256)).pages
    more = {"changes": "Three moves, two decisions, " * 9, "correction_because": "A slip. " * 60, "money_line": "£1,279,890.50 of £1,277,600 spent"}
    corrected = read(pdf(document.model_copy(update=more), review.sha256)).pages

    assert len(corrected) == 1 if depth == "one-page" else "The summary in full" in corrected[1]
    assert depth == "one-page" or "A slip. " * 60 in " ".join(corrected[1].split()) + " "
    assert all(words.startswith("Still true, confirmed by Bartholomew") for words in document.since.values())
    assert len(document.since) == 7
    assert len(pages) == 1 if depth == "one-page" else "The summary in full" in pages[1]


def test_the_database_keeps_a_confirmation_of_one_thing_only(project: Project, amina: User) -> None:
    answer = project.answer("mob-1", "As it was.", by=amina, seen=0)
    wrong: list[dict[str, Any]] = [
        {"answer": answer, "number": 1, "part": "risks", "digest": "a"},
        {"part": "risks"},
        {"digest": "a"},
        {"answer": answer},
        {"number": 1},
    ]

    for said in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Confirmation.objects.create(project=project, by=amina, **said)

    assert not Confirmation.objects.exists()
