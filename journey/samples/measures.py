"""Who was involved, people, money and time, and measures in a sample's file, and how they come into the database."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, StringConstraints

from journey.models import Involvement, Measure, PlanLine, Project, Resource, User
from journey.samples.part import Part
from stages.editions import EditionError, get_edition

if TYPE_CHECKING:
    from collections.abc import Callable

    from journey.samples.sample import Sample

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1200)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Amount = Annotated[Decimal, Field(ge=0, lt=10**9, decimal_places=2)]
Value = Annotated[Decimal, Field(gt=-(10**9), lt=10**9, decimal_places=4)]


class SampleLine(Part):
    """A line of the plan, written down on the day `written` by the person `by`. `stage` is a key of the map, "" for the whole project."""

    stage: str = ""
    written: date
    by: str


class SampleInvolvement(SampleLine):
    group: Title
    part: Literal["children", "families", "experience", "practitioners", "others"]
    how_many: Annotated[int, Field(ge=1, lt=100_000)] | None = None
    day: date | None = None
    until: date | None = None
    asked: Text = ""
    changed: Text = ""
    told: Text = ""


class SampleResource(SampleLine):
    what: Title
    kind: Literal["people", "money", "time"]
    budget: Amount | None = None
    spent: Amount | None = None
    note: Text = ""


class SampleReading(Part):
    """What was read on a day by the person `by`. With `instead` and `because` it was first recorded as `instead`, by mistake."""

    day: date
    value: Value
    by: str
    note: Note = ""
    instead: Value | None = None
    because: Note = ""


class SampleMeasure(SampleLine):
    what: Title
    unit: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] = ""
    direction: Literal["", "more", "less", "same"] = ""
    baseline: Value | None = None
    target: Value | None = None
    source: Text = ""
    limits: Text = ""
    strength: Literal["", "untested", "early", "several", "checked"] = ""
    readings: tuple[SampleReading, ...] = ()


def wrong_in_measures(sample: "Sample") -> Iterator[str]:
    """What does not agree with the map, the people or the days of the sample."""
    try:
        stages = {stage.key for stage in get_edition(sample.edition).stages}
    except EditionError:
        return  # told of already, with the moves
    people = {person.key for person in sample.people}

    def signed(here: str, by: str, day: date) -> Iterator[str]:
        if by not in people:
            yield f"{here}.by: nobody in people has the key {by!r}"
        if day > sample.told_on:
            yield f"{here}: {day} is after told_on, {sample.told_on}"

    for name in ("involvements", "resources", "measures"):
        lines: tuple[SampleLine, ...] = getattr(sample, name)
        for position, line in enumerate(lines, start=1):
            here = f"{name}.{position}"
            yield from signed(here, line.by, line.written)
            if line.stage not in stages | ({""} if name != "involvements" else set()):
                yield f"{here}.stage: edition {sample.edition} has no stage {line.stage!r}"
    for position, told in enumerate(sample.involvements, start=1):
        if told.until and (not told.day or told.until < told.day):
            yield f"involvements.{position}.until: {told.until} is before the day on which it began"
    for position, measure in enumerate(sample.measures, start=1):
        for number, reading in enumerate(measure.readings, start=1):
            here = f"measures.{position}.readings.{number}"
            yield from signed(here, reading.by, reading.day)
            if (reading.instead is None) != (reading.because == ""):
                yield f"{here}.because: a correction has both, what was first recorded and why that was wrong"


def load_measures(project: Project, sample: "Sample", people: Mapping[str, User], at: "Callable[[date], datetime]") -> None:
    """Save them as they were written down; `at` says when on a day that was."""

    def save(model: type[PlanLine], told: SampleLine, place: int) -> Any:
        by, when = people[told.by], at(told.written) + timedelta(seconds=place)  # those of one day in the order of the file
        said = told.model_dump(include=set(model.SAID))
        made = model(project=project, version=1, made_by=by, made_at=when, changed_by=by, changed_at=when, **said)
        made.save(force_insert=True)
        made.versions.create(number=1, by=by, at=when, **said)
        return made

    for place, involvement in enumerate(sample.involvements):
        save(Involvement, involvement, place)
    for place, resource in enumerate(sample.resources):
        save(Resource, resource, place)
    for place, measure in enumerate(sample.measures):
        made: Measure = save(Measure, measure, place)
        number = 0
        for reading in measure.readings:
            first, by, when = None, people[reading.by], at(reading.day)
            if reading.instead is not None:
                number += 1
                first = made.readings.create(number=number, day=reading.day, value=reading.instead, by=by, at=when)
            number += 1
            told = {"value": reading.value, "note": reading.note, "because": reading.because, "corrects": first}
            made.readings.create(number=number, day=reading.day, by=by, at=when, **told)
