"""Accounts: signing up, confirming the email, signing in, a forgotten password, and what someone changes of their own account."""

import re
import time
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from journey.browsers import browser_words
from journey.models import User
from tests.conftest import PASSWORD

pytestmark = pytest.mark.usefixtures("fresh_limits")

type ClientOf = Callable[[User], Client]
NEW = "quite another long walk"
SIGN_UP = {"name": "Tom Reid", "email": "tom@juniper.example", "password1": PASSWORD}


@pytest.fixture
def amina(amina: User) -> User:
    amina.confirm_email()
    return amina


def link(number: int = -1) -> str:
    """The address in one of the mails that went out, the latest unless told."""
    found = re.search(r"http://testserver(\S+)", str(mail.outbox[number].body))
    assert found is not None
    return found[1]


def signed_in(client: Client) -> bool:
    return client.get("/projects/").status_code == 200


def sign_in(user: User, password: str = PASSWORD) -> Client:
    """A browser in which someone has signed in by the page."""
    client = Client()
    client.post("/accounts/login/", {"login": str(user.email), "password": password})
    return client


def text(reply: object) -> str:
    """A page's text, each run of white space as one space."""
    assert isinstance(reply, HttpResponse)
    return " ".join(reply.content.decode().split())


# Signing up


def test_signing_up_sends_a_link_and_signs_nobody_in_yet(client: Client) -> None:
    reply = client.post("/accounts/signup/", SIGN_UP | {"email": "Tom@Juniper.example"})

    user = User.objects.get()
    assert (reply.status_code, reply["Location"]) == (302, "/accounts/confirm-email/")
    assert "Look at your email" in text(client.get(reply["Location"]))
    assert (user.name, user.email) == ("Tom Reid", "tom@juniper.example")
    assert [message.to for message in mail.outbox] == [["tom@juniper.example"]]
    assert not signed_in(client)


def test_a_mail_scanner_that_opens_the_link_confirms_nothing(client: Client) -> None:
    client.post("/accounts/signup/", SIGN_UP)

    for _ in range(3):
        scanner = Client()
        assert "Is tom@juniper.example yours" in text(scanner.get(link()))
        assert scanner.head(link()).status_code == 200

    assert not EmailAddress.objects.get().verified
    assert "Is tom@juniper.example yours" in text(client.get(link()))


def test_opening_somebody_elses_link_signs_nobody_out(client: Client, amina: User, client_of: ClientOf) -> None:
    client.post("/accounts/signup/", SIGN_UP)
    hers = client_of(amina)

    hers.get(link())

    assert signed_in(hers)


def test_the_button_pressed_in_the_same_browser_signs_in_and_leads_to_your_projects(client: Client) -> None:
    client.post("/accounts/signup/", SIGN_UP)

    reply = client.post(link())

    assert (reply.status_code, reply["Location"]) == (302, "/projects/")
    page = text(client.get("/projects/"))
    assert "Your email is confirmed." in page
    assert "None yet" in page
    assert EmailAddress.objects.get().verified


def test_who_was_on_the_way_to_a_new_project_gets_there_once_the_email_is_confirmed(client: Client) -> None:
    client.post("/accounts/signup/", SIGN_UP | {"next": "/projects/new/"})

    assert client.post(link())["Location"] == "/projects/new/"


def test_the_button_pressed_in_another_browser_leads_to_sign_in_with_a_word(client: Client) -> None:
    client.post("/accounts/signup/", SIGN_UP)
    phone = Client()

    reply = phone.post(link())

    assert (reply.status_code, reply["Location"]) == (302, "/accounts/login/")
    assert "Your email is confirmed." in text(phone.get("/accounts/login/"))
    assert not signed_in(phone)
    assert EmailAddress.objects.get().verified


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_used_link_says_so_and_changes_nothing(client: Client, method: str) -> None:
    client.post("/accounts/signup/", SIGN_UP)
    Client().post(link())

    for address in (link(), "/accounts/confirm-email/nonsense/"):
        page = text(getattr(Client(), method)(address))
        assert "<title>This link no longer works" in page
        assert "<form" not in page


