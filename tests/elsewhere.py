"""A database of a test's own: of the kind that the tests run on, empty, gone afterwards."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from journey.database import postgresql, sqlite


@contextmanager
def empty_database(folder: Path) -> Iterator[str]:
    """The DATABASE_URL of a new database; "" where that is SQLite in `folder`."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        yield ""
        return
    name = f"test_{uuid.uuid4().hex}"
    on_the_server(f"CREATE DATABASE {name}")
    yield urlsplit(url)._replace(path=f"/{name}").geturl()
    on_the_server(f"DROP DATABASE {name} WITH (FORCE)")


def on_the_server(statement: str, *values: str) -> list[tuple[object, ...]]:
    """What PostgreSQL answers, asked outside the database that the tests run in; nothing if the statement gives no rows."""
    server = opened(os.environ["DATABASE_URL"], Path())
    try:
        with server.cursor() as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []
    finally:
        server.close()


def opened(url: str, folder: Path) -> BaseDatabaseWrapper:
    """A connection to the database at this address, opened as the product opens it."""
    connection = connections["default"].copy()
    connection.settings_dict |= postgresql(url) if url else sqlite(folder)
    return connection
