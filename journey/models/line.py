"""A line of the plan: who was involved, a resource, a measure. Each keeps all that was ever said of it, and is taken out at most, never deleted."""

import uuid
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from journey.models.event import Event
    from journey.models.project import Project
    from journey.models.user import User

TITLE_LIMIT, TEXT_LIMIT = 200, 1200
"""Characters in the line's own words, and in a text about it."""


class LineChanged(Exception):
    """The line was changed by someone after the form now sent was begun. Nothing was changed."""

    def __init__(self, now: "PlanLine") -> None:
        super().__init__(str(now.pk))
        self.now = now


class PlanLine(models.Model):
    """Where one line stands now. A noun joins this with an abstract model of its own that holds what is said, as its versions do."""

    SAID: ClassVar[tuple[str, ...]]
    """The fields that hold what is said."""
    SEARCHED: ClassVar[tuple[str, ...]]
    """Those of them that search finds."""
    ADDED: ClassVar["Event.Kind"]
    CHANGED: ClassVar["Event.Kind"]
    REMOVED: ClassVar["Event.Kind"]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey("journey.Project", models.CASCADE, related_name="%(class)ss")
    version = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)

    if TYPE_CHECKING:
        stage: models.CharField[str, str]
        versions: Any  # the manager of the noun's own versions

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="%(class)s_removed_by_someone",
                condition=Q(removed_by=None, removed_at=None) | Q(removed_by__isnull=False, removed_at__isnull=False),
            ),
        ]

    @classmethod
    def add(cls, project: "Project", said: "Mapping[str, Any]", *, by: "User") -> Self:
        """Put a line into the plan. `said` holds the fields that SAID names; what is left out keeps its default."""
        made = cls(project=project, made_by=by, made_at=timezone.now())
        with transaction.atomic():
            made.take({name: said.get(name, getattr(made, name)) for name in cls.SAID}, number=1, by=by)
            project.note(cls.ADDED, by=by, about=made, stage=made.stage)
        return made

    @property
    def said(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.SAID}

    @property
    def is_listed(self) -> bool:
        return self.removed_at is None

    def search_text(self) -> str:
        return "\n\n".join(part for part in (getattr(self, name) for name in self.SEARCHED) if part) if self.is_listed else ""

    def search_date(self) -> "datetime":
        return self.changed_at

    def change(self, said: "Mapping[str, Any]", *, by: "User", seen: int) -> None:
        """Save what was begun from version `seen` as the next version; the same again is none. Raises LineChanged if there is a newer one."""
        if said != self.said:
            self.record(said, by=by, seen=seen)

    def set_aside(self, mine: "Mapping[str, Any]", *, by: "User", seen: int) -> None:
        """After a clash: keep what `by` had written among the earlier texts, and let what stands stand. Raises LineChanged."""
        if mine != self.said:
            self.record(mine, self.said, by=by, seen=seen)

    def record(self, *said: "Mapping[str, Any]", by: "User", seen: int) -> None:
        """Become each of these in turn, the last of which stands."""
        if self.version != seen:
            raise LineChanged(self)
        try:
            with transaction.atomic():
                for number, each in enumerate(said, start=seen + 1):
                    self.take(each, number=number, by=by)
                self.project.note(self.CHANGED, by=by, about=self, stage=self.stage)
        except IntegrityError:
            raise LineChanged(type(self)._default_manager.select_related("project", "changed_by").get(pk=self.pk)) from None

    def take(self, said: "Mapping[str, Any]", *, number: int, by: "User") -> None:
        """Become version `number` and keep it as a version of its own. Raises IntegrityError if there is that version already."""
        at = timezone.now()
        changed = dict(said) | {"version": number, "changed_by": by, "changed_at": at}
        for name, value in changed.items():
            setattr(self, name, value)
        if number == 1:
            self.save(force_insert=True)
        elif not type(self)._default_manager.filter(pk=self.pk, version=number - 1).update(**changed):
            raise IntegrityError
        self.versions.create(number=number, by=by, at=at, **said)

    def remove(self, *, by: "User") -> None:
        """Take it out of the plan. What was said of it is kept."""
        with transaction.atomic():
            at = timezone.now()
            if type(self)._default_manager.filter(pk=self.pk, removed_at=None).update(removed_by=by, removed_at=at):
                self.removed_by, self.removed_at = by, at
                self.project.note(self.REMOVED, by=by, about=self, stage=self.stage)


class PlanLineVersion(models.Model):
    """All that was said once of a line, by whom and when. A noun adds `line`, the key of what it is a version of."""

    number = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["line", "number"], name="%(class)s_number_once"),
        ]