def test_a_link_older_than_three_days_no_longer_works(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.post("/accounts/signup/", SIGN_UP)
    now = time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + 3 * 24 * 60 * 60 + 60)

    assert "This link no longer works" in text(Client().post(link()))
    assert not EmailAddress.objects.get().verified


def test_signing_in_before_the_email_is_confirmed_sends_the_link_again(client: Client) -> None:
    client.post("/accounts/signup/", SIGN_UP)
    cache.clear()

    reply = Client().post("/accounts/login/", {"login": SIGN_UP["email"], "password": PASSWORD})

    assert reply["Location"] == "/accounts/confirm-email/"
    assert [message.to for message in mail.outbox] == [["tom@juniper.example"]] * 2


@pytest.mark.parametrize("password", ["short", "password12", "tom reid tom"])
def test_a_weak_password_is_refused_and_what_was_typed_stays(client: Client, password: str) -> None:
    page = client.post("/accounts/signup/", {"name": "Tom Reid Tom", "email": "tom@juniper.example", "password1": password}).content.decode()

    assert "<title>Error: Make an account" in page
    assert 'value="tom@juniper.example"' in page
    assert not User.objects.exists()


def test_without_a_mail_server_the_page_says_where_the_mail_is(client: Client, settings: Settings) -> None:
    pages = ("/accounts/confirm-email/", "/accounts/password/reset/done/")
    assert not any("This copy has no mail server." in text(client.get(page)) for page in pages)

    settings.MAILERS = {"default": {"BACKEND": "journey.terminal.TerminalBackend"}}

    assert all("This copy has no mail server." in text(client.get(page)) for page in pages)


def test_a_mail_printed_in_the_terminal_has_its_link_in_one_piece(client: Client, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    settings.MAILERS = {"default": {"BACKEND": "journey.terminal.TerminalBackend"}}

    client.post("/accounts/signup/", SIGN_UP)

    said = capsys.readouterr().out
    address = re.search(r"^http://testserver(\S+)$", said, re.MULTILINE)
    assert address is not None
    assert "To: tom@juniper.example\nSubject: Confirm your email" in said
    assert "<title>Confirm your email" in text(client.get(address[1]))


# Who has an account is told to nobody


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("/accounts/signup/", {"name": "Tom Reid", "password1": PASSWORD, "email": "{email}"}),
        ("/accounts/login/", {"login": "{email}", "password": "not the password"}),
        ("/accounts/password/reset/", {"email": "{email}"}),
    ],
)
def test_a_page_answers_the_same_whether_there_is_an_account_or_not(page: str, said: dict[str, str], amina: User) -> None:
    def answers(email: str) -> list[tuple[int, str, dict[str, str], list[str]]]:
        browser, seen = Client(), []
        reply = browser.post(page, {name: value.format(email=email) for name, value in said.items()})
        for one in (reply, browser.get(reply.headers.get("Location", page))):
            body = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]*', r"\1", one.content.decode()).replace(email, "EMAIL")
            headers = {name: value for name, value in one.items() if name not in ("Date", "Expires", "Content-Length", "X-Request-ID")}
            seen.append((one.status_code, body, headers, sorted(one.cookies)))
        return seen

    assert answers("amina@example.org") == answers("nobody@example.org")
    assert User.objects.filter(email="amina@example.org").count() == 1


