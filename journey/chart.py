"""Draw the readings of a measure over time: points joined by a line, the baseline and the target as lines with their names.

As the path, in two steps: `plan_chart` makes frozen numbers and path strings, `draw_chart` one <svg>. All words are given; here are none. Ink on
paper alone: nothing is said by a colour, and nothing is judged.

Units: SVG user units. Days: dates. Pure, standard library only.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from journey.drawing import INK, PAPER, RULE, SLATE, Box, Point, breadth, el, line, n, rect, stroke, svg, text


@dataclass(frozen=True, slots=True)
class ChartWords:
    """The words in the picture, in the reader's language; "" for what it has not."""

    unit: str
    baseline: str
    target: str
    day: Callable[[date], str]
    number: Callable[[Decimal], str]


@dataclass(frozen=True, slots=True)
class LevelPlan:
    """A number that a line across stands for: on the scale, or the baseline or the target. `text` stands at its end."""

    box: Box
    text: str
    text_at: Point


@dataclass(frozen=True, slots=True)
class ChartPlan:
    size: Point
    title: str
    unit: str
    scale: tuple[LevelPlan, ...]
    baseline: LevelPlan | None
    target: LevelPlan | None
    course: str
    """The line through the points, "" where there is but one."""
    points: tuple[Point, ...]
    named: tuple[tuple[Point, str], ...]
    """The first reading and the last, with where their words stand."""
    days: tuple[tuple[Point, str, str], ...]
    """Where the words of the first and the last day stand, the words, and on which side of that place."""


WIDTH, HEIGHT = 340.0, 220.0
TOP, FOOT = 42.0, 30.0
SIZE = 15.0
"""Of all words, in units."""
APART = 17.0
"""What two words above one another need."""
STEPS = (1, 2, 2.5, 5, 10)


def plan_chart(
    readings: Sequence[tuple[date, Decimal]],
    *,
    baseline: Decimal | None,
    target: Decimal | None,
    title: str,
    words: ChartWords,
) -> ChartPlan:
    """Where everything stands. `readings` are in order of their days, at least one."""
    levels = scale([float(value) for _day, value in readings] + [float(value) for value in (baseline, target) if value is not None])
    low, high = levels[0], levels[-1]
    left = max(breadth(words.number(Decimal(str(level))), SIZE) for level in levels) + 10
    named_levels = [(words.baseline, baseline), (words.target, target)]
    right = WIDTH - max([10.0, *(breadth(said, SIZE) + 10 for said, value in named_levels if value is not None)])
    first, last = readings[0][0], readings[-1][0]
    days = (last - first).days

    def across(day: date) -> float:
        return left + 12 + (right - left - 24) * ((day - first).days / days if days else 0.5)

    def up(value: float) -> float:
        return HEIGHT - FOOT - (HEIGHT - FOOT - TOP) * (value - low) / (high - low)

    def level(value: float, said: str, at: Point) -> LevelPlan:
        return LevelPlan((left, up(value), right - left, 0.0), said, at)

    points = tuple((across(day), up(float(value))) for day, value in readings)
    heights = spread([up(float(value)) for _said, value in named_levels if value is not None])
    told: list[LevelPlan | None] = []
    for said, value in named_levels:
        told.append(None if value is None else level(float(value), said, (right + 6, heights.pop(0) + 5)))
    ends = [0, len(points) - 1] if len(points) > 1 else [0]
    if len(ends) > 1 and points[-1][0] - points[0][0] < 60:
        ends = ends[1:]
    ends_of_time = (
        ((points[0][0] - 12, HEIGHT - 8), words.day(first), "start"),
        ((points[-1][0] + 12, HEIGHT - 8), words.day(last), "end"),
    )
    return ChartPlan(
        size=(WIDTH, HEIGHT),
        title=title,
        unit=fitting(words.unit),
        scale=tuple(level(value, words.number(Decimal(str(value))), (left - 6, up(value) + 5)) for value in levels),
        baseline=told[0],
        target=told[1],
        course="M" + "L".join(n(*point) for point in points) if len(points) > 1 else "",
        points=points,
        named=tuple((beside(points, i), words.number(readings[i][1])) for i in ends),
        days=ends_of_time if days else ((((left + right) / 2, HEIGHT - 8), words.day(first), "middle"),),
    )


def beside(points: Sequence[Point], i: int) -> Point:
    """Where the words of the first or the last point stand: above it, or below it where the line comes from above and there is room."""
    x, y = points[i]
    from_above = len(points) > 1 and points[1 if i == 0 else i - 1][1] < y - 2
    return (x, y + 21) if from_above and y + 26 < HEIGHT - FOOT else (x, y - 10)


def fitting(words: str) -> str:
    """The words, cut where they would be broader than the picture. What stands beside it says them whole."""
    most = int(WIDTH / breadth("x", SIZE))
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def scale(values: Sequence[float]) -> list[float]:
    """Three to six round numbers, evenly apart, that hold all the values between them. From nought, unless they lie far above or below it."""
    low, high = min(values), max(values)
    if 0 <= low <= high * 0.6:
        low = 0.0
    if low == high:
        low, high = low - 1, high + 1
    rough = (high - low) / 3
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(step * power for step in STEPS if step * power >= rough * 0.999)
    start, end = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(step * k, 10) for k in range(start, end + 1)]


def spread(heights: Sequence[float]) -> list[float]:
    """The same heights, moved apart where two words would run into one another; in the order they came."""
    if len(heights) < 2 or abs(heights[0] - heights[1]) >= APART:
        return list(heights)
    middle, sign = sum(heights) / 2, 1 if heights[0] > heights[1] else -1
    return [middle + sign * APART / 2, middle - sign * APART / 2]


def draw_chart(p: ChartPlan, ident: str) -> str:
    """The chart, as one <svg>, drawn from the back: scale, baseline and target, readings, words."""
    body = [stroke(line(told.box), "chart-rule", RULE, 1) for told in p.scale]
    if p.baseline:
        body.append(stroke(line(p.baseline.box), "chart-baseline", SLATE, 2, stroke_dasharray="2 4"))
    if p.target:
        body.append(stroke(line(p.target.box), "chart-target", INK, 2, stroke_dasharray="11 5"))
    for at, words in p.named:
        width = breadth(words, SIZE) + 4
        body.append(rect((at[0] - width / 2, at[1] - 12, width, 15), "chart-gap", fill=PAPER))
    if p.course:
        body.append(stroke(p.course, "chart-course", INK, 2.5, stroke_linejoin="round"))
    body += [el("circle", "chart-point", cx=x, cy=y, r=4.5, fill=PAPER, stroke=INK, stroke_width=2.5) for x, y in p.points]
    body += [text(at, words, SIZE, "chart-text", weight=700) for at, words in p.named]
    body += [text(told.text_at, told.text, SIZE, "chart-text", anchor="end") for told in p.scale]
    body += [text(told.text_at, told.text, SIZE, "chart-text", weight=700, anchor="start") for told in (p.baseline, p.target) if told]
    body += [text(at, words, SIZE, "chart-text", anchor=anchor) for at, words, anchor in p.days]
    if p.unit:
        body.append(text((0, 15), p.unit, SIZE, "chart-text", anchor="start"))
    return svg("chart", *p.size, body, title=p.title, ident=ident)
