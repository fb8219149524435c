"""The drawings of a page, from the facts that stand beside them in words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journey.chart import ChartWords, draw_chart, plan_chart
from journey.dates import day_words, length_words, month_words
from journey.models import Project
from journey.numbers import shown
from journey.overview import Overview
from journey.path import PathWords, draw_path, plan_path
from journey.stage_facts import StageFacts, Standing
from journey.visits import Step
from journey.wheel import StageWords, draw_badge, draw_stamp, draw_wheel, plan_wheel
from stages.schema import Edition, Stage

DOWN_LENGTH = 640.0
"""How long the path is drawn down a narrow screen, in SVG units: its words come out near 13 px. Longer for many moves."""
DOWN_STEP = 24.0
"""What each move then gets at least, on average."""


@dataclass(frozen=True, slots=True)
class Row:
    """A stage in a list, with its mark."""

    stage: Stage
    stamp: SafeString
    facts: StageFacts | None = None


def drawn(svg: str) -> SafeString:
    return mark_safe(svg)  # noqa: S308  # the drawing modules escape every word they are given


def stage_rows(edition: Edition) -> list[Row]:
    return [Row(stage, stamp(stage.number)) for stage in edition.stages]


def stage_list(project: Project, facts: Overview) -> list[Row]:
    return [Row(told.stage, stamp(told.stage.number, told.standing), told) for told in facts.stages]


@cache
def stamp(number: int, standing: Standing = "visited") -> SafeString:
    return drawn(draw_stamp(number, standing))


def badge(facts: Overview) -> SafeString:
    """The wheel at 96 pixels, which says in words which stage is the main one and which are open beside it."""
    main = facts.main
    title = _("Main stage: %(stage)s") % {"stage": main.stage.name} if main else _("No main stage yet")
    if facts.open_words:
        title = f"{title}. {facts.open_words}"
    visited = [told.stage.number for told in facts.stages if told.standing == "visited"]
    return drawn(draw_badge(main.stage.number if main else 0, visited, title, beside=facts.journey.open))


def project_wheel(project: Project, facts: Overview) -> SafeString:
    """The wheel of a project: its six segments are links to its stages."""
    words = tuple(StageWords(told.stage.name, told.standing, told.short_words, project.address("stage", told.stage.key)) for told in facts.stages)
    main = facts.main
    hub = (_("Main stage"), main.stage.name, _("since %(month)s") % {"month": month_words(main.stays[-1].start)}) if main else ()
    title = _("The wheel of %(project)s. %(where)s") % {"project": project.name, "where": facts.main_words}
    return drawn_wheel(words, facts.steps, hub, title, facts.visits_words)


@lru_cache(maxsize=128)
def drawn_wheel(words: tuple[StageWords, ...], steps: tuple[Step, ...], hub: tuple[str, ...], title: str, description: str) -> SafeString:
    """The same from all that it is made of: most changes of a project leave its wheel as it was."""
    return drawn(draw_wheel(plan_wheel(words, steps, hub=hub, title=title, description=description)))


def map_wheel(edition: Edition) -> SafeString:
    """The wheel as a map of the stages alone, each a link to its guide."""
    words = [
        StageWords(
            stage.name,
            "visited",
            (ngettext("%(count)s question", "%(count)s questions", len(stage.questions)) % {"count": len(stage.questions)},),
            reverse("map-stage", args=[stage.key]),
        )
        for stage in edition.stages
    ]
    return drawn(draw_wheel(plan_wheel(words, hub=(_("Six stages,"), _("one map"), _("any order")), title=_("The six stages as a wheel"))))


def example_wheel(edition: Edition) -> SafeString:
    """The wheel of the front page: a journey of four moves, one of them back."""
    steps = [Step(date(2023, 4, 3), 1), Step(date(2023, 10, 2), 2), Step(date(2024, 4, 8), 3), Step(date(2024, 11, 12), 2)]
    steps += [Step(date(2025, 3, 3), 3), Step(date(2025, 11, 3), 4)]
    standing = ("visited", "visited", "visited", "main", "untouched", "untouched")
    said = ((), (_("visited twice"),), (_("visited twice"),), (_("main stage"),), (_("not started"),), (_("not started"),))
    words = [
        StageWords(stage.name, told, said[stage.number - 1], reverse("map-stage", args=[stage.key]))  # type: ignore[arg-type]  # literals, above
        for stage, told in zip(edition.stages, standing, strict=True)
    ]
    hub = (_("An example"), edition.stages[3].name, _("after one move back"))
    return drawn(draw_wheel(plan_wheel(words, steps, hub=hub, title=_("The six stages as a wheel, with an example of a journey"))))


def path_words(names: Sequence[str], today: date) -> PathWords:
    """The words of the path. Its end says "today", or the day on which a sample or a review stands."""
    return PathWords(
        names=tuple(names),
        today=_("today") if today == timezone.localdate() else day_words(today),
        went_back=_("went back"),
        paused=_("Paused"),
        length=visit_length,
        month=lambda day, first: formats.date_format(day, "Y" if day.month == 1 else "M Y" if first else "M"),
    )


def visit_length(start: date, end: date) -> str:
    """What stands under a visit: "7 months"; where it has not lasted a day, since when it does not."""
    return _("started today") if start == end == timezone.localdate() else length_words(start, end)


def time_paths(facts: Overview) -> dict[str, SafeString]:
    """The path along time, across for wide screens and down for narrow ones. Nothing where there are no moves."""
    if not facts.steps:
        return {}
    words = path_words([told.stage.name for told in facts.stages], facts.today)
    title = _("The journey along time. %(path)s %(where)s") % {"path": facts.path_words, "where": facts.main_words}
    more = {"title": title, "words": words, "beside": facts.beside, "pauses": facts.pauses}
    length = max(DOWN_LENGTH, DOWN_STEP * len(facts.steps))
    # Beside the lanes of a narrow screen is no room for a whole day on one line.
    narrow = words if facts.today == timezone.localdate() else replace(words, today=formats.date_format(facts.today, "j M\nY"))
    return {
        "across": drawn(draw_path(plan_path(facts.steps, facts.today, **more), "path-across")),  # type: ignore[arg-type]  # as they are, above
        "down": drawn(
            draw_path(plan_path(facts.steps, facts.today, **more | {"words": narrow}, across=False, length=length), "path-down")  # type: ignore[arg-type]  # the same
        ),
    }


def measure_chart(
    what: str, unit: str, readings: Sequence[tuple[date, Decimal]], *, baseline: Decimal | None, target: Decimal | None, description: str, ident: str
) -> SafeString:
    """The readings of a measure over time, the same on screen and on paper. Nothing where nothing was read."""
    if not readings:
        return drawn("")
    words = ChartWords(
        unit=unit,
        baseline=_("Baseline %(value)s") % {"value": shown(baseline)} if baseline is not None else "",
        target=_("Target %(value)s") % {"value": shown(target)} if target is not None else "",
        day=lambda day: formats.date_format(day, "j M Y"),
        number=shown,
    )
    title = _("Chart: %(what)s. %(words)s") % {"what": what, "words": description}
    return drawn(draw_chart(plan_chart(readings, baseline=baseline, target=target, title=title, words=words), ident))
