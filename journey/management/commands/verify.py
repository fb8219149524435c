"""Say whether a backup, or the database in use, is whole."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, override

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from journey.checks import SAFETY
from journey.upkeep.backup import NotABackup, look_into
from journey.upkeep.copies import Missing
from journey.upkeep.soundness import counts, problems


class Command(BaseCommand):
    help = "Check a backup, or without one the database in use: that all can be read, that no log was changed, and how many rows there are."
    requires_system_checks = SAFETY

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="a backup")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        rows, wrong = self.of_backup(options["file"]) if options["file"] else (counts(), problems())
        for line in wrong:
            self.stdout.write(line)
        if wrong:
            raise CommandError("It is not whole")
        if options["verbosity"] > 1:
            for name, count in rows.items():
                self.stdout.write(f"{name}: {count}")
        self.stdout.write(f"Whole: {sum(rows.values())} rows in {len(rows)} tables; projects: {rows.get('journey_project', 0)}")

    def of_backup(self, file: Path) -> tuple[dict[str, int], list[str]]:
        try:
            manifest, wrong = look_into(file, key=settings.BACKUP_KEY, scratch=settings.DATA_DIR)
        except (NotABackup, Missing, OSError) as problem:
            raise CommandError(f"This is no backup that can be used: {problem}") from problem
        self.stdout.write(f"Made on {manifest.made_at:%d %B %Y %H:%M} UTC by version {manifest.program}, from {manifest.database}")
        return manifest.counts, wrong
