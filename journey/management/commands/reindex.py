"""Make what search finds anew, from what the projects say."""

from typing import Any, override

from django.core.management.base import BaseCommand

from journey.models import Project
from journey.models.search_entry import forget_deleted, make_index, mend_index


class Command(BaseCommand):
    help = "Make the index of the search anew. For after a database was changed by other means; it can be run at any time, and twice does no harm."

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        make_index()
        mend_index()
        projects = Project.objects.order_by("pk")
        # One after the other, so that nobody who saves meanwhile waits for them all.
        for project in projects:
            project.index_anew()
        forget_deleted()
        self.stdout.write(f"Indexed {len(projects)} projects")
