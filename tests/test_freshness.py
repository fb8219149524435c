"""Risky acts ask whoever signed in long ago to show once more that it is them; nothing typed is lost by it."""

import re
from collections.abc import Callable
from time import time

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from journey.models import CalendarFeed, Invitation, Preparation, Project, User
from journey.review.freeze import freeze
from journey.timeouts import SIGNED_IN
from tests.conftest import PASSWORD
from tests.second_steps import code_of, give_app

type ClientOf = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("fresh_limits")
INVITED = {"email": "new@brackenshire.example", "role": "viewer", "job": "Trustee of the charity"}


@pytest.fixture
def long_signed_in(amina: User, client_of: ClientOf) -> Client:
    return signed_in_long_ago(client_of(amina))


def signed_in_long_ago(client: Client) -> Client:
    session = client.session
    session[SIGNED_IN] = int(time()) - settings.FRESH_SECONDS - 1
    session.save()
    return client


def test_an_act_waits_for_the_password_and_is_then_done_as_it_was_sent(project: Project, long_signed_in: Client) -> None:
    asked = long_signed_in.post(project.address("invite"), INVITED)
    before = Invitation.objects.count()

    done = long_signed_in.post("/accounts/reauthenticate/", {"password": PASSWORD})

    assert (asked.status_code, asked["Location"], before) == (302, "/accounts/reauthenticate/", 0)
    assert (done.status_code, done["Location"]) == (302, project.address("people"))
    assert [(one.email, one.role, one.job) for one in Invitation.objects.all()] == [tuple(INVITED.values())]


def test_a_wrong_password_does_nothing_and_the_text_waits(project: Project, long_signed_in: Client) -> None:
    long_signed_in.post(project.address("invite"), INVITED)

    long_signed_in.post("/accounts/reauthenticate/", {"password": "not this"})

    assert Invitation.objects.count() == 0
    assert "Trustee of the charity" in long_signed_in.get("/kept/").content.decode()


def test_what_was_done_after_all_waits_no_longer(project: Project, long_signed_in: Client) -> None:
    long_signed_in.post(project.address("invite"), INVITED)
    long_signed_in.post("/accounts/reauthenticate/", {"password": PASSWORD})

    assert long_signed_in.get("/kept/")["Location"] == "/projects/"


def test_what_was_given_up_is_not_done_when_another_page_asks(project: Project, long_signed_in: Client) -> None:
    long_signed_in.post(project.address("invite"), INVITED)

    asked = long_signed_in.get("/accounts/second-step/app/")["Location"]
    reply = long_signed_in.post(asked, {"password": PASSWORD, "next": "/accounts/second-step/app/"})

    assert asked == "/accounts/reauthenticate/?next=%2Faccounts%2Fsecond-step%2Fapp%2F"
    assert (reply.status_code, reply["Location"], Invitation.objects.count()) == (302, "/accounts/second-step/app/", 0)
    assert "Trustee of the charity" in long_signed_in.get("/kept/").content.decode()


def act_asked_for(client: Client, page: str) -> str:
    """What the form of a page that asks says it asks for."""
    found = re.search(r'name="act" value="(\w{64})"', client.get(page).content.decode())
    assert found is not None
    return found[1]


@pytest.mark.parametrize("asks", ["/accounts/reauthenticate/", "/accounts/second-step/again/"])
def test_nobody_puts_another_act_in_the_place_of_the_one_that_is_asked_for(asks: str, project: Project, amina: User, long_signed_in: Client) -> None:
    """As whoever holds a stolen session may try while its person types their password."""
    shown = {"password": PASSWORD, "code": code_of(give_app(amina))}
    long_signed_in.post(project.address("calendar"), {"do": "renew"})
    act = act_asked_for(long_signed_in, asks)

    long_signed_in.post(project.address("invite"), INVITED)
    reply = long_signed_in.post(asks, shown | {"act": act})

    assert (reply.status_code, reply["Location"]) == (302, "/projects/")
    assert (CalendarFeed.objects.count(), Invitation.objects.count()) == (0, 0)
    assert "Trustee of the charity" in long_signed_in.get("/kept/").content.decode()


