"""Draw a project's journey along time: six lanes, a bar for each visit, a connector for each move.

As the wheel, in two steps: `plan_path` makes frozen numbers and path strings, `draw_path` one <svg>. All words are given; here are none.

Units: SVG user units. Days: dates. Stages: 1 to 6. Pure, standard library only.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from journey.drawing import (
    HUE,
    INK,
    PAPER,
    RULE,
    SLATE,
    TINT,
    Box,
    Point,
    arrow,
    breadth,
    el,
    faint,
    line,
    marks,
    n,
    pattern,
    rect,
    stroke,
    svg,
    text,
)
from journey.visits import Span, Step, stays


@dataclass(frozen=True, slots=True)
class PathWords:
    """The words in the picture, in the reader's language."""

    names: tuple[str, ...]
    """The six stages'."""
    went_back: str
    """Beside a move back: "went back"."""
    length: Callable[[date, date], str]
    """How long a visit was: "6 months"."""
    month: Callable[[date, bool], str]
    """A month on the scale of time, and whether it is the first there: "Apr 2023"; "Jul". The year alone in January."""
    today: str = ""
    """At the end of time: "today", or the day of a review, on as many lines as it has."""
    paused: str = ""
    """Under a pause: "Paused"."""


LABEL = 19.0
"""The largest size, in units, that a stylesheet may give the small words (a page printed from a browser does): what room is kept for."""
CROWD = 12
"""With more steps than this, moves back are told by their dashes alone."""
SCALES = (1, 3, 6, 12, 24, 60, 120)
"""The months that may lie between two lines on the scale of time."""
DAYS_IN_MONTH = 30.44


@dataclass(frozen=True, slots=True)
class LanePlan:
    stage: int
    box: Box
    name_at: Point


@dataclass(frozen=True, slots=True)
class BarPlan:
    """A visit; or, `beside`, a stage open beside the main one. `text` is "" where there is no room for it."""

    stage: int
    box: Box
    marks: str
    beside: bool
    now: bool
    text: str
    text_at: Point


@dataclass(frozen=True, slots=True)
class LinkPlan:
    """A move. `note` is where "went back" can stand, if there is room for it."""

    d: str
    tip: str
    back: bool
    latest: bool
    stage: int
    note: Point | None


@dataclass(frozen=True, slots=True)
class TickPlan:
    """A line on the scale of time. `text` is "" where it would run into its neighbour."""

    box: Box
    text: str
    text_at: Point
    anchor: str
    year: bool


@dataclass(frozen=True, slots=True)
class PausePlan:
    box: Box
    hatch: str
    text_at: Point | None
    """None where the name of the pause before it is in the way."""


@dataclass(frozen=True, slots=True)
class PathPlan:
    size: tuple[float, float]
    across: bool
    main: int
    title: str
    words: PathWords
    lanes: tuple[LanePlan, ...]
    ticks: tuple[TickPlan, ...]
    today: TickPlan
    pauses: tuple[PausePlan, ...]
    bars: tuple[BarPlan, ...]
    links: tuple[LinkPlan, ...]


