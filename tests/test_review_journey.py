"""The way of a review, step by step, as the people on it go it: prepared, checked, signed off, frozen, corrected, and the next one after it."""

import io
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django.test import Client
from docx import Document

from journey.models import Described, Hazard, Notice, Preparation, Project, Review, User
from journey.models.decision import Deliberation
from journey.review.freeze import prepared_document
from journey.review.prints import NoPdf
from journey.review.redact import BOX
from journey.review.sign_off import reading
from journey.review.versions import read_document
from tests.conftest import PASSWORD, member_of
from tests.pdf_reader import read
from tests.remembered import remembered

type ClientOf = Callable[[User], Client]
type Committing = Callable[..., Any]


class Clock:
    """What time it is. It stands still until somebody sets it."""

    def __init__(self) -> None:
        self.now = datetime(2027, 1, 11, 9, tzinfo=UTC)

    def set(self, year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> None:
        self.now = datetime(year, month, day, hour, minute, tzinfo=UTC)


@pytest.fixture
def clock(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    made = Clock()
    stopped = type("Stopped", (datetime,), {"now": classmethod(lambda _cls, tz=None: made.now)})
    monkeypatch.setattr("django.utils.timezone.datetime", stopped)  # which the defaults of models ask too
    yield made


@pytest.fixture
def lead(clock: Clock) -> User:
    said = {"name": "Amina Rahman", "notices": Notice.Choice.AT_ONCE}
    return remembered("lead", lambda: User.objects.create_user("amina@example.org", PASSWORD, **said))


@pytest.fixture
def begun(clock: Clock, lead: User) -> Project:
    """A project that began on 11 January 2027, with nine answers, a move back, a decision, a risk and some evidence, on 30 September."""
    made = remembered("begun", lambda: begin(clock, lead), lead)
    clock.set(2027, 9, 30, 15, 12)
    return made


def begin(clock: Clock, lead: User) -> Project:
    project = Project.objects.start(by=lead, name="Day-time groups", outcome="Young people have somewhere to be in the day.", review_every=6)
    project.set_organisations([("Juniper Steps", "lead"), ("Brackenshire County Council", "commissioner")])
    project.move_to("mobilising", by=lead)
    for key in ("mob-1", "mob-2", "mob-3", "mob-6"):
        project.answer(key, f"What we said to {key}.", by=lead, seen=0)
    clock.set(2027, 4, 20)
    project.move_to("designing", by=lead, reason="Young people asked for something else.")
    project.move_to("developing", by=lead, reason="The first group can be tried.")
    clock.set(2027, 9, 3)
    project.move_to("designing", by=lead, reason="Mornings suit nobody.")
    money = next(question.key for question in project.map.questions if question.theme == "resources")
    project.answer(money, "Eighty thousand pounds a year.", by=lead, seen=0)
    project.answer("des-1", "Somewhere warm to be after noon.", by=lead, seen=0)
    project.risks.make(project, Hazard(text="The hall may close.", stage="designing"), by=lead)
    project.decide("designing", Deliberation("stay", "We look for another time of day."), by=lead)
    project.add_evidence(Described("What nine young people said", "voice"), by=lead)
    return Project.objects.visible_to(lead).get(pk=project.pk)


@pytest.fixture
def hers(begun: Project, lead: User, client_of: ClientOf) -> Client:
    return client_of(lead)


@pytest.fixture
def trustee(begun: Project) -> User:
    return member_of(begun, "Ruth Bailey", "viewer", "Trustee")


@pytest.fixture
def practice_lead(begun: Project) -> User:
    return member_of(begun, "Tom Reid", "editor", "Practice lead")


SAID = {
    "reader_rows": "3",
    "begins": "2027-01-11",
    "ends": "2027-09-30",
    "decision_wanted": "Agree that we test day-time groups until March",
    "status": "changed",
    "status_reason": "Mornings suit nobody. We look for another time.",
    "achieved_1": "A first group met.",
    "achieved_2": "Nine young people were asked.",
    "achieved_3": "The hall is ours until spring.",
    "learned_1": "Mornings suit nobody.",
    "learned_2": "Food brings people.",
    "learned_3": "A lift is needed.",
    "risk_1": "The hall may close.",
    "risk_2": "Two staff may leave.",
    "risk_3": "The money ends in March.",
    "families": "Young people chose the room.",
    "money": "Within the budget.",
    "next_review": "2028-03-31",
    "reader_1": "Dan Okafor",
    "email_1": "dan@council.example",
    "depth_1": "standard",
    "reader_2": "Priya Shah",
    "email_2": "",
    "depth_2": "one-page",
    "off_2": "money",
    "reader_3": "",
    "email_3": "",
    "depth_3": "standard",
}


def words(reply: Any) -> str:
    """What a page says, as one line without its tags."""
    plain = re.sub(r"<[^>]+>", " ", reply.content.decode())
    return " ".join(plain.replace("&#x27;", "'").replace("&amp;", "&").split())


def prepare(client: Client, project: Project, **said: str) -> Preparation:
    """Fill in the page on which the next review is prepared, and save it. What is prepared now."""
    now = Preparation.objects.open_of(project)
    reply = client.post(project.address("review-prepare"), SAID | {"seen": str(now.version if now else 0)} | said)
    assert (reply.status_code, reply.headers.get("Location")) == (302, project.address("review-prepare")), words(reply)
    made = Preparation.objects.open_of(project)
    assert made is not None
    return made


def press(client: Client, now: Preparation) -> Any:
    return client.post(now.project.address("review-freeze"), {"preparation": str(now.pk), "seen": str(now.version)}, follow=True)


def freeze(client: Client, now: Preparation) -> Review:
    reply = press(client, now)
    assert reply.status_code == 200, words(reply)
    return now.project.reviews.newest_first().select_related("project")[0]


def test_a_review_is_started_and_what_each_reader_will_get_is_seen_while_it_is_typed(begun: Project, hers: Client) -> None:
    page = words(hers.get(begun.address("review-prepare")))

    dan, priya = (hers.post(begun.address("review-prepare"), SAID | {"seen": "0", "preview": place}) for place in ("1", "2"))
    live = hers.post(begun.address("review-preview"), SAID | {"seen": "0", "shown": "2"}, headers={"HX-Request": "true"})

    assert "Prepare Review 1" in page
    assert "This is what Dan Okafor will get." in words(dan)
    assert "Answers: Designing" in words(dan)
    assert "Eighty thousand pounds a year." in words(dan)
    assert "This is what Priya Shah will get. Left out: Money, time and capacity." in words(priya)
    assert 'value="Agree that we test' not in dan.content.decode()  # it stands in its box
    assert "Agree that we test day-time groups until March</textarea>" in dan.content.decode()
    for shown in (words(priya).partition("How it reads")[2], words(live)):
        assert "Agree that we test day-time groups until March" in shown
        assert "Covers 11 January 2027 to 30 September 2027." in shown
        assert "Eighty thousand pounds" not in shown
        assert "Answers: Designing" not in shown
        assert "Within the budget." not in shown
    assert not begun.preparations.exists()
    now = prepare(hers, begun)
    saved = [words(hers.get(f"{begun.address('review-preview')}?reader={place}")) for place in (1, 2)]
    assert "This is what Dan Okafor gets." in saved[0]
    assert "Eighty thousand pounds a year." in saved[0]
    assert "Eighty thousand pounds" not in saved[1]
    assert now.said["decision_wanted"] == SAID["decision_wanted"]


def test_the_checks_name_all_that_is_open_and_only_personal_data_has_to_be_dealt_with(begun: Project, lead: User, hers: Client) -> None:
    begun.answer("mob-5", "Ring her mother on 07700 900123.", by=lead, seen=0)
    for key in ("mob-4", "mob-7"):
        begun.answers.of(begun, key).come_back(f"Ask the school about {key}.", by=lead)
    now = prepare(hers, begun)

    page = words(hers.get(begun.address("review-checks")))
    refused = press(hers, now)
    begun.answer("mob-5", "Ring the office.", by=lead, seen=1)
    frozen = press(hers, now)

    assert begun.map.question("mob-8").text in page
    assert "Ask the school about mob-4." in page
    assert "Ask the school about mob-7." in page
    assert "What looks like a phone number, in: Mobilising, question 5" in page
    assert page.count("What looks like a") == 1
    assert "Turned off for Priya Shah: Money, time and capacity." in page
    assert "Ethics, equity and safety: nothing is written yet, and the review will say so." in page
    assert "What looks like personal data has to be dealt with. All else may be left as it is." in page
    assert refused.status_code == 422
    assert "Review 1, frozen 30 September 2027" in words(frozen)
    assert "The team has not yet said anything here about ethics, equity and safety." in words(frozen)


def test_a_trustee_is_asked_to_sign_off_and_a_refusal_needs_a_reason_and_reaches_the_lead_in_one_mail(
    begun: Project, lead: User, hers: Client, trustee: User, client_of: ClientOf, django_capture_on_commit_callbacks: Committing
) -> None:
    now = prepare(hers, begun)
    code = str(begun.memberships.get(user=trustee).code)
    with django_capture_on_commit_callbacks(execute=True):
        hers.post(begun.address("review-ask"), {"member": code})
    asked, theirs = now.sign_offs.get(), client_of(trustee)
    mail.outbox.clear()

    shown = words(theirs.get(asked.get_absolute_url()))
    without = theirs.post(asked.get_absolute_url(), {"agreed": "no", "because": ""})
    with django_capture_on_commit_callbacks(execute=True):
        theirs.post(asked.get_absolute_url(), {"agreed": "no", "because": "The figures are from May."})

    assert "Agree that we test day-time groups until March" in shown
    assert "Sign off" in shown
    assert "Not yet, because" in shown
    assert without.status_code == 422
    assert "Say why not yet" in words(without)
    assert [message.to for message in mail.outbox] == [["amina@example.org"]]
    assert "The figures are from May." in words(hers.get(begun.address("review-checks")))
    hers.post(begun.address("edit"), {"name": begun.name, "asks_sign_off": "no"})
    assert "Sign-off inside the team" not in words(hers.get(begun.address("review-checks")))
    assert hers.post(begun.address("review-ask"), {"member": code}).status_code == 404


def test_what_is_frozen_does_not_alter_in_any_character_whatever_changes_afterwards(
    begun: Project, lead: User, hers: Client, trustee: User, practice_lead: User, client_of: ClientOf, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun.answer("mob-7", "Tom wrote this.", by=practice_lead, seen=0)
    now = prepare(hers, begun)
    hers.post(begun.address("review-ask"), {"member": str(begun.memberships.get(user=trustee).code)})
    client_of(trustee).post(now.sign_offs.get().get_absolute_url(), {"agreed": "yes", "reading": reading(prepared_document(now))})

    shown = words(press(hers, now))
    review = begun.reviews.get()
    files = {name: hers.get(begun.address(f"review-kept-{name}", "1")).content for name in ("json", "csv", "docx", "xlsx")}
    page = words(hers.get(review.get_absolute_url()))

    begun.answer("mob-1", "Quite another answer.", by=lead, seen=1)
    risk = begun.risks.get()
    risk.change(Hazard(text="Nothing of the kind.", stage="designing"), by=lead, seen=1)
    begun.move_to("growing", by=lead, reason="It went there.")
    practice_lead.rename("Tom Marsh")
    question = begun.map.question("mob-2")
    monkeypatch.setitem(question.__dict__, "text", "Worded otherwise?")
    clock.set(2028, 2, 1)
    hers.force_login(lead)

    assert "Review 1, frozen 30 September 2027, 16:12, by Amina Rahman, signed off by Ruth Bailey. Stage map, edition 1.0" in shown
    assert begun.map.question("mob-2").text == "Worded otherwise?"
    assert Review.objects.get(pk=review.pk).text == review.text
    assert Review.objects.get(pk=review.pk).is_whole
    assert words(hers.get(review.get_absolute_url())) == page
    assert "Tom Reid" in page
    assert {name: hers.get(begun.address(f"review-kept-{name}", "1")).content for name in files} == files


def test_the_pdf_read_back_has_page_one_as_a_summary_and_every_file_holds_the_same_facts(begun: Project, hers: Client) -> None:
    review = freeze(hers, prepare(hers, begun))
    document = read_document(review.text)

    found = read(hers.get(begun.address("review-kept-pdf", "1")).content)
    word = Document(io.BytesIO(hers.get(begun.address("review-kept-docx", "1")).content))
    table = hers.get(begun.address("review-kept-csv", "1")).content.decode()

    one = " ".join(found.pages[0].split())
    parts = [SAID[name] for name in SAID if name.startswith(("achieved", "learned", "risk", "families", "status_reason", "decision_wanted"))]
    assert [part for part in parts if part not in one] == []
    assert "Covers 11 January 2027 to 30 September 2027." in one
    assert "Brackenshire County Council" in one
    assert "Changed course." in one
    assert "31 March 2028" in one
    count = len(found.pages)
    for number, page in enumerate(found.pages, start=1):
        assert f"Page {number} of {count}" in page
        assert "Day-time groups, Review 1, 30 September 2027" in " ".join(page.split()) or number == 1
    assert (found.title, found.language) == ("Day-time groups: Review 1", "en-GB")
    assert found.headings[0] == 1
    assert all(below - above <= 1 for above, below in zip(found.headings, found.headings[1:], strict=False))
    assert any("Wheel of the six stages. Main stage: Designing" in alternative for alternative in found.alternatives)
    told, typed = " ".join(found.text.split()), "\n".join(paragraph.text for paragraph in word.paragraphs)
    answers = [answer for stage in document.stages for answer in stage.answers]
    open_questions = told.rpartition("Not yet answered")[2]
    assert len(answers) == 6
    for answer in answers:
        assert answer.text in told
        assert answer.text in typed
        assert answer.text in table
        assert answer.question not in open_questions
    for text in parts:
        assert text in typed
        assert text in table


def test_two_owners_who_press_together_get_one_review_and_the_second_is_told(
    begun: Project, lead: User, hers: Client, practice_lead: User, client_of: ClientOf
) -> None:
    begun.memberships.get(user=practice_lead).change_role("owner", by=lead)
    now = prepare(hers, begun)

    first = press(hers, now)
    second = press(client_of(practice_lead), now)

    assert begun.reviews.count() == 1
    assert "Review 1 is frozen." in words(first)
    assert "Review 1 was frozen already, by Amina Rahman, 30 September 2027, 16:12. There is one review, and this is it." in words(second)


def test_where_the_pdf_cannot_be_made_the_review_is_frozen_all_the_same_and_can_be_printed(begun: Project, hers: Client) -> None:
    review = freeze(hers, prepare(hers, begun))

    with patch("journey.views.frozen.make_pdf", side_effect=NoPdf):
        reply = hers.get(begun.address("review-kept-pdf", "1"))
    printed = hers.get(begun.address("review-print", "1"))
    again = hers.get(begun.address("review-kept-pdf", "1") + "?depth=one-page")

    assert reply.status_code == 503
    assert "The PDF could not be made. The review is frozen all the same, and here in full." in words(reply)
    assert "Try again" in words(reply)
    assert begun.address("review-print", "1") in reply.content.decode()
    assert "A first group met." in words(printed)
    assert again.content.startswith(b"%PDF-")
    assert Review.objects.get(pk=review.pk).is_whole


def test_a_sent_review_is_corrected_by_one_of_its_own_and_its_readers_are_told_once(
    begun: Project, lead: User, hers: Client, clock: Clock, no_files: None, django_capture_on_commit_callbacks: Committing
) -> None:
    first = freeze(hers, prepare(hers, begun))
    clock.set(2027, 10, 4)
    hers.force_login(lead)

    hers.post(begun.address("review-correct", "1"))
    without = hers.post(begun.address("review-prepare"), SAID | {"seen": "1", "achieved_2": "Six young people were asked."})
    now = prepare(hers, begun, achieved_2="Six young people were asked.", correction_because="Nine was a slip.")
    with django_capture_on_commit_callbacks(execute=True):
        second = freeze(hers, now)
    with django_capture_on_commit_callbacks(execute=True):
        press(hers, now)

    assert without.status_code == 422
    assert "Say what was wrong in the review that was sent" in words(without)
    assert second.number == "1.1"
    assert Review.objects.get(pk=first.pk).text == first.text
    page = words(hers.get(second.get_absolute_url()))
    assert "Nine was a slip." in page
    assert "Dan Okafor. Told on 4 October 2027." in page
    assert "Priya Shah. Has no address here; tell them yourself." in page
    (message,) = mail.outbox
    assert message.to == ["dan@council.example"]
    assert "Nine was a slip." in message.body
    compared = words(hers.get(f"{begun.address('comparison')}?from=1&to=1.1"))
    assert "One line of page one changed." in compared
    assert "One line of page one changed." in message.body


def test_a_personal_detail_in_a_frozen_review_is_blacked_out_and_that_it_was_stays_on_the_record(
    begun: Project, lead: User, hers: Client, practice_lead: User, client_of: ClientOf
) -> None:
    begun.answer("mob-8", "Kayleigh from Mill Lane said that nobody rang.", by=lead, seen=0)
    review = freeze(hers, prepare(hers, begun))
    hers.get(begun.address("review-kept-pdf", "1"))
    said = {"passage": "Kayleigh from Mill Lane", "because": "It names a young person.", "sure": "yes"}

    editor = client_of(practice_lead).post(begun.address("review-redact", "1"), said)
    without = hers.post(begun.address("review-redact", "1"), said | {"because": ""})
    hers.post(begun.address("review-redact", "1"), said)

    page, paper = words(hers.get(review.get_absolute_url())), read(hers.get(begun.address("review-kept-pdf", "1")).content).text
    assert editor.status_code == 403
    assert without.status_code == 422
    for shown in (page, paper, Review.objects.get(pk=review.pk).text):
        assert "Kayleigh" not in shown
        assert BOX in shown
    assert "A passage was blacked out on 30 September 2027 by Amina Rahman" in page
    assert "It names a young person." in page
    assert "blacked out a passage in Review 1, and said why" in words(hers.get(begun.address("log")))


def test_with_nothing_to_report_the_review_is_short_with_the_reason_and_the_next_day(begun: Project, hers: Client) -> None:
    emptied = {name: "" for name in SAID if name.startswith(("achieved", "learned", "risk", "families", "money", "decision_wanted", "status"))}
    now = prepare(hers, begun, **emptied, nothing_to_report="We waited for the hall.")

    freeze(hers, now)

    pages = read(hers.get(begun.address("review-kept-pdf", "1") + "?depth=one-page").content).pages
    (one,) = (" ".join(page.split()) for page in pages)
    assert "Nothing to report this time We waited for the hall." in one
    assert "Next review: 31 March 2028" in one
    assert "Achieved" not in one


@pytest.fixture
def first(begun: Project, hers: Client, lead: User, practice_lead: User, client_of: ClientOf, clock: Clock) -> Review:
    """Review 1; and what happened until 31 March: a move, a decision, two answers changed, one new, one withdrawn, and a risk closed."""
    made = freeze(hers, prepare(hers, begun))
    clock.set(2027, 11, 12)
    begun.move_to("developing", by=lead, reason="Afternoons suit them.")
    begun.decide("developing", Deliberation("stay", "We go on until spring."), by=lead)
    begun.answer("mob-1", "What we say now to mob-1.", by=lead, seen=1)
    begun.answer("mob-2", "What we say now to mob-2.", by=lead, seen=1)
    begun.answer("mob-5", "For the first time.", by=lead, seen=0)
    begun.answer("mob-6", "", by=lead, seen=1)
    begun.risks.get().settle("closed", note="The hall stays open.", by=lead)
    clock.set(2028, 3, 20)
    client_of(practice_lead).post(begun.address("answer-still-true", "mob-3"), {"seen": "1"})
    clock.set(2028, 3, 31, 15)
    hers.force_login(lead)
    return made


def test_the_second_review_carries_everything_over_and_says_of_each_part_how_it_stands(begun: Project, first: Review, hers: Client) -> None:
    page = hers.get(begun.address("review-prepare"))
    form = dict(re.findall(r'<textarea name="([a-z_0-9]+)"[^>]*>\s*([^<]*)</textarea>', page.content.decode()))

    now = prepare(hers, begun, begins="2027-10-01", ends="2028-03-31", next_review="2028-09-30", achieved_1="Three groups met.")
    checks = words(hers.get(begun.address("review-checks")))
    review = freeze(hers, now)

    carried = {name: SAID[name] for name in form if name in SAID}
    assert form == carried | {"nothing_to_report": ""}
    assert "Filled in from Review 1, 30 September 2027." in words(page)
    assert "Not looked at since Review 1." in words(page)
    read_back = words(hers.get(review.get_absolute_url()))
    document = read_document(review.text)
    since = {answer.key: answer.since for stage in document.stages for answer in stage.answers}
    assert (since["mob-1"], since["mob-3"]) == ("Changed since Review 1", "Still true, confirmed by Tom Reid on 20 March 2028")
    assert [decision.since for decision in document.decisions] == ["Not looked at since Review 1", "New since Review 1"]
    assert [risk.since for risk in document.risks] == ["Changed since Review 1"]
    assert document.since["achieved"] == "Changed since Review 1"
    assert document.since["learned"] == "Not looked at since Review 1"
    assert "Still true, confirmed by Tom Reid on 20 March 2028." in read_back
    assert "Not looked at since Review 1" in checks
    assert "Not looked at since Review 1." in read_back
    paper = " ".join(read(hers.get(begun.address("review-kept-pdf", "2")).content).text.split())
    assert "Still true, confirmed by Tom Reid on 20 March 2028." in paper


def test_the_second_review_is_compared_with_the_first_before_it_goes_and_the_words_are_the_same_everywhere(
    begun: Project, lead: User, first: Review, hers: Client, practice_lead: User, django_capture_on_commit_callbacks: Committing
) -> None:
    practice_lead.choose_notices(Notice.Choice.AT_ONCE)
    told = "One move, one decision, two answers changed, one new, one withdrawn, one risk closed"

    now = prepare(hers, begun, begins="2027-10-01", ends="2028-03-31")
    checks = words(hers.get(begun.address("review-checks")))
    draft = words(hers.get(begun.address("comparison")))
    with django_capture_on_commit_callbacks(execute=True):
        hers.post(begun.address("review-ask"), {"member": str(begun.memberships.get(user=practice_lead).code)})
    with patch("journey.tasks.pdf", return_value=b"a PDF"), django_capture_on_commit_callbacks(execute=True):
        freeze(hers, now)
    page = words(hers.get(f"{begun.address('comparison')}?from=1&to=2"))
    paper = " ".join(read(hers.get(f"{begun.address('comparison-pdf')}?from=1&to=2").content).text.split())

    for shown in (checks, draft, page, paper):
        assert f"{told}." in shown
    assert "Compare with Review 1" in checks
    asked, frozen = (message.body for message in mail.outbox if message.to == [practice_lead.email])
    assert f"Amina Rahman asks you to sign off a review. Since Review 1: {told[:1].lower()}{told[1:]}." in asked
    assert f"Amina Rahman froze Review 2. Since Review 1: {told[:1].lower()}{told[1:]}." in frozen
    assert "What we [Removed: said] [Added: say now] to mob-1." in page
    assert "The main stage was Designing and is Developing." in page
    assert hers.get(f"{begun.address('comparison')}?from=2&to=1").status_code == 200
    Project.objects.filter(pk=begun.pk).update(name="Called otherwise")
    begun.answer("mob-1", "Changed again.", by=lead, seen=2)
    assert (
        words(hers.get(f"{begun.address('comparison')}?from=1&to=2")).partition("What changed between")[2]
        == page.partition("What changed between")[2]
    )
