"""What a sample says of the conditions that help and hinder."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import StringConstraints

from journey.samples.part import Part
from stages.editions import EditionError, get_edition

if TYPE_CHECKING:
    from journey.samples.sample import Sample

Leaning = Literal["strongly-impeding", "impeding", "neutral", "enabling", "strongly-enabling", "not-sure", "not-relevant"]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]


class SampleRating(Part):
    """What the person `by` said for themselves on a day."""

    by: str
    day: date
    leaning: Leaning
    influence: Literal["", "directly", "partly", "not"] = ""
    helps: Short = ""
    hinders: Short = ""


class SampleView(SampleRating):
    """What the team agreed on a day, written down by the person `by`."""

    trend: Literal["", "better", "same", "worse"] = ""
    note: Short = ""


class SampleConditionReading(Part):
    """One condition, by its key in the map, with all that was said of it, the oldest first."""

    key: str
    ratings: tuple[SampleRating, ...] = ()
    views: tuple[SampleView, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything in it that people read."""
        return tuple(text for said in (*self.ratings, *self.views) for text in (said.helps, said.hinders)) + tuple(view.note for view in self.views)


def wrong_in_conditions(sample: "Sample") -> Iterator[str]:
    """What does not agree with the rest of the sample and with the map, a line each."""
    try:
        known = {condition.key for condition in get_edition(sample.edition).conditions}
    except EditionError:
        return  # told of already, with the moves
    people = {person.key for person in sample.people}
    seen: set[str] = set()
    for position, told in enumerate(sample.conditions, start=1):
        here = f"conditions.{position}"
        if told.key not in known:
            yield f"{here}.key: edition {sample.edition} has no condition {told.key!r}"
        if told.key in seen:
            yield f"{here}.key: {told.key!r} is there already"
        seen.add(told.key)
        if told.views and told.views[0].trend:
            yield f"{here}.views.1.trend: there is nothing before it"
        for name, rows in (("ratings", told.ratings), ("views", told.views)):
            for number, row in enumerate(rows, start=1):
                if row.by not in people:
                    yield f"{here}.{name}.{number}.by: nobody in people has the key {row.by!r}"
                if not sample.moves[0].day <= row.day <= sample.told_on:
                    yield f"{here}.{name}.{number}.day: {row.day} is not between the first move and told_on, {sample.told_on}"
            for number, (before, after) in enumerate(pairwise(rows), start=2):
                if after.day < before.day:
                    yield f"{here}.{name}.{number}.day: {after.day} is before {before.day}"
