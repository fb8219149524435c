"""What the things in a plan have in common: each text they ever had is kept, and so is each time someone said how they stand. None is deleted."""

from collections import defaultdict
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from journey.models.versioned import Versioned

if TYPE_CHECKING:
    from journey.models.membership import Membership
    from journey.models.project import Project
    from journey.models.user import User
    from stages.schema import Stage

TEXT_LIMIT, OWNER_LIMIT, NOTE_LIMIT = 500, 200, 1000
"""Characters in what a thing in the plan says, in who sees to it, and in a note or a reason."""


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
        made = self.model(project=project, **more)
        made.begin(line, by=by)
        return made


class Planned(Versioned):
    """Where a thing in the plan stands now. `state` is what its last change says, "open" where there was none."""

    LINE: ClassVar[type[Line]] = Line
    """What a version of it holds."""
    TOLD = ("changed_by", "owner__user")

    project = models.ForeignKey("journey.Project", models.CASCADE, related_name="%(class)ss")

    heard: "list[Any] | None" = None
    """Its changes, where a list has read them for all of its rows."""

    if TYPE_CHECKING:
        state: Any
        text: Any
        changes: Any

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        return self.project.address(self.noun, self.pk)

    @property
    def is_open(self) -> bool:
        return bool(self.state == "open")

    @property
    def home(self) -> "Stage | None":
        """The stage it is shown beside."""
        return self.project.map.stage(self.stage_key) if self.stage_key else None

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

    @property
    def said(self) -> Line:
        return self.LINE(**{field.name: getattr(self, field.name) for field in fields(self.LINE)})

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
