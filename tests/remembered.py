"""What many tests begin with is made once by the product itself; after that its rows are written again as they were.

A project costs some forty queries to make, the samples a thousand. What is remembered is every row that the making added, of every model, so that
a new model needs no word here. Nothing else differs from making it anew: each test has it alone, in its own transaction or its own emptied database.
"""

import pickle
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

from django.apps import apps
from django.db import connection, models, transaction
from django.utils import timezone

from journey.models import Project

type Rows = dict[str, set[str]]

KEPT = 300
"""Seconds that something is remembered for. It was made "just now" wherever a page or a rule asks, and hardly ever yesterday."""
APART = 1_000_000
"""The ids of each making begin this far above those of the one before: SQLite gives the same ids in each test, and two things must not share one.

Also what is made again begins above all others: it would go on behind what happens to be there, and so would the next."""

_makings = count(1)
_kept: dict[str, "Memory"] = {}


@dataclass(frozen=True)
class Memory:
    made: bytes
    statements: tuple[str, ...]
    of: tuple[object, ...]
    at: float


def remembered[T](name: str, make: Callable[[], T], *of: models.Model) -> T:
    """What `make` gives, and in the database what it wrote; `of` are the rows made before that it leans on.

    Raises AssertionError if `make` changes what was there before.
    """
    # The same person made again has another instant and another hash of the password; and what is made may hold what day it is.
    rows_of = [[getattr(one, field.attname) for field in one._meta.concrete_fields] for one in of]
    known = (timezone.localdate(), Project().today, *map(repr, rows_of))
    memory = _kept.get(name)
    if memory is None or memory.of != known or time.monotonic() - memory.at > KEPT:
        memory = _kept[name] = make_and_remember(name, make, known)
    else:
        write(memory.statements)
    made: T = pickle.loads(memory.made)  # noqa: S301  # pickled here
    return made


def make_and_remember[T](name: str, make: Callable[[], T], known: tuple[object, ...]) -> Memory:
    with transaction.atomic():
        set_ids_apart(next(_makings) * APART)
        before = rows()
        made = make()
        after = rows()
    assert all(before[table] <= after[table] for table in before), f"{name} changes what was there before"
    new = {table: sorted(after[table] - before[table]) for table in before}
    inserts = tuple(f"INSERT INTO {table} VALUES {', '.join(lines)}" for table, lines in new.items() if lines)  # noqa: S608  # names of ours
    return Memory(pickle.dumps(made), inserts, known, time.monotonic())


def write(statements: tuple[str, ...]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in [";".join(statements)] if connection.vendor == "postgresql" else statements:
            cursor.execute(statement)


def tables() -> Iterator[tuple[str, list[str]]]:
    """Every table of ours with its columns, quoted."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            columns = [connection.ops.quote_name(str(field.column)) for field in model._meta.local_concrete_fields if not field.generated]
            yield connection.ops.quote_name(model._meta.db_table), columns


def rows() -> Rows:
    """What each table holds, a row as the database itself writes it down."""
    quoted = "quote({})" if connection.vendor == "sqlite" else "quote_nullable({}::text)"
    found: Rows = {}
    with connection.cursor() as cursor:
        for table, columns in tables():
            row = " || ', ' || ".join(quoted.format(column) for column in columns)
            cursor.execute(f"SELECT '(' || {row} || ')' FROM {table}")  # noqa: S608  # names of ours
            found[f"{table} ({', '.join(columns)})"] = {told for (told,) in cursor.fetchall()}
    return found


def set_ids_apart(first: int) -> None:
    """PostgreSQL never gives an id twice; SQLite does, once a transaction was rolled back."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'")
            names = [name for (name,) in cursor.fetchall()]
            cursor.execute("DELETE FROM sqlite_sequence")
            cursor.executemany("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [(name, first) for name in names])
