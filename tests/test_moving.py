"""From SQLite to PostgreSQL: a copy with the samples and people in it, carried into one that is made for the test and thrown away."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.migrated import copy_to

PYTHON = sys.executable
AFTERWARDS = """
from django.core.management import CommandError, call_command
from journey.models import User
print("last", User.objects.latest("pk").pk)
print("next", User.objects.create_user("new@example.org", "a long walk", name="New").pk)
call_command("verify")
try:
    call_command("move_to_postgres")
except CommandError as refused:
    print("refused:", refused)
"""


def run(place: Path, *command: str, url: str = "") -> subprocess.CompletedProcess[str]:
    known = {"DATA_DIR": str(place), "DATABASE_URL": url, "PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "tests.settings"}
    return subprocess.run(list(command), cwd=settings.BASE_DIR, env=known, capture_output=True, text=True, check=False)


@pytest.fixture
def full(tmp_path: Path, django_db_setup: None) -> Path:
    """A copy on SQLite with samples, practice copies and people."""
    if connection.vendor == "sqlite":  # else the command makes the tables, which takes a while
        copy_to(str(tmp_path / "db.sqlite3"))
    made = run(tmp_path, PYTHON, "manage.py", "demo", "--no-serve")
    assert (made.returncode, made.stderr) == (0, "")
    return tmp_path


def test_all_is_carried_the_next_row_has_a_new_number_and_a_target_with_tables_is_refused(full: Path) -> None:
    steps = [["move_to_postgres"], ["shell", "--no-imports", "-c", AFTERWARDS]]
    (full / "steps").write_text("\n".join(shlex.join([PYTHON, "manage.py", *step]) for step in steps), encoding="utf-8")

    done = run(full, str(settings.BASE_DIR / "script" / "with-postgres"), "sh", str(full / "steps"))

    carried, last, new, whole, refused = done.stdout.splitlines()
    assert carried.startswith("Carried ")
    assert "every one the same on both sides, all logs whole." in carried
    assert int(new.removeprefix("next ")) == int(last.removeprefix("last ")) + 1
    assert whole.startswith("Whole: ")
    assert refused.startswith("refused: Nothing was carried: the PostgreSQL in DATABASE_URL has tables already")


def test_without_a_postgresql_or_a_copy_nothing_is_carried(tmp_path: Path) -> None:
    nowhere = run(tmp_path, PYTHON, "manage.py", "move_to_postgres")
    empty = run(tmp_path, str(settings.BASE_DIR / "script" / "with-postgres"), PYTHON, "manage.py", "move_to_postgres")

    assert nowhere.stderr == "CommandError: Nothing was carried: DATABASE_URL names no PostgreSQL\n"
    assert empty.stderr == f"CommandError: Nothing was carried: there is no database in {tmp_path}/db.sqlite3\n"
