"""How the conditions around a project lean: what each member says for themselves, and what the team then agrees. Both are only added to.

Words, never numbers: a reading is a key with words, and nothing can add two of them up.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journey.models.event import Event
from journey.models.move import journey_of

if TYPE_CHECKING:
    from journey.models.project import Project
    from journey.models.user import User

TEXT_LIMIT = 1000
"""Characters in what helps, in what gets in the way, and in a note."""


class Leaning(models.TextChoices):
    """Which way a condition leans, from one end to the other; then the two that say nothing of it."""

    STRONGLY_IMPEDING = "strongly-impeding", _("Strongly impeding")
    IMPEDING = "impeding", _("Impeding")
    NEUTRAL = "neutral", _("Neutral or mixed")
    ENABLING = "enabling", _("Enabling")
    STRONGLY_ENABLING = "strongly-enabling", _("Strongly enabling")
    NOT_SURE = "not-sure", _("Not sure")
    NOT_RELEVANT = "not-relevant", _("Not relevant here")


HINDERING = (Leaning.STRONGLY_IMPEDING, Leaning.IMPEDING)
HELPING = (Leaning.STRONGLY_ENABLING, Leaning.ENABLING)


class Influence(models.TextChoices):
    DIRECTLY = "directly", _("Directly")
    PARTLY = "partly", _("Partly")
    NOT = "not", _("Not ours to influence")


class Trend(models.TextChoices):
    """Since the team agreed last, as people see it; it is not worked out from anything."""

    BETTER = "better", _("Better")
    SAME = "same", _("The same")
    WORSE = "worse", _("Worse")


@dataclass(frozen=True, slots=True)
class Reading:
    """What is said of a condition. `note` and `trend` are the team's alone."""

    leaning: str
    influence: str = ""
    helps: str = ""
    hinders: str = ""
    note: str = ""
    trend: str = ""


class AgreedMeanwhile(Exception):
    """Someone else wrote down what the team agrees after the page was opened; `now` is that. Nothing was changed."""

    def __init__(self, now: "ConditionView") -> None:
        super().__init__(now.key)
        self.now = now


class ConditionReading(models.Model):
    """A reading of one condition, by the condition's key: by whom, on which day, and in which main stage, "" where there was none."""

    key = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    leaning = models.CharField(max_length=20, choices=Leaning)
    influence = models.CharField(max_length=10, choices=Influence, blank=True)
    helps = models.TextField(blank=True)
    hinders = models.TextField(blank=True)
    stage = models.CharField(max_length=40, blank=True)
    day = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["key", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project", "key", "number"], name="%(class)s_number_once"),
            models.CheckConstraint(name="%(class)s_leaning_known", condition=Q(leaning__in=Leaning.values)),
            models.CheckConstraint(name="%(class)s_influence_known", condition=Q(influence__in=["", *Influence.values])),
            models.CheckConstraint(name="%(class)s_text_length", condition=Q(helps__length__lte=TEXT_LIMIT, hinders__length__lte=TEXT_LIMIT)),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.number}"

    @property
    def words(self) -> str:
        return str(self.get_leaning_display())

    @property
    def influence_words(self) -> str:
        """Can we influence it? "" where nothing was said."""
        return str(self.get_influence_display()) if self.influence else ""

    @property
    def is_hindering(self) -> bool:
        return self.leaning in HINDERING

    @property
    def is_helping(self) -> bool:
        return self.leaning in HELPING

    def says(self, reading: Reading) -> bool:
        said = (reading.leaning, reading.influence, reading.helps, reading.hinders)
        return (self.leaning, self.influence, self.helps, self.hinders) == said

    @property
    def texts(self) -> str:
        """All that was typed with it."""
        return "\n\n".join(text for text in (self.helps, self.hinders) if text)


