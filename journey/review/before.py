"""The review before, as the next one starts from it and is held against it. It is read from what was frozen, and from nothing else."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from journey.dates import day_words
from journey.models import Answer, Confirmation, Preparation, Project, Review
from journey.review.document import ReviewDocument
from journey.review.versions import read_document


@dataclass(frozen=True)
class Before:
    """The review before, and what was said since to be still true."""

    review: Review
    document: ReviewDocument
    confirmed: dict[int, Confirmation] = field(default_factory=dict)

    @property
    def day(self) -> date:
        return timezone.localdate(self.review.frozen_at)

    @property
    def status(self) -> str:
        """Going as planned (Review 1, 30 September 2027); "" if it gave none."""
        told = {"status": self.document.status_words, "number": self.review.number, "day": day_words(self.day)}
        return _("%(status)s (Review %(number)s, %(day)s)") % told if self.document.status_words else ""

    @cached_property
    def texts(self) -> dict[str, str]:
        """What each question was answered with then, by its key."""
        return {answer.key: answer.text for stage in self.document.stages for answer in stage.answers}

    def since(self, answer: Answer) -> str:
        """How an answer stands against that review: new, changed, still true, or not looked at."""
        told = {"number": self.review.number}
        if answer.key not in self.texts:
            return _("New since Review %(number)s") % told
        if answer.text != self.texts[answer.key]:
            return _("Changed since Review %(number)s") % told
        confirmed = self.confirmed.get(answer.pk)
        if confirmed and confirmed.at > self.review.frozen_at:
            said = {"name": confirmed.by, "day": day_words(timezone.localdate(confirmed.at))}
            return _("Still true, confirmed by %(name)s on %(day)s") % said
        return _("Not looked at since Review %(number)s") % told


def before(project: Project, prepared: Preparation | None = None) -> Before | None:
    """The newest review; for a correction, the newest with a lower number."""
    reviews = project.reviews.newest_first()
    if prepared is not None and prepared.corrects is not None:
        reviews = reviews.filter(major__lt=prepared.corrects.major)
    review = reviews.first()
    if review is None:
        return None
    return Before(review, read_document(review.text), Confirmation.objects.by_answer(project))
