"""Everything that is kept about one person, as a file: for answering a request of theirs."""

import json
from argparse import ArgumentParser
from typing import Any, override

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder

from journey.models import User
from journey.person_file import person_file, readings


class Command(BaseCommand):
    help = "Print everything that is kept about one person. Make sure that whoever asks for it is that person."

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"]).first()
        told = person_file(user) if user else {"readings": readings([options["email"].lower()])}
        if user is None and not told["readings"]:
            raise CommandError("Nobody here has this email")
        self.stdout.write(json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
