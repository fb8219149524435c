"""All that a copy on SQLite holds, carried into an empty PostgreSQL: in one transaction, every row compared. If one differs, nothing is carried."""

import hashlib
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

from journey.models.event import close_log, open_log
from journey.models.review import close_reviews, open_reviews
from journey.upkeep.copies import copy_at, copy_sqlite
from journey.upkeep.readiness import wanted_migrations
from journey.upkeep.soundness import has_tables, is_empty, problems

SOURCE = "sqlite"
IN_ONE = 500
"""Rows written by one statement."""


class CannotMove(Exception):
    """Why nothing was carried."""


def move(file: Path) -> int:
    """Carry a database of SQLite into the one that DATABASE_URL names. How many rows. Raises CannotMove, with no row in the new one."""
    if connection.vendor != "postgresql":
        raise CannotMove("DATABASE_URL names no PostgreSQL")
    if not has_tables(file):
        raise CannotMove(f"there is no database in {file}")
    if not is_empty():
        raise CannotMove("the PostgreSQL in DATABASE_URL has tables already: make an empty database")
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix=".moving-") as scratch:
        copy = Path(scratch) / "database"
        copy_sqlite(file, copy)
        with source_at(copy):
            refuse_other_versions()
            call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable", verbosity=0)
            return carry()


@contextmanager
def source_at(file: Path) -> Iterator[None]:
    """A database of SQLite under a name of its own, for reading."""
    opened = DatabaseWrapper(connections[DEFAULT_DB_ALIAS].settings_dict | copy_at(file), SOURCE)
    connections[SOURCE] = opened
    try:
        yield
    finally:
        opened.close()
        del connections[SOURCE]


def refuse_other_versions() -> None:
    if set(MigrationRecorder(connections[SOURCE]).applied_migrations()) != wanted_migrations():
        raise CannotMove("the copy on SQLite is of another version: run migrate there first, without DATABASE_URL")


def carry() -> int:
    tables = apps.get_models(include_auto_created=True)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            open_log()
            open_reviews()
            # migrate made rows of its own, which the old ones take the place of.
            cursor.execute(f"TRUNCATE {', '.join(connection.ops.quote_name(model._meta.db_table) for model in tables)}")
        # References are looked at when all rows are there.
        for model in tables:
            carry_table(model)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            # The next row that is added gets a number that no row has.
            for statement in connection.ops.sequence_reset_sql(no_style(), tables):
                cursor.execute(statement)
        close_log()
        close_reviews()
        wrong = [f"{model._meta.db_table} differs" for model in tables if told(model, SOURCE) != told(model, DEFAULT_DB_ALIAS)] + problems()
        if wrong:
            raise CannotMove("; ".join(wrong))
        return sum(model._base_manager.count() for model in tables)


def carry_table(model: type[models.Model]) -> None:
    rows = []
    for row in model._base_manager.using(SOURCE).order_by("pk").iterator(chunk_size=IN_ONE):
        rows.append(row)
        if len(rows) == IN_ONE:
            model._base_manager.using(DEFAULT_DB_ALIAS).bulk_create(rows)
            rows = []
    model._base_manager.using(DEFAULT_DB_ALIAS).bulk_create(rows)


def told(model: type[models.Model], using: str) -> tuple[int, str]:
    """How many rows a table has, and the SHA-256 of all that they say, in whatever order a database gives them."""
    rows = model._base_manager.using(using).values_list().iterator(chunk_size=IN_ONE)
    digests = sorted(hashlib.sha256(json.dumps(row, sort_keys=True, default=str).encode()).digest() for row in rows)
    return len(digests), hashlib.sha256(b"".join(digests)).hexdigest()
