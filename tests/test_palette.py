"""The colours: that every pair in use can be read, with or without colour vision, and that drawings and pages agree on them."""

import re
from pathlib import Path

import pytest

from journey.drawing import HUE, INK, PAPER, RULE, SLATE, TINT, faint

CSS = (Path(__file__).parent.parent / "static" / "app.css").read_text(encoding="utf-8")
TOKENS = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", CSS))
STAGES = range(1, 7)
TINTS = [f"tint-{stage}" for stage in STAGES]
TEXT, GRAPHICS = 4.5, 3.0
"""The least contrast of words and of shapes that matter (WCAG 2.2, 1.4.3 and 1.4.11)."""


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, 0 to 1 (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lightness(colour: str) -> float:
    """L* of CIELAB, 0 to 100: what is left of a colour in grey print."""
    y = luminance(colour)
    return 116 * y ** (1 / 3) - 16 if y > 216 / 24389 else y * 24389 / 27


def too_faint(pairs: list[tuple[str, str]], least: float) -> list[tuple[str, str, float]]:
    found = [(ink, ground, round(contrast(TOKENS[ink], TOKENS[ground]), 2)) for ink, ground in pairs]
    return [pair for pair in found if pair[2] < least]


def test_contrast_is_measured_as_wcag_does() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
    assert contrast("#16211f", "#16211f") == 1


def test_words_can_be_read_on_every_ground_they_stand_on() -> None:
    grounds = ["paper", "stone", "teal-wash", *TINTS]
    pairs = [(ink, ground) for ink in ("ink", "ink-soft", "teal", "teal-deep") for ground in grounds]
    pairs += [("paper", "teal"), ("paper", "teal-deep"), ("error", "paper")]

    assert too_faint(pairs, TEXT) == []


def test_words_on_the_main_stage_and_numbers_in_its_hue_can_be_read() -> None:
    pairs = [("paper", f"hue-{stage}") for stage in STAGES] + [(f"hue-{stage}", "paper") for stage in STAGES]

    assert too_faint(pairs, TEXT) == []


def test_edges_patterns_and_focus_can_be_seen() -> None:
    pairs = [("edge", "paper"), ("edge", "stone"), *(("focus", ground) for ground in ("paper", "stone", "teal-wash", *TINTS))]
    pairs += [(f"hue-{stage}", ground) for stage in STAGES for ground in ("paper", f"tint-{stage}")]

    assert too_faint(pairs, GRAPHICS) == []


def test_drawings_use_the_colours_of_the_pages() -> None:
    assert list(HUE) == [TOKENS[f"hue-{stage}"] for stage in STAGES]
    assert list(TINT) == [TOKENS[f"tint-{stage}"] for stage in STAGES]
    assert (TOKENS["ink"], TOKENS["paper"]) == (INK, PAPER)


def test_lines_and_words_of_a_drawing_can_be_seen_on_its_lanes() -> None:
    lanes = [PAPER, *map(faint, TINT)]

    assert [lane for lane in lanes if contrast(INK, lane) < TEXT] == []
    assert [lane for lane in lanes if contrast(SLATE, lane) < GRAPHICS] == []
    assert [(hue, lane) for hue in HUE for lane in lanes if contrast(hue, lane) < GRAPHICS] == []


def test_hairlines_stay_behind_what_matters() -> None:
    assert [colour for colour in (SLATE, *HUE) if contrast(colour, PAPER) <= contrast(RULE, PAPER)] == []


@pytest.mark.parametrize("stage", range(1, 6))
def test_neighbouring_stages_differ_in_grey(stage: int) -> None:
    here, there = lightness(HUE[stage - 1]), lightness(HUE[stage])

    assert abs(here - there) >= 9


def test_every_custom_property_in_use_is_defined() -> None:
    used, defined = set(re.findall(r"var\((--[\w-]+)\)", CSS)), set(re.findall(r"(--[\w-]+):", CSS))

    assert used - defined == set()
