"""A second step at sign-in: an app, passkeys, recovery codes; how they lie in the database, and what a change of them ends."""

import html
import re
from collections.abc import Callable, Iterator

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client, override_settings

from journey.models import Project, User
from tests.conftest import PASSWORD
from tests.second_steps import code_of, give_app, recovery_codes_of

type ClientOf = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("fresh_limits")
AUTHENTICATE = "/accounts/second-step/code/"


@pytest.fixture
def amina(amina: User) -> User:
    amina.confirm_email()
    return amina


def sign_in(client: Client, user: User, password: str = PASSWORD) -> HttpResponse:
    return client.post("/accounts/login/", {"login": user.email, "password": password})  # type: ignore[return-value]  # the test client's reply


def words(reply: object) -> str:
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", reply.content.decode())).split())  # type: ignore[attr-defined]  # the test client's reply


def is_signed_in(client: Client) -> bool:
    return bool(client.get("/projects/").status_code == 200)


def set_up(client: Client) -> str:
    """Set an app up by its pages; the secret that the page shows."""
    page = client.get("/accounts/second-step/app/").content.decode()
    found = re.search(r'<code class="secret">(\w+)</code>', page)
    assert found is not None
    reply = client.post("/accounts/second-step/app/", {"code": code_of(found[1])})
    assert reply["Location"] == "/accounts/second-step/codes/"
    return found[1]


def test_an_app_is_set_up_with_a_square_a_key_in_letters_and_ten_codes(amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)
    page = client.get("/accounts/second-step/app/").content.decode()

    set_up(client)

    assert page.count('<svg class="qr"') == 1
    assert " style=" not in page
    codes = client.get("/accounts/second-step/codes/").content.decode()
    assert re.findall(r"<code>(\d{8})</code>", codes) == recovery_codes_of(amina)
    assert len(recovery_codes_of(amina)) == 10
    file = client.get("/accounts/second-step/codes/download/").content.decode()
    assert re.findall(r"^\d{8}$", file, re.MULTILINE) == recovery_codes_of(amina)
    assert "An app or a passkey" in words(client.get("/accounts/"))


def test_a_wrong_code_sets_nothing_up(amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)
    client.get("/accounts/second-step/app/")

    reply = client.post("/accounts/second-step/app/", {"code": "12345"})

    assert "This is not right, or was used already" in words(reply)
    assert not Authenticator.objects.exists()


def test_after_the_password_a_code_of_the_app_is_asked_for(amina: User, client: Client) -> None:
    secret = give_app(amina)

    first = sign_in(client, amina)
    signed_in_by_half = is_signed_in(client)
    client.post(AUTHENTICATE, {"code": code_of(secret)})

    assert (first.status_code, first["Location"]) == (302, AUTHENTICATE)
    assert not signed_in_by_half
    assert is_signed_in(client)


@pytest.mark.parametrize("later", [-1, 0, 1])
def test_a_code_counts_once(amina: User, later: int) -> None:
    code = code_of(give_app(amina), later=later)

    def opens() -> bool:
        client = Client()
        sign_in(client, amina)
        client.post(AUTHENTICATE, {"code": code})
        return is_signed_in(client)

    assert [opens(), opens()] == [True, False]


def test_a_code_from_two_half_minutes_away_does_not_count(amina: User, client: Client) -> None:
    secret = give_app(amina)
    sign_in(client, amina)

    client.post(AUTHENTICATE, {"code": code_of(secret, later=3)})
    client.post(AUTHENTICATE, {"code": code_of(secret, later=-3)})

    assert not is_signed_in(client)


def test_a_forgotten_password_does_not_go_round_the_second_step(amina: User, client: Client) -> None:
    give_app(amina)
    client.post("/accounts/password/reset/", {"email": amina.email})
    link = re.search(r"/accounts/password/reset/key/\S+", str(mail.outbox[0].body))
    assert link is not None
    form = client.get(link[0], follow=True)

    client.post(form.request["PATH_INFO"], {"password1": "another long walk home", "password2": "another long walk home"})
    after_the_link = is_signed_in(client)
    asked = sign_in(client, amina, "another long walk home")

    assert (after_the_link, asked["Location"], is_signed_in(client)) == (False, AUTHENTICATE, False)


def test_a_recovery_code_opens_the_account_once(amina: User) -> None:
    give_app(amina)
    code = recovery_codes_of(amina)[3]

    def opens() -> bool:
        client = Client()
        sign_in(client, amina)
        client.post(AUTHENTICATE, {"code": code})
        return is_signed_in(client)

    assert [opens(), opens()] == [True, False]
    assert len(recovery_codes_of(amina)) == 9


def test_of_twelve_wrong_codes_five_are_looked_at_and_then_the_right_one_waits_too(amina: User, client: Client) -> None:
    secret = give_app(amina)
    sign_in(client, amina)

    said = [words(client.post(AUTHENTICATE, {"code": f"00000{number}"[-6:] + "9"})) for number in range(12)]
    client.post(AUTHENTICATE, {"code": code_of(secret)})

    assert ["There were too many tries" in one for one in said] == [False] * 5 + [True] * 7
    assert not is_signed_in(client)


def test_a_new_second_step_ends_the_sessions_elsewhere_and_is_told_by_mail(transactional_db: None, amina: User) -> None:
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        sign_in(client, amina)

    set_up(here)

    assert (is_signed_in(here), is_signed_in(elsewhere)) == (True, False)
    assert "An app that shows codes was set up" in mail.outbox[-1].body
    assert mail.outbox[-1].to == ["amina@example.org"]


