"""Who was involved, measures, and people, money and time, in a review's document.

Numbers are decimals without noughts at their ends; in words they stand as a reader of the review sees them.
"""

from datetime import date
from decimal import Decimal
from typing import Literal

from journey.review.part import Part


class ReviewInvolvement(Part):
    """`stage` is its name; `about` says whose voice it was, how many and when. "" and None where it was not said."""

    stage: str
    group: str
    about: str
    part: str
    how_many: int | None
    day: date | None
    until: date | None
    asked: str
    changed: str
    told: str
    by: str
    since: str = ""


class ReviewReading(Part):
    """`instead` says of one that does not stand who corrected it, when and why, "" of one that stands."""

    day: date
    value: Decimal
    note: str
    by: str
    instead: str


class ReviewMeasure(Part):
    """`stage` is its name, or the words for the whole project; `words` tell what the chart shows. Readings are in order of their days."""

    stage: str
    what: str
    unit: str
    hoped: str
    baseline: Decimal | None
    target: Decimal | None
    source: str
    limits: str
    strength: str
    words: str
    readings: tuple[ReviewReading, ...]
    since: str = ""

    @property
    def standing(self) -> list[tuple[date, Decimal]]:
        return [(reading.day, reading.value) for reading in self.readings if not reading.instead]


class ReviewResource(Part):
    """`budget` and `spent` are in pounds, people or days, by `kind`; the last three say them, and how they differ, in words."""

    stage: str
    what: str
    kind: Literal["people", "money", "time"]
    kind_words: str
    budget: Decimal | None
    spent: Decimal | None
    note: str
    budget_words: str
    spent_words: str
    difference: str
    since: str = ""
