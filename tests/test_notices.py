"""Notices: in the app, and by mail as each person chose."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from journey.models import Membership, Notice, Preparation, Project, SignOff, Thread, User
from journey.models.preparation import ReaderSaid
from journey.notices import stop_address
from journey.views.notices import MOST

type ClientOf = Callable[[User], Client]


def shown_to(client: Client) -> tuple[str, dict[str, list[str]]]:
    """The page, and what its button sends."""
    page = client.get("/notices/").content.decode()
    return page, {"shown": re.findall(r'name="shown" value="([^"]+)"', page)}


def part(project: Project, user: User) -> Membership:
    return project.memberships.get(user=user)


def talk(project: Project, leila: User, *told: User) -> Thread:
    return Thread.objects.start(project, "MARKER-TEXT Please look.", by=leila, tell=[part(project, user) for user in told], key="mob-1", move=None)


def choose(user: User, choice: str) -> User:
    user.choose_notices(choice)
    return user


def test_thirty_comments_in_a_day_are_one_message_to_who_chose_a_digest_and_none_to_who_chose_none(
    project: Project, amina: User, tom: User, leila: User
) -> None:
    choose(tom, "none")
    thread = talk(project, leila, amina, tom)

    for number in range(29):
        thread.reply(f"MARKER-TEXT {number}", by=leila, tell=[part(project, amina), part(project, tom)])
    assert mail.outbox == []
    call_command("send_notices", verbosity=0)
    call_command("send_notices", verbosity=0)

    assert [(message.to, message.subject) for message in mail.outbox] == [([amina.email], "30 things new in your projects")]
    message = mail.outbox[0]
    assert isinstance(message, EmailMultiAlternatives)
    for body in (str(message.body), str(message.alternatives[0][0])):
        assert body.count("tells you of a comment") == 30
        assert f"http://127.0.0.1:8000{thread.get_absolute_url()}" in body
        assert "MARKER-TEXT" not in body


def test_who_chose_at_once_gets_a_message_that_leads_to_the_item(
    project: Project, amina: User, leila: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    choose(amina, "at-once")

    with django_capture_on_commit_callbacks(execute=True):
        thread = talk(project, leila, amina)
    call_command("send_notices", verbosity=0)

    assert len(mail.outbox) == 1
    assert mail.outbox[0].subject.startswith("Family Circle: Leila Hassan tells you of a comment")
    assert thread.get_absolute_url() in str(mail.outbox[0].body)


def test_a_reply_tells_those_who_wrote_in_the_thread_but_not_its_writer(project: Project, amina: User, leila: User) -> None:
    thread = talk(project, leila, amina)

    thread.reply("Seen.", by=amina)

    assert [(notice.user, notice.kind) for notice in Notice.objects.order_by("at")] == [(amina, "mention"), (leila, "reply")]


def test_what_someone_has_seen_or_may_not_see_any_more_is_not_mailed(
    project: Project, amina: User, tom: User, leila: User, client_of: ClientOf
) -> None:
    talk(project, leila, amina, tom)

    client_of(amina).post("/notices/", shown_to(client_of(amina))[1])
    part(project, tom).end(by=amina)
    call_command("send_notices", verbosity=0)

    assert mail.outbox == []
    assert "MARKER" not in client_of(tom).get("/notices/").content.decode()


def test_opening_the_page_marks_nothing_as_seen_and_the_button_does(project: Project, amina: User, leila: User, client_of: ClientOf) -> None:
    thread = talk(project, leila, amina)

    for _ in range(2):
        page, sent = shown_to(client_of(amina))
    assert thread.get_absolute_url() in page[: page.index("Mark all as seen")]
    assert "Notices (1 new)" in client_of(amina).get("/projects/").content.decode()
    after = client_of(amina).post("/notices/", sent, follow=True).content.decode()

    assert "Nothing new" in after
    assert thread.get_absolute_url() in after


def test_what_the_page_did_not_show_is_not_marked_as_seen_and_still_mailed(project: Project, amina: User, leila: User, client_of: ClientOf) -> None:
    binned = Project.objects.start(by=amina, name="In the bin")
    Notice.objects.tell([amina], Notice.Kind.REVIEW_DUE, project=binned, about=binned, key="2026-01-01")
    binned.put_in_bin(by=amina)
    thread = talk(project, leila, amina)
    _page, sent = shown_to(client_of(amina))
    later = thread.reply("One more thing.", by=leila, tell=[part(project, amina)])

    after = client_of(amina).post("/notices/", sent, follow=True).content.decode()

    assert "Mark all as seen" in after
    assert [notice.kind for notice in Notice.objects.exclude(seen_at=None)] == ["mention"]
    assert list(Notice.objects.to_mail().filter(project=project).values_list("object_id", flat=True)) == [str(later.pk)]
    assert Notice.objects.to_mail().filter(project=binned).count() == 1


def test_of_more_than_the_page_holds_the_others_are_shown_next(project: Project, amina: User, leila: User, client_of: ClientOf) -> None:
    thread = talk(project, leila, amina)
    for number in range(MOST):
        thread.reply(f"{number}", by=leila, tell=[part(project, amina)])
    client = client_of(amina)

    _first, sent = shown_to(client)
    client.post("/notices/", sent)
    _second, rest = shown_to(client)
    client.post("/notices/", rest | {"shown": [*rest["shown"], "no-id"]})

    assert (len(sent["shown"]), len(rest["shown"])) == (MOST, 1)
    assert "Nothing new" in client.get("/notices/").content.decode()
    assert "Notices (" not in client.get("/projects/").content.decode()


def test_what_is_told_of_no_more_is_marked_as_seen_with_the_others(project: Project, amina: User, leila: User, client_of: ClientOf) -> None:
    thread = talk(project, leila, amina)
    thread.reply("A slip.", by=leila, tell=[part(project, amina)]).withdraw()
    client = client_of(amina)

    _page, sent = shown_to(client)
    client.post("/notices/", sent)

    assert "Notices (" not in client.get("/projects/").content.decode()


def test_an_assignment_and_its_day_are_told_once_each(project: Project, amina: User, tom: User) -> None:
    project.assignments.make(project, "mob-1", part(project, tom), by=amina, due=timezone.localdate() + timedelta(days=2), note="")

    for _ in range(2):
        call_command("send_notices", verbosity=0)
    project.assignments.update(due=timezone.localdate() - timedelta(days=3))
    for _ in range(2):
        call_command("send_notices", verbosity=0)

    assert [notice.kind for notice in Notice.objects.order_by("at")] == ["assignment", "due", "due"]
    assert [message.to for message in mail.outbox] == [[tom.email], [tom.email]]
    assert "Your answer is overdue by 3 days" in str(mail.outbox[1].body)


def test_owners_are_told_once_that_a_review_is_due(project: Project, amina: User, tom: User) -> None:
    project.moves.update(day=timezone.localdate() - timedelta(days=178))

    for _ in range(2):
        call_command("send_notices", verbosity=0)

    assert [(message.to, "A review is due on " in str(message.body)) for message in mail.outbox] == [([amina.email], True)]


def test_a_message_that_cannot_be_made_keeps_nobody_elses_back(
    project: Project, amina: User, tom: User, leila: User, caplog: pytest.LogCaptureFixture
) -> None:
    prepared = Preparation.objects.begin(project, {}, (ReaderSaid("Dan Okafor", "full"),), by=amina)
    prepared.readers.update(off=[5])
    SignOff.objects.ask(prepared, part(project, tom), by=amina)
    talk(project, leila, amina)

    call_command("send_notices", verbosity=0)

    assert [message.to for message in mail.outbox] == [[amina.email]]
    assert [record.getMessage() for record in caplog.records] == ["A daily message could not be made"]
    assert list(Notice.objects.filter(user=tom).values_list("mailed_at", flat=True)) == [None]


def test_stopping_the_mails_is_a_pressed_button_without_signing_in(project: Project, amina: User, leila: User, client: Client) -> None:
    talk(project, leila, amina)
    call_command("send_notices", verbosity=0)
    link = re.search(r"http://127.0.0.1:8000(/notices/stop/\S+)", str(mail.outbox[0].body))
    assert link is not None

    for _ in range(2):
        assert client.get(link[1]).status_code == 200
    amina.refresh_from_db()
    assert amina.notices == "daily"
    client.post(link[1])

    amina.refresh_from_db()
    assert amina.notices == "none"
    assert client.get(link[1][:-2] + "x/").status_code == 404


def test_each_person_chooses_how_they_are_told(amina: User, client_of: ClientOf) -> None:
    reply = client_of(amina).post("/notices/choose/", {"choice": "at-once"}, follow=True)
    wrong = client_of(amina).post("/notices/choose/", {"choice": "hourly"})

    amina.refresh_from_db()
    assert amina.notices == "at-once"
    assert "At once, a message for each" in reply.content.decode()
    assert (wrong.status_code, "Choose one" in wrong.content.decode()) == (422, True)


def test_a_mail_server_that_is_down_loses_no_notice(project: Project, amina: User, leila: User, settings: pytest.FixtureRequest) -> None:
    talk(project, leila, amina)
    settings.MAILERS = {"default": {"BACKEND": "tests.broken_mail.EmailBackend"}}  # type: ignore[attr-defined]  # pytest-django's settings
    call_command("send_notices", verbosity=0)

    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}  # type: ignore[attr-defined]  # the same
    call_command("send_notices", verbosity=0)

    assert [message.to for message in mail.outbox] == [[amina.email]]
    assert stop_address(amina) in str(mail.outbox[0].body)
