"""A point on the way, and the day by which it is to be reached. A day that is moved says why, and the earlier one stays visible."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models, transaction
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from journey.dates import due_day_words, due_words
from journey.models.planned import Lined, Planned, PlannedChange, PlannedRows
from journey.models.versioned import Version

if TYPE_CHECKING:
    from journey.models.user import User


class Milestones(PlannedRows["Milestone"]):
    def open(self) -> Self:
        return self.filter(state=Milestone.State.OPEN)

    def open_first(self) -> Self:
        """Those still to reach, then those reached, then those dropped; each by its day."""
        rank = Case(When(state=Milestone.State.OPEN, then=Value(0)), When(state=Milestone.State.REACHED, then=Value(1)), default=Value(2))
        return self.order_by(rank, "due", "made_at", "pk")


class Milestone(Lined, Planned):
    class State(models.TextChoices):
        OPEN = "open", _("To reach")
        REACHED = "reached", _("Reached")
        DROPPED = "dropped", _("Dropped")

    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    due = models.DateField()
    reached_on = models.DateField(null=True)

    objects = Milestones.as_manager()

    class Meta(Lined.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Lined.Meta.constraints,
            models.CheckConstraint(name="milestone_state_known", condition=Q(state__in=["open", "reached", "dropped"])),
            models.CheckConstraint(
                name="milestone_reached_on_a_day",
                condition=Q(state="reached", reached_on__isnull=False) | (~Q(state="reached") & Q(reached_on=None)),
            ),
        ]

    @property
    def due_words(self) -> str:
        """Overdue by 3 days, due tomorrow, due 1 March 2026; "" when it is no longer open."""
        return due_words(self.due, self.project.today) if self.is_open else ""

    @property
    def due_day_words(self) -> str:
        return due_day_words(self.due, self.project.today)

    @property
    def moves(self) -> "list[MilestoneChange]":
        """Each time its day was moved, with the day it had been."""
        return [change for change in self.said_of_it if change.was]

    def move(self, to: date, *, reason: str, by: "User") -> bool:
        """Give it another day, and say why, also where somebody has just given it that very day. Whether anything changed."""
        with transaction.atomic():
            self.project.lock()
            self.refresh_from_db(fields=["due", "state"])
            was = self.due
            if was == to:
                return not self.changes.filter(note=reason, by=by).exists() and self.settle(self.state, note=reason, by=by)
            self.due = to
            self.save(update_fields=["due"])
            self.changes.create(state=self.state, was=was, day=to, note=reason, by=by)
            self.log("moved", by=by)
        return True

    def reach(self, day: date, *, by: "User", note: str = "") -> bool:
        """Say on which day it was reached; another day puts the first right. Whether anything changed."""
        with transaction.atomic():
            self.project.lock()
            if not Milestone.objects.filter(pk=self.pk).exclude(state="reached", reached_on=day).update(state="reached", reached_on=day) and not note:
                return False
            self.state, self.reached_on = self.State.REACHED, day
            self.changes.create(state="reached", day=day, note=note, by=by)
            self.log("reached", by=by)
        return True

    def settle(self, state: str, *, by: "User", note: str = "", **more: object) -> bool:
        """Say that it is dropped, or to reach after all. Whether anything changed."""
        with transaction.atomic():
            self.project.lock()
            if not Milestone.objects.filter(pk=self.pk).exclude(state=state).update(state=state, reached_on=None) and not note:
                return False
            self.state, self.reached_on = state, None
            self.changes.create(state=state, note=note, by=by)
            self.log(state, by=by)
        return True


class MilestoneVersion(Lined, Version):
    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="versions")

    class Meta(Lined.Meta, Version.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Lined.Meta.constraints,
            models.UniqueConstraint(fields=["milestone", "number"], name="milestone_version_number_once"),
        ]


class MilestoneChange(PlannedChange):
    """`day` is the day it was reached on, or, with `was`, the day it was moved to."""

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="changes")
    state = models.CharField(max_length=8, choices=Milestone.State)
    day = models.DateField(null=True)
    was = models.DateField(null=True)

    class Meta(PlannedChange.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *PlannedChange.Meta.constraints,
            models.CheckConstraint(name="milestonechange_state_known", condition=Q(state__in=["open", "reached", "dropped"])),
            models.CheckConstraint(name="milestonechange_says_why", condition=~Q(note="") | (Q(was=None) & ~Q(state="dropped"))),
            models.CheckConstraint(name="milestonechange_moved_to_a_day", condition=Q(was=None) | Q(day__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.milestone_id}: {self.state}"
