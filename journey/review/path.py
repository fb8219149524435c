"""The path of a review's document: the moves as they were recorded, and when other stages were open beside the main one."""

from datetime import date
from typing import Literal

from journey.review.evidence import ReviewEvidence
from journey.review.part import Part


class ReviewCorrection(Part):
    """That a line of the path was recorded by mistake. `words` say when and by whom; `instead` is the line that stands in its place, "" for none."""

    words: str
    why: str
    instead: str


class ReviewMove(Part):
    """A line of the path. `stage` is the number of the stage moved to, opened or closed, 1 to 6.

    `because` is the kind of reason in words, "" where none was given. With `corrections` it was recorded by mistake and does not count.
    """

    kind: Literal["placed", "moved", "opened", "closed"]
    day: date
    stage: int
    title: str
    back: bool
    because: str
    reason: str
    carries_over: str
    by: str
    length: str
    evidence: tuple[ReviewEvidence, ...]
    corrections: tuple[ReviewCorrection, ...]
    since: str = ""

    @property
    def is_step(self) -> bool:
        """Whether it made a stage the main one, and stands."""
        return self.kind in ("placed", "moved") and not self.corrections


class ReviewSpan(Part):
    """When a stage was open beside the main one. `end` None: it is still."""

    stage: int
    start: date
    end: date | None
