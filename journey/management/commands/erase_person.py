"""Take a person out of the site for good: for answering a request of theirs, or when an account is no longer needed."""

from argparse import ArgumentParser
from typing import Any, override

from django.core.management.base import BaseCommand, CommandError

from journey.forgetting import forget
from journey.models import PreparedReader, User
from journey.models.user import OnlyOwner


class Command(BaseCommand):
    help = "Delete someone's account for good. What they wrote in projects stays, as that of a former member. It cannot be undone."

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            # Someone without an account may be known here as a reader of reviews, by their email.
            if not PreparedReader.objects.forget([options["email"].lower()]):
                raise CommandError("Nobody here has this email")
            self.finish()
            return
        try:
            user.erase(by=None)
        except OnlyOwner as only:
            named = ", ".join(f"{project} ({project.pk})" for project in only.projects)
            raise CommandError(f"Nothing was changed. Nobody else owns these projects; they need another owner, or the bin, first: {named}") from None
        self.finish()

    def finish(self) -> None:
        self.stdout.write("Erased. Copies made for safety before hold the person until they are deleted themselves.")
        if left := forget():
            self.stdout.write(left)
