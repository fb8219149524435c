"""Draw a project's journey as a wheel, its badge and a stage's stamp.

Two steps, so that the first can be tested by numbers:

    plan_wheel(...)  ->  WheelPlan    frozen numbers and path strings, nothing about colour
    draw_wheel(plan) ->  str          one <svg>, with classes for CSS and plain attributes for where there is no CSS

How it is read: the six stages stand in a ring, clockwise, with an opening at the top because stage 6 does not lead to stage 1. Inside the ring runs
one line, the journey, from the hub outwards. Clockwise is onwards; where the team went back, the line makes a hairpin and runs anticlockwise on
the next track out. Each dot is a visit. The line ends by touching the main stage.

Units: SVG user units, a wheel is 720 by 720. Angles: degrees, clockwise from twelve o'clock. Stages: 1 to 6. Pure, standard library only.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape as esc
from itertools import pairwise
from typing import Literal

from journey.drawing import HUE, INK, PAPER, RULE, SLATE, TINT, Place, Point, Standing, arrow, el, marks, n, pattern, rect, stroke, svg, text
from journey.visits import Step

Detail = Literal["full", "numbers"]
"""full: links and words; numbers: a figure for print, told by its title."""


@dataclass(frozen=True, slots=True)
class StageWords:
    """What a segment says, and where it leads ("": nowhere). `words` are at most two lines of 17 characters; the link's name joins them all."""

    name: str
    standing: Standing
    words: tuple[str, ...]
    href: str = ""


SIZE, CENTRE = 720, 360.0
OPENING = 12.0  # degrees left open at twelve o'clock
ARC = (360 - OPENING) / 6
ROAD_IN, ROAD_OUT = 104.0, 184.0  # the innermost and the outermost track the journey may use
RING_IN, RING_OUT, RIM = 200.0, 355.0, 13.5
WIDEST_TRACK = 27.0  # tracks stand this far apart while there is room, and draw together when there is not
CROWDED = 9.0  # closer than this, most dots are beads, and no leg is dashed or has an arrowhead


def polar(radius: float, turn: float, centre: float = CENTRE) -> Point:
    """The point `radius` from the centre, `turn` degrees clockwise from twelve o'clock."""
    a = math.radians(turn)
    return centre + radius * math.sin(a), centre - radius * math.cos(a)


def bearing(stage: int) -> float:
    """The middle of a stage's segment, in degrees: 35, 93, 151, 209, 267, 325."""
    return OPENING / 2 + ARC * (stage - 0.5)


def settle(middle: Point, stage: int, lines: int) -> Point:
    """Move a block of words to where its segment is widest: beside the hub a little in, below it up, above it up and outwards as lines are added."""
    x, y = middle
    if stage in (3, 4):
        return x, y - (4 if lines else 0)
    if stage in (1, 6):
        return x + (4 if stage == 1 else -4) * lines, y - 5 * lines
    return x + (-3 if stage == 2 else 3), y


def segment(inner: float, outer: float, start: float, end: float, centre: float = CENTRE) -> str:
    """A piece of a ring between two radii and two angles, as a closed path."""
    return (
        f"M{n(*polar(outer, start, centre))}{arc_to(outer, polar(outer, end, centre), clockwise=True)}"
        f"L{n(*polar(inner, end, centre))}{arc_to(inner, polar(inner, start, centre), clockwise=False)}Z"
    )


def arc_to(radius: float, end: Point, *, clockwise: bool, large: bool = False) -> str:
    return f"A{n(radius)} {n(radius)} 0 {int(large)} {int(clockwise)} {n(*end)}"


def tracks(steps: Sequence[Step]) -> list[int]:
    """The track each leg runs on. Leg i joins visit i to visit i + 1; a change of direction steps one track out."""
    found: list[int] = []
    heading = 0
    for here, there in pairwise(steps):
        turn = 1 if there.to > here.to else -1
        step = int(bool(found) and turn != heading)
        found.append((found[-1] if found else 0) + step)
        heading = turn
    return found


@dataclass(frozen=True, slots=True)
class Leg:
    """One move on the wheel, from dot to dot. `tip` is a small arrowhead half-way along, or empty where tracks are too close for one."""

    d: str
    tip: str
    back: bool
    latest: bool


@dataclass(frozen=True, slots=True)
class Dot:
    """One visit on the wheel."""

    at: Point
    stage: int
    first: bool
    latest: bool
    bead: bool  # where the tracks are crowded, all but the start and the last three are beads on the line


