"""Draw a project's journey along time: six lanes, a bar for each visit, a connector for each move.

As journey/wheel.py, in two steps: `plan_path` makes frozen numbers and path strings, `draw_path` one <svg>. Words and names are given; here are none.
Units: SVG user units. Days: dates. Stages: 1 to 6. Pure, standard library only.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from journey.drawing import HUE, INK, PAPER, RULE, SLATE, TINT, Box, Point, arrow, el, line, marks, n, pattern, rect, stroke, svg, text
from journey.visits import Stay, Step, stays


@dataclass(frozen=True, slots=True)
class PathWords:
    """The words in the picture: the stages' names, "went back", a length ("6 months"), and a month's name ("Apr", or "Apr 2023" for the first)."""

    names: tuple[str, ...]
    went_back: str
    length: Callable[[date, date], str]
    month: Callable[[date, bool], str]


@dataclass(frozen=True, slots=True)
class LanePlan:
    stage: int
    box: Box
    name_at: Point


@dataclass(frozen=True, slots=True)
class BarPlan:
    stage: int
    box: Box
    marks: str
    now: bool
    text: str
    text_at: Point


@dataclass(frozen=True, slots=True)
class LinkPlan:
    d: str
    tip: str
    back: bool
    latest: bool
    note: Point | None  # where "went back" can stand, if there is room for it


@dataclass(frozen=True, slots=True)
class TickPlan:
    box: Box
    text: str
    text_at: Point


@dataclass(frozen=True, slots=True)
class PathPlan:
    size: tuple[float, float]
    across: bool
    main: int
    title: str
    words: PathWords
    lanes: tuple[LanePlan, ...]
    ticks: tuple[TickPlan, ...]
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
) -> PathPlan:
    """Lay visits on six lanes. `across`: time runs left to right and lanes are rows; otherwise time runs down and lanes are columns.

    Everything is computed as (t, v): t units along time, v units across the lanes. One function, `at`, knows which is x and which is y.
    Lanes stand in reading order, 1 first: later stages are further on, not higher up.
    """
    lane, thick = (58.0, 26.0) if across else (37.0, 18.0)
    first_t, first_v = (156.0, 34.0) if across else (40.0, 62.0)  # room for the names of the lanes, and for the dates
    room = length - first_t - (18 if across else 22)
    last_v = first_v + lane * 6
    began = steps[0].day
    days = max(1, (today - began).days)

    def along(day: date) -> float:
        return first_t + room * (day - began).days / days

    def middle(stage: int) -> float:
        return first_v + lane * (stage - 0.5)

    def at(t: float, v: float) -> Point:
        return (t, v) if across else (v, t)

    def box(t0: float, t1: float, v0: float, v1: float) -> Box:
        (x0, y0), (x1, y1) = at(t0, v0), at(t1, v1)
        return x0, y0, x1 - x0, y1 - y0

    def lane_plan(stage: int) -> LanePlan:
        edge = first_v + lane * (stage - 1)
        return LanePlan(stage, box(first_t, first_t + room, edge, edge + lane), (0.0, middle(stage)) if across else (middle(stage), first_t - 14))

    def bar_plan(stay: Stay) -> BarPlan:
        end = stay.end or today
        t, span = along(stay.start), max(4.0, along(end) - along(stay.start))
        v = middle(stay.stage) - thick / 2
        return BarPlan(
            stay.stage,
            box(t, t + span, v, v + thick),
            pattern(stay.stage, span, thick, lambda along_bar, across_bar: at(t + along_bar, v + across_bar)) if span > thick else "",
            now=stay.end is None,
            text=words.length(stay.start, end) if across and span > 84 else "",
            text_at=at(t + span / 2, middle(stay.stage) + thick / 2 + 13),
        )

    def link_plan(i: int, here: Step, there: Step) -> LinkPlan:
        onward = 1 if there.to > here.to else -1
        t, size = along(there.day), 7.0
        leave, arrive = middle(here.to) + onward * thick / 2, middle(there.to) - onward * (thick / 2 + 1)
        turn = {(True, 1): 180, (True, -1): 0, (False, 1): 90, (False, -1): 270}[across, onward]
        earlier = [along(visit.end) for visit in stays(steps[: i + 1]) if visit.stage == there.to and visit.end]
        clear = t - max(earlier, default=first_t)
        return LinkPlan(
            f"M{n(*at(t, leave))}L{n(*at(t, arrive - onward * size * 1.2))}",
            arrow(at(t, arrive - onward * size * 0.9), turn, size),
            back=onward < 0,
            latest=i == len(steps) - 2,
            note=at(t - 12, middle(there.to) + 5) if onward < 0 and across and clear > 110 and len(steps) <= 12 else None,
        )

    quarters = [day for year in range(began.year, today.year + 1) for day in (date(year, m, 1) for m in (1, 4, 7, 10)) if began <= day <= today]
    shown = quarters if len(quarters) <= 14 else [day for day in quarters if day.month == 1]
    return PathPlan(
        size=at(length, last_v + (40 if across else 4)),
        across=across,
        main=steps[-1].to,
        title=title,
        words=words,
        lanes=tuple(lane_plan(stage) for stage in range(1, 7)),
        ticks=tuple(
            TickPlan(
                box(along(d), along(d), first_v, last_v),
                words.month(d, i == 0 and across),
                at(along(d), first_v - 14 if across else first_v - 8),
            )
            for i, d in enumerate(shown)
        ),
        bars=tuple(bar_plan(stay) for stay in stays(steps)),
        links=tuple(link_plan(i, here, there) for i, (here, there) in enumerate(pairwise(steps))),
    )


def draw_path(p: PathPlan, ident: str = "path") -> str:
    """The swim lanes, drawn from the back: lanes, time, connectors, visits."""
    small = 15.0 if p.across else 13.0
    body = []
    for lane in p.lanes:
        shade = TINT[lane.stage - 1] if lane.stage % 2 else PAPER
        body.append(rect(lane.box, "lane", fill=shade, fill_opacity="0.55"))
        x, y = lane.name_at
        if p.across:
            body.append(text((x, y + 6), str(lane.stage), 19, "lane-number", weight=700, anchor="start"))
            weight = 700 if lane.stage == p.main else 400
            body.append(text((x + 22, y + 6), p.words.names[lane.stage - 1], 17, "lane-name", weight=weight, anchor="start"))
        else:
            body.append(text((x, y), str(lane.stage), 19, "lane-number", weight=700))
    for tick in p.ticks:
        year = tick.text.isdigit()
        body.append(stroke(line(tick.box), "tick", RULE, 2 if year else 1))
        at = tick.text_at if p.across else (tick.text_at[0], tick.text_at[1] + 5)
        body.append(text(at, tick.text, small, "tick-text", weight=700 if year else 400, anchor="middle" if p.across else "end"))
    for link in p.links:
        paint, width = (INK, 4.0) if link.latest else (SLATE, 2.5)
        cls = "link" + " is-back" * link.back + " is-latest" * link.latest
        body.append(stroke(link.d, cls, paint, width, **({"stroke_dasharray": "6 4"} if link.back else {})))
        body.append(el("path", "link-tip", d=link.tip, fill=paint))
        if link.note:
            body.append(text(link.note, p.words.went_back, 15, "bar-text", anchor="end"))
    for bar in p.bars:
        hue = HUE[bar.stage - 1]
        body.append(rect(bar.box, f"bar stage-{bar.stage}" + " is-now" * bar.now, rx=2, fill=hue, stroke=hue, stroke_width=2))
        if bar.marks:
            body.append(marks(bar.marks, "bar-marks", PAPER, 4 if bar.stage == 1 else 2))
        if bar.text:
            body.append(text(bar.text_at, bar.text, 14, "bar-text"))
    return svg(f"path path--{'across' if p.across else 'down'}", *p.size, body, title=p.title, ident=f"{ident}-title")
