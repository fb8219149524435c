"""Limits on tries: how many passwords are really looked at, from wherever they come; and what is too much for one request."""

from collections.abc import Callable
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from journey.checks import check_safety
from journey.models import Project, User
from journey.project_file.write import write
from tests.conftest import PASSWORD
from tests.second_steps import give_app

type ClientOf = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("fresh_limits")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def looked_at(tries: int, email: str, **headers: str) -> int:
    """How many of so many wrong passwords reach the hasher, each from a browser of its own that makes up where it comes from."""
    count = 0
    verify = MD5PasswordHasher.verify

    def counted(self: MD5PasswordHasher, password: str, encoded: str) -> bool:
        nonlocal count
        count += 1
        return verify(self, password, encoded)

    with patch.object(MD5PasswordHasher, "verify", counted):
        for number in range(tries):
            forged = {name: value.format(number % 250) for name, value in headers.items()}
            Client().post("/accounts/login/", {"login": email, "password": f"wrong {number}"}, headers=forged)
    return count


@pytest.mark.parametrize("proxies", [0, 1, 2])
def test_of_sixty_wrong_passwords_five_are_looked_at_wherever_they_say_they_come_from(amina: User, proxies: int) -> None:
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=proxies):
        assert looked_at(60, "amina@example.org", **{"x-forwarded-for": "203.0.113.{}, 198.51.100.7"}) <= 5


def test_a_made_up_port_in_the_hosts_name_gives_no_more_tries(amina: User) -> None:
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1):
        assert looked_at(30, "amina@example.org", **{"host": "testserver:80{}", "x-forwarded-for": "203.0.113.{}"}) == 5


def test_many_made_up_emails_do_not_make_the_limits_forgotten(amina: User) -> None:
    looked_at(6, "amina@example.org")

    for number in range(900):
        cache.set(f"made-up-{number}", 1, 300)

    assert looked_at(3, "amina@example.org") == 0


def test_a_forged_header_in_front_of_the_proxys_own_does_not_count(amina: User) -> None:
    """Ten a minute from one place: the accounts differ, the place that the proxy adds does not."""
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1):
        users = [User.objects.create_user(f"person{number}@example.org", PASSWORD, name="Person") for number in range(30)]
        found = sum(looked_at(1, str(user.email), **{"x-forwarded-for": f"203.0.113.{number}, 198.51.100.7"}) for number, user in enumerate(users))

    assert found <= 10


def test_too_few_names_in_the_header_are_no_error(amina: User, client: Client) -> None:
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=3):
        reply = client.post("/accounts/login/", {"login": "amina@example.org", "password": "no"}, headers={"x-forwarded-for": "203.0.113.1"})

    assert reply.status_code == 200


def test_long_passphrases_with_spaces_are_welcome_and_common_passwords_are_not(client: Client) -> None:
    long = "eine lange Reihe von Wörtern, ŵ und 👩‍👩‍👧 " * 5
    said = {"name": "Zoe Marsh", "email": "zoe@juniper.example"}

    common = client.post("/accounts/signup/", said | {"password1": "1234567890"})
    client.post("/accounts/signup/", said | {"password1": long.strip()})

    assert common.status_code == 200
    assert len(long.strip()) > 128
    assert User.objects.get().check_password(long.strip())


def test_a_password_counts_exactly_as_it_was_typed(client: Client) -> None:
    typed = "  A long walk ROUND the lake, é and e\u0301  "
    client.post("/accounts/signup/", {"name": "Zoe Marsh", "email": "zoe@juniper.example", "password1": typed})
    zoe = User.objects.get()

    assert zoe.check_password(typed)
    assert [other for other in (typed.strip(), typed.lower(), typed[:-1], typed + " ") if zoe.check_password(other)] == []


