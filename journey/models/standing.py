"""How a project as a whole stands: active, momentum lost, paused, renewed, stopped. Each time someone said so is a row, and the newest stands."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journey.models.event import Event

if TYPE_CHECKING:
    from journey.models.decision import Decision
    from journey.models.project import Project
    from journey.models.user import User


class OutOfOrder(Exception):
    """The day is in the future or before that of the last standing, or the project stands so already. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Parting:
    """What a pause and a good ending ask for besides the reason."""

    learning: str = ""
    promises: str = ""
    told: str = ""
    restart: str = ""


NO_PARTING = Parting()


class Standings(models.QuerySet["Standing"]):
    def record(
        self,
        project: "Project",
        kind: str,
        *,
        by: "User",
        reason: str,
        day: date | None = None,
        parting: Parting = NO_PARTING,
        decision: "Decision | None" = None,
    ) -> "Standing":
        """Say how the project stands from `day` (today in UK time) on. Raises OutOfOrder."""
        day = day or timezone.localdate()
        with transaction.atomic():
            project.lock()
            last = project.standings.last()
            if day > timezone.localdate() or (last and day < last.day) or kind == (last.kind if last else Standing.Kind.ACTIVE):
                raise OutOfOrder(kind)
            made = self.create(
                project=project,
                number=last.number + 1 if last else 1,
                kind=kind,
                reason=reason,
                day=day,
                learning=parting.learning,
                promises=parting.promises,
                told=parting.told,
                restart=parting.restart,
                decision=decision,
                by=by,
            )
            project.note(Event.Kind.STANDING_CHANGED, by=by, about=made, key=kind)
        return made


class Standing(models.Model):
    class Kind(models.TextChoices):
        ACTIVE = "active", _("Active")
        MOMENTUM_LOST = "momentum-lost", _("Momentum lost")
        PAUSED = "paused", _("Paused")
        RENEWED = "renewed", _("Renewed")
        STOPPED = "stopped", _("Stopped, and closed well")

    PARTINGS: ClassVar[tuple[Kind, ...]] = (Kind.PAUSED, Kind.STOPPED)
    REASON_LIMIT: ClassVar[int] = 2000

    project = models.ForeignKey("journey.Project", models.CASCADE, related_name="standings")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=13, choices=Kind)
    reason = models.TextField()
    day = models.DateField()
    learning = models.TextField(blank=True)
    promises = models.TextField(blank=True)
    told = models.TextField(blank=True)
    restart = models.TextField(blank=True)
    decision = models.ForeignKey("journey.Decision", models.RESTRICT, null=True, related_name="standings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = Standings.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project", "number"], name="standing_number_once"),
            models.CheckConstraint(condition=Q(kind__in=["active", "momentum-lost", "paused", "renewed", "stopped"]), name="standing_kind_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="standing_says_why"),
            models.CheckConstraint(
                name="standing_text_length",
                condition=Q(
                    reason__length__lte=2000,
                    learning__length__lte=2000,
                    promises__length__lte=2000,
                    told__length__lte=2000,
                    restart__length__lte=2000,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.kind}"

    @property
    def is_working(self) -> bool:
        """Whether the work goes on as usual."""
        return self.kind in (self.Kind.ACTIVE, self.Kind.RENEWED)

    @property
    def is_parting(self) -> bool:
        """Whether it is a pause or an ending."""
        return self.kind in self.PARTINGS
