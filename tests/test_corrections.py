"""Readers of a review that is corrected are told once: by mail where an address is known, else in words for the team to send."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from journey.corrections import tell_readers
from journey.models import Preparation, PreparedReader, Project, ReaderTold, Review, User
from journey.models.preparation import ReaderSaid
from journey.person_file import person_file
from journey.project_file.write import write
from journey.review.freeze import freeze
from journey.tasks import mail_readers
from tests.conftest import member_of

type ClientOf = Callable[[User], Client]
type Committing = Callable[..., object]
READERS = (
    ReaderSaid("Dan Okafor, commissioner", "full", (), "dan@council.example"),
    ReaderSaid("Priya Shah", "one-page", ("money",)),
    ReaderSaid("Ruth Bailey, trustee", "standard"),
)


@pytest.fixture(autouse=True)
def no_pdf(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> None:
    """Each freeze orders its file, which nobody opens here."""
    settings.DATA_DIR = tmp_path  # where no other test finds what stands for one
    monkeypatch.setattr("journey.review.prints.printed", lambda html, wait: b"a PDF")


@pytest.fixture
def sent(project: Project, amina: User, ruth: User) -> Review:
    """Review 1 for a reader with an address, one without, and one who is in the project."""
    made = Preparation.objects.begin(project, {"achieved_1": "Ninety families.", "money": "Within the budget."}, READERS, by=amina)
    return freeze(made, by=amina, seen=1)


def told_of_a_correction() -> int:
    """How many mails say so; the team's own notice that a review is frozen is another."""
    return len([message for message in mail.outbox if "was corrected" in message.subject])


def correct(
    review: Review, amina: User, committing: Committing, achieved: str = "Nineteen families.", because: str = "A slip in a figure."
) -> Review:
    """Correct a review through its pages, as its owner does."""
    client, project = Client(), review.project
    client.force_login(amina)
    with committing(execute=True):  # type: ignore[attr-defined]  # a context manager
        client.post(project.address("review-correct", "1"))
        now = Preparation.objects.open_of(project)
        assert now is not None
        now.change(now.said | {"achieved_1": achieved, "correction_because": because}, now.readers_said, by=amina, seen=1)
        client.post(project.address("review-freeze"), {"preparation": str(now.pk), "seen": "2"})
    return project.reviews.newest_first()[0]


def test_each_reader_with_an_address_gets_one_mail_that_says_what_why_by_whom_when_and_whom_to_ask(
    sent: Review, amina: User, ruth: User, django_capture_on_commit_callbacks: Committing
) -> None:
    made = correct(sent, amina, django_capture_on_commit_callbacks)

    assert made.number == "1.1"
    assert sorted(message.to[0] for message in mail.outbox) == ["dan@council.example", ruth.email]
    dans, ruths = sorted(mail.outbox, key=lambda message: message.to[0] != "dan@council.example")
    words = " ".join(dans.body.split())
    assert dans.subject == "A review of Family Circle was corrected"
    assert "which was prepared for you, was corrected. The corrected review is Review 1.1" in words
    assert "What was wrong: A slip in a figure." in words
    assert "What differs in what you were given: One line of page one changed." in words
    assert "Corrected by Amina Rahman, " in words
    assert "ask Amina Rahman" in words
    assert dans.reply_to == ["amina@example.org"]
    assert "http" not in words
    assert "reply to this message and ask Amina Rahman for it" in words
    assert "ask Amina Rahman for it" not in ruths.body
    assert made.get_absolute_url() in ruths.body


def test_a_second_press_a_retry_and_a_command_run_again_tell_nobody_twice(
    sent: Review, amina: User, django_capture_on_commit_callbacks: Committing
) -> None:
    made = correct(sent, amina, django_capture_on_commit_callbacks)
    client = Client()
    client.force_login(amina)

    for _again in range(2):
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]  # a context manager
            client.post(sent.project.address("review-freeze"), {"preparation": str(made.preparation_id), "seen": "2"})
        tell_readers(made.pk)
        call_command("send_notices", stdout=StringIO())

    assert told_of_a_correction() == 2


def test_with_workers_nobody_who_freezes_a_correction_waits_for_its_mails(
    sent: Review, amina: User, django_capture_on_commit_callbacks: Committing, settings: Settings
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}  # what is asked for waits
    made = correct(sent, amina, django_capture_on_commit_callbacks)
    before = told_of_a_correction()

    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}
    for _again in range(2):
        mail_readers.enqueue(str(made.pk))

    assert (before, told_of_a_correction()) == (0, 2)


def test_what_the_mail_server_does_not_take_is_tried_again_and_the_page_says_so(
    sent: Review, amina: User, client_of: ClientOf, django_capture_on_commit_callbacks: Committing, settings: Settings
) -> None:
    working = settings.MAILERS
    settings.MAILERS = {"default": {"BACKEND": "tests.broken_mail.EmailBackend"}}
    made = correct(sent, amina, django_capture_on_commit_callbacks)
    page = client_of(amina).get(made.get_absolute_url()).content.decode()

    settings.MAILERS = working
    out = StringIO()
    call_command("send_notices", stdout=out)

    assert page.count("Not told yet: the mail could not be sent, and is tried again.") == 2
    assert "Readers told of a correction: 2" in out.getvalue()
    assert told_of_a_correction() == 2


