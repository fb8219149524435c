"""Something to do: by whom, by when, and what it comes from."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from journey.dates import due_words
from journey.models.planned import Line, Lined, Planned, PlannedChange, PlannedRows, at_most_one_of
from journey.models.versioned import Version

ORIGINS = ("key", "stage", "condition", "decision_condition", "risk", "comment")
"""What an action may come from: each is a key of Action, and at most one of them is set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Line):
    """What is said of an action. `key` is a question's; an action has either that or a stage."""

    due: date | None = None
    key: str | None = None


class Tasked(Lined):
    due = models.DateField(null=True)
    key = models.CharField(max_length=40, null=True)

    class Meta(Lined.Meta):
        abstract = True


class Actions(PlannedRows["Action"]):
    def open(self) -> Self:
        """Neither done nor dropped; the earliest due first, then those without a day."""
        return self.filter(state=Action.State.OPEN).order_by(F("due").asc(nulls_last=True), "made_at", "pk")

    def with_origins(self) -> Self:
        """With what they come from, in the same query."""
        return self.select_related("risk", "decision_condition__decision", "comment__thread__move", "comment__thread__decision")


class Action(Tasked, Planned):
    class State(models.TextChoices):
        OPEN = "open", _("Open")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    LINE = Task

    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    condition = models.CharField(max_length=40, null=True)
    """The map's key of a condition that helps or hinders."""
    decision_condition = models.ForeignKey("journey.DecisionCondition", models.RESTRICT, null=True, related_name="actions")
    risk = models.ForeignKey("journey.Risk", models.RESTRICT, null=True, related_name="actions")
    comment = models.ForeignKey("journey.Comment", models.RESTRICT, null=True, related_name="actions")
    """Read by the team alone; nothing of it is copied."""

    objects = Actions.as_manager()

    class Meta(Tasked.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Tasked.Meta.constraints,
            models.CheckConstraint(name="action_from_one_thing_at_most", condition=at_most_one_of(*ORIGINS)),
            models.CheckConstraint(name="action_keys_named", condition=(Q(key=None) | ~Q(key="")) & (Q(condition=None) | ~Q(condition=""))),
            models.CheckConstraint(name="action_state_known", condition=Q(state__in=["open", "done", "dropped"])),
        ]

    @property
    def due_words(self) -> str:
        """Overdue by 3 days, due tomorrow, due 1 March 2026; "" without a day, and when it is no longer open."""
        return due_words(self.due, self.project.today) if self.due and self.is_open else ""

    @property
    def question_key(self) -> str:
        if self.comment:
            return self.comment.thread.key or ""
        return self.key or ""

    @property
    def stage_key(self) -> str:
        """The stage that it, or what it comes from, belongs to; "" for none."""
        if self.key:
            return self.project.map.stage_of(self.key).key
        if self.decision_condition:
            return self.decision_condition.decision.stage
        if self.comment:
            self.comment.thread.project = self.project
            return self.comment.thread.stage
        return (self.risk.stage if self.risk else self.stage) or ""

    @property
    def has_place(self) -> bool:
        """Whether the stage or question that it belongs to is its own to say, since it comes from nothing else."""
        return not (self.condition or self.decision_condition_id or self.risk_id or self.comment_id)


class ActionVersion(Tasked, Version):
    action = models.ForeignKey(Action, models.CASCADE, related_name="versions")

    class Meta(Tasked.Meta, Version.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Tasked.Meta.constraints,
            models.UniqueConstraint(fields=["action", "number"], name="action_version_number_once"),
        ]


class ActionChange(PlannedChange):
    action = models.ForeignKey(Action, models.CASCADE, related_name="changes")
    state = models.CharField(max_length=8, choices=Action.State)

    class Meta(PlannedChange.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *PlannedChange.Meta.constraints,
            models.CheckConstraint(name="actionchange_state_known", condition=Q(state__in=["open", "done", "dropped"])),
            models.CheckConstraint(name="actionchange_dropped_says_why", condition=~Q(state="dropped", note="")),
        ]

    def __str__(self) -> str:
        return f"{self.action_id}: {self.state}"
