"""A move round the wheel: who, when, from, to, why. The list of moves is the journey; nothing in it is ever changed."""

from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journey.models.event import Event

if TYPE_CHECKING:
    from journey.models.decision import Decision
    from journey.models.project import Project
    from journey.models.user import User


class Moves(models.QuerySet["Move"]):
    def path(self) -> Self:
        """The moves of the main stage, oldest first: the steps of the path. Opening or closing a stage beside it is none."""
        return self.filter(kind__in=(Move.Kind.PLACED, Move.Kind.MOVED)).order_by("number")

    def record(
        self,
        project: "Project",
        to: str,
        *,
        by: "User",
        reason: str = "",
        because: str = "",
        carries_over: str = "",
        day: date | None = None,
        decision: "Decision | None" = None,
    ) -> "Move":
        """Make `to` the main stage from `day` (today in UK time) on. The first move of a project is its placing and needs no reason."""
        with transaction.atomic():
            project.lock()  # so that two moves at once get two numbers
            here = project.moves.path().reverse().values_list("to_stage", flat=True).first()
            if here == to:
                raise AlreadyThere(to)
            last = project.moves.aggregate(last=Max("number"))["last"] or 0
            made = self.create(
                project=project,
                number=last + 1,
                kind=Move.Kind.MOVED if here else Move.Kind.PLACED,
                from_stage=here,
                to_stage=to,
                because=because,
                reason=reason,
                carries_over=carries_over,
                day=day or timezone.localdate(),
                decision=decision,
                by=by,
            )
            project.note(Event.Kind.MOVE_MADE, by=by, about=made, key=to, stage=to)
            return made


class AlreadyThere(Exception):
    """The stage is the main stage already; its key is the first argument."""


class Move(models.Model):
    class Kind(models.TextChoices):
        PLACED = "placed", _("placed")
        MOVED = "moved", _("moved")
        OPENED = "opened", _("opened")
        CLOSED = "closed", _("closed")

    class Because(models.TextChoices):
        PRACTICE = "practice", _("We learned something in practice")
        READY = "ready", _("The work here is ready for it")
        NEED = "need", _("The need looks different now")
        CHANGE = "change", _("A partner, a person or money changed")
        MISSING = "missing", _("Something was missing when we moved on")
        OTHER = "other", _("Another reason")

    REASON_LIMIT: ClassVar[int] = 2000

    project = models.ForeignKey("journey.Project", models.CASCADE, related_name="moves")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    from_stage = models.CharField(max_length=40, null=True)
    to_stage = models.CharField(max_length=40, null=True)
    because = models.CharField(max_length=10, choices=Because, blank=True)
    reason = models.TextField(blank=True)
    carries_over = models.TextField(blank=True)
    day = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="moves")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrected_by")
    decision = models.ForeignKey("journey.Decision", models.RESTRICT, null=True, related_name="moves")

    objects = Moves.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project", "number"], name="move_number_once"),
            models.CheckConstraint(
                name="move_stages_fit_kind",
                condition=Q(kind="placed", from_stage=None, to_stage__isnull=False)
                | (Q(kind="moved", from_stage__isnull=False, to_stage__isnull=False) & ~Q(from_stage=models.F("to_stage")))
                | Q(kind="opened", from_stage=None, to_stage__isnull=False)
                | Q(kind="closed", from_stage__isnull=False, to_stage=None),
            ),
            models.CheckConstraint(name="move_says_why", condition=~Q(kind="moved", reason="")),
            models.CheckConstraint(name="move_text_length", condition=Q(reason__length__lte=2000, carries_over__length__lte=2000)),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.from_stage or '–'} → {self.to_stage or '–'}"

    def search_text(self) -> str:
        return "\n\n".join(text for text in (self.reason, self.carries_over) if text)

    def search_date(self) -> datetime:
        return self.recorded_at
