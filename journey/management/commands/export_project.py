"""Write a whole project down as one open file. For whoever looks after the server; an owner does it on the project's own page."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, override
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from journey.models import Project
from journey.project_file.write import write


class Command(BaseCommand):
    help = "Write a whole project down as one open file, which load_project reads. It holds everything that the project's team wrote."

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", type=UUID, help="the id of the project, as in its addresses")
        parser.add_argument("--to", type=Path, help="the file to make; without it the project is printed")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        project = Project.objects.filter(pk=options["project"]).first()
        if project is None:
            raise CommandError("There is no such project")
        text = write(project).as_json()
        if options["to"] is None:
            self.stdout.write(text, ending="")
            return
        try:
            handle = os.open(options["to"], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as problem:
            raise CommandError(f"{options['to']}: {problem.strerror}") from None
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
