"""The conditions that help and hinder, in the review: what the team agrees, and how far people's own readings lie apart."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from journey.review.part import Part

NAMED = 3
"""How many are named each way where there is room for names only."""
Leaning = Literal["strongly-impeding", "impeding", "neutral", "enabling", "strongly-enabling", "not-sure", "not-relevant"]


class ReviewConditionRating(Part):
    """What one person said last for themselves; `who` is their job where the project has one, else their name. The reading is in words."""

    who: str
    reading: str


class ReviewConditionReading(Part):
    """What the team agrees of a condition. `words` say which way it leans and, since it agreed last, whether that is better or worse.

    `influence` is in words, "" where nothing was said; `stage` is the name of the main stage then, "" where there was none.
    """

    key: str
    name: str
    cluster: str
    leaning: Leaning
    reading: str
    words: str
    trend: str
    influence: str
    helps: str
    hinders: str
    note: str
    day: date
    stage: str
    by: str
    apart: tuple[ReviewConditionRating, ...]
    since: str = ""

    @property
    def spread(self) -> str:
        """Practice lead: impeding; Service Director: enabling."""
        return "; ".join(f"{one.who}: {one.reading}" for one in self.apart)


def named(told: Iterable[ReviewConditionReading], *leanings: str) -> tuple[str, ...]:
    """The names of the first few that lean so, in the order of these leanings."""
    told = tuple(told)
    return tuple(one.name for leaning in leanings for one in told if one.leaning == leaning)[:NAMED]
