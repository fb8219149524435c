"""Accounts: signing up, signing in, and a forgotten password."""

import re
from collections.abc import Iterator

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from journey.models import User
from tests.conftest import PASSWORD


@pytest.fixture(autouse=True)
def fresh_limits(db: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def test_signing_up_makes_an_account_and_signs_in(client: Client) -> None:
    reply = client.post("/accounts/signup/", {"name": "Amina Rahman", "email": "Amina@Juniper.example", "password1": PASSWORD})

    user = User.objects.get()
    assert (reply.status_code, reply["Location"]) == (302, "/projects/")
    assert (user.name, user.email) == ("Amina Rahman", "amina@juniper.example")
    assert "None yet" in client.get("/projects/").content.decode()


@pytest.mark.parametrize("password", ["short", "password12", "amina rahman"])
def test_a_weak_password_is_refused_and_what_was_typed_stays(client: Client, password: str) -> None:
    page = client.post("/accounts/signup/", {"name": "Amina Rahman", "email": "amina@juniper.example", "password1": password}).content.decode()

    assert "<title>Error: Make an account" in page
    assert 'value="amina@juniper.example"' in page
    assert not User.objects.exists()


def test_after_five_wrong_passwords_even_the_right_one_has_to_wait(client: Client, amina: User) -> None:
    for _ in range(5):
        page = client.post("/accounts/login/", {"login": amina.email, "password": "wrong"}).content.decode()
        assert "The email or the password is not right" in page

    page = client.post("/accounts/login/", {"login": amina.email, "password": PASSWORD}).content.decode()

    assert "There were too many tries. Wait five minutes, then try again" in page
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_but_here(client: Client, amina: User, elsewhere: str) -> None:
    reply = client.post("/accounts/login/", {"login": amina.email, "password": PASSWORD, "next": elsewhere})

    assert reply["Location"] == "/projects/"


def test_opening_the_link_of_a_forgotten_password_changes_nothing_and_the_form_does(client: Client, amina: User) -> None:
    client.post("/accounts/password/reset/", {"email": amina.email})
    link = re.search(r"http://testserver(\S+)", str(mail.outbox[0].body))
    assert link is not None
    for _ in range(3):
        Client().get(link[1], follow=True)

    page = client.get(link[1], follow=True)
    new = "quite another long walk"
    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})

    amina.refresh_from_db()
    assert (mail.outbox[0].to, amina.check_password(new)) == ([amina.email], True)


def test_a_forgotten_password_tells_nobody_whether_there_is_an_account(client: Client, amina: User) -> None:
    known = client.post("/accounts/password/reset/", {"email": amina.email})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [message.to for message in mail.outbox] == [[amina.email], ["nobody@example.org"]]