@dataclass(frozen=True, slots=True)
class Road:
    legs: tuple[Leg, ...]
    dots: tuple[Dot, ...]
    landing: str  # from the last dot out to the ring: "you are here"
    gauge: float  # distance between tracks; line widths follow from it


def road(steps: Sequence[Step]) -> Road:
    """Lay the journey, of one step or more, between hub and ring as one line that folds back on itself.

    k tracks are `gauge` apart, centred between ROAD_IN and ROAD_OUT. A hairpin is a half circle of radius h = gauge / 2 whose apex stands on
    the stage's own bearing. If r is the radius half-way between the two tracks, the half circle begins and ends `lean` = atan(h / r) short of
    the bearing, and its apex is r / cos(lean) from the centre.
    """
    lanes = tracks(steps)
    count = (lanes[-1] if lanes else 0) + 1
    gauge = min(WIDEST_TRACK, (ROAD_OUT - ROAD_IN) / max(1, count - 1))
    innermost = (ROAD_IN + ROAD_OUT - gauge * (count - 1)) / 2

    def radius(track: int) -> float:
        return innermost + gauge * track

    def hairpin(i: int) -> tuple[float, Point] | None:
        """Where visit i turns back: how far the half circle leans, and its apex."""
        if not 0 < i < len(steps) - 1 or lanes[i - 1] == lanes[i]:
            return None
        middle, half = radius(lanes[i - 1]) + gauge / 2, gauge / 2
        lean = math.atan(half / middle)
        return math.degrees(lean), polar(middle / math.cos(lean), bearing(steps[i].to))

    legs: list[Leg] = []
    for i, track in enumerate(lanes):
        a, b, r = steps[i].to, steps[i + 1].to, radius(track)
        onward = b > a
        sign = 1 if onward else -1
        start, end = bearing(a), bearing(b)
        d = f"M{n(*polar(r, start))}"
        if turn := hairpin(i):
            lean, apex = turn
            start += sign * lean
            d = f"M{n(*apex)}{arc_to(gauge / 2, polar(r, start), clockwise=onward)}"
        finish = ""
        if turn := hairpin(i + 1):
            lean, apex = turn
            end -= sign * lean
            finish = arc_to(gauge / 2, apex, clockwise=not onward)
        d += arc_to(r, polar(r, end), clockwise=onward, large=abs(end - start) > 180) + finish
        latest = i == len(lanes) - 1
        half_way = (start + end) / 2
        size = min(12.0, gauge * 0.55) if latest else min(9.0, gauge * 0.42)
        tip = arrow(polar(r, half_way), half_way + sign * 90, size) if gauge >= CROWDED else ""
        legs.append(Leg(d, tip, back=not onward, latest=latest))

    dots: list[Dot] = []
    for i, step in enumerate(steps):
        turn = hairpin(i)
        here = turn[1] if turn else polar(radius(lanes[max(0, i - 1)] if lanes else 0), bearing(step.to))
        first, latest = i == 0, i == len(steps) - 1
        dots.append(Dot(here, step.to, first, latest, bead=gauge < CROWDED and not first and i < len(steps) - 3))
    last = bearing(steps[-1].to)
    landing = f"M{n(*dots[-1].at)}L{n(*polar(RING_IN + 1, last))}"
    return Road(tuple(legs), tuple(dots), landing, gauge)


@dataclass(frozen=True, slots=True)
class SegmentPlan:
    stage: int
    name: str
    standing: Standing
    words: tuple[str, ...]
    href: str
    shape: str
    rim: str
    marks: str
    label: Point  # the middle of the block of words

    @property
    def sentence(self) -> str:
        """The link's name: it begins with the words that can be seen."""
        return ", ".join([f"{self.stage} {self.name}", *self.words])


@dataclass(frozen=True, slots=True)
class WheelPlan:
    segments: tuple[SegmentPlan, ...]
    road: Road | None
    hub: tuple[str, ...]
    title: str
    description: str
    detail: Detail = "full"


