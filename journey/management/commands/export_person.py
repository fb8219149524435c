"""Everything that is kept about one person, as a file: for answering a request of theirs."""

from argparse import ArgumentParser
from typing import Any, override

from django.core.management.base import BaseCommand, CommandError

from journey.management.told import add_arguments, tell
from journey.models import User
from journey.person_file import as_json, person_file, readings


class Command(BaseCommand):
    help = "Write down everything that is kept about one person. Make sure that whoever asks for it is that person."

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        add_arguments(parser)

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"]).first()
        told = person_file(user) if user else {"readings": readings([options["email"].lower()])}
        if user is None and not told["readings"]:
            raise CommandError("Nobody here has this email")
        tell(self, as_json(told), options)