@pytest.mark.parametrize("asks", ["/accounts/reauthenticate/", "/accounts/second-step/again/"])
def test_the_act_that_is_asked_for_is_done(asks: str, project: Project, amina: User, long_signed_in: Client) -> None:
    shown = {"password": PASSWORD, "code": code_of(give_app(amina))}
    long_signed_in.post(project.address("calendar"), {"do": "renew"})

    long_signed_in.post(asks, shown | {"act": act_asked_for(long_signed_in, asks)})

    assert CalendarFeed.objects.count() == 1


def test_an_error_in_the_form_comes_back_with_what_was_typed(project: Project, long_signed_in: Client) -> None:
    long_signed_in.post(project.address("invite"), INVITED | {"email": "nobody at all"})

    reply = long_signed_in.post("/accounts/reauthenticate/", {"password": PASSWORD})

    assert reply.status_code == 422
    assert "nobody at all" in reply.content.decode()


def test_a_code_of_the_app_will_do_instead(project: Project, amina: User, long_signed_in: Client) -> None:
    secret = give_app(amina)
    long_signed_in.post(project.address("bin"))

    long_signed_in.post("/accounts/second-step/again/", {"code": code_of(secret)})

    assert Project.objects.get(pk=project.pk).binned_at is not None


def test_pages_do_not_ask_and_other_forms_do_not_either(project: Project, long_signed_in: Client) -> None:
    pages = [long_signed_in.get(project.address(page)).status_code for page in ("people", "invite", "bin", "edit")]
    saved = long_signed_in.post(project.address("answer", "mob-1"), {"text": "One.", "seen": "0"})

    assert (pages, saved.status_code, project.answers.count()) == ([200] * 4, 302, 1)


def test_each_risky_act_asks(project: Project, amina: User, tom: User, long_signed_in: Client) -> None:
    code = str(project.memberships.get(user=tom).code)
    invitation = project.invite("new@brackenshire.example", role="viewer", by=amina)
    acts = [("invite",), ("member", code), ("member-end", code), ("handover-new", code), ("bin",)]
    acts += [("invitation-send", str(invitation.pk)), ("invitation-withdraw", str(invitation.pk))]
    acts += [("review-redact", "1"), ("calendar",), ("restore",)]

    asked = {act[0]: long_signed_in.post(project.address(*act)).headers.get("Location") for act in acts}

    assert asked == {act[0]: "/accounts/reauthenticate/" for act in acts}
    assert long_signed_in.get("/accounts/second-step/app/")["Location"].startswith("/accounts/reauthenticate/")


def test_signing_out_elsewhere_asks_first_and_then_does_it(amina: User, long_signed_in: Client) -> None:
    amina.confirm_email()
    elsewhere = Client()
    elsewhere.post("/accounts/login/", {"login": amina.email, "password": PASSWORD})

    asked = long_signed_in.post("/accounts/sessions/", {"session": "others"})
    before = elsewhere.get("/projects/").status_code
    done = long_signed_in.post(asked["Location"], {"password": PASSWORD})

    assert (before, done.status_code, elsewhere.get("/projects/").status_code) == (200, 302, 302)
    assert long_signed_in.get("/projects/").status_code == 200


def test_someone_without_a_password_shows_it_where_they_sign_in(project: Project, amina: User, client_of: ClientOf) -> None:
    amina.set_unusable_password()
    amina.save()
    client = signed_in_long_ago(client_of(amina))

    reply = client.post(project.address("invite"), INVITED)

    assert reply.status_code == 401
    assert "Is it you?" in reply.content.decode()
    assert "Trustee of the charity" in client.get("/kept/").content.decode()


CHOSEN = {"password1": "a thief’s own long words", "password2": "a thief’s own long words"}


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/accounts/password/set/", CHOSEN),
        ("/accounts/email/", {"email": "thief@elsewhere.example", "action_add": ""}),
        ("/accounts/second-step/app/", {"code": "123456"}),
        ("/accounts/passkeys/new/", {"name": "A key", "credential": "{}"}),
        ("/accounts/delete/", {"sure": "yes"}),
    ],
)
def test_an_account_without_a_password_is_not_taken_over_from_a_session_left_open(
    address: str, form: dict[str, str], tom: User, client_of: ClientOf
) -> None:
    tom.set_unusable_password()
    tom.save()
    tom.confirm_email()
    client = signed_in_long_ago(client_of(tom))

    reply = client.post(address, form)

    assert (reply.status_code, "Is it you?" in reply.content.decode()) == (401, True)
    tom.refresh_from_db()
    assert (tom.has_usable_password(), tom.erased_at, mail.outbox) == (False, None, [])


