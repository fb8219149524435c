"""Whether this copy can serve people just now."""

import functools
import shutil

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

ROOM = 200_000_000
"""Bytes that must be free on the disk that everything is written to."""


def what_is_missing() -> list[str]:
    """Why people cannot be served, in words that tell a stranger nothing more; nothing where they can be."""
    return [words for words in (database(), disk()) if words]


def database() -> str:
    try:
        applied = MigrationRecorder(connection).applied_migrations()
    except Error:
        return "The database does not answer."
    return "The database waits for migrate." if wanted_migrations() - applied.keys() else ""


@functools.cache
def wanted_migrations() -> frozenset[tuple[str, str]]:
    """The migrations that this version has; they do not change while it runs."""
    return frozenset(MigrationLoader(None).disk_migrations or {})


def disk() -> str:
    return "The disk is almost full." if shutil.disk_usage(settings.DATA_DIR).free < ROOM else ""
