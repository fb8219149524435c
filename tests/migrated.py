"""The database as all migrations leave it: made once, kept beside the environment, and copied for each process and each test that wants one.

Forty tables and their constraints take a dozen seconds to migrate; a copy takes none. The name says of which sources it is, so another migration or
model makes another.
"""

import fcntl
import hashlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from urllib.parse import urlsplit

import allauth
import django
from django.apps import apps
from django.conf import settings
from django.db import connection, connections

from tests.drawn import drawn_when_asked
from tests.elsewhere import on_the_server

KEPT = Path(sys.prefix if os.access(sys.prefix, os.W_OK) else tempfile.gettempdir())
LONG = 7 * 24 * 60 * 60
"""Seconds after which one that nobody has copied since is thrown away."""


def name_of_sources() -> str:
    sources = [*Path(settings.BASE_DIR, "journey", "models").rglob("*.py")]
    for app in apps.get_app_configs():
        sources += Path(app.path, "migrations").glob("*.py")
    told = hashlib.sha256(f"{django.__version__} {allauth.__version__} {sys.version}".encode())
    for source in sorted(sources):
        told.update(source.read_bytes())
    return f"migrated_{told.hexdigest()[:16]}"


@contextmanager
def alone() -> Iterator[None]:
    """One process at a time: the first makes it, the others find it."""
    with (KEPT / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def use_test_database() -> None:
    """Make this process's test database, and let the connection be to it."""
    with alone():
        if not is_there():
            # Django by itself has drawn every model at each step already, on SQLite.
            with drawn_when_asked() if connection.vendor == "postgresql" else nullcontext():
                connection.creation.create_test_db(verbosity=0, autoclobber=True)
            connection.close()
            keep(str(connection.settings_dict["NAME"]))
            return
    name = str(connection.settings_dict["TEST"]["NAME"] or f"test_{connection.settings_dict['NAME']}")
    copy_to(name)
    settings.DATABASES["default"]["NAME"] = connections["default"].settings_dict["NAME"] = name


def drop_test_database() -> None:
    """Throw this process's test database away; a server that a browser was served by may still be connected to it."""
    name = str(connection.settings_dict["NAME"])
    connection.close()
    if connection.vendor == "postgresql":
        on_the_server(f"DROP DATABASE {name} WITH (FORCE)")
    else:
        for ending in ("", "-wal", "-shm"):
            Path(f"{name}{ending}").unlink(missing_ok=True)


def is_there() -> bool:
    if connection.vendor == "postgresql":
        return bool(on_the_server("SELECT 1 FROM pg_database WHERE datname = %s", name_of_sources()))
    return kept_on_sqlite().exists()


def kept_on_sqlite() -> Path:
    return KEPT / f"{name_of_sources()}.sqlite3"


def keep(name: str) -> None:
    """Keep what is in the database of this name, to which nothing is connected."""
    if connection.vendor == "postgresql":
        on_the_server(f"CREATE DATABASE {name_of_sources()} TEMPLATE {name}")
        return
    for old in KEPT.glob("migrated_*.sqlite3"):
        if old.stat().st_mtime < time.time() - LONG:
            old.unlink(missing_ok=True)
    unfinished = kept_on_sqlite().with_suffix(".new")
    shutil.copyfile(name, unfinished)
    unfinished.replace(kept_on_sqlite())


def copy_to(name: str) -> None:
    """Make a database of this name, or file of this path, that holds what migrations leave."""
    if connection.vendor == "postgresql":
        on_the_server(f"DROP DATABASE IF EXISTS {name}")
        # Only one may copy at a time.
        with alone():
            on_the_server(f"CREATE DATABASE {name} TEMPLATE {name_of_sources()}")
    else:
        shutil.copyfile(kept_on_sqlite(), name)
        os.utime(kept_on_sqlite())


@contextmanager
def migrated_database(folder: Path) -> Iterator[str]:
    """The DATABASE_URL of a database of its own in which all migrations were made; "" where that is SQLite in `folder`."""
    if not os.environ.get("DATABASE_URL"):
        copy_to(str(folder / "db.sqlite3"))
        yield ""
        return
    name = f"{connection.settings_dict['NAME']}_copy"
    copy_to(name)
    try:
        yield urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    finally:
        on_the_server(f"DROP DATABASE {name} WITH (FORCE)")