class ConditionReadings[Row: ConditionReading](models.QuerySet[Row]):
    def newest_first(self) -> Self:
        return self.select_related("by").order_by("-number")

    def write(self, project: "Project", key: str, *, by: "User", after: int, **said: Any) -> Row:
        """The row that follows number `after`, with the day it is in the UK and the main stage as it is now."""
        main = journey_of(list(project.moves.order_by("number")), project.map).main
        stage = project.map.stages[main - 1].key if main else ""
        return self.create(project=project, key=key, number=after + 1, stage=stage, day=timezone.localdate(), by=by, **said)

    def last_of(self, project: "Project", key: str) -> Row | None:
        return self.filter(project=project, key=key).newest_first().first()


class ConditionRatings(ConditionReadings["ConditionRating"]):
    def last_today_says(self, reading: Reading) -> bool:
        last = self.filter(day=timezone.localdate()).order_by("-number").first()
        return last is not None and last.says(reading)

    def record(self, project: "Project", said: "dict[str, Reading]", *, by: "User") -> "list[ConditionRating]":
        """Keep what someone says of these conditions, by their keys. What they said before stays."""
        made = []
        with transaction.atomic():
            project.lock()
            part = project.memberships.filter(user=by, ended_at=None).first()
            for key, reading in said.items():
                if self.filter(project=project, key=key, by=by).last_today_says(reading):
                    continue  # the button was pressed twice
                last = self.last_of(project, key)
                row = self.write(
                    project,
                    key,
                    by=by,
                    after=last.number if last else 0,
                    job=part.job if part else "",
                    leaning=reading.leaning,
                    influence=reading.influence,
                    helps=reading.helps,
                    hinders=reading.hinders,
                )
                project.note(Event.Kind.CONDITION_RATED, by=by, about=row, key=key, stage=row.stage)
                made.append(row)
        return made


class ConditionRating(ConditionReading):
    """What one member says of a condition, apart from the others."""

    project = models.ForeignKey("journey.Project", models.CASCADE, related_name="condition_ratings")
    job = models.CharField(max_length=200, blank=True)
    """What their job was when they said so, as the project has it."""

    objects = ConditionRatings.as_manager()

    class Meta(ConditionReading.Meta):
        abstract = False

    @property
    def who(self) -> str:
        """By job where there is one: how it looks depends on where one stands."""
        return self.job or str(self.by)


class ConditionViews(ConditionReadings["ConditionView"]):
    def record(self, project: "Project", key: str, said: Reading, *, by: "User", seen: int) -> "ConditionView":
        """Write down what the team agrees, after view number `seen`, 0 for none. Raises AgreedMeanwhile."""
        with transaction.atomic():
            project.lock()
            last = self.last_of(project, key)
            if last and last.number != seen:
                if last.says(said):
                    return last  # the button was pressed twice, or two wrote down the same
                raise AgreedMeanwhile(last)
            row = self.write(
                project,
                key,
                by=by,
                after=last.number if last else 0,
                leaning=said.leaning,
                influence=said.influence,
                helps=said.helps,
                hinders=said.hinders,
                note=said.note,
                trend=said.trend if last else "",
            )
            project.note(Event.Kind.CONDITION_AGREED, by=by, about=row, key=key, stage=row.stage)
        return row


class ConditionView(ConditionReading):
    """What the team agrees of a condition after talking; the newest stands."""

    project = models.ForeignKey("journey.Project", models.CASCADE, related_name="condition_views")
    note = models.TextField(blank=True)
    trend = models.CharField(max_length=8, choices=Trend, blank=True)

    objects = ConditionViews.as_manager()

    class Meta(ConditionReading.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *ConditionReading.Meta.constraints,
            models.CheckConstraint(name="conditionview_trend_known", condition=Q(trend__in=["", *Trend.values])),
            models.CheckConstraint(name="conditionview_trend_since_something", condition=Q(trend="") | Q(number__gt=1)),
            models.CheckConstraint(name="conditionview_note_length", condition=Q(note__length__lte=TEXT_LIMIT)),
        ]

    def says(self, reading: Reading) -> bool:
        return super().says(reading) and (self.note, self.trend) == (reading.note, reading.trend)

    @property
    def trend_words(self) -> str:
        return str(self.get_trend_display()) if self.trend else ""

    @property
    def texts(self) -> str:
        return "\n\n".join(text for text in (super().texts, self.note) if text)