def test_an_app_is_removed_and_its_recovery_codes_go_with_it(amina: User, client_of: ClientOf) -> None:
    give_app(amina)
    client = client_of(amina)

    shown = client.get("/accounts/second-step/app/remove/")
    client.post("/accounts/second-step/app/remove/")

    assert shown.status_code == 200
    assert not Authenticator.objects.exists()


def test_new_recovery_codes_take_the_place_of_the_old_ones(amina: User, client_of: ClientOf) -> None:
    give_app(amina)
    before = recovery_codes_of(amina)

    client_of(amina).post("/accounts/second-step/codes/new/")

    assert not set(before) & set(recovery_codes_of(amina))


def test_a_text_sent_signed_out_comes_back_after_both_steps(amina: User, client_of: ClientOf) -> None:
    project = Project.objects.start(by=amina, name="Family Circle")
    secret = give_app(amina)
    client = Client()
    late = client.post(project.address("answer", "mob-1"), {"text": "Typed too late.", "seen": "0", "writer": str(amina.code)})
    packed = re.search(r'name="kept" value="([^"]+)"', late.content.decode())
    assert packed is not None

    client.post("/accounts/login/", {"login": amina.email, "password": PASSWORD, "kept": packed[1]})
    reply = client.post(AUTHENTICATE, {"code": code_of(secret)})

    assert reply["Location"] == "/kept/"
    assert "Typed too late." in words(client.get("/kept/"))


@pytest.fixture
def demanded() -> Iterator[None]:
    with override_settings(REQUIRE_SECOND_FACTOR=True):
        yield


def test_where_a_second_step_is_demanded_nobody_reaches_a_project_before_setting_one_up(
    demanded: None, project: Project, amina: User, client_of: ClientOf
) -> None:
    client = client_of(amina)

    asked = [client.get(address)["Location"] for address in ("/", "/projects/", project.address(), project.address("review-pdf"), "/search/")]
    reached = [client.get(address).status_code for address in ("/accounts/second-step/", "/accounts/second-step/app/", "/accounts/", "/map/")]
    set_up(client)

    assert asked == ["/projects/", *["/accounts/second-step/"] * 4]
    assert reached == [200] * 4
    assert client.get(project.address()).status_code == 200


def test_where_a_second_step_is_demanded_what_was_sent_without_one_is_kept(
    demanded: None, project: Project, amina: User, client_of: ClientOf
) -> None:
    client = client_of(amina)

    reply = client.post(project.address("answer", "mob-1"), {"text": "Typed before.", "seen": "0", "writer": str(amina.code)})
    under_htmx = client.post(project.address("answer", "mob-1"), {"text": "Typed before.", "seen": "0"}, headers={"hx-request": "true"})

    assert (reply["Location"], under_htmx.status_code) == ("/accounts/second-step/", 401)
    assert project.answers.count() == 0
    assert "Typed before." in words(client.get("/kept/"))


def test_where_a_second_step_is_demanded_one_can_still_sign_out(demanded: None, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)

    client.post("/accounts/logout/")

    assert client.get("/projects/")["Location"].startswith("/accounts/login/")


def test_whoever_removes_a_demanded_second_step_is_asked_for_one_again(demanded: None, amina: User, client_of: ClientOf) -> None:
    give_app(amina)
    client = client_of(amina)
    before = is_signed_in(client)

    client.post("/accounts/second-step/app/remove/")

    assert before
    assert client.get("/projects/")["Location"] == "/accounts/second-step/"


def test_secrets_are_not_in_the_database_in_clear(amina: User) -> None:
    secret = give_app(amina)

    rows = str(list(Authenticator.objects.values_list("data", flat=True)))

    assert secret not in rows
    assert [code for code in recovery_codes_of(amina) if code in rows] == []
    assert rows.count("gAAAA") == 2


def test_a_new_key_reads_what_the_one_before_wrote_until_all_is_encrypted_anew(amina: User) -> None:
    with override_settings(MFA_KEYS=["the first key"]):
        give_app(amina)
        codes = recovery_codes_of(amina)

    with override_settings(MFA_KEYS=["the second key", "the first key"]):
        assert recovery_codes_of(amina) == codes
        call_command("encrypt_factors")
    with override_settings(MFA_KEYS=["the second key"]):
        assert recovery_codes_of(amina) == codes


def test_codes_kept_with_a_lost_key_are_refused_with_a_word(amina: User, client: Client, client_of: ClientOf) -> None:
    with override_settings(MFA_KEYS=["a key that is lost"]):
        secret = give_app(amina)
    sign_in(client, amina)

    reply = client.post(AUTHENTICATE, {"code": code_of(secret)})

    assert "the key that they were kept with has changed" in words(reply)
    assert client_of(amina).get("/accounts/second-step/").status_code == 200
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "credential", ["", "{}", "[]", "7", "null", "nonsense", "[" * 3000, '{"id": "%%", "rawId": "%%", "response": {}}', "9" * 5000]
)
@pytest.mark.parametrize("address", ["/accounts/passkeys/new/", "/accounts/passkeys/sign-in/", "/accounts/passkeys/again/"])
def test_a_made_up_passkey_is_refused(amina: User, client_of: ClientOf, client: Client, address: str, credential: str) -> None:
    give_app(amina)
    asking = client if "sign-in" in address else client_of(amina)
    asking.get(address, headers={"accept": "application/json"})

    reply = asking.post(address, {"credential": credential, "name": "Made up"})

    assert reply.status_code in (200, 302)
    assert not Authenticator.objects.filter(type="webauthn").exists()
    assert not is_signed_in(client)
