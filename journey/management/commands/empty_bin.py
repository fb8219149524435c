"""Delete for good what has been in the bin for 30 days. The only thing that ever deletes a project's log."""

from typing import Any, override

from django.core.management.base import BaseCommand

from journey.forgetting import forget, purge
from journey.models import Project


class Command(BaseCommand):
    help = "Delete for good the projects that have been in the bin for 30 days, with their logs. Run it once a day."

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        gone = list(Project.objects.past_bin())
        for project in gone:
            purge(project)
            self.stdout.write(f"Deleted project {project.pk}")
        if left := forget():
            self.stdout.write(left)