def plan_wheel(
    stages: Sequence[StageWords],
    steps: Sequence[Step] = (),
    *,
    hub: Sequence[str] = (),
    title: str,
    description: str = "",
    detail: Detail = "full",
) -> WheelPlan:
    """Place six segments and the road. With no steps there is no road: the wheel is then only a map of the stages."""

    def rim_place(start: float) -> Place:
        return lambda u, v: polar(RING_OUT - v, start + math.degrees(u / (RING_OUT - RIM / 2)))

    planned = []
    for stage, words in enumerate(stages, start=1):
        start, end = bearing(stage) - ARC / 2 + 0.55, bearing(stage) + ARC / 2 - 0.55
        length = math.radians(end - start) * (RING_OUT - RIM / 2)
        planned.append(
            SegmentPlan(
                stage,
                words.name,
                words.standing,
                words.words,
                words.href,
                shape=segment(RING_IN, RING_OUT, start, end),
                rim=segment(RING_OUT - RIM, RING_OUT, start, end),
                marks=pattern(stage, length, RIM, rim_place(start)),
                label=settle(polar((RING_IN + RING_OUT - RIM) / 2, bearing(stage)), stage, len(words.words)),
            )
        )
    return WheelPlan(tuple(planned), road(steps) if steps else None, tuple(hub), title, description, detail)


def draw_segment(s: SegmentPlan, detail: Detail) -> str:
    """One stage: a link if it has an address. Colour, outline, rim pattern and words each say the standing by themselves."""
    hue, tint = HUE[s.stage - 1], TINT[s.stage - 1]
    fresh = s.standing == "untouched"
    ground = {"main": hue, "open": tint, "visited": tint, "untouched": PAPER}[s.standing]
    outline = {"main": 2.0, "open": 6.0, "visited": 2.0, "untouched": 1.5}[s.standing]
    on = PAPER if s.standing == "main" else INK
    x, y = s.label
    out = [
        el("path", "wheel-ground", d=s.shape, fill=ground, stroke=hue, stroke_width=outline, stroke_linejoin="round"),
        el("path", "wheel-rim", d=s.rim, fill=PAPER if fresh else hue, stroke=hue, stroke_width=1.5),
        marks(s.marks, "wheel-marks", hue if fresh else PAPER, 3.6 if s.stage == 1 else 2),
    ]
    if detail == "numbers":
        out.append(text((x, y + 20), str(s.stage), 58, "wheel-number", weight=700, fill=on))
    else:
        top = y - (32 + 22 * len(s.words)) / 2
        words = [
            text((x, top + 18), str(s.stage), 30, "wheel-number", weight=700, fill=on),
            text((x, top + 44), s.name, 20.5, "wheel-name", weight=700, fill=on),
            *(text((x, top + 66 + 20 * i), line, 16, "wheel-state", fill=on) for i, line in enumerate(s.words)),
        ]
        large = text((x, y + 22), str(s.stage), 64, "wheel-number", weight=700, fill=on)
        out.append(f'<g class="wheel-words" aria-hidden="true">{"".join(words)}</g><g class="wheel-large" aria-hidden="true">{large}</g>')
    cls = f"wheel-segment stage-{s.stage} is-{s.standing}"
    if s.href and detail == "full":
        out.insert(3, stroke(s.shape, "wheel-focus", "none", 0))  # CSS draws the keyboard's focus here, between two white edges
        return f'<a class="{cls}" href="{esc(s.href)}" aria-label="{esc(s.sentence)}">{"".join(out)}</a>'
    return f'<g class="{cls}">{"".join(out)}</g>'


def draw_road(r: Road, scale: float = 1.0) -> str:
    """The journey. Older legs are thin and grey, the latest is heavy; going back is dashed. `scale` thickens it for small print."""
    thin = min(4.0 * scale, max(r.gauge * 0.2, min(1.6, r.gauge * 0.55)) * scale, r.gauge * 0.6)
    thick = max(4.5, min(7.5, r.gauge * 0.34)) * scale
    size = max(4.0, min(8.0, r.gauge * 0.34)) * scale
    out = []
    for leg in r.legs:
        paint, width = (INK, thick) if leg.latest else (SLATE, thin)
        cls = "wheel-leg" + " is-back" * leg.back + " is-latest" * leg.latest
        dashed = leg.back and not leg.latest and r.gauge >= CROWDED
        out.append(stroke(leg.d, cls, paint, width, **({"stroke_dasharray": f"{n(thin * 2.2)} {n(thin * 1.6)}"} if dashed else {})))
        if leg.tip:
            out.append(el("path", "wheel-tip", d=leg.tip, fill=paint))
    out.append(stroke(r.landing, "wheel-leg is-latest", INK, thick))
    for dot in r.dots:
        x, y = dot.at
        if dot.bead:
            out.append(el("circle", "wheel-dot is-bead", cx=x, cy=y, r=min(2.2, r.gauge * 0.7), fill=INK))
            continue
        radius = size * (1.3 if dot.first or dot.latest else 1)
        cls = "wheel-dot" + " is-latest" * dot.latest
        out.append(el("circle", cls, cx=x, cy=y, r=radius, fill=INK if dot.latest else PAPER, stroke=INK, stroke_width=max(1.4, thin * 0.8)))
        if dot.first and not dot.latest:
            out.append(el("circle", "wheel-dot is-latest", cx=x, cy=y, r=radius * 0.42, fill=INK))
    return f'<g class="wheel-road">{"".join(out)}</g>'


