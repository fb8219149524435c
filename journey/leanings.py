"""Draw which way conditions lean: a row for each, to the left of a middle line what impedes, to the right what enables.

As the wheel and the path, in two steps: `plan_leanings` makes frozen numbers, `draw_leanings` one <svg>. All words are given; here are none. It reads
without colour: by side, by length, by hatching on the left and solid on the right, and each row says its own words.

Units: SVG user units. Pure, standard library only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from journey.drawing import INK, PAPER, RULE, Box, Point, breadth, line, n, rect, stroke, svg, text

TEAL = "#00594c"
Side = Literal["strongly-impeding", "impeding", "neutral", "enabling", "strongly-enabling"]
REACH: dict[Side, tuple[float, float]] = {
    "strongly-impeding": (-2, 0),
    "impeding": (-1, 0),
    "neutral": (-0.18, 0.18),
    "enabling": (0, 1),
    "strongly-enabling": (0, 2),
}
"""From where to where a bar goes, in half-sides from the middle."""
SIZE, DEPTH, HATCH = 15.0, 18.0, 7.0
"""How large the words are, how deep a bar is, and how far its hatching lies apart."""
NARROW, WIDE = 320.0, 780.0
"""How wide the drawing is down a narrow screen, and across a wide one or a sheet of paper."""


@dataclass(frozen=True, slots=True)
class LeaningWords:
    """One condition: its name, which way it leans, that in words, and in words what changed, "" for nothing said."""

    name: str
    side: Side
    words: str
    trend: str = ""


@dataclass(frozen=True, slots=True)
class LeaningPlan:
    name: str
    name_at: Point
    side: Side
    bar: Box
    hatch: str
    words: str
    words_at: Point
    anchor: str


@dataclass(frozen=True, slots=True)
class LeaningsPlan:
    size: tuple[float, float]
    title: str
    middles: tuple[Box, ...]
    rules: tuple[Box, ...]
    ends: tuple[tuple[Point, str, str], ...]
    rows: tuple[LeaningPlan, ...]


def plan_leanings(rows: Sequence[LeaningWords], *, title: str, ends: tuple[str, str], across: bool = True) -> LeaningsPlan:
    """Lay out the rows in the order given. `across`: the names stand to the left of the bars; otherwise, for a narrow screen, above them."""
    width = WIDE if across else NARROW
    first = 292.0 if across else 0.0  # where the track begins
    half = (width - first) / 4
    middle, top, high = first + 2 * half, 30.0, 34.0 if across else 62.0

    def row_plan(place: int, row: LeaningWords) -> LeaningPlan:
        edge = top + high * place
        y = edge + (high - DEPTH) / 2 if across else edge + 32
        low, far = REACH[row.side]
        box = (middle + low * half, y, (far - low) * half, DEPTH)
        left = row.side in ("strongly-impeding", "impeding")
        gap = 8.0
        words_x = middle + gap if left else middle - gap if row.side != "neutral" else box[0] + box[2] + gap
        return LeaningPlan(
            name=fitted(row.name, first - 12) if across else row.name,
            name_at=(0.0, y + DEPTH / 2 + 5) if across else (0.0, edge + 21),
            side=row.side,
            bar=box,
            hatch=hatching(box) if left else "",
            words=", ".join(part for part in (row.words, row.trend if across else "") if part),
            words_at=(words_x, y + DEPTH / 2 + 5),
            anchor="start" if left or row.side == "neutral" else "end",
        )

    told = [row_plan(place, row) for place, row in enumerate(rows)]
    bottom = top + high * len(rows)
    # On a narrow screen the line would run through the names.
    lines = [(middle, top - 6, 0.0, bottom - top + 8)] if across else [(middle, row.bar[1] - 4, 0.0, DEPTH + 8) for row in told]
    return LeaningsPlan(
        size=(width, bottom + 4),
        title=title,
        middles=tuple(lines),
        rules=tuple((0.0, top + high * place, width, 0.0) for place in range(len(rows) + 1)),
        ends=(((first, 16.0), ends[0], "start"), ((width, 16.0), ends[1], "end")),
        rows=tuple(told),
    )


def fitted(name: str, room: float) -> str:
    """A name, cut where it would run into the bars. It stands in full in the list below."""
    if breadth(name, SIZE) <= room:
        return name
    return name[: int(room / (0.56 * SIZE)) - 1].rstrip() + "…"


def hatching(box: Box) -> str:
    """Slants inside a box, as one path."""
    x, y, width, depth = box
    lines = []
    for k in range(int((width + depth) / HATCH) + 1):
        u = k * HATCH  # where the slant would cross the upper edge, from the left
        a = (x + min(u, width), y + max(0.0, u - width))
        b = (x + max(0.0, u - depth), y + min(u, depth))
        if a != b:
            lines.append(f"M{n(*a)}L{n(*b)}")
    return "".join(lines)


def draw_leanings(plan: LeaningsPlan, cls: str = "across", ident: str = "leanings") -> str:
    """The rows, as one <svg>."""
    body = [stroke(line(rule), "leaning-rule", RULE, 1) for rule in plan.rules]
    body += [text(at, words, SIZE - 1, "leaning-end", anchor=anchor) for at, words, anchor in plan.ends]
    for row in plan.rows:
        body.append(text(row.name_at, row.name, SIZE, "leaning-name", anchor="start", weight=700))
        solid = row.side in ("enabling", "strongly-enabling")
        if row.side != "neutral":
            paint = TEAL if solid else INK
            body.append(rect(row.bar, f"leaning-bar is-{row.side}", fill=paint if solid else PAPER, stroke=paint, stroke_width=2))
        if row.hatch:
            body.append(stroke(row.hatch, "leaning-hatch", INK, 2))
    body += [stroke(line(middle), "leaning-middle", INK, 2) for middle in plan.middles]
    for row in plan.rows:
        if row.side == "neutral":  # a small box that stands on the line, not under it
            body.append(rect(row.bar, "leaning-bar is-neutral", fill=PAPER, stroke=INK, stroke_width=2))
        body.append(text(row.words_at, row.words, SIZE - 1, "leaning-words", anchor=row.anchor))
    return svg(f"leanings leanings--{cls}", *plan.size, body, title=plan.title, ident=ident)
