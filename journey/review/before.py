"""The review before, as the next one starts from it and is held against it. It is read from what was frozen, and from nothing else."""

from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from journey.dates import day_words
from journey.models import Confirmation, Preparation, Project, Review
from journey.review.document import ReviewDocument
from journey.review.versions import read_document


@dataclass(frozen=True)
class Before:
    """The review before, and what was said since to be still true: parts by noun and digest, answers by "" and their key."""

    review: Review
    document: ReviewDocument
    confirmed: dict[tuple[str, str], Confirmation] = field(default_factory=dict)

    @property
    def day(self) -> date:
        return timezone.localdate(self.review.frozen_at)

    @property
    def status(self) -> str:
        """Going as planned (Review 1, 30 September 2027); "" if it gave none."""
        told = {"status": self.document.status_words, "number": self.review.number, "day": day_words(self.day)}
        return _("%(status)s (Review %(number)s, %(day)s)") % told if self.document.status_words else ""


def before(project: Project, prepared: Preparation | None = None) -> Before | None:
    """The newest review; for a correction, the newest with a lower number."""
    reviews = project.reviews.newest_first()
    if prepared is not None and prepared.corrects is not None:
        reviews = reviews.filter(major__lt=prepared.corrects.major)
    review = reviews.first()
    if review is None:
        return None
    return Before(review, read_document(review.text), Confirmation.objects.since(project, review.frozen_at))
