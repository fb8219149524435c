"""Back up this copy while people work."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, override

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from journey.checks import SAFETY
from journey.upkeep.backup import NotEmpty, backups_in, digest, make_backup
from journey.upkeep.copies import Missing


class Command(BaseCommand):
    help = "Write one file with the database, while people work. With BACKUP_KEY set, only its holder can read it."
    requires_system_checks = SAFETY

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, default=settings.BACKUP_DIR, help="the folder for it; BACKUP_DIR if not said")
        parser.add_argument("--keep", type=int, default=0, help="how many backups stay in that folder, the newest; all if not said")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            file = make_backup(options["to"], key=settings.BACKUP_KEY)
        except (NotEmpty, Missing, OSError) as problem:
            raise CommandError(f"No backup was made: {problem}") from problem
        self.stdout.write(f"{file}, {file.stat().st_size:,} bytes, SHA-256 {digest(file)}")
        if not settings.BACKUP_KEY:
            self.stdout.write("BACKUP_KEY is not set: anyone who has the file can read it. The secret key is not in it, keep that as well.")
        if options["keep"] > 0:
            for old in backups_in(options["to"])[: -options["keep"]]:
                old.unlink()
                self.stdout.write(f"Deleted {old}")
