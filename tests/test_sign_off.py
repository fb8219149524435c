"""One member is asked before a review is frozen: "sign off", or "not yet, because"."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client

from journey.models import Notice, Preparation, Project, SignOff, User
from journey.models.sign_off import AlreadyAsked
from journey.review.freeze import freeze
from journey.review.versions import read_document

type ClientOf = Callable[[User], Client]


@pytest.fixture
def prepared(project: Project, amina: User) -> Preparation:
    return Preparation.objects.begin(project, {"decision_wanted": "Agree that the test goes on."}, (), by=amina)


@pytest.fixture
def asked(prepared: Preparation, amina: User, ruth: User) -> SignOff:
    return SignOff.objects.ask(prepared, prepared.project.memberships.get(user=ruth), by=amina)


def test_whoever_is_asked_sees_the_preview_and_signs_off_and_the_review_says_so(asked: SignOff, amina: User, ruth: User, client_of: ClientOf) -> None:
    client = client_of(ruth)

    page = client.get(asked.get_absolute_url()).content.decode()
    reply = client.post(asked.get_absolute_url(), {"agreed": "yes", "seen": "1"})

    assert "Agree that the test goes on." in page
    assert reply.status_code == 302
    review = freeze(asked.preparation, by=amina, seen=1)
    assert review.signed_off_by == ruth
    assert read_document(review.text).signed_off_by == "Ruth Bailey"
    assert "signed off by Ruth Bailey" in client.get(review.get_absolute_url()).content.decode()


def test_a_refusal_needs_a_reason_is_kept_and_reaches_who_asked_in_one_mail(
    asked: SignOff, amina: User, ruth: User, client_of: ClientOf, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    amina.choose_notices(Notice.Choice.AT_ONCE)
    client = client_of(ruth)

    empty = client.post(asked.get_absolute_url(), {"agreed": "no", "because": " ", "seen": "1"})
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]  # a context manager
        refused = client.post(asked.get_absolute_url(), {"agreed": "no", "because": "The figures are from May.", "seen": "1"})

    assert (empty.status_code, refused.status_code) == (422, 302)
    assert "Say why not yet" in empty.content.decode()
    asked.refresh_from_db()
    assert (asked.agreed, asked.because) == (False, "The figures are from May.")
    (message,) = mail.outbox
    assert message.to == ["amina@example.org"]
    assert "Ruth Bailey did not sign off the review yet" in message.body
    assert "The figures are from May." not in message.body
    assert "The figures are from May." in client_of(amina).get(asked.preparation.project.address("review-checks")).content.decode()


def test_a_sign_off_lapses_when_what_a_reader_sees_is_changed_and_not_when_the_team_talks(asked: SignOff, amina: User, ruth: User) -> None:
    project = asked.preparation.project
    asked.answer(agreed=True, by=ruth, seen_version=1)

    project.start_thread("What do you think?", key="mob-1", by=amina)
    talked = SignOff.objects.newest_yes(asked.preparation)
    project.answer("mob-1", "Changed.", by=amina, seen=0)

    assert talked == asked
    assert SignOff.objects.newest_yes(asked.preparation) is None
    assert read_document(freeze(asked.preparation, by=amina, seen=1).text).signed_off_by == ""


def test_nobody_else_answers_and_nobody_is_asked_twice_at_once(asked: SignOff, amina: User, tom: User, client_of: ClientOf) -> None:
    reply = client_of(tom).post(asked.get_absolute_url(), {"agreed": "yes", "seen": "1"})

    assert reply.status_code == 404
    with pytest.raises(AlreadyAsked):
        SignOff.objects.ask(asked.preparation, asked.asked, by=tom)


def test_where_sign_off_is_turned_off_nobody_is_asked(prepared: Preparation, amina: User, ruth: User, client_of: ClientOf) -> None:
    project = prepared.project
    client = client_of(amina)
    client.post(project.address("edit"), {"name": project.name, "asks_sign_off": "no"})

    page = client.get(project.address("review-checks")).content.decode()
    reply = client.post(project.address("review-ask"), {"member": str(project.memberships.get(user=ruth).code)})

    assert "Sign-off inside the team" not in page
    assert reply.status_code == 404
