"""How a sign of being ready stands, as the team sees it: each time they said so is a row, and the newest stands. Nothing adds them up."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journey.models.event import Event

if TYPE_CHECKING:
    from collections.abc import Mapping

    from journey.models.project import Project
    from journey.models.user import User
    from stages.schema import Stage


@dataclass(frozen=True, slots=True)
class Heard:
    """What someone says of a sign, and the number of the reading they saw when they began, 0 where there was none."""

    reading: str = ""
    note: str = ""
    seen: int = 0


class SignClash(Exception):
    """Someone else said how these signs stand after the page was opened. Nothing was changed. `now` holds what stands, by the sign's key."""

    def __init__(self, now: "dict[str, SignReading]") -> None:
        super().__init__(*now)
        self.now = now


class SignReadings(models.QuerySet["SignReading"]):
    def newest_first(self) -> Self:
        return self.select_related("by").order_by("-number")

    def of_stage(self, project: "Project", stage: "Stage") -> "dict[str, list[SignReading]]":
        """All that was said of the signs of a stage, by the sign's key, the newest first. One query."""
        told: dict[str, list[SignReading]] = {sign.key: [] for sign in stage.signs_ready}
        for reading in self.filter(project=project, key__in=list(told)).newest_first():
            told[reading.key].append(reading)
        return told

    def record(self, project: "Project", stage: "Stage", said: "Mapping[str, Heard]", *, by: "User") -> "list[SignReading]":
        """Keep what differs from what stands, all or nothing. A sign that was left as it was seen is left as it stands. Raises SignClash."""
        made = []
        with transaction.atomic():
            project.lock()
            told = self.of_stage(project, stage)
            changed = {key: heard for key, heard in said.items() if not was_seen(heard, told[key])}
            newer = {key: told[key][0] for key, heard in changed.items() if told[key] and told[key][0].number != heard.seen}
            if clashes := {key: stands for key, stands in newer.items() if not stands.says(changed[key])}:
                raise SignClash(clashes)
            for key, heard in changed.items():
                if key in newer:
                    continue  # someone else said the same meanwhile
                number = told[key][0].number + 1 if told[key] else 1
                reading = self.create(project=project, key=key, number=number, reading=heard.reading, note=heard.note, by=by)
                project.note(Event.Kind.SIGN_READ, by=by, about=reading, key=key, stage=stage.key)
                made.append(reading)
        return made


def was_seen(heard: Heard, told: "list[SignReading]") -> bool:
    """Whether this is what stood there when the page was opened."""
    stood = next((reading for reading in told if reading.number == heard.seen), None)
    return stood.says(heard) if stood else not (heard.reading or heard.note)


class SignReading(models.Model):
    class Reading(models.TextChoices):
        YES = "yes", _("Yes")
        PARTLY = "partly", _("Partly")
        NOT_YET = "not-yet", _("Not yet")

    NOTE_LIMIT: ClassVar[int] = 1000

    project = models.ForeignKey("journey.Project", models.CASCADE, related_name="sign_readings")
    key = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    reading = models.CharField(max_length=8, choices=Reading, blank=True)
    """Empty where it was taken back to "not said"."""
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SignReadings.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["key", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project", "key", "number"], name="sign_reading_number_once"),
            models.CheckConstraint(condition=Q(reading__in=["", "yes", "partly", "not-yet"]), name="sign_reading_known"),
            models.CheckConstraint(condition=Q(note__length__lte=1000), name="sign_reading_note_length"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.number}"

    @property
    def words(self) -> str:
        return str(self.get_reading_display()) if self.reading else str(_("Not said"))

    def says(self, heard: Heard) -> bool:
        return (self.reading, self.note) == (heard.reading, heard.note)
