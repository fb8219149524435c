"""The drawings of a review, from its document alone."""

from dataclasses import replace

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from journey.conditions import ORDER, draw_on_paper
from journey.dates import day_words
from journey.leanings import LeaningWords
from journey.path import draw_path, plan_path
from journey.pictures import drawn, measure_chart, path_words
from journey.review.document import ReviewDocument
from journey.review.measures import ReviewMeasure
from journey.visits import Span, Step, pauses
from journey.wheel import StageWords, draw_wheel, plan_wheel

PAPER_LENGTH = 780.0
"""How long the path is drawn across a sheet, in SVG units: its words come out near 9 pt."""


def review_wheel(review: ReviewDocument, name: str = "review-wheel") -> SafeString:
    """The wheel as a figure of the review, its ids beginning with `name`. Its title says in one sentence what it shows."""
    words = [StageWords(stage.name, stage.standing, stage.in_wheel) for stage in review.stages]
    steps = [Step(move.day, move.stage) for move in review.steps]
    said = "; ".join(f"{stage.number} {stage.name}: {', '.join(stage.in_wheel)}" for stage in review.stages)
    title = _("Wheel of the six stages. %(where)s %(stages)s.") % {"where": review.where, "stages": said}
    return drawn(draw_wheel(plan_wheel(words, steps, title=title, detail="numbers"), name))


def review_path(review: ReviewDocument) -> SafeString:
    """The path along time as a figure of the review, "" where there are no moves."""
    if not review.steps:
        return drawn("")
    steps = [Step(move.day, move.stage) for move in review.steps]
    words = path_words([stage.name for stage in review.stages], review.as_of)
    if review.is_frozen:
        words = replace(words, today=day_words(review.as_of))  # on the day itself, too: what is frozen reads the same on every day
    title = _("The journey along time. %(path)s The dated list below says the same.") % {"path": review.path}
    beside = [Span(span.start, span.end, span.stage) for span in review.beside]
    paused = pauses([(standing.day, standing.paused) for standing in review.standings])
    plan = plan_path(steps, review.as_of, title=title, words=words, length=PAPER_LENGTH, beside=beside, pauses=paused)
    return drawn(draw_path(plan, "review-path"))


def review_leanings(review: ReviewDocument) -> SafeString:
    """What helps and what gets in the way, what impedes most first; "" where nothing leans."""
    told = [one for leaning in ORDER for one in review.conditions if one.leaning == leaning]
    rows = [LeaningWords(one.name, one.leaning, one.reading, one.trend.lower()) for one in told]  # type: ignore[arg-type]  # one of ORDER, whose sides these are
    return draw_on_paper(rows)


def review_measures(review: ReviewDocument) -> list[tuple[ReviewMeasure, SafeString]]:
    """Each measure with its chart, "" where nothing was read."""
    return [(measure, review_chart(measure, f"review-chart-{number}")) for number, measure in enumerate(review.measures, start=1)]


def review_chart(measure: ReviewMeasure, ident: str) -> SafeString:
    return measure_chart(
        measure.what, measure.unit, measure.standing, baseline=measure.baseline, target=measure.target, description=measure.words, ident=ident
    )