def plan_path(
    steps: Sequence[Step],
    today: date,
    *,
    title: str,
    words: PathWords,
    across: bool = True,
    length: float = 1080.0,
    beside: Sequence[Span] = (),
    pauses: Sequence[Span] = (),
) -> PathPlan:
    """Lay the visits on six lanes, `length` units along time, up to `today`. With no steps there are lanes alone.

    `across`: time runs left to right and lanes are rows; otherwise time runs down and lanes are columns. Everything is computed as (t, v): t units
    along time, v units across the lanes. One function, `at`, knows which is x and which is y. Lanes stand in reading order, 1 first: later stages
    are further on, not higher up.
    """
    lane, thick, low = (62.0, 26.0, 12.0) if across else (36.0, 18.0, 9.0)  # low: from the edge of a lane to its bar
    first_t, first_v = (156.0, 34.0) if across else (44.0, 68.0)  # room for the names of the lanes, and for the dates
    last_t, last_v = length - (6 if across else 16), first_v + lane * 6
    began = steps[0].day if steps else today
    days = max(1, (today - began).days)
    starts = moments([first_t + (last_t - first_t) * (step.day - began).days / days for step in steps], last_t)

    def along(day: date) -> float:
        return min(last_t, max(first_t, first_t + (last_t - first_t) * (day - began).days / days))

    def bar_v(stage: int) -> float:
        return first_v + lane * (stage - 1) + low

    def at(t: float, v: float) -> Point:
        return (t, v) if across else (v, t)

    def box(t0: float, t1: float, v0: float, v1: float) -> Box:
        (x0, y0), (x1, y1) = at(t0, v0), at(t1, v1)
        return x0, y0, x1 - x0, y1 - y0

    def lane_plan(stage: int) -> LanePlan:
        edge, middle = first_v + lane * (stage - 1), bar_v(stage) + thick / 2
        return LanePlan(stage, box(first_t, last_t, edge, edge + lane), (0.0, middle + 6) if across else (middle, first_t - 16))

    def bar_plan(stage: int, t0: float, t1: float, said: str, *, now: bool, other: bool = False) -> BarPlan:
        depth = thick / 2 if other else thick
        v = bar_v(stage) + (thick - depth) / 2
        return BarPlan(
            stage,
            box(t0, t1, v, v + depth),
            pattern(stage, t1 - t0, depth, lambda along_bar, across_bar: at(t0 + along_bar, v + across_bar)),
            beside=other,
            now=now,
            text=said if across and t1 - t0 > breadth(said, LABEL) + 8 else "",
            text_at=at((t0 + t1) / 2, bar_v(stage) + thick + 17),
        )

    def link_plan(i: int, here: Step, there: Step) -> LinkPlan:
        back, latest = there.to < here.to, i == len(steps) - 2
        t, size, gap = starts[i + 1], 9.0 if latest else 7.0, 1.0
        leave = bar_v(here.to) + (0 if back else thick)
        arrive = bar_v(there.to) + (thick + gap if back else -gap)
        toward = -1 if back else 1
        turn = {(True, False): 180, (True, True): 0, (False, False): 90, (False, True): 270}[across, back]
        touched = [starts[j + 1] for j, (a, b) in enumerate(pairwise(steps[: i + 1])) if min(a.to, b.to) <= there.to <= max(a.to, b.to)]
        clear = t - max(touched, default=first_t)
        noted = back and across and len(steps) <= CROWD and clear > breadth(words.went_back, LABEL) + 24
        return LinkPlan(
            f"M{n(*at(t, leave))}L{n(*at(t, arrive - toward * size * 1.2))}",
            arrow(at(t, arrive - toward * size * 0.9), turn, size),
            back=back,
            latest=latest,
            stage=there.to,
            note=at(t - 14, bar_v(there.to) + thick / 2 + 5) if noted else None,
        )

    def pause_plans() -> Iterator[PausePlan]:
        room, free_from = breadth(words.paused, LABEL), 0.0
        for pause in pauses:
            t0, t1 = along(pause.start), along(pause.end or today)
            rungs = (first_v + 6 + 12 * k for k in range(int((last_v - first_v) / 12)))
            hatch = "".join(f"M{n(*at(t0, v))}L{n(*at(t1, v))}" for v in rungs)
            middle = min((t0 + t1) / 2, length - room / 2)
            named = middle - room / 2 >= free_from
            free_from = middle + room / 2 if named else free_from
            yield PausePlan(box(t0, t1, first_v, last_v), hatch, at(middle, last_v + 20) if named else None)

    def tick_plan(t: float, said: str, *, year: bool = False, anchor: str = "middle") -> TickPlan:
        at_label = at(t, first_v - 14 if across else first_v - 8)
        return TickPlan(box(t, t, first_v, last_v), said, at_label if across else (at_label[0], at_label[1] + 5), anchor if across else "end", year)

    def scale() -> list[TickPlan]:
        if not steps:
            return []
        first = words.month(began, True)
        low_t = first_t + (breadth(first, LABEL) + 20 if across else 22)  # a label nearer to the first one would run into it
        high_t = last_t - ((breadth(words.today, LABEL) + 26 if across else 22) if words.today else 0)
        months = months_between(began, today, (last_t - first_t) / days * DAYS_IN_MONTH, 56 if across else 26)
        lines = [(along(day), day) for day in months]
        return [tick_plan(first_t, first, year=began.month == 1, anchor="start")] + [
            tick_plan(t, words.month(day, False) if low_t <= t <= high_t else "", year=day.month == 1) for t, day in lines
        ]

    ends = [*starts[1:], last_t]
    bars = [
        bar_plan(stay.stage, t0, t1, words.length(stay.start, stay.end or today), now=stay.end is None)
        for stay, t0, t1 in zip(stays(steps), starts, ends if steps else [], strict=True)
    ]
    bars += [bar_plan(span.stage, along(span.start), along(span.end or today), "", now=span.end is None, other=True) for span in beside]
    return PathPlan(
        size=at(length, last_v + (30 if across and pauses else 8)),
        across=across,
        main=steps[-1].to if steps else 0,
        title=title,
        words=words,
        lanes=tuple(lane_plan(stage) for stage in range(1, 7)),
        ticks=tuple(scale()),
        today=tick_plan(last_t, words.today if steps else "", anchor="end"),
        pauses=tuple(pause_plans()),
        bars=tuple(bars),
        links=tuple(link_plan(i, here, there) for i, (here, there) in enumerate(pairwise(steps))),
    )


