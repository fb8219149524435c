"""What the things in a plan have in common: each text they ever had is kept, and so is each time someone said how they stand. None is deleted."""

import uuid
from collections import defaultdict
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone

from journey.models.event import Event

if TYPE_CHECKING:
    from journey.models.membership import Membership
    from journey.models.project import Project
    from journey.models.user import User
    from stages.schema import Stage

TEXT_LIMIT, OWNER_LIMIT, NOTE_LIMIT = 500, 200, 1000
"""Characters in what a thing in the plan says, in who sees to it, and in a note or a reason."""


class PlanChanged(Exception):
    """It was changed by someone after the form now sent was begun. Nothing was changed."""

    def __init__(self, now: "Planned") -> None:
        super().__init__(str(now.pk))
        self.now = now


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What is said of a thing in the plan: its text, who sees to it (a member, or someone in words, or both), and the stage it belongs to."""

    text: str
    owner: "Membership | None" = None
    owner_words: str = ""
    stage: str | None = None


class Lined(models.Model):
    """The fields of Line, in a table."""

    text = models.TextField()
    owner = models.ForeignKey("journey.Membership", models.RESTRICT, null=True, related_name="+")
    owner_words = models.CharField(max_length=OWNER_LIMIT, blank=True)
    stage = models.CharField(max_length=40, null=True)

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="%(class)s_text_length", condition=~Q(text="") & Q(text__length__lte=TEXT_LIMIT)),
            models.CheckConstraint(name="%(class)s_stage_named", condition=Q(stage=None) | ~Q(stage="")),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def who(self) -> str:
        """Who sees to it, "" where nobody was named."""
        named = [str(self.owner.user) if self.owner else "", self.owner_words]
        return "; ".join(name for name in named if name)


class PlannedRows[M: "Planned"](models.QuerySet[M]):
    def told(self) -> Self:
        """With the people a page names, in the same query."""
        return self.select_related("owner__user", "changed_by")

    def listed(self) -> list[M]:
        """These, each with how it was said to stand: two queries, also where there are none."""
        rows = list(self.told())
        of: Any = self.model._meta.get_field("changes")
        changes = defaultdict(list)
        for change in of.related_model.objects.filter(**{f"{of.field.name}__in": self.values("pk")}).select_related("by"):
            changes[getattr(change, of.field.attname)].append(change)
        for row in rows:
            row.heard = changes[row.pk]
        return rows

    def make(self, project: "Project", line: Line, *, by: "User", **more: Any) -> M:
        """Put it into the plan. `more` are other fields, which are not changed afterwards by an edit."""
        made = self.model(project=project, made_by=by, made_at=timezone.now(), **more)
        with transaction.atomic():
            made.take(line, number=1, by=by)
            made.log("added", by=by)
        return made


class Planned(models.Model):
    """Where a thing in the plan stands now. `state` is what its last change says, "open" where there was none."""

    LINE: ClassVar[type[Line]] = Line
    """What a version of it holds."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey("journey.Project", models.CASCADE, related_name="%(class)ss")
    version = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    heard: "list[Any] | None" = None
    """Its changes, where a list has read them for all of its rows."""

    if TYPE_CHECKING:
        state: Any
        text: Any
        versions: Any
        changes: Any

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        return self.project.address(self.noun, self.pk)

    @property
    def noun(self) -> str:
        return str(self._meta.model_name)

    @property
    def is_open(self) -> bool:
        return bool(self.state == "open")

    @property
    def home(self) -> "Stage | None":
        """The stage it is shown beside."""
        return self.project.map.stage(self.stage_key) if self.stage_key else None

    @property
    def stage_key(self) -> str:
        return getattr(self, "stage", None) or ""

    @property
    def question_key(self) -> str:
        return ""

    @property
    def last_change(self) -> Any:
        """What was said last of how it stands, None where nothing was."""
        return self.said_of_it[-1] if self.said_of_it else None

    @property
    def said_of_it(self) -> list[Any]:
        """Each time someone said how it stands, the last of them last."""
        if self.heard is None:
            self.heard = list(self.changes.select_related("by"))
        return self.heard

    def search_text(self) -> str:
        return str(self.text)

    def search_date(self) -> datetime:
        return self.changed_at

    @property
    def line(self) -> Line:
        return self.LINE(**{field.name: getattr(self, field.name) for field in fields(self.LINE)})

    def change(self, line: Line, *, by: "User", seen: int) -> None:
        """Save what was begun from version `seen` as the next version; the same again is none. Raises PlanChanged if there is a newer one."""
        if line != self.line:
            self.record(line, by=by, seen=seen)

    def set_aside(self, mine: Line, *, by: "User", seen: int) -> None:
        """After a clash: keep what `by` had written among the earlier texts, and let what stands stand. Raises PlanChanged."""
        if mine != self.line:
            self.record(mine, self.line, by=by, seen=seen)

    def record(self, *lines: Line, by: "User", seen: int) -> None:
        """Become each of these in turn, the last of which stands."""
        if self.version != seen:
            raise PlanChanged(self)
        try:
            with transaction.atomic():
                for number, each in enumerate(lines, start=seen + 1):
                    self.take(each, number=number, by=by)
                self.log("changed", by=by)
        except IntegrityError:
            rows: Any = type(self)._default_manager
            raise PlanChanged(rows.select_related("project", "changed_by", "owner__user").get(pk=self.pk)) from None

    def take(self, line: Line, *, number: int, by: "User") -> None:
        """Become version `number` and keep it as a version of its own. Raises IntegrityError if there is that version already."""
        at = timezone.now()
        said = {field.name: getattr(line, field.name) for field in fields(line)}
        changed = said | {"version": number, "changed_by": by, "changed_at": at}
        for name, value in changed.items():
            setattr(self, name, value)
        if number == 1:
            self.save(force_insert=True)
        elif not type(self)._default_manager.filter(pk=self.pk, version=number - 1).update(**changed):
            raise IntegrityError
        self.versions.create(number=number, by=by, at=at, **said)

    def settle(self, state: str, *, by: "User", note: str = "", **more: Any) -> bool:
        """Say how it stands now, and why. The same once more, without a note, is nothing new. Whether anything was kept."""
        with transaction.atomic():
            self.project.lock()
            rows: Any = type(self)._default_manager
            if not rows.filter(pk=self.pk).exclude(state=state).update(state=state) and not note:
                return False
            self.state = state
            self.changes.create(state=state, note=note, by=by, **more)
            self.log(state, by=by)
        return True

    def log(self, what: str, *, by: "User") -> None:
        self.project.note(Event.Kind(f"{self.noun}-{what}"), by=by, about=self, key=self.question_key, stage=self.stage_key)


class PlannedVersion(models.Model):
    """A text that a thing in the plan had, by whom and when."""

    number = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["number"]


class PlannedChange(models.Model):
    """Each time someone said how it stands."""

    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="%(class)s_note_length", condition=Q(note__length__lte=NOTE_LIMIT)),
        ]


def at_most_one_of(*names: str) -> Q:
    """That no two of these keys are set."""
    found = Q()
    for name in names:
        found |= Q(**{f"{other}__isnull": True for other in names if other != name})
    return found
