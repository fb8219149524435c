"""A move round the wheel: who, when, from, to, why. The list of moves is the journey; no row of it is ever changed, a later row corrects it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journey.models.event import Event
from journey.visits import Journey, Kind, Record, journey
from stages.schema import Edition

if TYPE_CHECKING:
    from journey.models.decision import Decision
    from journey.models.project import Project
    from journey.models.user import User


class Moves(models.QuerySet["Move"]):
    def told(self) -> Self:
        """Every row of the list, oldest first, as it is read. What follows from them stands in journey.visits."""
        return self.select_related("by").order_by("number")

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
        keep_open: str = "",
        seen: int | None = None,
        decision: "Decision | None" = None,
    ) -> "Move":
        """Make `to` the main stage from `day` (today in UK time) on. The first move of a project is its placing and needs no reason.

        `keep_open` says why the stage one leaves stays open beside the new one; "" closes it. `seen` is the number of the last row that whoever
        decided this had seen. Raises MovedMeanwhile, AlreadyThere, and Impossible of journey.visits.
        """
        with transaction.atomic():
            written = Written(project, seen)
            here = written.main
            if here == to:
                raise AlreadyThere(to)
            made = written.add(
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
            if here and keep_open:
                kept = written.add(kind=Move.Kind.OPENED, to_stage=here, reason=keep_open, day=made.day, by=by)
                project.note(Event.Kind.MOVE_OPENED, by=by, about=kept, key=here, stage=here)
            return made

    def open(self, project: "Project", stage: str, *, by: "User", reason: str, day: date | None = None, seen: int | None = None) -> "Move":
        """Open a stage beside the main one. Raises MovedMeanwhile and Impossible."""
        with transaction.atomic():
            made = Written(project, seen).add(kind=Move.Kind.OPENED, to_stage=stage, reason=reason, day=day or timezone.localdate(), by=by)
            project.note(Event.Kind.MOVE_OPENED, by=by, about=made, key=stage, stage=stage)
            return made

    def close(self, project: "Project", stage: str, *, by: "User", reason: str, day: date | None = None, seen: int | None = None) -> "Move":
        """Close a stage that is open beside the main one. Raises MovedMeanwhile and Impossible."""
        with transaction.atomic():
            made = Written(project, seen).add(kind=Move.Kind.CLOSED, from_stage=stage, reason=reason, day=day or timezone.localdate(), by=by)
            project.note(Event.Kind.MOVE_CLOSED, by=by, about=made, key=stage, stage=stage)
            return made

    def correct(self, project: "Project", number: int, *, by: "User", why: str, seen: int | None = None, **said: Any) -> "Move":
        """Put something else in the place of what was recorded by mistake. `said` are the stage (`to`), `day`, `reason`, `because` and
        `carries_over` as they should have been; what is not named stays as it was.

        Any row may be corrected, a correction too, as long as it is the last word in its place. It keeps its kind, so that a move stays a move.
        The list as it then reads must be a journey from its beginning: see `journey.visits.journey` for the rules. Where it would not be,
        Impossible names the row that no longer fits; that one has to be corrected first. Later rows are not touched: which stage they led from
        follows from the list. Their column `from_stage` says what was the main stage when they were written.
        """
        with transaction.atomic():
            written = Written(project, seen)
            wrong, first = written.last_word(number), written.first_word(number)
            told = written.last_told(number)
            stage = said.pop("to", None) or str(told.stage)
            kept = {name: getattr(told, name) for name in ("because", "reason", "carries_over", "day")}
            kind = Move.Kind(first.kind)
            made = written.add(
                kind=kind,
                from_stage=stage if kind == Move.Kind.CLOSED else written.before(number) if kind == Move.Kind.MOVED else None,
                to_stage=None if kind == Move.Kind.CLOSED else stage,
                corrects=wrong,
                why_corrected=why,
                by=by,
                **(kept | said),
            )
            project.note(Event.Kind.MOVE_CORRECTED, by=by, about=made, key=stage, stage=stage)
            return made

    def set_aside(self, project: "Project", number: int, *, by: "User", why: str, seen: int | None = None) -> "Move":
        """Say that what was recorded should not have been at all: the journey is read without it. The same rules as for `correct`."""
        with transaction.atomic():
            written = Written(project, seen)
            wrong = written.last_word(number)
            if wrong.kind == Move.Kind.UNDONE:
                return wrong
            made = written.add(kind=Move.Kind.UNDONE, corrects=wrong, why_corrected=why, day=wrong.day, by=by)
            project.note(Event.Kind.MOVE_SET_ASIDE, by=by, about=made, key=str(wrong.stage), stage=str(wrong.stage))
            return made


class MovedMeanwhile(Exception):
    """The list of moves has grown since it was read. Nothing was changed."""


class AlreadyThere(Exception):
    """The stage is the main stage already; its key is the first argument."""


class Move(models.Model):
    class Kind(models.TextChoices):
        PLACED = "placed", _("placed")
        MOVED = "moved", _("moved")
        OPENED = "opened", _("opened")
        CLOSED = "closed", _("closed")
        UNDONE = "undone", _("set aside")

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
    """For a move, the main stage when it was written; for a closing, the stage closed."""
    to_stage = models.CharField(max_length=40, null=True)
    because = models.CharField(max_length=10, choices=Because, blank=True)
    reason = models.TextField(blank=True)
    carries_over = models.TextField(blank=True)
    day = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="moves")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    # Restricted, not protected: with its whole project a move and what corrects it may go.
    corrects = models.ForeignKey("self", models.RESTRICT, null=True, related_name="corrected_by")
    why_corrected = models.TextField(blank=True)
    decision = models.ForeignKey("journey.Decision", models.RESTRICT, null=True, related_name="moves")

    objects = Moves.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project", "number"], name="move_number_once"),
            models.UniqueConstraint(fields=["corrects"], name="move_corrected_once"),
            models.CheckConstraint(
                name="move_stages_fit_kind",
                condition=Q(kind="placed", from_stage=None, to_stage__isnull=False)
                | (Q(kind="moved", from_stage__isnull=False, to_stage__isnull=False) & ~Q(from_stage=models.F("to_stage")))
                | Q(kind="opened", from_stage=None, to_stage__isnull=False)
                | Q(kind="closed", from_stage__isnull=False, to_stage=None)
                | Q(kind="undone", from_stage=None, to_stage=None, corrects__isnull=False),
            ),
            models.CheckConstraint(name="move_says_why", condition=~Q(kind__in=["moved", "opened", "closed"], reason="")),
            models.CheckConstraint(
                name="move_correction_says_why",
                condition=Q(corrects=None, why_corrected="") | (Q(corrects__isnull=False) & ~Q(why_corrected="")),
            ),
            models.CheckConstraint(
                name="move_text_length",
                condition=Q(reason__length__lte=2000, carries_over__length__lte=2000, why_corrected__length__lte=2000),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.from_stage or '–'} → {self.to_stage or '–'}"

    @property
    def stage(self) -> str | None:
        """The key of the stage moved to, opened or closed; None where the row only sets another aside."""
        return self.to_stage or self.from_stage

    @property
    def corrected(self) -> "list[Move]":
        """What was said in its place before, the last first. A query for each."""
        return [self.corrects, *self.corrects.corrected] if self.corrects else []

    def search_text(self) -> str:
        """All that was said with it; "" where it only sets another aside, since it has no line of its own."""
        if self.kind == Move.Kind.UNDONE:
            return ""
        return "\n\n".join(text for text in (self.reason, self.carries_over, self.why_corrected) if text)

    def search_date(self) -> datetime:
        return self.recorded_at


class Written:
    """A project's list of moves, held until the transaction ends, so that those who add to it do so in turn."""

    def __init__(self, project: "Project", seen: int | None) -> None:
        project.lock()
        self.project = project
        self.moves = list(project.moves.order_by("number"))
        if seen is not None and seen != self.last:
            raise MovedMeanwhile

    @property
    def last(self) -> int:
        return self.moves[-1].number if self.moves else 0

    @property
    def main(self) -> str | None:
        """The key of the main stage, None before the placing."""
        main = journey_of(self.moves, self.project.map).main
        return self.project.map.stages[main - 1].key if main else None

    def add(self, **row: Any) -> Move:
        """Add a row, if the list then still is a journey. Raises Impossible."""
        move = Move(project=self.project, number=self.last + 1, **row)
        journey_of([*self.moves, move], self.project.map)
        move.save(force_insert=True)
        self.moves.append(move)
        return move

    def before(self, number: int) -> str | None:
        """The key of the main stage before the place of this row."""
        place = self.first_word(number).number
        firsts = places(self.moves)
        main = journey_of([move for move in self.moves if firsts[move.number] < place], self.project.map).main
        return self.project.map.stages[main - 1].key if main else None

    def words(self, number: int) -> list[Move]:
        """All that was ever said in the place of this row, in order. Raises Move.DoesNotExist."""
        firsts = places(self.moves)
        if number not in firsts:
            raise Move.DoesNotExist
        return [move for move in self.moves if firsts[move.number] == firsts[number]]

    def first_word(self, number: int) -> Move:
        return self.words(number)[0]

    def last_word(self, number: int) -> Move:
        return self.words(number)[-1]

    def last_told(self, number: int) -> Move:
        """The last that was more than setting aside what stood there."""
        return [move for move in self.words(number) if move.kind != Move.Kind.UNDONE][-1]


def places(moves: Sequence[Move]) -> dict[int, int]:
    """For each row of a list its place: the number of the first row in the chain of corrections that it belongs to."""
    by_id = {move.pk: move for move in moves if move.pk}
    found: dict[int, int] = {}
    for move in moves:
        found[move.number] = found[by_id[move.corrects_id].number] if move.corrects_id else move.number
    return found


def records(moves: Sequence[Move], edition: Edition) -> list[Record]:
    """The rows of a list of moves as facts."""
    by_id = {move.pk: move.number for move in moves if move.pk}
    found = []
    for move in moves:
        kind: Kind = move.kind  # type: ignore[assignment]  # one of Move.Kind, whose values these are
        stage = edition.stage(move.stage).number if move.stage else 0
        found.append(Record(move.number, kind, move.day, stage, by_id[move.corrects_id] if move.corrects_id else 0))
    return found


def journey_of(moves: Sequence[Move], edition: Edition) -> Journey:
    """What follows from a list of moves. Raises Impossible."""
    return journey(records(moves, edition))
