"""How the database is opened: what holds on both, and addresses of PostgreSQL."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from journey.database import postgresql, sqlite
from journey.models import Project, User

PROMISES: dict[str, dict[str, object]] = {
    "sqlite": {
        "PRAGMA journal_mode": "wal",
        "PRAGMA synchronous": 2,
        "PRAGMA secure_delete": 1,
        "PRAGMA foreign_keys": 1,
        "PRAGMA busy_timeout": 20000,
    },
    "postgresql": {
        "SHOW synchronous_commit": "on",
        "SHOW lock_timeout": "10s",
        "SHOW statement_timeout": "20s",
        "SHOW idle_in_transaction_session_timeout": "30s",
        "SHOW transaction_isolation": "read committed",
    },
}


def run(tmp_path: Path, command: str, url: str) -> subprocess.CompletedProcess[str]:
    """A command of manage.py in a fresh process that knows only this database."""
    known = {"DATA_DIR": str(tmp_path / "data"), "PATH": os.environ["PATH"], "DATABASE_URL": url}
    return subprocess.run([sys.executable, "manage.py", command], cwd=settings.BASE_DIR, env=known, capture_output=True, text=True, check=False)


def test_a_save_is_kept_and_nobody_waits_for_ever(db: None) -> None:
    promised = PROMISES[connection.vendor]

    with connection.cursor() as cursor:
        found = {}
        for ask in promised:
            cursor.execute(ask)
            found[ask] = cursor.fetchone()[0]

    assert found == promised


def test_on_sqlite_a_transaction_takes_the_lock_for_writing_at_its_start(tmp_path: Path) -> None:
    assert sqlite(tmp_path)["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_an_address_is_read_whole() -> None:
    opened = postgresql("postgres://planner:p%40ss%2Fword@db.example.org:6432/journeys?sslmode=verify-full&sslrootcert=/etc/ca.pem")

    assert {name: opened[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "NAME": "journeys",
        "USER": "planner",
        "PASSWORD": "p@ss/word",
        "HOST": "db.example.org",
        "PORT": "6432",
    }
    assert (opened["CONN_MAX_AGE"], opened["CONN_HEALTH_CHECKS"]) == (600, True)
    assert (opened["OPTIONS"]["sslmode"], opened["OPTIONS"]["sslrootcert"]) == ("verify-full", "/etc/ca.pem")


@pytest.mark.parametrize("url", ["postgresql:///journeys?host=/run/postgresql", "postgres://%2Frun%2Fpostgresql/journeys"])
def test_a_folder_of_sockets_may_stand_for_the_host(url: str) -> None:
    opened = postgresql(url)

    assert (opened["HOST"], opened["NAME"], opened["USER"], opened["PASSWORD"]) == ("/run/postgresql", "journeys", "", "")


def test_what_an_address_asks_for_comes_after_our_own_options() -> None:
    options = postgresql("postgres://h/n?connect_timeout=3&options=-c%20statement_timeout%3D0")["OPTIONS"]

    assert options["connect_timeout"] == "3"
    assert options["options"].startswith("-c lock_timeout=10s ")
    assert options["options"].endswith(" -c statement_timeout=0")


@pytest.mark.parametrize(
    "url",
    [
        "hush-5521",
        "mysql://planner:hush-5521@h/n",
        "dbname=n password=hush-5521",
        "postgres://planner:hush-5521@h",
        "postgres://planner:hush-5521@h/",
        "postgres://planner:hush-5521@h:70000/n",
        "postgres://planner:hush-5521@h:port/n",
        "postgres://planner:p@hush-5521@h/n",
        "postgres://planner:12/hush-5521@h/n",
        "postgres://planner:p/hush-5521@h/n",
        "postgres://planner:hush-5521%zz@h/n",
        "postgres://planner:hush-5521 more@h/n",
        "postgres://planner:hush-5521@h/n?sslmode=perhaps",
        "postgres://planner:hush-5521@h/n?nothing=1",
    ],
)
def test_a_wrong_address_is_refused_in_words_that_hold_nothing_of_it(url: str) -> None:
    with pytest.raises(ValueError, match=r"^(must be like|has no such|has an sslmode)") as refused:
        postgresql(url)

    assert "hush-5521" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__context__ is None


def test_a_wrong_address_stops_the_start_and_is_named_without_its_password(tmp_path: Path) -> None:
    done = run(tmp_path, "check", "postgres://planner:hush-5521@db.example.org:70000/journeys")

    assert done.returncode != 0
    assert "database_url" in done.stderr
    assert "hush-5521" not in done.stdout + done.stderr


def test_a_server_that_is_not_there_is_told_without_the_password(tmp_path: Path) -> None:
    done = run(tmp_path, "showmigrations", f"postgres://planner:hush-5521@/journeys?host={tmp_path}")

    assert done.returncode != 0
    assert str(tmp_path) in done.stderr
    assert "hush-5521" not in done.stdout + done.stderr


def test_without_an_address_it_is_sqlite_and_psycopg_stays_out(tmp_path: Path) -> None:
    code = "import sys, django; django.setup(); from django.db import connection; print(connection.vendor, 'psycopg' in sys.modules)"
    known = {"DATA_DIR": str(tmp_path), "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "journey.settings"}

    done = subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR, env=known, capture_output=True, text=True, check=False)

    assert (done.stdout, done.stderr) == ("sqlite False\n", "")


def test_what_is_read_is_what_was_written(project: Project, amina: User) -> None:
    text = "Ünïcode 👩‍👧, “quotes”, a \\ and a ' and a % and a \u2028 line.\n" * 60

    project.answer("mob-1", text, by=amina, seen=0)

    assert project.answers.get().text == text


@pytest.mark.parametrize(
    ("url", "sent", "expected"),
    [
        ("/accounts/login/", {"login": "a\x00@example.org", "password": "a long walk"}, 200),
        ("/accounts/login/", {"login": "a@example.org", "password": "a long\x00walk"}, 200),
        ("/accounts/signup/", {"name": "A\x00", "email": "a\x00@example.org", "password1": "a long walk\x00"}, 200),
        ("/accounts/password/reset/", {"email": "a\x00@example.org"}, 200),
        ("/accounts/password/reset/key/zzzzzzzzzzzzz-a\x00b/", None, 200),
        ("/samples/a%00b/", None, 404),
        ("/map/a%00b/", None, 404),
        ("/projects/?next=a%00b", None, 302),
    ],
)
def test_what_a_database_cannot_hold_is_an_ordinary_mistake(client: Client, db: None, url: str, sent: dict[str, str] | None, expected: int) -> None:
    reply = client.get(url) if sent is None else client.post(url, sent)

    assert reply.status_code == expected


def test_a_cookie_that_no_database_can_hold_is_nobodys(client: Client, db: None) -> None:
    reply = client.get("/projects/", headers={"Cookie": 'sessionid="abcdefgh\\000abcdefgh"'})

    assert (reply.status_code, reply["Location"]) == (302, "/accounts/login/?next=/projects/")


def test_a_thrown_away_postgresql_is_gone_afterwards_and_the_commands_status_stays() -> None:
    script = [str(settings.BASE_DIR / "script" / "with-postgres")]

    done = subprocess.run([*script, "sh", "-c", 'echo "$DATABASE_URL"; exit 7'], capture_output=True, text=True, check=False)

    folder = Path(postgresql(done.stdout.strip())["HOST"])
    assert (done.returncode, done.stderr) == (7, "")
    assert folder.name.startswith("journey-postgres-")
    assert not folder.exists()
