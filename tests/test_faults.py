"""What breaks around a copy: a full disk, a database that cannot be written to or is gone, a mail server that is down, a clock set back.

Whoever typed something gets it back to copy, nothing is half saved, and it goes on as soon as the fault is over.
"""

import html
import os
import re
import signal
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import count
from pathlib import Path
from typing import Any, Self
from uuid import UUID

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from journey.models import Invitation, Preparation, Project, User
from journey.models.preparation import ReaderSaid
from journey.models.review import AlreadyFrozen
from journey.review.freeze import freeze
from journey.upkeep.soundness import problems
from tests.conftest import PASSWORD

type ClientOf = Callable[[User], Client]
TEXT = "What the team heard from four families & a school. " * 70 + "That is all."


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def full() -> Iterator[None]:
    """SQLite may take no page more than it has."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    yield
    run("PRAGMA max_page_count = 1073741823")


@contextmanager
def read_only() -> Iterator[None]:
    on, off = {
        "sqlite": ("PRAGMA query_only = ON", "PRAGMA query_only = OFF"),
        "postgresql": ("SET default_transaction_read_only = on", "SET default_transaction_read_only = off"),
    }[connection.vendor]
    run(on)
    yield
    run(off)


@contextmanager
def gone() -> Iterator[None]:
    """There is no database where it should be."""
    places: dict[str, dict[str, object]] = {"sqlite": {"NAME": Path("/nowhere/db.sqlite3")}, "postgresql": {"HOST": "/nowhere"}}
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict |= places[connection.vendor]
    yield
    connection.close()
    connection.settings_dict |= before


FAULTS = {"sqlite": (full, read_only, gone), "postgresql": (read_only, gone)}


def client_that_meets_pages(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def test_a_text_that_cannot_be_saved_comes_back_to_be_copied_and_is_saved_when_the_fault_is_over(
    transactional_db: None, amina: User, project: Project
) -> None:
    client = client_that_meets_pages(amina)
    address, sent = project.address("answer", "mob-1"), {"text": TEXT, "seen": "0"}
    client.get(address)
    before = Project.objects.get(pk=project.pk).log_length
    fill_free_pages()

    for fault in FAULTS[connection.vendor]:
        with fault():
            page = client.post(address, sent)
            by_script = client.post(address, sent, headers={"HX-Request": "true"})

        found = html.unescape(page.content.decode())
        assert (fault.__name__, page.status_code, by_script.status_code) == (fault.__name__, 503, 503)
        assert "so nothing was changed" in found
        assert TEXT in found
        assert page["Cache-Control"] == "no-store"
        now = Project.objects.get(pk=project.pk)
        assert (now.answers.count(), now.log_length, problems()) == (0, before, [])

    assert client.post(address, sent).status_code == 302
    assert project.answers.get().text == TEXT
    assert problems() == []


def fill_free_pages() -> None:
    """Pages that SQLite has to spare would let a text in that a full disk would not."""
    if connection.vendor == "sqlite":
        run("VACUUM")


def test_a_password_is_not_given_back(transactional_db: None, amina: User) -> None:
    client = Client(raise_request_exception=False)

    with gone():
        page = client.post("/accounts/login/", {"login": "amina@example.org", "password": "hush-5521"})

    assert page.status_code == 503
    assert "hush-5521" not in page.content.decode()
    assert "amina@example.org" not in page.content.decode()


def test_while_the_database_is_gone_it_lives_and_is_not_ready_and_afterwards_all_is_as_before(
    transactional_db: None, amina: User, project: Project
) -> None:
    client = client_that_meets_pages(amina)

    def asked() -> list[int]:
        return [client.get(url).status_code for url in ("/healthz", "/readyz", project.address())]

    with gone():
        meanwhile = asked()

    assert (meanwhile, asked()) == ([200, 503, 503], [200, 200, 200])


def test_a_fault_of_ours_gives_the_text_back_too(project: Project, amina: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Project, "answer", fails)

    page = client_that_meets_pages(amina).post(project.address("answer", "mob-1"), {"text": TEXT, "seen": "0"})

    assert page.status_code == 500
    assert TEXT in html.unescape(page.content.decode())
    assert page["Cache-Control"] == "no-store"


def test_with_the_mail_server_down_an_invitation_is_made_the_page_says_so_and_it_can_be_sent_again(
    project: Project, amina: User, client_of: ClientOf, settings: Settings
) -> None:
    client = client_of(amina)
    settings.MAILERS = {"default": {"BACKEND": "tests.broken_mail.EmailBackend"}}
    made = client.post(project.address("invite"), {"email": "new@example.org", "role": "viewer"}, follow=True)

    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    invitation = Invitation.objects.get()
    again = client.post(project.address("invitation-send", str(invitation.pk)), follow=True)

    assert (made.status_code, again.status_code) == (200, 200)
    assert "could not be sent" in made.content.decode()
    assert [message.to for message in mail.outbox] == [["new@example.org"]]


NOT_SENT = "The mail could not be sent just now. Ask for it again in a while."


def test_with_the_mail_server_down_pages_of_accounts_say_so_and_tell_nobody_who_has_one(
    amina: User, tom: User, settings: Settings, fresh_limits: None
) -> None:
    amina.confirm_email()
    settings.MAILERS = {"default": {"BACKEND": "tests.broken_mail.EmailBackend"}}

    def page(address: str, **said: str) -> tuple[int, str]:
        reply = Client().post(address, said, follow=True)
        return reply.status_code, re.sub(r"csrf\S+ value=\S+", "", reply.content.decode()).replace(said.get("email", "-"), "EMAIL")

    new = {"name": "Zoe Marsh", "password1": PASSWORD}
    signed_up = [page("/accounts/signup/", email=email, **new) for email in ("zoe@example.org", "amina@example.org")]
    forgot = [page("/accounts/password/reset/", email=email) for email in ("amina@example.org", "nobody@example.org")]
    unconfirmed = page("/accounts/login/", login=str(tom.email), password=PASSWORD)

    for status, shown in [*signed_up, *forgot, unconfirmed]:
        assert (status, shown.count(NOT_SENT)) == (200, 1)
    assert signed_up[0] == signed_up[1]
    assert forgot[0] == forgot[1]
    assert User.objects.has_account("zoe@example.org")


def test_with_the_mail_server_down_a_password_is_changed_and_an_account_made_all_the_same(
    amina: User, client_of: ClientOf, settings: Settings, fresh_limits: None
) -> None:
    other = PASSWORD[::-1]
    amina.is_staff = True
    amina.save()
    client = client_of(amina)
    settings.MAILERS = {"default": {"BACKEND": "tests.broken_mail.EmailBackend"}}

    made = client.post("/site/accounts/new/", {"name": "Zoe Marsh", "email": "zoe@example.org"}, follow=True)
    changed = client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": other, "password2": other}, follow=True)

    assert [reply.status_code for reply in (made, changed)] == [200, 200]
    assert NOT_SENT in made.content.decode()
    assert "gets a link" not in made.content.decode()
    assert User.objects.has_account("zoe@example.org")
    amina.refresh_from_db()
    assert amina.check_password(other)


def test_a_worker_that_is_killed_at_any_step_of_a_freeze_leaves_all_of_it_or_nothing(transactional_db: None, amina: User, project: Project) -> None:
    prepared = Preparation.objects.begin(project, {"begins": date(2026, 1, 11)}, (ReaderSaid("Dan Okafor", "standard"),), by=amina)
    before, number, frozen = Project.objects.get(pk=project.pk).log_length, 0, False

    while not frozen:
        number += 1
        was_killed = freeze_until(number, prepared.pk, amina)
        kept = list(project.reviews.all())
        now = Project.objects.get(pk=project.pk)
        frozen = bool(kept)

        assert was_killed
        assert (now.log_length - before, Preparation.objects.open_of(project) is None) == ((1, True) if frozen else (0, False))
        assert all(review.is_whole for review in kept)
        assert problems() == []

    assert number > 5
    with pytest.raises(AlreadyFrozen):
        freeze(Preparation.objects.get(pk=prepared.pk), by=amina, seen=1)


def freeze_until(number: int, prepared: UUID, by: User) -> bool:
    """Freeze a review in a process that is killed before its change number `number`; the last two are before and after it is kept for good."""
    connection.close()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads that are there no more
        child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    with suppress(BaseException):
        # Where a browser ran in this process, the child sees the connection from before it, which both would hold open: the database would not notice
        # that the child is gone.
        connections["default"] = connections.create_connection("default")
        steps = count(1)

        def step() -> None:
            if next(steps) == number:
                os.kill(os.getpid(), signal.SIGKILL)

        def change(execute: Callable[..., object], sql: str, *rest: Any) -> object:
            if sql.startswith(("INSERT", "UPDATE", "DELETE")):
                step()
            return execute(sql, *rest)

        commit = connection._commit  # type: ignore[attr-defined]  # what Django calls at the end of a transaction

        def end() -> None:
            step()
            commit()
            step()

        connection._commit = end  # type: ignore[attr-defined]  # as above
        with connection.execute_wrapper(change):
            freeze(Preparation.objects.get(pk=prepared), by=by, seen=1)
    os._exit(1)


class Earlier(datetime):
    """A clock that someone set back by two days."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return cls.fromtimestamp((datetime.now(UTC) - timedelta(days=2)).timestamp(), tz)


def test_with_the_clock_set_back_saves_keep_their_order_and_the_log_stays_whole(
    project: Project, amina: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, address = client_of(amina), project.address("answer", "mob-1")
    assert client.post(address, {"text": "One.", "seen": "0"}).status_code == 302

    monkeypatch.setattr(timezone, "datetime", Earlier)
    saved = client.post(address, {"text": "Two.", "seen": "1"})
    pages = [client.get(url).status_code for url in (address, project.address("answer-history", "mob-1"), project.address("log"), project.address())]
    monkeypatch.undo()

    assert (saved.status_code, pages) == (302, [200] * 4)
    answer = project.answers.get()
    assert [(version.number, version.text) for version in answer.versions.order_by("number")] == [(1, "One."), (2, "Two.")]
    assert (answer.text, problems()) == ("Two.", [])
    call_command("verify_log")
