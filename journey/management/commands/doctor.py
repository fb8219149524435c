"""Say in plain words what is well with this copy and what is not."""

from typing import Any, override

from django.core.management.base import BaseCommand, CommandError

from journey.upkeep.doctor import look_round

HEADS = {"well": "well ", "note": "note ", "wrong": "WRONG"}


class Command(BaseCommand):
    help = "Look round: database, disk, settings, secret key, HTTPS, mail, cache, workers, static files, backups. Ends with 1 if something is wrong."
    requires_system_checks = ()
    requires_migrations_checks = False

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        found = list(look_round())
        for finding in found:
            self.stdout.write(f"{HEADS[finding.how]}  {finding.words}")
        wrong = sum(finding.how == "wrong" for finding in found)
        if wrong:
            raise CommandError(f"{wrong} of {len(found)} looked at are wrong")
