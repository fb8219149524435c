"""Asking, once, whether what lies unused is still needed. Nothing is deleted by it."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client, override_settings
from django.utils import timezone

from journey.models import Project, User
from journey.models.standing import Parting

type ClientOf = Callable[[User], Client]


def remind() -> list[str]:
    """The subjects of what the daily command sends, each with who gets it."""
    mail.outbox.clear()
    call_command("remind", stdout=StringIO())
    return sorted(f"{message.to[0]}: {message.subject}" for message in mail.outbox)


def untouched(project: Project, days: int) -> None:
    Project.objects.filter(pk=project.pk).update(changed_at=timezone.now() - timedelta(days=days))


@pytest.fixture
def stopped(project: Project, amina: User, tom: User) -> Project:
    project.stand("stopped", by=amina, reason="The money ended.", parting=Parting("Much.", "None.", "All.", "Money."))
    untouched(project, 730)
    return project


def test_the_owners_of_a_project_that_stopped_long_ago_are_asked_once(stopped: Project) -> None:
    assert remind() == ["amina@example.org: Is Family Circle still needed here?"]
    assert f"/projects/{stopped.pk}/keep/" in mail.outbox[0].body
    assert remind() == []


@pytest.mark.parametrize("days", [0, 729])
def test_one_that_was_touched_since_is_not_asked_about(days: int, stopped: Project) -> None:
    untouched(stopped, days)

    assert remind() == []


def test_one_that_goes_on_is_not_asked_about_however_old(project: Project) -> None:
    untouched(project, 5000)

    assert remind() == []


def test_one_in_the_bin_is_not_asked_about(stopped: Project, amina: User) -> None:
    stopped.put_in_bin(by=amina)
    untouched(stopped, 800)

    assert remind() == []


def test_an_owner_keeps_it_and_is_asked_again_after_as_long_once_more(stopped: Project, amina: User, client_of: ClientOf) -> None:
    remind()
    client = client_of(amina)
    assert "Nothing in it has changed since" in client.get(stopped.address("keep")).content.decode()

    client.post(stopped.address("keep"))

    assert stopped.events.latest("sequence").kind == "project-kept"
    assert "said that the stopped project is to be kept" in client.get(stopped.address("log")).content.decode()
    assert remind() == []
    untouched(stopped, 731)
    Project.objects.filter(pk=stopped.pk).update(asked_at=timezone.now() - timedelta(days=900))
    assert remind() == ["amina@example.org: Is Family Circle still needed here?"]


def test_nothing_is_deleted_however_long_nobody_answers(stopped: Project) -> None:
    remind()
    untouched(stopped, 5000)
    call_command("remind", stdout=StringIO())
    call_command("empty_bin", stdout=StringIO())

    assert Project.objects.filter(pk=stopped.pk, binned_at=None).exists()


def test_someone_who_has_not_signed_in_for_long_is_asked_once_and_again_only_after_another_visit(amina: User, owen: User) -> None:
    User.objects.filter(pk=owen.pk).update(last_login=timezone.now() - timedelta(days=731))

    assert remind() == ["owen@example.org: Do you still need your account?"]
    assert "/accounts/data/" in mail.outbox[0].body
    assert remind() == []

    User.objects.filter(pk=owen.pk).update(last_login=timezone.now())
    assert remind() == []
    User.objects.filter(pk=owen.pk).update(asked_at=timezone.now() - timedelta(days=1500), last_login=timezone.now() - timedelta(days=740))
    assert remind() == ["owen@example.org: Do you still need your account?"]


def test_someone_who_never_signed_in_counts_from_the_day_the_account_was_made(owen: User) -> None:
    User.objects.filter(pk=owen.pk).update(date_joined=timezone.now() - timedelta(days=731))

    assert remind() == ["owen@example.org: Do you still need your account?"]


def test_closed_accounts_and_names_without_one_are_not_written_to(owen: User) -> None:
    User.objects.create_user(None, name="Of a sample")
    User.objects.update(date_joined=timezone.now() - timedelta(days=5000))
    User.objects.filter(pk=owen.pk).update(is_active=False)

    assert remind() == []


def test_a_site_may_ask_sooner_or_never(stopped: Project, owen: User) -> None:
    User.objects.filter(pk=owen.pk).update(date_joined=timezone.now() - timedelta(days=5000))

    with override_settings(KEEP_STOPPED_DAYS=0, KEEP_UNUSED_ACCOUNT_DAYS=0):
        assert remind() == []
    untouched(stopped, 100)
    with override_settings(KEEP_STOPPED_DAYS=90):
        assert remind() == ["amina@example.org: Is Family Circle still needed here?", "owen@example.org: Do you still need your account?"]


@override_settings(MAILERS={"default": {"BACKEND": "tests.broken_mail.EmailBackend"}})
def test_where_the_mail_cannot_be_sent_they_are_asked_the_next_day(stopped: Project) -> None:
    call_command("remind", stdout=StringIO())

    assert Project.objects.get(pk=stopped.pk).asked_at is None
