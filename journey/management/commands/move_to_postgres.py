"""Carry everything from SQLite to PostgreSQL."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, override

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from journey.checks import SAFETY
from journey.upkeep.moving import CannotMove, move


class Command(BaseCommand):
    help = "Carry all from SQLite into the empty PostgreSQL that DATABASE_URL names, and compare every row. Stop the server first."
    requires_system_checks = SAFETY
    requires_migrations_checks = False

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--from", dest="source", type=Path, default=settings.DATA_DIR / "db.sqlite3", help="the file; the one in DATA_DIR if not said"
        )

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows = move(options["source"].resolve())
        except (CannotMove, Error) as problem:
            # A database says which row it refused, with all that is in it.
            words = problem if isinstance(problem, CannotMove) else f"the database refused a row ({type(problem).__name__})"
            raise CommandError(f"Nothing was carried: {words}") from None
        self.stdout.write(f"Carried {rows} rows, every one the same on both sides, all logs whole. {options['source']} is as it was; keep it apart.")
