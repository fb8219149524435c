"""Who may make an account: the operator says."""

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from journey.models import User
from tests.conftest import PASSWORD

pytestmark = pytest.mark.usefixtures("fresh_limits")


@pytest.fixture
def for_two_domains(settings: Settings) -> None:
    settings.SIGN_UP, settings.SIGN_UP_DOMAINS = "domains", ("brackenshire.example", "juniper.example")


@pytest.fixture
def by_invitation(settings: Settings) -> None:
    settings.SIGN_UP = "invitation"


def invite(client: Client, email: str) -> None:
    session = client.session
    session["invited_email"] = email
    session.save()


def sign_up(client: Client, email: str) -> str:
    """What the person sees at the end."""
    reply = client.post("/accounts/signup/", {"name": "Tom Reid", "email": email, "password1": PASSWORD}, follow=True)
    return " ".join(reply.content.decode().split())


@pytest.mark.usefixtures("by_invitation")
def test_by_invitation_nobody_makes_an_account_without_one(client: Client) -> None:
    seen = [" ".join(client.get("/accounts/signup/").content.decode().split()), sign_up(client, "tom@juniper.example")]

    assert all("Accounts are by invitation" in page and 'name="email"' not in page for page in seen)
    assert not User.objects.exists()


@pytest.mark.usefixtures("by_invitation")
def test_by_invitation_the_email_is_the_one_that_was_invited(client: Client) -> None:
    invite(client, "Tom@juniper.example")

    first = client.get("/accounts/signup/").content.decode()
    other = sign_up(client, "eve@juniper.example")
    same = sign_up(client, "tom@JUNIPER.example")

    assert 'value="tom@juniper.example"' in first
    assert "Give the email that the invitation was sent to" in other
    assert "Look at your email" in same
    assert [user.email for user in User.objects.all()] == ["tom@juniper.example"]


@pytest.mark.usefixtures("for_two_domains")
@pytest.mark.parametrize("email", ["tom@juniper.example", "tom@JUNIPER.Example", "tom@brackenshire.example"])
def test_for_domains_their_own_people_make_accounts(client: Client, email: str) -> None:
    assert "Look at your email" in sign_up(client, email)
    assert mail.outbox[0].to == [email.lower()]


@pytest.mark.usefixtures("for_two_domains")
@pytest.mark.parametrize("email", ["tom@example.org", "tom@sub.juniper.example", "tom@notjuniper.example", "tom@juniper.example.org"])
def test_for_domains_anyone_else_is_told_which_they_are(client: Client, email: str) -> None:
    page = sign_up(client, email)

    assert page.count("Give an email that ends in @brackenshire.example or @juniper.example") == 2
    assert f'value="{email}"' in page
    assert not User.objects.exists()


@pytest.mark.usefixtures("for_two_domains")
def test_for_domains_whoever_was_invited_makes_an_account_wherever_they_are(client: Client) -> None:
    invite(client, "dan@funder.example")

    assert "Look at your email" in sign_up(client, "dan@funder.example")


@pytest.mark.usefixtures("for_two_domains")
def test_a_refused_domain_tells_nothing_of_who_has_an_account(client: Client, amina: User) -> None:
    known, unknown = (sign_up(Client(), email).replace(email, "EMAIL") for email in ("amina@example.org", "nobody@example.org"))

    assert "Give an email that ends in" in known
    assert known.count("EMAIL") == unknown.count("EMAIL")


def test_open_to_all_an_invited_email_is_only_where_the_form_begins(client: Client) -> None:
    invite(client, "tom@juniper.example")

    assert 'value="tom@juniper.example"' in client.get("/accounts/signup/").content.decode()
    assert "Look at your email" in sign_up(client, "tom@home.example")
