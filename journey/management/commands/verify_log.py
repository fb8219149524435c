"""Read every log from its first entry to its last, and say whether any was changed, is missing, or was cut off."""

from argparse import ArgumentParser
from typing import Any, override
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet

from journey.models import Event, Project
from journey.models.event import fault, is_log_closed


class Command(BaseCommand):
    help = "Check the logs of all projects, or of one, and the site's own. Ends with an error if any entry was changed, is missing or was cut off."

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--project", type=UUID, help="the id of one project, as in its addresses")
        parser.add_argument("--fingerprint", default="", help="a fingerprint printed on a review of that project: is it in the log?")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        chosen, fingerprint = options["project"], options["fingerprint"].strip().lower()
        if fingerprint and not chosen:
            raise CommandError("--fingerprint needs --project")
        projects = Project.objects.filter(pk=chosen) if chosen else Project.objects.exclude(log_length=0)
        if chosen and not projects.exists():
            raise CommandError("There is no such project")
        problems = 0
        for project in projects.order_by("created_at"):
            problems += self.say(f"Project {project.pk}", project.events.all(), fault(project.events.all(), project.log_length, project.log_head))
            if fingerprint:
                problems += self.look_for(fingerprint, project.events.all())
        if not chosen:
            problems += self.say("The site's own log", Event.objects.of_site(), fault(Event.objects.of_site()))
        if not is_log_closed():
            self.stdout.write("The database does not refuse changes to the log: run migrate, which puts that right.")
            problems += 1
        if problems:
            raise CommandError("The log is not whole")

    def say(self, what: str, events: "QuerySet[Event]", problem: str) -> bool:
        self.stdout.write(f"{what}: {problem}" if problem else f"{what}: {events.count()} entries, whole")
        return bool(problem)

    def look_for(self, fingerprint: str, events: "QuerySet[Event]") -> bool:
        found = events.filter(hash=fingerprint).first()
        self.stdout.write(f"The fingerprint is that of entry {found.sequence}" if found else "The fingerprint is in no entry of this log")
        return found is None
