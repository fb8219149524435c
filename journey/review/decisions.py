"""The decisions of a review's document, with their conditions."""

from datetime import date

from journey.review.evidence import ReviewEvidence
from journey.review.part import Part


class ReviewCondition(Part):
    """A condition of a decision; `state` in words, `note` what was said last of it, on the day `changed`; "" and None where nothing was."""

    text: str
    who: str
    due: date | None
    state: str
    note: str
    changed: date | None
    by: str
    since: str = ""


class ReviewDetail(Part):
    """One of the option's own questions, with what was said."""

    question: str
    text: str


class ReviewDecision(Part):
    """A decision that stands. `corrected_on` and `corrected_because` tell of a correction that this is, None and "" where it is the first record."""

    number: int
    day: date
    stage: int
    option: str
    said: str
    reason: str
    options: str
    dissent: str
    ethical: str
    feasible: str
    details: tuple[ReviewDetail, ...]
    parties: tuple[str, ...]
    conditions: tuple[ReviewCondition, ...]
    look_again: date | None
    corrected_on: date | None
    corrected_because: str
    by: str
    evidence: tuple[ReviewEvidence, ...]
    since: str = ""
