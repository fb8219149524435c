"""Who was involved, measures, and people, money and time, put from a project into a review's document."""

from collections.abc import Sequence

from journey.involvement import involvement_facts
from journey.measures import MeasureFacts, ReadingFacts, measure_facts
from journey.models import Involvement, Project, Resource
from journey.numbers import plain
from journey.resources import ResourceFacts
from journey.review.measures import ReviewInvolvement, ReviewMeasure, ReviewReading, ReviewResource


def compose_involvements(project: Project) -> tuple[ReviewInvolvement, ...]:
    """In the order of the stages."""
    order = [stage.key for stage in project.map.stages]
    told = sorted(involvement_facts(project), key=lambda one: order.index(one.item.stage))
    return tuple(compose_involvement(one.item, one.stage_words) for one in told)


def compose_involvement(item: Involvement, stage: str) -> ReviewInvolvement:
    return ReviewInvolvement(
        stage=stage,
        group=item.group,
        about=item.about,
        part=str(item.get_part_display()),
        how_many=item.how_many,
        day=item.day,
        until=item.until,
        asked=item.asked,
        changed=item.changed,
        told=item.told,
        by=str(item.changed_by),
    )


def compose_measures(project: Project) -> tuple[ReviewMeasure, ...]:
    return tuple(compose_measure(told) for told in measure_facts(project))


def compose_measure(told: MeasureFacts) -> ReviewMeasure:
    item = told.item
    return ReviewMeasure(
        stage=told.stage_words,
        what=item.what,
        unit=item.unit,
        hoped=told.hoped,
        baseline=None if item.baseline is None else plain(item.baseline),
        target=None if item.target is None else plain(item.target),
        source=item.source,
        limits=item.limits,
        strength=str(item.get_strength_display()) if item.strength else "",
        words=told.words,
        readings=tuple(compose_readings(told.readings)),
    )


def compose_readings(readings: Sequence[ReadingFacts]) -> list[ReviewReading]:
    return [
        ReviewReading(
            day=told.reading.day, value=plain(told.reading.value), note=told.reading.note, by=str(told.reading.by), instead=told.correction_words
        )
        for told in readings
        if told.reading.value is not None
    ]


def compose_resources(project: Project, facts: Sequence[ResourceFacts]) -> tuple[ReviewResource, ...]:
    """The whole project first, then in the order of the stages."""
    order = ["", *(stage.key for stage in project.map.stages)]
    told = sorted(facts, key=lambda one: order.index(one.item.stage))
    return tuple(compose_resource(one.item, one.stage_words) for one in told)


def compose_resource(item: Resource, stage: str) -> ReviewResource:
    return ReviewResource(
        stage=stage,
        what=item.what,
        kind=item.kind,
        kind_words=str(item.get_kind_display()),
        budget=None if item.budget is None else plain(item.budget),
        spent=None if item.spent is None else plain(item.spent),
        note=item.note,
        budget_words=item.budget_words,
        spent_words=item.spent_words,
        difference=item.difference_words,
    )
