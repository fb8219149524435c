"""What several nouns have in common: all that was ever said of a thing is kept as a numbered version, and it is taken out at most, never deleted."""

import uuid
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone

from journey.models.event import Event

if TYPE_CHECKING:
    from journey.models.project import Project
    from journey.models.user import User


class ChangedMeanwhile(Exception):
    """The thing was changed by someone after the form now sent was begun. Nothing was changed."""

    def __init__(self, now: Any) -> None:
        super().__init__(str(now.pk))
        self.now = now


def columns(said: Any) -> dict[str, Any]:
    """What is said, a mapping or a dataclass, by the names of the fields that hold it."""
    return dict(said) if isinstance(said, Mapping) else {field.name: getattr(said, field.name) for field in fields(said)}


class Versioned(models.Model):
    """Where a thing stands now. A noun adds its project and, as `said`, what is said of it: a mapping or a dataclass, which its versions hold too."""

    TOLD: ClassVar[tuple[str, ...]] = ("changed_by",)
    """The people and things that are read with it after a clash."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    if TYPE_CHECKING:
        project: models.ForeignKey[Project, Project]
        versions: Any  # the manager of the noun's own versions

        @property
        def said(self) -> Any: ...

    class Meta:
        abstract = True

    @property
    def noun(self) -> str:
        return str(self._meta.model_name)

    @property
    def question_key(self) -> str:
        """The question by which the log names where it belongs, "" for none."""
        return ""

    @property
    def stage_key(self) -> str:
        """The stage by which the log names where it belongs, "" for none."""
        return getattr(self, "stage", None) or ""

    def search_date(self) -> datetime:
        return self.changed_at

    def begin(self, said: Any, *, by: "User") -> None:
        """Save it as new, as its first version."""
        self.made_by, self.made_at = by, timezone.now()
        with transaction.atomic():
            self.take(said, number=1, by=by)
            self.log("added", by=by)

    def change(self, said: Any, *, by: "User", seen: int) -> None:
        """Save what was begun from version `seen` as the next version; the same again is none. Raises ChangedMeanwhile if there is a newer one."""
        if said != self.said:
            self.record(said, by=by, seen=seen)

    def set_aside(self, mine: Any, *, by: "User", seen: int) -> None:
        """After a clash: keep what `by` had written among the earlier texts, and let what stands stand. Raises ChangedMeanwhile."""
        if mine != self.said:
            self.record(mine, self.said, by=by, seen=seen)

    def record(self, *said: Any, by: "User", seen: int) -> None:
        """Become each of these in turn, the last of which stands."""
        if self.version != seen:
            raise ChangedMeanwhile(self)
        try:
            with transaction.atomic():
                for number, each in enumerate(said, start=seen + 1):
                    self.take(each, number=number, by=by)
                self.log("changed", by=by)
        except IntegrityError:
            rows: Any = type(self)._default_manager
            raise ChangedMeanwhile(rows.select_related("project", *self.TOLD).get(pk=self.pk)) from None

    def take(self, said: Any, *, number: int, by: "User") -> None:
        """Become version `number` and keep it as a version of its own. Raises IntegrityError if there is that version already."""
        at = timezone.now()
        kept = columns(said)
        changed = kept | {"version": number, "changed_by": by, "changed_at": at}
        for name, value in changed.items():
            setattr(self, name, value)
        if number == 1:
            self.save(force_insert=True)
        elif not type(self)._default_manager.filter(pk=self.pk, version=number - 1).update(**changed):
            raise IntegrityError
        self.versions.create(number=number, by=by, at=at, **kept)

    def log(self, what: str, *, by: "User") -> None:
        self.project.note(Event.Kind(f"{self.noun}-{what}"), by=by, about=self, key=self.question_key, stage=self.stage_key)


class Removable(Versioned):
    """A thing that can be taken out of its list. What was said of it is kept, and what cites it goes on citing it."""

    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="%(class)s_removed_by_someone",
                condition=Q(removed_by=None, removed_at=None) | Q(removed_by__isnull=False, removed_at__isnull=False),
            ),
        ]

    @property
    def is_listed(self) -> bool:
        return self.removed_at is None

    def remove(self, *, by: "User") -> None:
        """Take it out of its list."""
        with transaction.atomic():
            at = timezone.now()
            if type(self)._default_manager.filter(pk=self.pk, removed_at=None).update(removed_by=by, removed_at=at):
                self.removed_by, self.removed_at = by, at
                self.log("removed", by=by)


class Version(models.Model):
    """All that was said once of a thing, by whom and when. A noun adds the key of what it is a version of."""

    number = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["number"]
