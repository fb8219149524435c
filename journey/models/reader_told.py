"""That a reader of a review that was corrected is to be told of the correction: once, and when."""

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models, transaction
from django.dispatch import Signal
from django.utils import timezone

from journey.models.preparation import PreparedReader
from journey.models.review import Review

if TYPE_CHECKING:
    from uuid import UUID

TRIED_FOR = timedelta(days=7)
"""How long after a correction its readers are still written to, where the mail server did not take it at first."""
corrected = Signal()
"""Sent once a correction is saved for good, with its `review_id`; what tells the readers listens."""


class ReadersTold(models.QuerySet["ReaderTold"]):
    def note(self, review: Review) -> None:
        """Note each reader who was named on a review that this one corrects, one of a name and address. In the transaction that freezes it."""
        named = PreparedReader.objects.filter(preparation__review__project=review.project, preparation__review__major=review.major)
        earlier = named.filter(preparation__review__minor__lt=review.minor).order_by("preparation__review__minor", "position")
        each = {(reader.name.casefold(), reader.email): reader for reader in earlier}  # the newest of each, as it says what they get
        self.bulk_create(ReaderTold(review=review, reader=reader) for reader in each.values())
        told = review.pk
        transaction.on_commit(lambda: corrected.send(ReaderTold, review_id=told), robust=True)

    def waiting(self, review_id: "UUID | None" = None) -> Self:
        """Those not told yet, of one correction or of all that are not long past."""
        found = self.filter(told_at=None, review__project__binned_at=None)
        return found.filter(review=review_id) if review_id else found.filter(review__frozen_at__gt=timezone.now() - TRIED_FOR)


class ReaderTold(models.Model):
    review = models.ForeignKey(Review, models.CASCADE, related_name="readers_told")
    """The correction."""
    reader = models.ForeignKey(PreparedReader, models.CASCADE, related_name="+")
    """As they were named on what it corrects."""
    told_at = models.DateTimeField(null=True)

    objects = ReadersTold.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["reader__position", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["review", "reader"], name="reader_told_once"),
        ]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.reader_id}"

    def take(self) -> bool:
        """Take it on to tell them now. False where somebody else has."""
        with transaction.atomic():
            taken = ReaderTold.objects.filter(pk=self.pk, told_at=None).update(told_at=timezone.now()) == 1
            if taken:
                self.review.project.moved()
        return taken

    def give_back(self) -> None:
        """They could not be told after all."""
        with transaction.atomic():
            ReaderTold.objects.filter(pk=self.pk).update(told_at=None)
            self.review.project.moved()
