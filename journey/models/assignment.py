"""A question of the map, given to a member to answer, by a day if one was said."""

import uuid
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from journey.dates import due_words
from journey.models.event import Event
from journey.models.membership import Membership
from journey.models.notice import Notice

if TYPE_CHECKING:
    from journey.models.project import Project
    from journey.models.user import User

NOTE_LIMIT = 500
"""Characters in the note of an assignment."""
SOON = timedelta(days=7)
"""From how long before its day an assignment is pressing."""


class AlreadyAssigned(Exception):
    """The question is this member's already."""


class MayNotAnswer(Exception):
    """The member may not answer, or is no longer in the project."""


class AlreadyEnded(Exception):
    """The assignment was done or taken back. Nothing was changed."""


class Assignments(models.QuerySet["Assignment"]):
    def open(self) -> Self:
        """Neither done nor taken back; the earliest due first, then those without a day."""
        return self.filter(done_at=None, taken_back_at=None).order_by(F("due").asc(nulls_last=True), "at", "pk")

    def waiting_for(self, user: "User") -> Self:
        """What someone was given to answer, in the projects they can enter."""
        return self.open().filter(member__user=user, member__ended_at=None, project__binned_at=None)

    def make(self, project: "Project", key: str, to: Membership, *, by: "User", due: date | None, note: str) -> "Assignment":
        """Give a question to a member. Raises AlreadyAssigned and MayNotAnswer."""
        with transaction.atomic():
            project.lock()
            if not project.memberships.current().who_may("answer").filter(pk=to.pk).exists():
                raise MayNotAnswer
            if project.assignments.open().filter(key=key, member=to).exists():
                raise AlreadyAssigned
            made = self.create(project=project, key=key, member=to, due=due, note=note, by=by)
            made.log(Event.Kind.ASSIGNMENT_MADE, by=by)
            Notice.objects.tell([to.user], Notice.Kind.ASSIGNMENT, project=project, about=made, by=by)
        return made


class Assignment(models.Model):
    """Open until someone says it is done or takes it back; either stays on record."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey("journey.Project", models.CASCADE, related_name="assignments")
    key = models.CharField(max_length=40)
    member = models.ForeignKey(Membership, models.CASCADE, related_name="assignments")
    due = models.DateField(null=True)
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)

    objects = Assignments.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project", "key", "member"], condition=Q(done_at=None, taken_back_at=None), name="assignment_open_once"),
            models.CheckConstraint(name="assignment_of_a_question", condition=~Q(key="")),
            models.CheckConstraint(name="assignment_note_length", condition=Q(note__length__lte=NOTE_LIMIT)),
            models.CheckConstraint(
                name="assignment_done_by_someone", condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False)
            ),
            models.CheckConstraint(name="assignment_ends_one_way", condition=Q(done_at=None) | Q(taken_back_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.member.user}"

    def get_absolute_url(self) -> str:
        """The question itself, where it is answered."""
        return f"{self.project.address('stage', self.stage)}#{self.key}"

    @property
    def stage(self) -> str:
        """The key of the stage that asks the question."""
        return self.project.map.stage_of(self.key).key

    @property
    def question(self) -> str:
        return self.project.map.question(self.key).text

    @property
    def due_words(self) -> str:
        """Overdue by 3 days, due tomorrow, due 1 March 2026; "" without a day."""
        return due_words(self.due, self.project.today) if self.due else ""

    @property
    def is_pressing(self) -> bool:
        """Overdue, or due within a week."""
        return self.due is not None and self.due <= self.project.today + SOON

    def finish(self, *, by: "User") -> None:
        """Say that it is done. Raises AlreadyEnded."""
        self.end(Event.Kind.ASSIGNMENT_DONE, by=by, done_by=by, done_at=timezone.now())

    def take_back(self, *, by: "User") -> None:
        """Say that it is no longer asked. Raises AlreadyEnded."""
        self.end(Event.Kind.ASSIGNMENT_TAKEN_BACK, by=by, taken_back_at=timezone.now())

    def end(self, kind: Event.Kind, *, by: "User", **changed: object) -> None:
        with transaction.atomic():
            if not Assignment.objects.open().filter(pk=self.pk).update(**changed):
                raise AlreadyEnded
            self.log(kind, by=by)
        for name, value in changed.items():
            setattr(self, name, value)

    def log(self, kind: Event.Kind, *, by: "User") -> None:
        self.project.note(kind, by=by, about=self, key=self.key, stage=self.stage)