def test_signing_up_with_an_email_that_has_an_account_tells_its_owner_alone(client: Client, amina: User) -> None:
    client.post("/accounts/signup/", SIGN_UP | {"email": "Amina@example.org"})

    assert [(message.to, message.subject) for message in mail.outbox] == [(["amina@example.org"], "You have an account already")]
    amina.refresh_from_db()
    assert (User.objects.count(), amina.name, amina.check_password(PASSWORD)) == (1, "Amina Rahman", True)


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("/accounts/signup/", {"name": "Tom Reid", "password1": PASSWORD, "email": "{email}"}),
        ("/accounts/login/", {"login": "{email}", "password": "not the password"}),
    ],
)
def test_a_password_is_hashed_once_whether_there_is_an_account_or_not(
    page: str, said: dict[str, str], amina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    plain = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return plain(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)

    counts = []
    for email in ("amina@example.org", "nobody@example.org"):
        hashed.clear()
        Client().post(page, {name: value.format(email=email) for name, value in said.items()})
        counts.append(len(hashed))

    assert counts == [1, 1]


# Signing in


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


def test_whoever_runs_the_copy_can_sign_in_as_soon_as_createsuperuser_is_done(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", "--no-input", "--email", "rhian@example.org", "--name", "Rhian Parry", verbosity=0)

    reply = client.post("/accounts/login/", {"login": "rhian@example.org", "password": PASSWORD})

    assert reply["Location"] == "/projects/"


# A forgotten password


def test_opening_the_link_of_a_forgotten_password_changes_nothing_and_the_form_does(client: Client, amina: User) -> None:
    client.post("/accounts/password/reset/", {"email": amina.email})
    for _ in range(3):
        Client().get(link(), follow=True)

    page = client.get(link(), follow=True)
    client.post(page.request["PATH_INFO"], {"password1": NEW, "password2": NEW})

    amina.refresh_from_db()
    assert (mail.outbox[0].to, amina.check_password(NEW)) == ([amina.email], True)


def test_a_forgotten_password_tells_nobody_whether_there_is_an_account(client: Client, amina: User) -> None:
    known = client.post("/accounts/password/reset/", {"email": amina.email})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [message.to for message in mail.outbox] == [[amina.email], ["nobody@example.org"]]


def test_a_new_password_chosen_by_the_mailed_link_confirms_the_email_too(client: Client) -> None:
    client.post("/accounts/signup/", SIGN_UP)
    client.post("/accounts/password/reset/", {"email": SIGN_UP["email"]})
    page = client.get(link(), follow=True)
    assert not EmailAddress.objects.get().verified

    client.post(page.request["PATH_INFO"], {"password1": NEW, "password2": NEW})

    assert signed_in(sign_in(User.objects.get(), NEW))


# Your account


def test_a_name_is_changed_and_an_empty_one_is_not(amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)

    wrong = client.post("/accounts/", {"name": "  "})
    right = client.post("/accounts/", {"name": " Amina  R. Rahman "})

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert "Give your name" in text(wrong)
    page = text(client.get("/accounts/"))
    assert "Your name is changed." in page
    assert 'value="Amina R. Rahman"' in page


def test_changing_the_password_keeps_this_browser_and_ends_every_other(amina: User) -> None:
    here, there = sign_in(amina), sign_in(amina)
    assert signed_in(here)
    assert signed_in(there)

    reply = here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})

    assert reply["Location"] == "/accounts/"
    assert "Wherever else you were signed in, you are signed out." in text(here.get("/accounts/"))
    assert (signed_in(here), signed_in(there)) == (True, False)
    assert [(message.to, message.subject) for message in mail.outbox] == [([amina.email], "Your password was changed")]


def test_the_password_is_not_changed_without_the_one_of_today(amina: User) -> None:
    reply = sign_in(amina).post("/accounts/password/change/", {"oldpassword": "wrong", "password1": NEW, "password2": NEW})

    assert "This is not your password" in text(reply)
    amina.refresh_from_db()
    assert amina.check_password(PASSWORD)


def ask_for_email(client: Client, email: str) -> HttpResponse:
    """Ask for another email, and give the password when asked for it."""
    asked = client.post("/accounts/email/", {"email": email, "action_add": ""})
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    return client.post(asked["Location"], {"password": PASSWORD, "next": "/accounts/email/"})  # type: ignore[return-value]  # the test client's reply


