"""What a response carries that is no page of ours, and what a session's cookie says of itself. All with the settings of a copy on the internet.

What each of our addresses carries is asked in test_doors.py, where each role is sent to them.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from journey.models import Project, User
from tests.conftest import PASSWORD
from tests.headers import lacks

type ClientOf = Callable[[User], Client]


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