def test_every_response_carries_what_keeps_a_browser_safe(project: Project, amina: User, client_of: ClientOf, client: Client) -> None:
    give_app(amina)
    signed_in = client_of(amina)
    addresses = ("/", "/map/", "/nowhere/", "/projects/", "/accounts/login/", "/accounts/second-step/", project.address("review-pdf"), "/kept/")

    for browser in (client, signed_in):
        for address in addresses:
            reply = browser.get(address)

            assert {name: reply[name] for name in HEADERS} == HEADERS
            assert "default-src 'none'" in reply["Content-Security-Policy"]
            assert "camera=()" in reply["Permissions-Policy"]
            assert browser is client or reply["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ["/accounts/login/", "/accounts/signup/"])
@pytest.mark.parametrize(("said", "status"), [({"login": "a" * 3_000_000}, 400), ({f"field{n}": "x" for n in range(1_100)}, 400)])
def test_too_large_a_body_and_too_many_fields_meet_a_plain_page(client: Client, address: str, said: dict[str, str], status: int) -> None:
    body = "&".join(f"{name}={value}" for name, value in said.items())

    reply = client.post(address, body, content_type="application/x-www-form-urlencoded")

    assert reply.status_code == status
    assert reply.content.decode().count("<h1>") == 1


def test_an_answer_of_twenty_thousand_characters_comes_back_with_its_text(project: Project, amina: User, client_of: ClientOf) -> None:
    reply = client_of(amina).post(project.address("answer", "mob-1"), {"text": "a" * 20_000, "seen": "0"})

    assert reply.status_code == 422
    assert "a" * 20_000 in reply.content.decode()


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"DEBUG": True, "ALLOWED_HOSTS": ["planner.council.example"]}, ["journey.E001"]),
        ({"ALLOWED_HOSTS": ["*"]}, ["journey.W002"]),
        ({"CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}}, ["journey.E002"]),
        ({}, []),
    ],
)
def test_settings_by_which_safety_is_lost_are_found(changed: dict[str, object], found: list[str]) -> None:
    with override_settings(**changed):
        assert [message.id for message in check_safety()] == found


def test_of_sixty_wrong_links_of_invitations_twenty_are_looked_at_and_then_the_right_one_waits_too(
    project: Project, amina: User, client: Client
) -> None:
    invitation = project.invite("new@example.org", role="viewer", by=amina)
    right = invitation.get_absolute_url()
    wrong = right.replace(invitation.key, "0" * 64)

    found = [client.get(wrong, headers={"x-forwarded-for": f"203.0.113.{number}"}).status_code for number in range(60)]

    assert found == [404] * 20 + [429] * 40
    assert client.get(right).status_code == 429
    assert client.get(right, REMOTE_ADDR="198.51.100.9").status_code == 200


def test_a_made_up_place_in_front_of_the_proxys_own_gives_no_more_links(client: Client, db: None) -> None:
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1):
        found = [
            client.get(f"/invitations/{uuid4()}/{'0' * 64}/", headers={"x-forwarded-for": f"203.0.113.{number}, 198.51.100.7"}).status_code
            for number in range(25)
        ]

    assert found == [404] * 20 + [429] * 5


def test_all_addresses_of_one_house_count_as_one_place(client: Client, db: None) -> None:
    found = [client.get(f"/invitations/{uuid4()}/{'0' * 64}/", REMOTE_ADDR=f"2001:db8::{number:x}").status_code for number in range(21)]

    assert found[-1] == 429


def test_one_person_sends_thirty_invitations_an_hour_and_keeps_what_they_typed(project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)

    replies = [
        client.post(project.address("invite"), {"email": f"new{number}@example.org", "role": "viewer", "job": "Typed."}) for number in range(31)
    ]

    assert [reply.status_code for reply in replies] == [302] * 30 + [429]
    page = replies[-1].content.decode()
    assert "Too many invitations were sent within an hour" in page
    assert "new30@example.org" in page
    assert "Typed." in page
    assert (project.invitations.count(), len(mail.outbox)) == (30, 30)


def test_one_email_is_sent_five_invitations_an_hour_whoever_sends_them(project: Project, amina: User, owen: User, client_of: ClientOf) -> None:
    invitation = project.invite("new@example.org", role="viewer", by=amina)
    for _ in range(7):
        client_of(amina).post(project.address("invitation-send", str(invitation.pk)))
    other = Project.objects.start(by=owen, name="Other")

    reply = client_of(owen).post(other.address("invite"), {"email": "NEW@example.org", "role": "viewer"})

    assert reply.status_code == 429
    assert [message.to for message in mail.outbox] == [["new@example.org"]] * 5


def test_one_person_takes_out_twenty_files_of_everything_an_hour(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    project.memberships.get(user=tom).change_role("owner", by=amina)
    client = client_of(amina)

    whole = [client.post(project.address("export")).status_code for _ in range(21)]
    own = client.get("/accounts/data.json").status_code

    assert whole == [200] * 20 + [429]
    assert own == 429
    assert client_of(tom).post(project.address("export")).status_code == 200
    assert project.events.filter(kind="project-exported").count() == 21


def test_one_person_loads_twenty_files_of_projects_an_hour(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    data = write(project).as_json().encode()
    client = client_of(amina)

    loaded = [client.post("/projects/load/", {"file": SimpleUploadedFile("circle.json", data)}).status_code for _ in range(21)]

    assert loaded == [302] * 20 + [429]
    assert client_of(tom).post("/projects/load/", {"file": SimpleUploadedFile("circle.json", data)}).status_code == 302
    assert Project.objects.count() == 22