def moments(true: Sequence[float], last: float) -> list[float]:
    """Where visits begin along time: where their days are, but never less than a hair's breadth after one another or before the end.

    So visits of no days, and many on one day, can still be seen, in their order. Nothing moves by more than 8 units for each of them.
    """
    if not true:
        return []
    least = min(8.0, (last - true[0]) / len(true))
    found = [true[0]]
    for t in true[1:]:
        found.append(max(t, found[-1] + least))
    return [min(t, last - least * (len(found) - i)) for i, t in enumerate(found)]


def months_between(began: date, today: date, month: float, apart: float) -> list[date]:
    """The first days of months after `began`, up to `today`, as many as stand `apart` units from one another where a month is `month` units long."""
    step = next((step for step in SCALES if step * month >= apart), SCALES[-1])
    counted = range(began.year * 12 + began.month, today.year * 12 + today.month)
    return [date(count // 12, count % 12 + 1, 1) for count in counted if count % step == 0]


def draw_path(p: PathPlan, ident: str = "path") -> str:
    """The path, as one <svg>, drawn from the back: lanes, time, pauses, connectors, visits, words."""
    body = []
    for lane in p.lanes:
        body.append(rect(lane.box, "lane", fill=lane_paint(lane.stage)))
        x, y = lane.name_at
        body.append(text((x, y), str(lane.stage), 19, "lane-number", weight=700, anchor="start" if p.across else "middle"))
        if p.across:
            weight = 700 if lane.stage == p.main else 400
            body.append(text((x + 22, y), p.words.names[lane.stage - 1], 17, "lane-name", weight=weight, anchor="start"))
    for tick in p.ticks:
        body.append(stroke(line(tick.box), "tick", RULE, 2 if tick.year else 1))
    for pause in p.pauses:
        body.append(rect(pause.box, "pause", fill=PAPER, stroke=SLATE, stroke_width=1))
        body.append(stroke(pause.hatch, "pause-hatch", RULE, 2))
        if p.across and pause.text_at:
            body.append(text(pause.text_at, p.words.paused, 14, "tick-text", weight=700))
    body += [ground(bar.text_at, bar.text, lane_paint(bar.stage)) for bar in p.bars if bar.text]
    body += [ground(link.note, p.words.went_back, lane_paint(link.stage), back=True) for link in p.links if link.note]
    for link in p.links:
        paint, width = (INK, 4.0) if link.latest else (SLATE, 2.5)
        cls = "link" + " is-back" * link.back + " is-latest" * link.latest
        body.append(stroke(link.d, cls, paint, width, **({"stroke_dasharray": "6 4" if p.across else "3 2.5"} if link.back else {})))
        body.append(el("path", "link-tip", d=link.tip, fill=paint))
        if link.note:
            body.append(text(link.note, p.words.went_back, 15, "bar-text", anchor="end"))
    for bar in p.bars:
        hue = HUE[bar.stage - 1]
        cls = f"bar stage-{bar.stage}" + " is-beside" * bar.beside + " is-now" * bar.now
        fill, edge, width = (PAPER, hue, 2) if bar.beside else (hue, PAPER, 1)  # an edge of paper keeps two bars that touch apart
        body.append(rect(bar.box, cls, rx=2, fill=fill, stroke=edge, stroke_width=width))
        if bar.marks:
            body.append(marks(bar.marks, "bar-marks" + " is-beside" * bar.beside, hue if bar.beside else PAPER, 4 if bar.stage == 1 else 2))
        if bar.text:
            body.append(text(bar.text_at, bar.text, 14, "bar-text"))
    if p.bars:
        body.append(stroke(line(p.today.box), "today", INK, 1.5))
    small = 15.0 if p.across else 13.0
    for tick in [*p.ticks, p.today]:
        if tick.text:
            weight, lines = 700 if tick.year or tick is p.today else 400, tick.text.split("\n")
            for number, said in enumerate(lines):
                at = (tick.text_at[0], tick.text_at[1] + (number - (len(lines) - 1) / 2) * small * 1.1)
                body.append(text(at, said, small, "tick-text", weight=weight, anchor=tick.anchor))
    return svg(f"path path--{'across' if p.across else 'down'}", *p.size, body, title=p.title, ident=ident)


def lane_paint(stage: int) -> str:
    return faint(TINT[stage - 1]) if stage % 2 else PAPER


def ground(at: Point, words: str, paint: str, *, back: bool = False) -> str:
    """A gap in the lines of the scale, where words stand on them."""
    width = breadth(words, LABEL)
    return rect((at[0] - (width if back else width / 2), at[1] - 13, width, 17), "lane-gap", fill=paint)