def test_the_page_says_who_was_told_and_gives_words_for_who_has_no_address(
    sent: Review, amina: User, tom: User, ruth: User, client_of: ClientOf, django_capture_on_commit_callbacks: Committing
) -> None:
    made = correct(sent, amina, django_capture_on_commit_callbacks)

    page, hers = (client_of(who).get(made.get_absolute_url()).content.decode() for who in (tom, ruth))

    told = " ".join(page.partition("Who is told of this correction")[2].partition("</section>")[0].split())
    assert "<strong>Dan Okafor, commissioner.</strong> Told on " in told
    assert "<strong>Ruth Bailey, trustee.</strong> Told on " in told
    assert "<strong>Priya Shah.</strong> Has no address here; tell them yourself." in told
    assert "Words to copy for Priya Shah" in told
    assert "What was wrong: A slip in a figure." in told
    assert "dan@council.example" not in page
    assert "Who is told of this correction" not in hers  # who only reads the project


def test_a_reader_is_told_only_of_what_differs_in_what_they_got(sent: Review, amina: User, django_capture_on_commit_callbacks: Committing) -> None:
    client = Client()
    client.force_login(amina)
    client.post(sent.project.address("review-correct", "1"))
    now = Preparation.objects.open_of(sent.project)
    assert now is not None
    now.change(now.said | {"money": "Over the budget.", "correction_because": "A slip."}, now.readers_said, by=amina, seen=1)
    made = freeze(now, by=amina, seen=2)

    page = client.get(made.get_absolute_url()).content.decode()
    tell_readers(made.pk)

    priyas = page.partition("Words to copy for Priya Shah")[2].partition("</details>")[0]
    dans = next(message.body for message in mail.outbox if message.to == ["dan@council.example"])
    assert "Nothing changed." in priyas
    assert "One line of page one changed." in dans


def test_the_second_correction_tells_everyone_once_more_and_each_once(
    sent: Review, amina: User, django_capture_on_commit_callbacks: Committing
) -> None:
    correct(sent, amina, django_capture_on_commit_callbacks)
    mail.outbox.clear()

    made = correct(sent, amina, django_capture_on_commit_callbacks, achieved="Twenty families.", because="Another slip.")

    assert made.number == "1.2"
    assert ReaderTold.objects.filter(review=made).count() == 3
    assert told_of_a_correction() == 2
    assert "Review 1.1 of " in mail.outbox[0].body


def test_a_new_review_tells_no_reader_and_keeps_the_addresses_for_the_next(sent: Review, amina: User, client_of: ClientOf) -> None:
    client, project = client_of(amina), sent.project

    page = client.get(project.address("review-prepare")).content.decode()
    freeze(Preparation.objects.begin(project, {"achieved_1": "More."}, READERS, by=amina), by=amina, seen=1)

    assert 'value="dan@council.example"' in page
    assert not ReaderTold.objects.exists()
    assert mail.outbox == []


def test_an_address_is_in_no_review_and_in_no_file_of_the_project(sent: Review, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)
    kept = [client.get(sent.project.address(f"review-kept-{ending}", "1")).content for ending in ("json", "csv", "xlsx", "docx")]

    assert "dan@council.example" not in sent.text
    assert not [file for file in kept if b"dan@council" in file]
    assert "dan@council.example" not in write(sent.project).as_json()


def test_a_wrong_address_is_said_beside_its_box_and_all_is_kept(project: Project, amina: User, client_of: ClientOf) -> None:
    said = {"seen": "0", "reader_rows": "3", "reader_1": "Dan Okafor", "email_1": "dan at council", "email_2": "x@example.org"}

    reply = client_of(amina).post(project.address("review-prepare"), said | {"decision_wanted": "Agree."})

    page = reply.content.decode()
    assert reply.status_code == 422
    assert "Write the email in full, such as name@example.org" in page
    assert "Say whose email this is" in page
    assert 'value="dan at council"' in page
    assert "Agree." in page


def test_an_address_is_told_to_its_person_and_goes_when_they_are_erased(
    sent: Review, amina: User, django_capture_on_commit_callbacks: Committing
) -> None:
    correct(sent, amina, django_capture_on_commit_callbacks)
    dan = User.objects.create_user("Dan@council.example", name="Dan Okafor")

    told = person_file(dan)["readings"]
    dan.erase(by=None)

    assert [(one["project_name"], one["email"], one["told_at"] is not None) for one in told] == [
        ("Family Circle", "dan@council.example", True),
        ("Family Circle", "dan@council.example", False),
    ]
    assert not PreparedReader.objects.filter(email__icontains="dan@").exists()


def test_the_commands_find_and_erase_someone_who_is_only_a_reader(sent: Review) -> None:
    out = StringIO()

    call_command("export_person", "DAN@council.example", stdout=out)
    call_command("erase_person", "DAN@council.example", stdout=StringIO())

    assert '"Dan Okafor, commissioner"' in out.getvalue()
    assert not PreparedReader.objects.exclude(email="").exists()
    with pytest.raises(CommandError, match="Nobody here has this email"):
        call_command("erase_person", "dan@council.example")


def test_of_two_members_with_one_name_neither_is_written_to(
    sent: Review, amina: User, ruth: User, django_capture_on_commit_callbacks: Committing
) -> None:
    member_of(sent.project, "Ruth Bailey", "viewer")

    correct(sent, amina, django_capture_on_commit_callbacks)

    assert [message.to for message in mail.outbox] == [["dan@council.example"]]
