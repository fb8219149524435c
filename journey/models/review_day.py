"""When reviews are due besides the rhythm: days of the project's own, and days of the rhythm that are skipped, with the reason."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from journey.models.event import Event

if TYPE_CHECKING:
    from journey.models.project import Project
    from journey.models.user import User

BECAUSE_LIMIT = 1000


class ReviewDays(models.QuerySet["ReviewDay"]):
    def add_day(self, project: "Project", day: date, *, by: "User") -> None:
        """A review is due on this day too. Named before, or skipped, it is due from now on."""
        self.say(project, day, "", by=by, kind=Event.Kind.REVIEW_DAY_NAMED)

    def skip(self, project: "Project", day: date, *, because: str, by: "User") -> None:
        """No review is due on this day, though the rhythm or the project says so."""
        self.say(project, day, because, by=by, kind=Event.Kind.REVIEW_SKIPPED)

    def say(self, project: "Project", day: date, because: str, *, by: "User", kind: Event.Kind) -> None:
        with transaction.atomic():
            project.lock()
            made, _new = self.update_or_create(project=project, day=day, defaults={"skipped_because": because, "by": by, "at": timezone.now()})
            project.note(kind, by=by, about=made)


class ReviewDay(models.Model):
    project = models.ForeignKey("journey.Project", models.CASCADE, related_name="review_days")
    day = models.DateField()
    skipped_because = models.TextField(blank=True)
    """Why no review is due on it; "" where one is."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ReviewDays.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["day"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project", "day"], name="review_day_once"),
            models.CheckConstraint(condition=Q(skipped_because__length__lte=BECAUSE_LIMIT), name="review_day_because_length"),
        ]

    def __str__(self) -> str:
        return f"{self.day}"
