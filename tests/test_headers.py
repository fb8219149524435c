"""What every response carries, whatever it is; and what a session's cookie says of itself. All with the settings of a copy on the internet."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, override_settings

from journey.models import Project, User
from journey.samples.load import load_sample
from journey.samples.sample import read_samples
from tests.conftest import PASSWORD, session_of, with_session
from tests.remembered import remembered
from tests.test_doors import TABLE, World, make_world

type ClientOf = Callable[[User], Client]

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
}
NOTHING = ("default-src", "object-src", "base-uri", "frame-ancestors")
"""What the policy allows to nobody."""
TYPES = (
    *("text/html; charset=utf-8", "text/css; charset=", "text/javascript; charset=", "text/csv; charset=utf-8", "text/calendar; charset=utf-8"),
    *("text/plain; charset=utf-8", "application/"),
)
"""What a response may say that it is: a text says in which letters."""
PRINT = """
import json
from journey import settings
names = ("SECURE_", "SESSION_COOKIE_", "CSRF_COOKIE_", "X_FRAME")
found = {name: getattr(settings, name) for name in dir(settings) if name.startswith(names) and name not in ("SECURE_CSP",)}
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What journey/settings.py makes of HTTPS=1 behind a proxy."""
    known = {"DATA_DIR": str(tmp_path_factory.mktemp("data")), "PATH": "/usr/bin:/bin", "HTTPS": "1", "BEHIND_PROXY": "1"}
    done = subprocess.run([sys.executable, "-c", PRINT], cwd=settings.BASE_DIR, env=known, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture
def https(production: dict[str, Any]) -> Iterator[None]:
    with override_settings(**production, WHITENOISE_USE_FINDERS=True):
        yield


def lacks(reply: HttpResponse, *, signed_in: bool) -> list[str]:
    """What should keep a browser safe and is not in a response."""
    missing = [name for name, value in ALWAYS.items() if reply.headers.get(name) != value]
    policy = reply.headers.get("Content-Security-Policy", "")
    if not {f"{name} 'none'" for name in NOTHING} <= set(policy.split("; ")) or "unsafe" in policy or "*" in policy:
        missing.append("Content-Security-Policy")
    if reply.status_code == 200 and not reply.headers.get("Content-Type", "").startswith(TYPES):
        missing.append("Content-Type")
    if "camera=()" not in reply.headers.get("Permissions-Policy", ""):
        missing.append("Permissions-Policy")
    if signed_in and reply.headers.get("Cache-Control") != "no-store":
        missing.append("Cache-Control")
    missing += [f"cookie {name}" for name, cookie in reply.cookies.items() if not cookie["secure"] or not name.startswith("__Host-")]
    return missing


PROBES = {"healthz", "readyz", "metrics"}
"""Answered for machines before anybody is known, so that nothing is in their way."""


@pytest.mark.parametrize("who", ["signed out", "outsider", "owner"])
def test_every_address_answers_with_what_keeps_a_browser_safe(who: str, amina: User, owen: User, https: None, fresh_limits: None) -> None:
    remembered("safer-places", lambda: load_sample(next(sample for sample in read_samples() if sample.slug == "safer-places")))
    world: World = remembered("world without staff", lambda: make_world(amina, {"outsider": owen}), amina, owen)

    found = {}
    for name in TABLE:
        client = Client() if who == "signed out" else with_session(session_of(world.people[who]))
        for method in ("get", "post"):
            if (name, method) in LEAVES and who != "signed out":
                continue
            reply = getattr(client, method)(world.address(name), secure=True)
            missing = lacks(reply, signed_in=who != "signed out" and name not in PROBES)
            if missing:
                found[f"{method} {name} {reply.status_code}"] = missing

    assert found == {}


LEAVES = {("account_logout", "post")}
"""Whoever has signed out is not signed in any more; `test_signing_out_ends_the_session_on_the_server` looks at this one."""


def test_what_is_no_page_of_ours_carries_it_too(
    project: Project, amina: User, client_of: ClientOf, https: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(amina)
    client.raise_request_exception = False

    def fails(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    replies = {
        "not found": client.get("/nowhere/", secure=True),
        "a slash is missing": client.get("/map", secure=True),
        "no such method": client.put(project.address(), secure=True),
        "another host": client.get("/", secure=True, headers={"host": "evil.example"}),
        "too much": client.post(project.address("answer", "mob-1"), {f"f{n}": "x" for n in range(1100)}, secure=True),
        "no token": strict(amina).post(project.address("edit"), {"name": "x"}, secure=True),
        "stylesheet": client.get("/static/app.css", secure=True),
        "script": client.get("/static/app.js", secure=True),
        "no such file": client.get("/static/nowhere.css", secure=True),
    }
    monkeypatch.setattr(Project, "answer", fails)
    replies["a fault"] = client.post(project.address("answer", "mob-1"), {"text": "x", "seen": "0"}, secure=True)

    for reply in replies.values():
        let_go(reply)
    assert {what: lacks(reply, signed_in=False) for what, reply in replies.items() if lacks(reply, signed_in=False)} == {}  # type: ignore[arg-type]  # the test client's
    statuses = {what: reply.status_code for what, reply in replies.items()}
    assert statuses == {
        **{"not found": 404, "a slash is missing": 301, "no such method": 405, "another host": 400, "too much": 400, "no token": 403},
        **{"stylesheet": 200, "script": 200, "no such file": 404, "a fault": 500},
    }


def strict(user: User) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    return client


def test_whoever_comes_by_http_is_led_to_https_with_it(https: None, client: Client) -> None:
    reply = client.get("/map/")

    assert (reply.status_code, reply["Location"]) == (301, "https://testserver/map/")
    # A browser ignores HSTS that comes by HTTP, so none is sent.
    assert [name for name in lacks(reply, signed_in=False) if name != "Strict-Transport-Security"] == []  # type: ignore[arg-type]  # the test client's


def test_no_response_lets_another_site_read_it(project: Project, amina: User, client_of: ClientOf, https: None) -> None:
    for address in ("/map/", "/projects/", project.address("review-json"), "/static/app.js"):
        reply = client_of(amina).get(address, secure=True, headers={"origin": "https://evil.example"})
        let_go(reply)
        assert reply.status_code == 200
        assert [name for name in reply.headers if name.lower().startswith("access-control-")] == []


def test_cookies_are_of_this_host_alone_and_closed_to_scripts(amina: User, https: None, fresh_limits: None) -> None:
    amina.confirm_email()
    client = Client()

    client.get("/accounts/login/", secure=True)
    reply = client.post("/accounts/login/", {"login": amina.email, "password": PASSWORD}, secure=True)

    session = reply.cookies["__Host-sessionid"]
    token = client.cookies["__Host-csrftoken"]
    assert [session[part] for part in ("secure", "httponly", "samesite", "path", "domain")] == [True, True, "Lax", "/", ""]
    # It ends with the browser, and on the server an hour after its last use.
    assert (session["max-age"], session["expires"]) == ("", "")
    assert [token[part] for part in ("secure", "samesite", "path", "domain")] == [True, "Lax", "/", ""]


def test_without_https_a_cookie_is_closed_to_scripts_and_other_sites_too(amina: User, client: Client, fresh_limits: None) -> None:
    amina.confirm_email()

    session = client.post("/accounts/login/", {"login": amina.email, "password": PASSWORD}).cookies["sessionid"]

    assert (session["httponly"], session["samesite"]) == (True, "Lax")


def test_signing_out_ends_the_session_on_the_server(project: Project, amina: User, client_of: ClientOf) -> None:
    client, thief = client_of(amina), Client()
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    assert thief.get(project.address()).status_code == 200

    client.post("/accounts/logout/")

    assert thief.get(project.address()).status_code == 302
    assert client.cookies["sessionid"].value == ""


def test_signing_in_changes_the_token_of_forms(amina: User, client: Client, fresh_limits: None) -> None:
    amina.confirm_email()
    client.get("/accounts/login/")
    before = client.cookies["csrftoken"].value

    client.post("/accounts/login/", {"login": amina.email, "password": PASSWORD})

    assert client.cookies["csrftoken"].value != before


def test_a_token_of_somebody_elses_form_does_not_fit(amina: User, owen: User, project: Project) -> None:
    theirs, client = strict(owen), strict(amina)
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', theirs.get("/projects/new/").content.decode())[0]
    client.get(project.address("edit"))

    assert client.post(project.address("edit"), {"name": "Evil", "csrfmiddlewaretoken": token}).status_code == 403
    assert Project.objects.get(pk=project.pk).name == "Family Circle"


def test_every_form_that_posts_carries_a_token(project: Project, amina: User, client_of: ClientOf) -> None:
    templates = [path for folder in ("templates", "journey") for path in (Path(settings.BASE_DIR) / folder).rglob("*.html")]

    bare = [
        path.name
        for path in templates
        for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", path.read_text(encoding="utf-8"), re.DOTALL)
        if "csrf_token" not in form
    ]

    assert templates
    assert bare == []


def let_go(reply: Any) -> None:
    """Read what a response sends of a file, so that the file is closed."""
    if reply.streaming:
        b"".join(reply.streaming_content)
