"""Load a project from the file of another copy."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, override

from django.core.management.base import BaseCommand, CommandError

from journey.models import User
from journey.project_file.load import WrongFile, load


class Command(BaseCommand):
    help = "Make a project of a file that “Download the whole project” gave. People in it become names without accounts."

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--owner", required=True, metavar="EMAIL", help="whose the project is to be: someone with an account here")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        owner = User.objects.filter(email__iexact=options["owner"], is_active=True).first()
        if owner is None:
            raise CommandError("nobody here has the email given as --owner")
        try:
            project = load(options["file"].read_bytes(), by=owner)
        except (WrongFile, OSError) as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(f"Loaded as project {project.pk}")
