"""What must hold of every copy: what every response says, and what stops the start."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from pydantic import ValidationError

from journey.models import Project, User
from journey.settings import Environment

type ClientOf = Callable[[User], Client]
ROOT = Path(settings.BASE_DIR)


def start(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Django's own check in a fresh process that knows only this environment."""
    known = {"DATA_DIR": str(tmp_path / "data"), "PATH": "/usr/bin:/bin"} | environment
    return subprocess.run([sys.executable, "manage.py", "check"], cwd=ROOT, env=known, capture_output=True, text=True, check=False)


def test_every_page_has_a_strict_policy_and_stays_out_of_frames(client: Client, db: None) -> None:
    for url in ("/", "/map/", "/samples/", "/accounts/login/", "/nowhere/"):
        reply = client.get(url)

        policy = reply["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert reply["X-Content-Type-Options"] == "nosniff"
        assert reply["X-Frame-Options"] == "DENY"
        assert reply["Referrer-Policy"] == "same-origin"


def test_pages_of_someone_signed_in_are_stored_nowhere(project: Project, amina: User, client_of: ClientOf, client: Client) -> None:
    for url in ("/projects/", project.address(), project.address("review"), "/map/", "/nowhere/"):
        assert client_of(amina).get(url)["Cache-Control"] == "no-store"
    assert "Cache-Control" not in client.get("/map/")


def test_what_is_the_same_address_under_htmx_says_so_to_caches(client: Client, db: None) -> None:
    assert "HX-Request" in client.get("/map/")["Vary"]


def test_everything_written_goes_under_the_data_folder(tmp_path: Path) -> None:
    """At the first start as it comes, and at the next with other settings."""
    done = start(tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    key = tmp_path / "data" / "secret_key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert len(key.read_text()) > 60
    again = start(tmp_path, SIGN_UP="domains", SIGN_UP_DOMAINS="Council.example, juniper.example")
    assert (again.returncode, again.stderr) == (0, "")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["data", "db.sqlite3", "db.sqlite3-gate", "secret_key"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("HTTPS", "perhaps"),
        ("SIGN_UP", "closed"),
        ("SIGN_UP_DOMAINS", "council.example,@juniper.example"),
        ("SIGN_UP_DOMAINS", "https://council.example"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(ValidationError, match=rf"^1 validation error.*\n{name.lower()}\n"):
        Environment()


def test_for_domains_the_domains_have_to_be_named_and_what_is_wrong_stops_the_start(tmp_path: Path) -> None:
    done = start(tmp_path, SIGN_UP="domains")

    assert done.returncode != 0
    assert "sign_up_domains" in done.stderr


def test_error_pages_say_nothing_and_hold_no_form(client: Client, db: None) -> None:
    from django.template.loader import render_to_string

    assert client.get("/nowhere/").status_code == 404
    for name in ("400", "403", "404", "500", "503", "csrf"):
        page = render_to_string(f"errors/{name}.html")
        assert page.count("<h1>") == 1
        assert "<form" not in page


def test_a_form_without_its_token_meets_our_page(amina: User, project: Project) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(amina)

    reply = client.post(project.address("answer", "mob-1"), {"text": "One.", "seen": "0"})

    assert reply.status_code == 403
    assert "This page was open too long" in reply.content.decode()


def test_the_credit_stands_wherever_the_map_is_shown(client: Client, samples: list[Project], amina: User, client_of: ClientOf) -> None:
    for url in ("/", "/map/", "/map/designing/", "/map/questions/", "/map/crosswalk/", "/map/glossary/", "/samples/safer-places/"):
        page = " ".join(client.get(url).content.decode().split())

        assert 'href="https://doi.org/10.1093/bjsw/bcac183"' in page
        assert "are not the authors’ words" in page