def test_a_password_is_not_set_beside_a_second_step_before_that_was_asked_for(tom: User, client_of: ClientOf) -> None:
    secret = give_app(tom)
    tom.set_unusable_password()
    tom.save()
    client = signed_in_long_ago(client_of(tom))

    asked = client.post("/accounts/password/set/", CHOSEN)
    tom.refresh_from_db()
    before = tom.has_usable_password()
    shown = client.post("/accounts/second-step/again/", {"code": code_of(secret)})
    client.post("/accounts/password/set/", CHOSEN)

    assert (asked["Location"], before) == ("/accounts/reauthenticate/", False)
    assert shown.status_code == 200
    tom.refresh_from_db()
    assert tom.check_password(CHOSEN["password1"])


def test_whoever_has_no_way_to_show_it_is_sent_a_link_to_choose_a_password(tom: User, client_of: ClientOf) -> None:
    tom.set_unusable_password()
    tom.save()
    tom.confirm_email()
    client = client_of(tom)

    client.post("/accounts/password/reset/", {"email": str(tom.email)})

    assert [message.to for message in mail.outbox] == [[tom.email]]
    assert "/accounts/password/reset/key/" in mail.outbox[0].body


def test_the_whole_project_as_a_file_asks_first_and_then_is_given(project: Project, long_signed_in: Client) -> None:
    asked = long_signed_in.post(project.address("export"))

    given = long_signed_in.post("/accounts/reauthenticate/", {"password": PASSWORD})

    assert (asked.status_code, asked["Location"]) == (302, "/accounts/reauthenticate/")
    assert (given.status_code, given["Content-Type"]) == (200, "application/json")


def test_blacking_out_asks_first_and_then_shows_the_places_of_what_was_typed(project: Project, amina: User, long_signed_in: Client) -> None:
    project.answer("mob-1", "We heard that kayleigh waited.", by=amina, seen=0)
    freeze(Preparation.objects.begin(project, {}, (), by=amina), by=amina, seen=1)
    address = project.address("review-redact", "1")

    asked = long_signed_in.post(address, {"passage": "kayleigh", "because": "It is a name."})
    waits = long_signed_in.get("/kept/").content.decode()
    shown = long_signed_in.post(asked["Location"], {"password": PASSWORD}).content.decode()
    done = long_signed_in.post(address, {"passage": "kayleigh", "because": "It is a name.", "sure": "yes"})

    assert asked["Location"] == "/accounts/reauthenticate/"
    assert [words for words in ("kayleigh", "It is a name.") if f"\n{words}</textarea>" not in waits] == []
    assert "It stands in 1 place" in shown
    assert done.status_code == 302
    assert "kayleigh" not in project.reviews.get().text


def test_the_address_of_a_calendar_asks_first_and_is_then_made(project: Project, long_signed_in: Client) -> None:
    long_signed_in.post(project.address("calendar"), {"do": "renew"})
    before = CalendarFeed.objects.count()

    done = long_signed_in.post("/accounts/reauthenticate/", {"password": PASSWORD})

    assert (before, CalendarFeed.objects.count(), done["Location"]) == (0, 1, project.address("calendar"))


def test_taking_a_project_out_of_the_bin_asks_first_and_then_does_it(project: Project, amina: User, long_signed_in: Client) -> None:
    project.put_in_bin(by=amina)

    long_signed_in.post(project.address("restore"))
    before = Project.objects.get(pk=project.pk).binned_at
    done = long_signed_in.post("/accounts/reauthenticate/", {"password": PASSWORD})

    assert before is not None
    assert (Project.objects.get(pk=project.pk).binned_at, done["Location"]) == (None, project.address())


def test_a_form_left_at_the_question_for_the_password_can_be_sent_again(project: Project, long_signed_in: Client) -> None:
    sent = INVITED | {"once": "a1b2c3"}
    long_signed_in.post(project.address("invite"), sent)
    session = long_signed_in.session
    session[SIGNED_IN] = int(time())
    session.save()

    reply = long_signed_in.post(project.address("invite"), sent)

    assert reply["Location"] == project.address("people")
    assert Invitation.objects.count() == 1
