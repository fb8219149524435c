"""A line of the plan: who was involved, a resource, a measure. It belongs to a stage, or to the whole project."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models

from journey.models.versioned import Removable, Version

if TYPE_CHECKING:
    from journey.models.project import Project
    from journey.models.user import User

TITLE_LIMIT, TEXT_LIMIT = 200, 1200
"""Characters in the line's own words, and in a text about it."""


class PlanLine(Removable):
    """Where one line stands now. A noun joins this with an abstract model of its own that holds what is said, as its versions do."""

    SAID: ClassVar[tuple[str, ...]]
    """The fields that hold what is said."""
    SEARCHED: ClassVar[tuple[str, ...]]
    """Those of them that search finds."""

    project = models.ForeignKey("journey.Project", models.CASCADE, related_name="%(class)ss")

    if TYPE_CHECKING:
        stage: models.CharField[str, str]

    class Meta(Removable.Meta):
        abstract = True

    @classmethod
    def add(cls, project: "Project", said: Mapping[str, Any], *, by: "User") -> Self:
        """Put a line into the plan. `said` holds the fields that SAID names; what is left out keeps its default."""
        made = cls(project=project)
        made.begin({name: said.get(name, getattr(made, name)) for name in cls.SAID}, by=by)
        return made

    @property
    def said(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.SAID}

    def search_text(self) -> str:
        return "\n\n".join(part for part in (getattr(self, name) for name in self.SEARCHED) if part) if self.is_listed else ""


class PlanLineVersion(Version):
    """All that was said once of a line, by whom and when. A noun adds `line`, the key of what it is a version of."""

    class Meta(Version.Meta):
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["line", "number"], name="%(class)s_number_once"),
        ]
