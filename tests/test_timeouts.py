"""When a session ends: after a time in which nothing was done, and after so many hours in any case. What was typed comes back."""

import re
from collections.abc import Callable
from time import time

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from journey.models import Project, User
from journey.timeouts import SEEN, SIGNED_IN
from tests.conftest import PASSWORD

type ClientOf = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("fresh_limits")
IDLE, LONGEST = 60 * 60, 12 * 60 * 60


def age(client: Client, *, began: int = 0, seen: int = 0) -> None:
    """Let the session have begun, and been used, so many seconds ago."""
    session = client.session
    session[SIGNED_IN], session[SEEN] = int(time()) - began, int(time()) - seen
    session.save()


def seen_ago(client: Client) -> int:
    return int(time()) - int(client.session[SEEN])


def test_an_hour_and_twelve_hours_unless_set_otherwise() -> None:
    assert (settings.IDLE_SECONDS, settings.SESSION_SECONDS) == (IDLE, LONGEST)


@pytest.mark.parametrize(
    ("began", "seen", "is_over"),
    [
        (IDLE + 100, IDLE - 10, False),
        (IDLE + 100, IDLE + 1, True),
        (LONGEST - 10, 5, False),
        (LONGEST + 1, 5, True),
    ],
)
def test_a_session_ends_when_it_is_not_used_and_when_it_is_old(amina: User, client_of: ClientOf, began: int, seen: int, is_over: bool) -> None:
    client = client_of(amina)
    age(client, began=began, seen=seen)

    page = client.get("/projects/")
    again = client.get("/projects/")

    assert (page.status_code, again.status_code) == ((302, 302) if is_over else (200, 200))


@pytest.mark.parametrize("over", [{"began": IDLE * 2, "seen": IDLE + 1}, {"began": LONGEST + 1, "seen": 1}])
def test_what_was_typed_is_there_after_signing_in_again(project: Project, amina: User, client_of: ClientOf, over: dict[str, int]) -> None:
    amina.confirm_email()
    client = client_of(amina)
    age(client, **over)
    said = {"text": "Typed too late.", "seen": "0", "writer": str(amina.code)}

    late = client.post(project.address("answer", "mob-1"), said)
    packed = re.search(r'name="kept" value="([^"]+)"', late.content.decode())
    assert packed is not None
    reply = client.post("/accounts/login/", {"login": amina.email, "password": PASSWORD, "kept": packed[1]})

    assert (late.status_code, reply["Location"]) == (401, "/kept/")
    assert "Typed too late." in client.get("/kept/").content.decode()
    assert project.answers.count() == 0


@pytest.mark.parametrize("over", [{"began": IDLE * 2, "seen": IDLE + 1}, {"began": LONGEST + 1, "seen": 1}])
def test_under_htmx_no_sign_in_page_comes_into_the_box(project: Project, amina: User, client_of: ClientOf, over: dict[str, int]) -> None:
    client = client_of(amina)
    age(client, **over)

    reply = client.post(project.address("answer", "mob-1"), {"text": "Typed.", "seen": "0"}, headers={"hx-request": "true"})

    assert (reply.status_code, reply.content) == (401, b"")


def test_a_text_that_waited_in_a_session_that_ended_waits_in_the_next_for_its_writer_alone(amina: User, owen: User, client_of: ClientOf) -> None:
    for user in (amina, owen):
        user.confirm_email()

    def comes_back_to(user: User) -> bool:
        client = client_of(amina)
        session = client.session
        session["kept"] = {"a": {"to": "/projects/new/", "writer": str(amina.code), "fields": [["name", "Family Circle"]]}}
        session.save()
        age(client, began=IDLE * 2, seen=IDLE + 1)
        client.get("/projects/")
        client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
        return "Family Circle" in client.get("/kept/", follow=True).content.decode()

    assert (comes_back_to(amina), comes_back_to(owen)) == (True, False)


def test_a_page_costs_no_write_but_once_a_minute(
    project: Project, amina: User, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(amina)
    client.get("/map/")
    with django_assert_num_queries(2):
        client.get("/map/")

    age(client, began=70, seen=50)
    client.get("/map/")
    soon = seen_ago(client)
    age(client, began=70, seen=61)
    client.get("/map/")
    later = seen_ago(client)

    assert (soon >= 50, later < 5) == (True, True)


def test_stay_signed_in_counts_as_use_but_makes_no_session_last_longer_than_it_may(amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)
    age(client, began=LONGEST - 600, seen=IDLE - 100)

    said = client.post("/accounts/stay/").json()

    assert seen_ago(client) < 5
    assert 590 <= said["left"] == said["at_most"] <= 600


def test_the_sign_in_page_and_the_account_say_how_long_a_session_lasts(amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)

    account = " ".join(client.get("/accounts/").content.decode().split())
    age(client, began=IDLE * 2, seen=IDLE + 1)
    page = client.get("/projects/", follow=True).content.decode()

    assert "after 60 minutes in which nothing is done, and after 12 hours in any case" in account
    assert "You were signed out: nothing was done here for a while" in page
