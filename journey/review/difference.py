"""One difference between two documents, as data: what is new, changed or gone."""

from typing import Literal

from pydantic import JsonValue

from journey.review.nouns import quiet_in
from journey.review.part import Part


class Altered(Part):
    """A field that reads otherwise, its values as in the document's JSON."""

    field: str
    before: JsonValue
    after: JsonValue


class Difference(Part):
    """One part that is new, changed or gone. `part` is the part as it stands after, or as it stood where it is gone."""

    noun: str
    kind: Literal["new", "changed", "gone"]
    stage: int
    """Number of the stage it belongs to, 0 for none."""
    within: str
    """What it is part of, in words, "" for the project as a whole."""
    part: dict[str, JsonValue]
    altered: tuple[Altered, ...] = ()

    @property
    def loud(self) -> tuple[Altered, ...]:
        """What of it a reader is told."""
        quiet = quiet_in(self.noun)
        return tuple(
            one for one in self.altered if one.field not in quiet and not (one.field == "evidence" and cites(one.before) == cites(one.after))
        )


def cites(evidence: JsonValue) -> list[JsonValue]:
    """What is cited, by title."""
    return [row["title"] for row in evidence if isinstance(row, dict)] if isinstance(evidence, list) else []
