"""The lines written for an operator: enough to find what went wrong, nothing that somebody typed."""

import json
import logging
import re
from collections.abc import Callable, Iterator

import pytest
from django.db import IntegrityError
from django.test import Client
from pytest_django import Settings

from journey.limits import EXPORTED
from journey.models import Project, User
from journey.upkeep.lines import Json, Plain
from tests.conftest import PASSWORD
from tests.second_steps import code_of, give_app
from tests.test_doors import ROLES, TABLE, make_world

type ClientOf = Callable[[User], Client]
MARKER = "zq-marker-81"
FIELD = re.compile(r"<(?:input|textarea|select)[^>]*\bname=\"([^\"]+)\"")


class Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.json: list[dict[str, object]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.json.append(json.loads(Json().format(record)))
        self.lines += [Json().format(record), Plain().format(record)]


@pytest.fixture
def kept() -> Iterator[Kept]:
    """All lines, in both forms; of requests too."""
    handler, requests = Kept(), logging.getLogger("journey.requests")
    logging.getLogger().addHandler(handler)
    level = requests.level
    requests.setLevel(logging.INFO)
    yield handler
    requests.setLevel(level)
    logging.getLogger().removeHandler(handler)


def test_a_request_leaves_one_line_with_pattern_status_time_and_number_of_the_person(
    kept: Kept, project: Project, amina: User, client_of: ClientOf
) -> None:
    client = client_of(amina)
    kept.json.clear()

    reply = client.get(project.address("stage", "mobilising"))

    (line,) = kept.json
    assert isinstance(line.pop("ms"), float)
    assert line.pop("at")
    assert line == {
        "level": "INFO",
        "logger": "journey.requests",
        "message": "GET /projects/<uuid:project_id>/stages/<slug:stage>/ 200",
        "request": reply["X-Request-ID"],
        "method": "GET",
        "route": "/projects/<uuid:project_id>/stages/<slug:stage>/",
        "status": 200,
        "user": amina.pk,
    }


def test_a_proxys_id_is_taken_over_only_from_our_proxy_and_only_if_it_is_one(client: Client, db: None, settings: Settings) -> None:
    given = {"X-Request-ID": "from-the-proxy-1"}

    without = client.get("/map/", headers=given)["X-Request-ID"]
    settings.BEHIND_PROXY = True
    behind = client.get("/map/", headers=given)["X-Request-ID"]
    strange = client.get("/map/", headers={"X-Request-ID": "a b\\n{}"})["X-Request-ID"]

    assert (without == "from-the-proxy-1", behind, len(strange)) == (False, "from-the-proxy-1", 32)


def test_what_somebody_types_is_in_no_line_whatever_the_form_and_whoever_sends_it(kept: Kept, amina: User, owen: User, client_of: ClientOf) -> None:
    staff = User.objects.create_user("staff@example.org", PASSWORD, name="Sam Staff", is_staff=True, is_superuser=True)
    world = make_world(amina, {"outsider": owen, "staff": staff})
    sent = 0

    for name in TABLE:
        address = world.address(name)
        for role in ("owner", "viewer", "staff", "signed out"):
            met, owner_met = TABLE[name][ROLES.index(role)], TABLE[name][ROLES.index("owner")]
            if met.endswith(("404", "405")) or (role != "owner" and met == owner_met):
                continue  # nothing can be sent there, or it meets what the owner's met
            client = Client() if role == "signed out" else client_of(world.people[role])
            page = client.get(address, {"q": MARKER, "next": MARKER})
            fields = {field: MARKER for field in FIELD.findall(page.content.decode(errors="replace")) if field not in ("seen", "csrfmiddlewaretoken")}
            client.post(address, fields | {"text": MARKER, "seen": "0", "reason": MARKER})
            if role == "owner":
                client.post(f"{address}{MARKER}", {"text": MARKER})
            sent += len(fields)

    assert sent > 300
    assert len(kept.lines) > 1000
    assert [line for line in kept.lines if MARKER in line] == []


def test_a_refusal_leaves_a_line_that_says_whom_it_met(
    kept: Kept, project: Project, tom: User, owen: User, client: Client, client_of: ClientOf
) -> None:
    address = project.address("export")

    for browser in (client_of(tom), client_of(owen), client):
        browser.post(address)

    said = [(line["status"], line.get("user")) for line in kept.json if line["logger"] == "journey.requests"]
    warned = [line["message"] for line in kept.json if line["logger"] == "django.request"]
    assert said == [(403, tom.pk), (404, owen.pk), (302, None)]
    assert warned == [f"{why}: POST /projects/<uuid:project_id>/export/" for why in ("Forbidden (Permission denied)", "Not Found")]
    assert [line for line in kept.lines if str(project.pk) in line] == []


def test_an_exception_is_told_by_its_kind_and_place_and_not_by_its_words(
    kept: Kept, project: Project, amina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*args: object, **kwargs: object) -> None:
        try:
            raise IntegrityError(f"DETAIL: Failing row contains ({MARKER})")
        except IntegrityError as problem:
            raise RuntimeError(f"{MARKER} again") from problem

    monkeypatch.setattr(Project, "answer", fails)
    client = Client(raise_request_exception=False)
    client.force_login(amina)

    reply = client.post(project.address("answer", "mob-1"), {"text": MARKER, "seen": "0"})

    line = next(line for line in kept.json if line["logger"] == "django.request")
    assert reply.status_code == 500
    assert line["message"] == "Internal Server Error: POST /projects/<uuid:project_id>/answers/<slug:key>/"
    assert line["error"] == "builtins.RuntimeError from django.db.utils.IntegrityError"
    assert line["request"] == reply["X-Request-ID"]
    assert any("views/answers.py" in str(frame) for frame in line["stack"])  # type: ignore[attr-defined]  # a list
    assert not any(MARKER in text for text in kept.lines)


def test_an_address_that_opens_something_stands_in_no_line(kept: Kept, project: Project, amina: User, client: Client) -> None:
    invitation = project.invite("new@example.org", role="viewer", by=amina)

    client.get(invitation.get_absolute_url())
    client.get(f"{invitation.get_absolute_url()}more/")
    client.post(invitation.get_absolute_url())
    client.get("/accounts/password/reset/key/abc-sekret-sekret/")

    assert not any(invitation.key in line or "sekret" in line or "new@example.org" in line for line in kept.lines)
    assert any("/invitations/<uuid:invitation_id>/<slug:key>/" in line for line in kept.lines)


def test_who_signs_in_and_who_tries_in_vain_leaves_a_line_without_what_was_typed(
    kept: Kept, amina: User, owen: User, client: Client, fresh_limits: None
) -> None:
    amina.confirm_email()
    owen.confirm_email()
    secret = give_app(owen)

    def sign_in(user: User, password: str = PASSWORD) -> None:
        client.post("/accounts/login/", {"login": user.email, "password": password})

    client.post("/accounts/login/", {"login": f"{MARKER}@example.org", "password": MARKER})
    sign_in(amina, f"{MARKER} guessed")
    sign_in(amina)
    client.post("/accounts/logout/")
    sign_in(owen)
    client.post("/accounts/second-step/code/", {"code": "246813"})
    client.post("/accounts/second-step/code/", {"code": code_of(secret)})
    for _ in range(EXPORTED.times + 1):
        EXPORTED.take(owen.pk)

    told = [(one["level"], one["message"], one.get("user")) for one in kept.json if one["logger"] in ("journey.signing", "journey.limits")]
    assert told == [
        ("WARNING", "A sign-in failed", None),
        ("WARNING", "A sign-in failed", None),
        ("INFO", "Signed in", amina.pk),
        ("INFO", "Signed out", amina.pk),
        ("WARNING", "A second step failed", owen.pk),
        ("INFO", "Signed in", owen.pk),
        ("WARNING", "Too often: exported", None),
    ]
    assert f" Signed in (person {amina.pk}) [" in "\n".join(kept.lines)
    assert not [line for line in kept.lines if MARKER in line or "@example.org" in line or "246813" in line]


def test_the_page_privacy_says_what_lines_hold_of_people(client: Client) -> None:
    page = " ".join(client.get("/privacy/").content.decode().split())

    assert "with the address of the page" not in page
    assert "which kind of page it was, not its full address" in page
    assert "Of signing in and out: a line with the time and a number that stands for your account, never your name or email." in page
    assert "such a line may be written for each page" in page
