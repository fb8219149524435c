"""What every drawing here is made of: the palette, the six patterns, and single SVG elements.

Pure, standard library only. Units: SVG user units; a y grows downwards. Angles: degrees, clockwise from twelve o'clock. All paint is in plain
attributes, so that it survives where there is no stylesheet (a PDF, a mail); classes let a stylesheet override it. Never a style attribute: the
site's policy forbids them. `text` and `svg` escape the words given to them; everything else takes numbers and path strings.
"""

import math
from collections.abc import Callable, Sequence
from html import escape as esc
from typing import Literal

Standing = Literal["main", "open", "visited", "untouched"]
Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""x, y, width, height."""
Place = Callable[[float, float], Point]
"""A map from band coordinates (u along, v across) to the page. The same pattern runs round a rim or along a bar."""

# Paint of last resort. A stylesheet may override every one; the site's tokens are the same.
INK, SLATE, PAPER, RULE = "#16211f", "#4f5d59", "#ffffff", "#c9c5bb"
HUE = ("#976413", "#1d487c", "#9b3a60", "#26461f", "#644395", "#162936")
TINT = ("#faf0e2", "#e8f1fd", "#fbebf1", "#eaf4e7", "#f2edfc", "#e8eff5")

SANS = "Liberation Sans, Arial, sans-serif"
SERIF = "Charter, Bitstream Charter, Charis SIL, Georgia, Liberation Serif, serif"


def n(*values: float) -> str:
    """Numbers for an SVG attribute, to a tenth of a unit."""
    return " ".join(f"{round(v, 1) + 0:.1f}".removesuffix(".0") for v in values)


def breadth(words: str, size: float) -> float:
    """About how wide some words are when set in SANS at `size` units: enough to leave room for them, not to measure."""
    return 0.56 * size * len(words)


def faint(colour: str) -> str:
    """Half-way from a #rrggbb colour to paper. A colour, not an opacity, so that something may be painted over in it."""
    return "#" + "".join(f"{(int(colour[i : i + 2], 16) + 255) // 2:02x}" for i in (1, 3, 5))


def arrow(tip: Point, turn: float, size: float) -> str:
    """A filled arrowhead centred on `tip`, pointing `turn` degrees clockwise from up."""
    a = math.radians(turn)
    along, across = (math.sin(a), -math.cos(a)), (math.cos(a), math.sin(a))

    def corner(forward: float, side: float) -> Point:
        return tip[0] + size * (forward * along[0] + side * across[0]), tip[1] + size * (forward * along[1] + side * across[1])

    return f"M{n(*corner(0.9, 0))}L{n(*corner(-0.7, 0.8))}L{n(*corner(-0.7, -0.8))}Z"


def pattern(stage: int, length: float, height: float, place: Place) -> str:
    """The stage's own mark, repeated along a band: one path to be stroked, never filled. Told apart in grey, at a glance, by shape.

    1 dots, 2 slants, 3 zigzag, 4 uprights, 5 arrowheads onward, 6 two unbroken lines. "" where the band is too short for one mark.
    """
    v0, vm, v1 = height * 0.24, height * 0.5, height * 0.76
    pitch = height * (1.0, 0.8, 1.6, 0.8, 1.15, 0.5)[stage - 1]
    count = int((length - height * 0.4) / pitch)
    if count < 1:
        return ""
    lead = (length - count * pitch) / 2
    strokes: list[list[Point]] = []
    match stage:
        case 1:
            strokes = [[(u, vm), (u, vm)] for u in (lead + pitch * (i + 0.5) for i in range(count))]
        case 2:
            strokes = [[(lead + pitch * (i + 0.2), v1), (lead + pitch * (i + 0.8), v0)] for i in range(count)]
        case 3:
            strokes = [[(lead + pitch * i / 2, v1 if i % 2 else v0) for i in range(2 * count + 1)]]
        case 4:
            strokes = [[(lead + pitch * (i + 0.5), v0), (lead + pitch * (i + 0.5), v1)] for i in range(count)]
        case 5:
            strokes = [[(lead + pitch * (i + 0.3), v0), (lead + pitch * (i + 0.72), vm), (lead + pitch * (i + 0.3), v1)] for i in range(count)]
        case _:
            lines = max(2, int(length / 12))  # enough points for the line to follow a curve
            strokes = [[(height * 0.3 + (length - height * 0.6) * i / lines, v) for i in range(lines + 1)] for v in (height * 0.34, height * 0.66)]
    return "".join("M" + "L".join(n(*place(u, v)) for u, v in stroke) for stroke in strokes)


def el(name: str, cls: str = "", **attributes: str | float) -> str:
    """One empty element. Numbers are written to a tenth of a unit; an underscore in a name becomes a hyphen. Nothing is escaped."""
    written = {key.replace("_", "-"): n(value) if isinstance(value, float | int) else value for key, value in attributes.items()}
    return f"<{name}" + (f' class="{cls}"' if cls else "") + "".join(f' {key}="{value}"' for key, value in written.items()) + "/>"


def rect(box: Box, cls: str, **more: str | float) -> str:
    x, y, width, height = box
    return el("rect", cls, x=x, y=y, width=width, height=height, **more)


def line(box: Box) -> str:
    """From a corner of the box to the opposite one."""
    x, y, width, height = box
    return f"M{n(x, y)}L{n(x + width, y + height)}"


def stroke(d: str, cls: str, paint: str, width: float, **more: str | float) -> str:
    """A line that is never filled."""
    return el("path", cls, d=d, fill="none", stroke=paint, stroke_width=width, **more)


def marks(d: str, cls: str, paint: str, width: float) -> str:
    """A `pattern`, drawn."""
    return stroke(d, cls, paint, width, stroke_linecap="round", stroke_linejoin="round")


def text(at: Point, words: str, size: float, cls: str, *, weight: int = 400, anchor: str = "middle", fill: str = INK) -> str:
    """One line of words, escaped, in SANS; in SERIF if its class ends in -number. `at` is on its baseline."""
    face = f' font-family="{SERIF}"' if cls.endswith("-number") else ""
    return (
        f'<text class="{cls}"{face} x="{n(at[0])}" y="{n(at[1])}" font-size="{n(size)}" font-weight="{weight}"'
        f' text-anchor="{anchor}" fill="{fill}">{esc(words)}</text>'
    )


def svg(
    cls: str, width: float, height: float, body: Sequence[str], *, role: str = "img", title: str = "", description: str = "", ident: str = ""
) -> str:
    """The frame. With a title it is a named picture or group; without, it is decoration and says nothing.

    The ids in it are `ident`-title and `ident`-description: an `ident` may stand once on a page. With none there are no ids, and no description.
    """
    named, told = ' aria-hidden="true"', ""
    if title:
        label, name = (f' id="{ident}-title"', f' aria-labelledby="{ident}-title"') if ident else ("", "")
        named, told = f' role="{role}"{name}', f"<title{label}>{esc(title)}</title>"
    if title and description and ident:
        named += f' aria-describedby="{ident}-description"'
        told += f'<desc id="{ident}-description">{esc(description)}</desc>'
    frame = f'class="{cls}" viewBox="0 0 {n(width)} {n(height)}"{named} font-family="{SANS}" xmlns="http://www.w3.org/2000/svg"'
    return f"<svg {frame}>{told}{''.join(body)}</svg>"
