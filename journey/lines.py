"""Lines of the plan as pages tell them: under their stages, with what may identify someone in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from journey.models import PlanLine, Project
from journey.questions import warning_words

if TYPE_CHECKING:
    from journey.forms.line import LineForm
    from stages.schema import Stage


@dataclass(frozen=True, slots=True)
class LineFacts[L: PlanLine]:
    """One line; `stage` None where it belongs to the whole project."""

    item: L
    stage: "Stage | None"

    @property
    def stage_words(self) -> str:
        return self.stage.name if self.stage else _("The whole project")

    @property
    def warning_words(self) -> str:
        """What in it may identify a child or family, "" where nothing does."""
        return warning_words(*(getattr(self.item, name) for name in self.item.SEARCHED))


@dataclass(frozen=True, slots=True)
class StageLines[F]:
    """The lines of one stage, or, without one, of the whole project."""

    stage: "Stage | None"
    lines: tuple[F, ...]

    @property
    def name(self) -> str:
        return self.stage.name if self.stage else _("The whole project")


@dataclass(frozen=True, slots=True)
class Section[F]:
    """One noun's part of the plan. `form` takes a new line, None for who may not; `removed` are lines that were taken out."""

    groups: tuple[StageLines[F], ...]
    removed: tuple[PlanLine, ...]
    form: "LineForm | None"

    @property
    def lines(self) -> list[F]:
        return [told for group in self.groups for told in group.lines]


def stage_at(project: Project, key: str) -> "Stage | None":
    return project.map.stage(key) if key else None


def by_stage[F: LineFacts[PlanLine]](project: Project, lines: Sequence[F]) -> "tuple[StageLines[F], ...]":
    """The whole project first, then the stages in the map's order; none without lines."""
    groups = [StageLines(stage, tuple(told for told in lines if told.stage == stage)) for stage in (None, *project.map.stages)]
    return tuple(group for group in groups if group.lines)


def taken_out(lines: Iterable[PlanLine]) -> tuple[PlanLine, ...]:
    return tuple(line for line in lines if not line.is_listed)
