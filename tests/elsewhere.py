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
    server = opened(url, folder)
    try:
        with server.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
        yield urlsplit(url)._replace(path=f"/{name}").geturl()
        with server.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        server.close()


def opened(url: str, folder: Path) -> BaseDatabaseWrapper:
    """A connection to the database at this address, opened as the product opens it."""
    connection = connections["default"].copy()
    connection.settings_dict |= postgresql(url) if url else sqlite(folder)
    return connection
