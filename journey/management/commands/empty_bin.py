"""Delete for good what has been in the bin for 30 days. The only thing that ever deletes a project's log."""

from typing import Any, override

from django.core.management.base import BaseCommand

from journey.models import Project
from journey.models.search_entry import forget_deleted


class Command(BaseCommand):
    help = "Delete for good the projects that have been in the bin for 30 days, with their logs. Run it once a day."

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        gone = list(Project.objects.past_bin())
        for project in gone:
            project.purge()
            self.stdout.write(f"Deleted project {project.pk}")
        if gone:
            forget_deleted()
