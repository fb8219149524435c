"""Make an empty copy what a backup says."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, override

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from journey.checks import SAFETY
from journey.upkeep.backup import NotABackup, NotEmpty, restore_backup
from journey.upkeep.copies import Missing


class Command(BaseCommand):
    help = "Restore a backup into an empty place: a DATA_DIR without a database, or an empty database in DATABASE_URL. Run migrate afterwards."
    requires_system_checks = SAFETY
    requires_migrations_checks = False

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest, wrong = restore_backup(options["file"], key=settings.BACKUP_KEY)
        except (NotABackup, NotEmpty, Missing, OSError) as problem:
            raise CommandError(f"Nothing was restored: {problem}") from problem
        for line in wrong:
            self.stdout.write(line)
        if wrong:
            raise CommandError("It was restored, but is not whole")
        self.stdout.write(
            f"Restored: {sum(manifest.counts.values())} rows as of {manifest.made_at:%d %B %Y %H:%M} UTC, all logs whole. Now run migrate."
        )
