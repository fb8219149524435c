"""What is measured over time, how we know, and its readings. A reading is never changed: a correction is a new one that says why."""

import uuid
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journey.models.answer import Strength
from journey.models.event import Event
from journey.models.line import TEXT_LIMIT, TITLE_LIMIT, PlanLine, PlanLineVersion
from journey.numbers import shown

if TYPE_CHECKING:
    from journey.models.user import User

DIGITS, PLACES = 14, 4
"""Of a value."""
WITHIN = 10 ** (DIGITS - PLACES - 1)
"""What every value lies between, below nought and above."""
UNIT_LIMIT, NOTE_LIMIT = 60, 500


class Direction(models.TextChoices):
    """What is hoped for. Nothing is judged by it."""

    MORE = "more", _("More")
    LESS = "less", _("Less")
    SAME = "same", _("About the same")


def in_reason(name: str) -> Q:
    return Q(**{name: None}) | Q(**{f"{name}__gt": -WITHIN, f"{name}__lt": WITHIN})


class MeasureSaid(models.Model):
    stage = models.CharField(max_length=40, blank=True)
    what = models.TextField()
    unit = models.TextField(blank=True)
    direction = models.CharField(max_length=5, choices=Direction, blank=True)
    baseline = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True)
    target = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True)
    source = models.TextField(blank=True)
    limits = models.TextField(blank=True)
    strength = models.CharField(max_length=10, choices=Strength, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="%(class)s_named", condition=~Q(what="")),
            models.CheckConstraint(name="%(class)s_direction_known", condition=Q(direction__in=["", *Direction.values])),
            models.CheckConstraint(name="%(class)s_strength_known", condition=Q(strength__in=["", *Strength.values])),
            models.CheckConstraint(name="%(class)s_baseline_in_reason", condition=in_reason("baseline")),
            models.CheckConstraint(name="%(class)s_target_in_reason", condition=in_reason("target")),
            models.CheckConstraint(
                name="%(class)s_lengths",
                condition=Q(
                    what__length__lte=TITLE_LIMIT, unit__length__lte=UNIT_LIMIT, source__length__lte=TEXT_LIMIT, limits__length__lte=TEXT_LIMIT
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def baseline_words(self) -> str:
        return figure_words(self.baseline)

    @property
    def target_words(self) -> str:
        return figure_words(self.target)


def figure_words(value: Decimal | None) -> str:
    """1,200.5; "" for nothing."""
    return "" if value is None else shown(value)


class AlreadyCorrected(Exception):
    """Someone corrected this reading meanwhile; `now` is the correction. Nothing was changed."""

    def __init__(self, now: "Reading") -> None:
        super().__init__(now.number)
        self.now = now


class Measure(MeasureSaid, PlanLine):
    SAID = ("stage", "what", "unit", "direction", "baseline", "target", "source", "limits", "strength")
    SEARCHED = ("what", "unit", "source", "limits")

    class Meta(MeasureSaid.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [*MeasureSaid.Meta.constraints, *PlanLine.Meta.constraints]

    def search_text(self) -> str:
        """With the notes of its readings, also of those that were corrected."""
        text = super().search_text()
        notes = [words for reading in self.readings.all() for words in (reading.note, reading.because) if words] if text else []
        return "\n\n".join([text, *notes])

    def read(self, value: Decimal, *, day: date, by: "User", note: str = "") -> "Reading":
        """Add a reading."""
        with transaction.atomic():
            self.project.lock()
            made = self.readings.create(number=self.next_number(), value=value, day=day, note=note, by=by)
            self.project.note(Event.Kind.READING_ADDED, by=by, about=self, stage=self.stage)
        return made

    def correct(self, first: "Reading", value: Decimal | None, *, day: date, because: str, by: "User", note: str = "") -> "Reading":
        """Put another reading in the place of `first`, which stays; without a value, set it aside. Raises AlreadyCorrected."""
        try:
            with transaction.atomic():
                self.project.lock()
                made = self.readings.create(number=self.next_number(), value=value, day=day, note=note, by=by, corrects=first, because=because)
                self.project.note(Event.Kind.READING_CORRECTED, by=by, about=self, stage=self.stage)
        except IntegrityError:
            raise AlreadyCorrected(self.readings.select_related("by").get(corrects=first)) from None
        return made

    def next_number(self) -> int:
        last: int | None = self.readings.aggregate(last=Max("number"))["last"]
        return (last or 0) + 1


class MeasureVersion(MeasureSaid, PlanLineVersion):
    line = models.ForeignKey(Measure, models.CASCADE, related_name="versions")

    class Meta(MeasureSaid.Meta):
        abstract = False
        ordering = PlanLineVersion.Meta.ordering
        constraints: ClassVar[list[models.BaseConstraint]] = [*MeasureSaid.Meta.constraints, *PlanLineVersion.Meta.constraints]


class Reading(models.Model):
    """What was read on a day. `value` None: what it corrects should not be there at all."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="readings")
    number = models.PositiveIntegerField()
    day = models.DateField()
    value = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True)
    note = models.TextField(blank=True)
    corrects = models.OneToOneField("self", models.CASCADE, null=True, related_name="corrected_by")
    because = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["day", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["measure", "number"], name="reading_number_once"),
            models.CheckConstraint(name="reading_says_something", condition=Q(value__isnull=False) | Q(corrects__isnull=False)),
            models.CheckConstraint(name="reading_value_in_reason", condition=in_reason("value")),
            models.CheckConstraint(
                name="reading_corrects_for_a_reason", condition=Q(corrects=None, because="") | (Q(corrects__isnull=False) & ~Q(because=""))
            ),
            models.CheckConstraint(name="reading_lengths", condition=Q(note__length__lte=NOTE_LIMIT, because__length__lte=NOTE_LIMIT)),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.value}"

    @property
    def value_words(self) -> str:
        return figure_words(self.value)