def test_another_email_counts_once_its_button_is_pressed_and_the_old_one_is_told(amina: User) -> None:
    client = sign_in(amina)

    ask_for_email(client, "amina@juniper.example")
    waiting = text(client.get("/accounts/email/"))
    for _ in range(2):
        Client().get(link())
    amina.refresh_from_db()
    before = amina.email
    client.post(link())

    amina.refresh_from_db()
    assert "We have written to amina@juniper.example." in waiting
    assert (before, amina.email) == ("amina@example.org", "amina@juniper.example")
    assert [(message.to, message.subject) for message in mail.outbox] == [
        (["amina@juniper.example"], "Confirm your email for the Innovation Journey Planner"),
        (["amina@example.org"], "The email of your account was changed"),
    ]
    assert signed_in(sign_in(amina))
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [("amina@juniper.example", True, True)]


def test_without_the_password_the_email_is_not_changed(amina: User) -> None:
    client = sign_in(amina)
    asked = client.post("/accounts/email/", {"email": "eve@example.org", "action_add": ""})

    page = client.post(asked["Location"], {"password": "wrong"})

    assert "This is not your password" in text(page)
    assert mail.outbox == []


def test_a_change_of_email_is_called_off(amina: User) -> None:
    client = sign_in(amina)
    ask_for_email(client, "amina@juniper.example")

    client.post("/accounts/email/", {"email": "amina@juniper.example", "action_remove": ""})

    assert "Your email stays as it is." in text(client.get("/accounts/email/"))
    assert "This link no longer works" in text(client.post(link(0)))
    assert list(EmailAddress.objects.values_list("email", flat=True)) == ["amina@example.org"]


def test_somebody_elses_email_is_not_taken_and_not_told_of(amina: User, owen: User) -> None:
    """Owen never confirmed his, so nothing but our own look at the accounts stands in the way."""
    client = sign_in(amina)

    ask_for_email(client, "owen@example.org")
    seen = text(client.get("/accounts/email/"))
    page = text(client.post(link()))

    amina.refresh_from_db()
    assert "We have written to owen@example.org." in seen
    assert "This link no longer works" in page
    assert amina.email == "amina@example.org"


def test_a_forgotten_password_is_not_sent_to_an_email_that_only_waits(amina: User) -> None:
    ask_for_email(sign_in(amina), "mistyped@example.org")
    mail.outbox.clear()

    Client().post("/accounts/password/reset/", {"email": "mistyped@example.org"})

    assert [message.subject for message in mail.outbox] == ["No account with this email"]


# Where someone is signed in


def test_each_browser_is_listed_and_can_be_signed_out_from_another(amina: User, owen: User) -> None:
    laptop, phone = (
        Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"),
        Client(HTTP_USER_AGENT="Mozilla/5.0 (Android 16) Chrome/140.0"),
    )
    owen.confirm_email()
    for client in (laptop, phone):
        client.post("/accounts/login/", {"login": amina.email, "password": PASSWORD})
    his = sign_in(owen)

    page = text(laptop.get("/accounts/sessions/"))
    there = UserSession.objects.get(user=amina, user_agent__contains="Android")
    of_owen = UserSession.objects.get(user=owen)
    assert "Firefox on Windows: this browser" in page
    assert "Chrome on Android" in page
    laptop.post("/accounts/sessions/", {"session": str(of_owen.pk)})
    laptop.post("/accounts/sessions/", {"session": str(there.pk)})

    page = text(laptop.get("/accounts/sessions/"))
    assert "Signed out there." in page
    assert (signed_in(laptop), signed_in(phone), signed_in(his)) == (True, False, True)
    assert "You are signed in nowhere else." in page


def test_all_other_browsers_are_signed_out_at_once(amina: User) -> None:
    here, *others = [sign_in(amina) for _ in range(3)]

    here.post("/accounts/sessions/", {"session": "others"})

    assert [signed_in(client) for client in (here, *others)] == [True, False, False]


def test_a_session_older_than_the_list_is_in_it(amina: User, client_of: ClientOf) -> None:
    assert text(client_of(amina).get("/accounts/sessions/")).partition("<main")[2].count("this browser") == 1


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15", "Safari on Mac"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("curl/8.5", "A browser that does not say what it is"),
        ("", "A browser that does not say what it is"),
    ],
)
def test_a_browser_is_called_what_its_owner_calls_it(said: str, shown: str) -> None:
    assert browser_words(said) == shown
