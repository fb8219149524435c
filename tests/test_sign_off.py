"""One member is asked before a review is frozen: "sign off", or "not yet, because"."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from journey.models import CalendarFeed, Event, Notice, Preparation, Project, SignOff, User
from journey.models.sign_off import AlreadyAsked
from journey.project_file.load import load
from journey.project_file.write import write
from journey.review.compose import compose
from journey.review.freeze import freeze, prepared_document
from journey.review.sign_off import reading, signed_off
from journey.review.versions import read_document

type ClientOf = Callable[[User], Client]


@pytest.fixture
def prepared(project: Project, amina: User) -> Preparation:
    return Preparation.objects.begin(project, {"decision_wanted": "Agree that the test goes on."}, (), by=amina)


@pytest.fixture
def asked(prepared: Preparation, amina: User, ruth: User) -> SignOff:
    return SignOff.objects.ask(prepared, prepared.project.memberships.get(user=ruth), by=amina)


def sign_off(asked: SignOff, by: User) -> None:
    """As it reads now."""
    asked.answer(agreed=True, by=by, reading=reading(prepared_document(asked.preparation)))


def still_signed(asked: SignOff) -> SignOff | None:
    asked.preparation.project = Project.objects.get(pk=asked.preparation.project.pk)
    return signed_off(asked.preparation, prepared_document(asked.preparation))


def read_in(page: str) -> str:
    """What the form of a page says was read."""
    found = re.search(r'name="reading" value="(\w{64})"', page)
    assert found is not None
    return found[1]


def test_whoever_is_asked_sees_the_preview_and_signs_off_and_the_review_says_so(asked: SignOff, amina: User, ruth: User, client_of: ClientOf) -> None:
    client = client_of(ruth)

    page = client.get(asked.get_absolute_url()).content.decode()
    reply = client.post(asked.get_absolute_url(), {"agreed": "yes", "reading": read_in(page)})

    assert "Agree that the test goes on." in page
    assert page.index('<a href="#answer">Give your answer</a>') < page.index('<h2 id="answer">')
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

    empty = client.post(asked.get_absolute_url(), {"agreed": "no", "because": " "})
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]  # a context manager
        refused = client.post(asked.get_absolute_url(), {"agreed": "no", "because": "The figures are from May."})

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
    sign_off(asked, ruth)

    project.start_thread("What do you think?", key="mob-1", by=amina)
    CalendarFeed.objects.renew(project.memberships.get(user=amina), by=amina)
    project.note(Event.Kind.PROJECT_EXPORTED, by=amina)
    talked = still_signed(asked)
    project.answer("mob-1", "Changed.", by=amina, seen=0)

    assert talked == asked
    assert still_signed(asked) is None
    assert read_document(freeze(asked.preparation, by=amina, seen=1).text).signed_off_by == ""


def test_a_sign_off_lapses_when_the_review_names_its_people_otherwise(asked: SignOff, amina: User, ruth: User) -> None:
    sign_off(asked, ruth)

    asked.preparation.project.memberships.filter(user=amina).update(job="Head of innovation")

    assert still_signed(asked) is None


def test_a_sign_off_holds_on_the_days_after(asked: SignOff, ruth: User) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    then = Project.objects.get(pk=asked.preparation.project.pk)
    then.told_on = timezone.localdate(yesterday)
    asked.answer(agreed=True, by=ruth, reading=reading(compose(then, asked.preparation)))
    SignOff.objects.update(answered_at=yesterday)

    assert still_signed(asked) == asked


def test_whoever_says_not_yet_afterwards_has_not_signed_off(asked: SignOff, amina: User, ruth: User) -> None:
    sign_off(asked, ruth)
    again = SignOff.objects.ask(asked.preparation, asked.asked, by=amina)
    waiting = still_signed(asked)

    again.answer(agreed=False, by=ruth, because="I had misread the money.")

    assert (waiting, still_signed(asked)) == (asked, None)
    assert freeze(asked.preparation, by=amina, seen=1).signed_off_by is None


def test_nobody_signs_off_by_a_file(asked: SignOff, ruth: User, amina: User) -> None:
    sign_off(asked, ruth)

    loaded = load(write(asked.preparation.project).as_json().encode(), by=amina)

    prepared = Preparation.objects.open_of(loaded)
    assert prepared is not None
    # As whoever makes such a file can have it.
    prepared.sign_offs.update(reading=reading(prepared_document(prepared)))
    assert signed_off(prepared, prepared_document(prepared)) is None
    assert freeze(prepared, by=amina, seen=1).signed_off_by is None


def test_what_was_changed_after_it_was_shown_is_not_signed_off_unread(asked: SignOff, amina: User, ruth: User, client_of: ClientOf) -> None:
    client, project = client_of(ruth), asked.preparation.project
    shown = client.get(asked.get_absolute_url()).content.decode()
    project.answer("mob-1", "Something Ruth never saw.", by=amina, seen=0)

    overtaken = client.post(asked.get_absolute_url(), {"agreed": "yes", "reading": read_in(shown), "because": "Half a thought."})

    asked.refresh_from_db()
    page = overtaken.content.decode()
    assert (overtaken.status_code, asked.answered_at) == (409, None)
    assert "It was changed while you were reading." in page and "Something Ruth never saw." in page and "Half a thought." in page
    assert client.post(asked.get_absolute_url(), {"agreed": "yes", "reading": read_in(page)}).status_code == 302


@pytest.mark.parametrize("meanwhile", ["taken back", "put away"])
def test_why_not_yet_is_not_lost_where_it_is_not_asked_any_more(meanwhile: str, asked: SignOff, amina: User, ruth: User, client_of: ClientOf) -> None:
    if meanwhile == "taken back":
        asked.take_back(by=amina)
    else:
        asked.preparation.put_away(by=amina)

    reply = client_of(ruth).post(asked.get_absolute_url(), {"agreed": "no", "because": "The money is not what we said."})

    assert reply.status_code == 409
    assert "The money is not what we said.</textarea>" in reply.content.decode()


def test_an_account_that_is_closed_is_not_asked(prepared: Preparation, amina: User, ruth: User, client_of: ClientOf) -> None:
    member = prepared.project.memberships.get(user=ruth)
    User.objects.filter(pk=ruth.pk).update(is_active=False)
    client = client_of(amina)

    page = client.get(prepared.project.address("review-checks")).content.decode()
    reply = client.post(prepared.project.address("review-ask"), {"member": str(member.code)}, follow=True)

    assert f'value="{member.code}"' not in page
    assert "Choose someone else who is in the project." in reply.content.decode()
    assert not SignOff.objects.exists()


def test_nobody_else_answers_and_nobody_is_asked_twice_at_once(asked: SignOff, amina: User, tom: User, client_of: ClientOf) -> None:
    reply = client_of(tom).post(asked.get_absolute_url(), {"agreed": "yes", "reading": reading(prepared_document(asked.preparation))})

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