def draw_wheel(plan: WheelPlan, ident: str = "wheel") -> str:
    """The whole wheel, as one <svg>. `full`: words, links and, for narrow screens, large numbers that CSS swaps in. `numbers`: a figure for print.

    With links it is a group of them; without, it is a picture, and its title says in a sentence what it shows.
    """
    full = plan.detail == "full"
    linked = full and any(s.href for s in plan.segments)
    body = [spokes()] if plan.road else []
    body += [draw_segment(s, plan.detail) for s in plan.segments]
    if plan.road:
        body.append(draw_road(plan.road, 1.0 if full else 1.5))
    for words, size, drop, weight in zip(plan.hub, (17.0, 23.0, 17.0), (-24.0, 6.0, 31.0), (400, 700, 400), strict=False):
        body.append(text((CENTRE, CENTRE + drop), words, size, "wheel-hub" if weight == 400 else "wheel-hub wheel-name", weight=weight))
    return svg("wheel", SIZE, SIZE, body, role="group" if linked else "img", title=plan.title, description=plan.description, ident=ident)


def spokes() -> str:
    """Hairlines that carry the edges of the segments inwards, so that a dot is seen to belong to its stage."""
    edges = [OPENING / 2 + ARC * i for i in range(7)]
    d = "".join(f"M{n(*polar(ROAD_IN, edge))}L{n(*polar(RING_IN - 2, edge))}" for edge in edges)
    return stroke(d, "wheel-spoke", RULE, 1)


def draw_badge(main: int, visited: Sequence[int], title: str, *, beside: Sequence[int] = ()) -> str:
    """The wheel at 96 pixels: a ring, the main stage (0: none) filled and numbered. No road: at this size it would be dirt."""
    side = 96.0
    body = []
    for stage in range(1, 7):
        standing: Standing = "main" if stage == main else "open" if stage in beside else "visited" if stage in visited else "untouched"
        inner, outer = (26.0, 47.5) if standing == "main" else (29.0, 44.0)
        shape = segment(inner, outer, bearing(stage) - ARC / 2 + 2, bearing(stage) + ARC / 2 - 2, side / 2)
        fill = {"main": HUE[stage - 1], "open": TINT[stage - 1], "visited": TINT[stage - 1], "untouched": PAPER}[standing]
        outline = {"main": 1.0, "open": 3.0, "visited": 1.2, "untouched": 1.0}[standing]
        body.append(el("path", f"badge-part stage-{stage} is-{standing}", d=shape, fill=fill, stroke=HUE[stage - 1], stroke_width=outline))
    if main:
        body.append(text((side / 2, 59), str(main), 32, "badge-number", weight=700))
    return svg("badge", side, side, body, title=title)


def draw_stamp(stage: int, standing: Standing) -> str:
    """A stage's number over its own pattern, 52 by 52: its mark in lists and headings. Decoration: the name stands beside it."""
    side, band = 52.0, 13.0
    hue, main, fresh = HUE[stage - 1], standing == "main", standing == "untouched"
    ground = hue if main else PAPER if fresh else TINT[stage - 1]
    body = [
        rect((1, 1, 50, 50), "wheel-ground", fill=ground, stroke=hue, stroke_width=4 if standing == "open" else 1.5),
        rect((1, side - band, 50, band - 1), "wheel-rim", fill=PAPER if fresh else hue, stroke=hue, stroke_width=1.5),
        marks(
            pattern(stage, side - 2, band, lambda u, v: (1 + u, side - band + v)),
            "wheel-marks",
            hue if fresh else PAPER,
            3 if stage == 1 else 1.8,
        ),
        text((26, 30), str(stage), 26, "badge-number", weight=700, fill=PAPER if main else INK),
    ]
    return svg(f"mark stage-{stage} is-{standing}", side, side, body)
