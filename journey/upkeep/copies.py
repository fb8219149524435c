"""A copy of the database in one file, as it stands at one moment while others write, and back into an empty one: SQLite and PostgreSQL."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections, transaction

from journey.database import sqlite
from journey.upkeep.soundness import counts, migrations


class Missing(Exception):
    """A program is not on this machine."""


def copy_database(to: Path) -> tuple[dict[str, int], tuple[str, ...]]:
    """Copy the database that is in use into a new file. What was copied: how many rows of each table, and which migrations."""
    if connection.vendor == "sqlite":
        copy_sqlite(Path(settings.DATABASES["default"]["NAME"]), to)
        with looking_at(copy_at(to)):
            return counts(), migrations()
    with transaction.atomic(), connection.cursor() as cursor:
        # What is counted is what is dumped, however long that takes.
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = str(cursor.fetchone()[0])
        run_on_postgresql("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={to}")
        return counts(), migrations()


def copy_sqlite(source: Path, to: Path) -> None:
    """By SQLite's backup API in one step: a copy of the file itself would be torn or stale. Whoever writes meanwhile does not wait."""
    # The reading one first: where there is nothing to read, nothing is begun.
    with closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True, timeout=20)) as reading, closing(sqlite3.connect(to)) as writing:
        reading.backup(writing)
        # One file, without the two that WAL keeps beside it.
        writing.execute("PRAGMA journal_mode=DELETE")


@contextmanager
def looking_at(database: dict[str, Any]) -> Iterator[None]:
    """For a while, what is said of "the" database is said of another."""
    ours = connections["default"]
    other = ours.copy()
    other.settings_dict = ours.settings_dict | database
    connections["default"] = other
    try:
        yield
    finally:
        other.close()
        connections["default"] = ours


def copy_at(file: Path) -> dict[str, Any]:
    """A copy of SQLite as a database to read."""
    return sqlite(file.parent) | {"NAME": f"{file.resolve().as_uri()}?mode=ro", "OPTIONS": {"uri": True}, "CONN_MAX_AGE": 0}


def restore_database(copy: Path) -> None:
    """Put a copy in the place of an empty database."""
    if connection.vendor == "sqlite":
        connection.close()
        shutil.move(copy, settings.DATABASES["default"]["NAME"])
    else:
        # All of it or nothing.
        run_on_postgresql("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(copy))


def read_dump(copy: Path) -> str:
    """What is wrong with a dump of PostgreSQL, "" if all of it can be read."""
    done = subprocess.run([program("pg_restore"), "--file=/dev/null", str(copy)], capture_output=True, text=True, check=False)  # noqa: S603  # found
    return done.stderr.strip()


def run_on_postgresql(name: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs on our database; the password goes by the environment, which other accounts cannot read."""
    from psycopg.conninfo import make_conninfo  # here, since a copy on SQLite need not load it

    said = connection.settings_dict
    address = {"dbname": said["NAME"], "user": said["USER"], "host": said["HOST"], "port": said["PORT"]} | dict(said["OPTIONS"])
    known = {key: value for key, value in address.items() if value and key not in ("password", "isolation_level")}
    where = make_conninfo(**known)
    environment = os.environ | ({"PGPASSWORD": str(said["PASSWORD"])} if said["PASSWORD"] else {})
    command = [program(name), f"--dbname={where}", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603  # found
    if done.returncode:
        raise Missing(f"{name} could not do it: {done.stderr.strip()}")


def program(name: str) -> str:
    """Where one of PostgreSQL's programs is. Debian keeps those of each version off PATH, and the newest can read every older server."""
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parent.parent.name), reverse=True)
    found = str(kept[0]) if kept else shutil.which(name)
    if not found:
        raise Missing(f"{name} is not on this machine: install PostgreSQL's client programs, of the server's version or newer")
    return found
