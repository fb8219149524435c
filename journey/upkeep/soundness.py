"""Whether a database is whole: its own check, its logs, its guards, and how many rows each table has."""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from journey.models import Event, Project, Review
from journey.models.event import fault, is_log_closed
from journey.models.review import are_reviews_closed, fingerprint
from journey.models.search_entry import INDEX


def problems() -> list[str]:
    """What is not as it must be, in words; nothing where all is well. Read whole, so it takes a while on a large copy."""
    found = [*damage(), *faults_of_logs(), *faults_of_reviews()]
    if not is_log_closed():
        found.append("The database does not refuse changes to the log: run migrate, which puts that right")
    return found


def damage() -> list[str]:
    """What SQLite's own check says of its file. PostgreSQL checks each page as it reads it, if it was made with checksums."""
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        said = [str(row[0]) for row in cursor.fetchall() if row[0] != "ok"]
        cursor.execute("PRAGMA foreign_key_check")
        broken = cursor.fetchall()
    told = [f"The database's own check says: {line}" for line in said]
    return told + [f"A row of {row[0]} points to a row of {row[2]} that is gone" for row in broken]


def faults_of_logs() -> list[str]:
    """What is wrong with the log of each project, and with the site's own."""
    found = []
    # By columns, not as rows: a backup may be older than what a project holds today.
    for pk, length, head in Project.objects.exclude(log_length=0).order_by("created_at").values_list("pk", "log_length", "log_head"):
        wrong = fault(Event.objects.filter(project_id=pk), length, head)
        if wrong:
            found.append(f"The log of project {pk}: {wrong}")
    wrong = fault(Event.objects.of_site())
    return [*found, f"The site's own log: {wrong}"] if wrong else found


def faults_of_reviews() -> list[str]:
    """Which frozen reviews are not what their fingerprint says. A backup from before there were any has no table of them."""
    if Review._meta.db_table not in connection.introspection.table_names():
        return []
    rows = Review.objects.order_by("pk").values_list("pk", "text", "sha256").iterator(chunk_size=20)
    found = [f"Review {pk} is not the one that was frozen" for pk, text, sha256 in rows if fingerprint(text) != sha256]
    if not are_reviews_closed():
        found.append("The database does not refuse changes to frozen reviews: run migrate, which puts that right")
    return found


def counts() -> dict[str, int]:
    """How many rows each table has, less the cache and what search makes for itself."""
    names = [name for name in connection.introspection.table_names() if name != "cache" and not name.startswith(INDEX)]
    found = {}
    with connection.cursor() as cursor:
        for name in sorted(names):
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608  # names that the database gave
            found[name] = int(cursor.fetchone()[0])
    return found


def migrations() -> tuple[str, ...]:
    """The migrations that were run there."""
    return tuple(sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()))


def is_empty() -> bool:
    """Whether there is nothing in a database that a copy brought in could meet."""
    return not connection.introspection.table_names()


def has_tables(file: Path) -> bool:
    """Whether a file of SQLite holds anything."""
    if not file.exists() or not file.stat().st_size:
        return False
    # Not opened for reading alone: then what WAL keeps beside it would stay there.
    with closing(sqlite3.connect(file)) as opened:
        return opened.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is not None
