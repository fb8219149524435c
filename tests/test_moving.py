"""From SQLite to PostgreSQL: a copy with the samples and people in it, carried into one that is made for the test and thrown away."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.elsewhere import empty_database
from tests.migrated import kept_on_sqlite

pytestmark = pytest.mark.postgres
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
    return subprocess.run([sys.executable, "manage.py", *command], cwd=settings.BASE_DIR, env=known, capture_output=True, text=True, check=False)


@pytest.fixture
def nowhere(tmp_path: Path, db: None) -> Iterator[str]:
    """The address of a PostgreSQL database in which nothing is."""
    with empty_database(tmp_path) as url:
        yield url


@pytest.fixture
def full(tmp_path: Path) -> Path:
    """A copy on SQLite with samples, practice copies and people."""
    if kept_on_sqlite().exists():  # else the command makes the tables, which takes a while
        shutil.copyfile(kept_on_sqlite(), tmp_path / "db.sqlite3")
    made = run(tmp_path, "demo", "--no-serve")
    assert (made.returncode, made.stderr) == (0, "")
    return tmp_path


def test_all_is_carried_the_next_row_has_a_new_number_and_a_target_with_tables_is_refused(full: Path, nowhere: str) -> None:
    moved = run(full, "move_to_postgres", url=nowhere)
    after = run(full, "shell", "--no-imports", "-c", AFTERWARDS, url=nowhere)

    assert (moved.returncode, after.returncode) == (0, 0), moved.stderr + after.stderr
    assert moved.stdout.startswith("Carried ")
    assert "every one the same on both sides, all logs whole." in moved.stdout
    last, new, whole, refused = after.stdout.splitlines()
    assert int(new.removeprefix("next ")) == int(last.removeprefix("last ")) + 1
    assert whole.startswith("Whole: ")
    assert refused.startswith("refused: Nothing was carried: the PostgreSQL in DATABASE_URL has tables already")


def test_without_a_postgresql_or_a_copy_nothing_is_carried(tmp_path: Path, nowhere: str) -> None:
    to_nothing = run(tmp_path, "move_to_postgres")
    from_nothing = run(tmp_path, "move_to_postgres", url=nowhere)

    assert to_nothing.stderr == "CommandError: Nothing was carried: DATABASE_URL names no PostgreSQL\n"
    assert from_nothing.stderr == f"CommandError: Nothing was carried: there is no database in {tmp_path}/db.sqlite3\n"
