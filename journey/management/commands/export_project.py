"""Write a whole project down as one open file. For whoever looks after the server; an owner does it on the project's own page."""

from argparse import ArgumentParser
from typing import Any, override
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from journey.management.told import add_arguments, tell
from journey.models import Project
from journey.project_file.write import write


class Command(BaseCommand):
    help = "Write a whole project down as one open file, which load_project reads. It holds everything that the project's team wrote."

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", type=UUID, help="the id of the project, as in its addresses")
        add_arguments(parser)

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        project = Project.objects.filter(pk=options["project"]).first()
        if project is None:
            raise CommandError("There is no such project")
        tell(self, write(project).as_json(), options)
