"""Single sign-on, with a provider in a process of its own: whom it lets in, to which account, and what is not believed."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.http import HttpResponse
from django.test import Client, override_settings

from journey.models import Project, User
from tests.oidc_provider import CLIENT, SECRET

type ClientOf = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("fresh_limits")
ZOE = {"sub": "zoe-1", "email": "zoe@juniper.example", "email_verified": True, "name": "Zoe Marsh"}
AMINA = {"sub": "amina-1", "email": "Amina@example.org", "email_verified": True, "name": "A. Rahman"}


@dataclass
class Provider:
    issuer: str
    process: "subprocess.Popen[str]"

    def says(self, claims: dict[str, Any], wrong: str = "", userinfo: dict[str, Any] | None = None) -> None:
        requests.post(f"{self.issuer}/control", json={"claims": claims, "wrong": wrong, "userinfo": userinfo or {}}, timeout=5)

    def come(self, client: Client, **said: str) -> HttpResponse:
        """Begin here, go there, and come back, as a browser does."""
        begun = client.post("/accounts/sso/", said)
        if "Refresh" not in begun:
            return begun  # type: ignore[return-value]  # the test client's reply
        there = requests.get(begun["Refresh"].partition("url=")[2], allow_redirects=False, timeout=5)
        return client.get(there.headers["Location"].removeprefix("http://testserver"))  # type: ignore[return-value]  # the same


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    program = Path(__file__).with_name("oidc_provider.py")
    with subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield Provider(f"http://127.0.0.1:{process.stdout.readline().strip()}", process)
        process.terminate()


@pytest.fixture
def provider(running: Provider, db: None) -> Iterator[Provider]:
    running.says(ZOE)
    with override_settings(OIDC={"issuer": running.issuer, "client_id": CLIENT, "client_secret": SECRET, "name": "Juniper sign-in"}):
        yield running


def is_signed_in(client: Client) -> bool:
    return bool(client.get("/projects/").status_code == 200)


def test_the_sign_in_page_names_the_provider_only_where_there_is_one(provider: Provider, client: Client) -> None:
    named = "Go to Juniper sign-in" in client.get("/accounts/login/").content.decode()
    with override_settings(OIDC={"issuer": "", "client_id": "", "client_secret": "", "name": "Juniper sign-in"}):
        still = "Juniper sign-in" in client.get("/accounts/login/").content.decode()

    assert (named, still) == (True, False)


def test_a_newcomer_gets_an_account_with_the_name_and_the_email_that_the_provider_tells(provider: Provider, client: Client) -> None:
    provider.come(client)

    user = User.objects.get()
    assert is_signed_in(client)
    assert (user.name, user.email, user.has_usable_password()) == ("Zoe Marsh", "zoe@juniper.example", False)
    assert EmailAddress.objects.get().verified
    assert SocialAccount.objects.get().extra_data == {}
    assert mail.outbox == []


def test_whoever_came_before_is_known_again_by_the_provider_even_under_another_email(provider: Provider, client: Client) -> None:
    provider.come(Client())
    provider.says(ZOE | {"email": "zoe.marsh@elsewhere.example", "email_verified": False})

    provider.come(client)

    assert is_signed_in(client)
    assert [user.email for user in User.objects.all()] == ["zoe@juniper.example"]


def test_an_account_with_the_same_verified_email_is_opened_and_told_so(provider: Provider, amina: User, client: Client) -> None:
    amina.confirm_email()
    provider.says(AMINA)

    provider.come(client)

    amina.refresh_from_db()
    assert is_signed_in(client)
    assert [(user.name, user.has_usable_password()) for user in User.objects.all()] == [("Amina Rahman", True)]
    assert [(one.to, one.subject) for one in mail.outbox] == [(["amina@example.org"], "Your account can now be opened by single sign-on")]


def test_a_password_that_someone_set_who_never_confirmed_the_email_no_longer_counts(provider: Provider, amina: User, client: Client) -> None:
    EmailAddress.objects.create(user=amina, email=amina.email, primary=True, verified=False)
    provider.says(AMINA)

    provider.come(client)

    amina.refresh_from_db()
    assert is_signed_in(client)
    assert not amina.has_usable_password()


def test_an_email_that_another_account_only_wishes_to_change_to_opens_a_new_account(provider: Provider, amina: User, client: Client) -> None:
    amina.confirm_email()
    EmailAddress.objects.create(user=amina, email="zoe@juniper.example", verified=False)

    provider.come(client)

    assert 'value="Zoe Marsh"' in client.get("/accounts/").content.decode()
    assert User.objects.count() == 2


@pytest.mark.parametrize("said", [False, "false", None, "yes"])
def test_an_email_that_the_provider_does_not_vouch_for_opens_nothing(provider: Provider, amina: User, client: Client, said: object) -> None:
    amina.confirm_email()
    provider.says(AMINA | {"email_verified": said})

    reply = provider.come(client)

    assert (reply.status_code, is_signed_in(client)) == (403, False)
    assert "did not tell us that your email is yours" in reply.content.decode()
    assert not SocialAccount.objects.exists()


WRONG = [
    *("nonce", "audience", "several audiences", "issuer", "issuer in discovery", "expired"),
    *("signature", "key", "no signature", "shared secret", "cancelled"),
]


@pytest.mark.parametrize("wrong", WRONG)
def test_an_answer_that_is_not_right_opens_nothing(provider: Provider, amina: User, client: Client, wrong: str) -> None:
    amina.confirm_email()
    provider.says(AMINA, wrong)

    reply = provider.come(client)

    assert (reply.status_code, is_signed_in(client)) == (401, False)
    assert "Begin again from the sign-in page" in reply.content.decode()


def test_an_answer_without_a_beginning_or_a_second_time_opens_nothing(provider: Provider, client: Client) -> None:
    begun = client.post("/accounts/sso/")
    there = requests.get(begun["Refresh"].partition("url=")[2], allow_redirects=False, timeout=5)
    back = there.headers["Location"].removeprefix("http://testserver")

    somewhere_else = Client().get(back)
    client.get(back)
    client.post("/accounts/logout/")
    again = client.get(back)

    assert (somewhere_else.status_code, again.status_code) == (401, 401)
    assert not is_signed_in(client)


def test_userinfo_about_somebody_else_is_not_believed(provider: Provider, client: Client) -> None:
    provider.says({"sub": "zoe-1"}, userinfo=ZOE | {"sub": "amina-1"})
    wrong = provider.come(client)
    provider.says({"sub": "zoe-1"}, userinfo=ZOE)
    provider.come(client)

    assert wrong.status_code == 401
    assert is_signed_in(client)


@pytest.mark.parametrize("issuer", ["http://127.0.0.1:9", "discovery", "sent elsewhere"])
def test_a_provider_that_is_away_is_said_with_another_way_in(provider: Provider, client: Client, issuer: str) -> None:
    if not issuer.startswith("http"):
        provider.says(ZOE, issuer)
        issuer = provider.issuer
    with override_settings(OIDC={"issuer": issuer, "client_id": CLIENT, "client_secret": SECRET, "name": "Juniper sign-in"}):
        begun = client.post("/accounts/sso/")
        back = client.get("/accounts/sso/back/?state=x&code=y")

    assert (begun.status_code, back.status_code) == (503, 401)
    assert "Juniper sign-in does not answer at the moment" in begun.content.decode()
    assert 'href="/accounts/login/"' in begun.content.decode()


def test_a_provider_that_goes_away_in_between_is_said_too(provider: Provider, client: Client) -> None:
    client.post("/accounts/sso/")
    state = next(iter(client.session["socialaccount_states"]))
    with override_settings(OIDC={"issuer": "http://127.0.0.1:9", "client_id": CLIENT, "client_secret": SECRET, "name": "Juniper sign-in"}):
        reply = client.get(f"/accounts/sso/back/?state={state}&code=y")

    assert reply.status_code == 503


@pytest.mark.parametrize(("mode", "domains", "opens"), [("open", (), True), ("invitation", (), False), ("domains", ("juniper.example",), True)])
def test_who_may_make_an_account_is_decided_as_without_single_sign_on(
    provider: Provider, client: Client, mode: str, domains: tuple[str, ...], opens: bool
) -> None:
    with override_settings(SIGN_UP=mode, SIGN_UP_DOMAINS=domains):
        reply = provider.come(client)

    assert is_signed_in(client) is opens
    assert ("Accounts are by invitation" in reply.content.decode()) is not opens


def test_someone_of_another_domain_makes_no_account(provider: Provider, client: Client) -> None:
    with override_settings(SIGN_UP="domains", SIGN_UP_DOMAINS=("council.example",)):
        provider.come(client)

    assert not User.objects.exists()


def test_a_closed_account_stays_closed(provider: Provider, client: Client) -> None:
    provider.come(Client())
    User.objects.update(is_active=False)

    provider.come(client)

    assert not is_signed_in(client)


def test_one_goes_on_to_the_page_that_one_came_from_but_to_no_other_site(provider: Provider, client: Client, project: Project) -> None:
    assert provider.come(client, next="/search/")["Location"] == "/search/"
    client.post("/accounts/logout/")
    assert provider.come(client, next="https://elsewhere.example/")["Location"] == "/projects/"


def test_signed_in_already_one_shows_once_more_that_it_is_oneself_and_keeps_the_session(provider: Provider, client: Client) -> None:
    provider.come(client)
    key = client.session.session_key
    provider.says(ZOE, "not asked once more")
    refused = provider.come(client, next="/accounts/")
    provider.says(ZOE)

    reply = provider.come(client, next="/accounts/")

    assert (refused.status_code, reply["Location"], client.session.session_key) == (401, "/accounts/", key)
