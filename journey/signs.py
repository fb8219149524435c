"""The signs of being ready of a stage, each with how it stands and all that was said of it before."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from journey.models import SignReading
from stages.schema import Sign, Stage

if TYPE_CHECKING:
    from journey.models import Project


@dataclass(frozen=True, slots=True)
class SignRow:
    """`told` is all that was said of the sign, the newest first."""

    sign: Sign
    told: tuple[SignReading, ...]

    @property
    def now(self) -> SignReading | None:
        """What stands; None where nothing was ever said."""
        return self.told[0] if self.told else None

    @property
    def words(self) -> str:
        return self.now.words if self.now else SignReading().words

    @property
    def earlier(self) -> tuple[SignReading, ...]:
        return self.told[1:]


def sign_rows(project: "Project", stage: Stage) -> list[SignRow]:
    """The signs of a stage in the map's order. One query."""
    told = SignReading.objects.of_stage(project, stage)
    return [SignRow(sign, tuple(told[sign.key])) for sign in stage.signs_ready]


def stands(rows: Sequence[SignRow]) -> Mapping[str, int]:
    """How many signs stand at each reading, for saying in words what is missing. It is shown nowhere as a sum."""
    return Counter(row.now.reading for row in rows if row.now)
