"""Hold each frozen review against its fingerprint; or a file against all of them."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, override
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from journey.models import Review
from journey.models.review import are_reviews_closed, fingerprint
from journey.review.versions import read_document


class Command(BaseCommand):
    help = (
        "Check every frozen review, or those of one project, against their fingerprints. With a file: say which review it is. "
        "Ends with an error if any was changed."
    )

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="a review's data as JSON")
        parser.add_argument("--project", type=UUID, help="the id of one project, as in its addresses")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        reviews = Review.objects.order_by("project_id", "major", "minor")
        if options["project"]:
            reviews = reviews.filter(project=options["project"])
        if options["file"]:
            self.look_for(options["file"])
            return
        problems = 0
        for review in reviews.iterator(chunk_size=20):
            problem = self.fault(review)
            self.stdout.write(f"Project {review.project_id}, Review {review.number}: {problem or 'whole'} {review.sha256}")
            problems += bool(problem)
        if not are_reviews_closed():
            self.stdout.write("The database does not refuse changes to reviews: run migrate, which puts that right.")
            problems += 1
        if problems:
            raise CommandError("Not every review is what was frozen")

    def fault(self, review: Review) -> str:
        """What is wrong with it, "" for nothing."""
        if not review.is_whole:
            return "its text is not the one that was frozen"
        try:
            document = read_document(review.text)
        except ValueError:
            return "its text cannot be read"
        return "" if document.number == review.number else "its number is not the one in its text"

    def look_for(self, file: Path) -> None:
        try:
            text = file.read_text(encoding="utf-8-sig").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file}: {error}") from error
        found = Review.objects.without_text().filter(sha256=fingerprint(text)).first()
        if found is None:
            raise CommandError(f"{file} is no review that was frozen here as it stands")
        self.stdout.write(f"{file}: project {found.project_id}, Review {found.number}")
