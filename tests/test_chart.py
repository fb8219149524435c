"""The chart of a measure: pure geometry, without a database."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest

from journey.chart import APART, HEIGHT, WIDTH, ChartPlan, ChartWords, draw_chart, plan_chart, scale, spread
from journey.numbers import shown

START = date(2026, 1, 5)


def plan(*values: str, baseline: str | None = None, target: str | None = None, every: int = 28, unit: str = "families") -> ChartPlan:
    readings = [(START + timedelta(days=every * number), Decimal(value)) for number, value in enumerate(values)]
    words = ChartWords(unit, f"Baseline {baseline}", f"Target {target}", lambda day: day.isoformat(), shown)
    levels = {"baseline": Decimal(baseline) if baseline else None, "target": Decimal(target) if target else None}
    return plan_chart(readings, **levels, title="Chart: <families>", words=words)


@pytest.mark.parametrize(
    ("values", "levels"),
    [
        ([30, 22], [20, 25, 30]),
        ([0, 100], [0, 50, 100]),
        ([3, 10], [0, 5, 10]),
        ([26.5, 31, 25], [24, 26, 28, 30, 32]),
        ([5], [4, 5, 6]),
        ([0], [-1, 0, 1]),
        ([-4, 6], [-5, 0, 5, 10]),
        ([1200.5, 90000], [0, 50000, 100000]),
        ([0.001, 0.004], [0, 0.002, 0.004]),
    ],
)
def test_the_scale_has_a_few_round_numbers_that_hold_every_value(values: list[float], levels: list[float]) -> None:
    found = scale(values)

    assert found[0] <= min(values) <= max(values) <= found[-1]
    assert 3 <= len(found) <= 6
    assert found == levels


def test_readings_stand_in_the_order_of_their_days_and_as_far_apart_as_they_are() -> None:
    made = plan("10", "20", "15", every=30)

    (x0, y0), (x1, y1), (x2, y2) = made.points
    assert x1 - x0 == pytest.approx(x2 - x1)
    assert y0 > y2 > y1  # more is higher
    assert made.course.count("L") == 2


def test_a_single_reading_is_a_point_in_the_middle_without_a_line() -> None:
    made = plan("10", baseline="8")

    assert (len(made.points), made.course, [words for _at, words in made.named], len(made.days)) == (1, "", ["10"], 1)


def test_many_readings_of_one_day_stand_above_one_another() -> None:
    made = plan("10", "12", "14", every=0)

    assert len({x for x, _y in made.points}) == 1


def test_baseline_and_target_are_lines_with_their_names_whose_words_keep_apart() -> None:
    made = plan("10", "30", baseline="20", target="20.5")

    assert made.baseline is not None
    assert made.target is not None
    assert (made.baseline.text, made.target.text) == ("Baseline 20", "Target 20.5")
    assert made.baseline.text_at[1] - made.target.text_at[1] == pytest.approx(APART)
    assert plan("10", "30").baseline is None


@pytest.mark.parametrize(("heights", "apart"), [([50, 90], [50, 90]), ([50, 50], [41.5, 58.5]), ([60, 50], [63.5, 46.5]), ([50], [50]), ([], [])])
def test_words_near_one_another_are_moved_apart_in_their_order(heights: list[float], apart: list[float]) -> None:
    assert spread(heights) == apart


def test_the_words_of_a_reading_keep_clear_of_the_line_that_leads_to_it() -> None:
    rising, falling = plan("10", "30", "20", "40"), plan("40", "20", "30", "25", "22", baseline="0")

    assert [at[1] < point[1] for (at, _words), point in zip(rising.named, (rising.points[0], rising.points[-1]), strict=True)] == [False, True]
    assert [at[1] < point[1] for (at, _words), point in zip(falling.named, (falling.points[0], falling.points[-1]), strict=True)] == [True, False]


def test_nothing_stands_outside_the_picture() -> None:
    made = plan(
        "1200.5", "98000", "43000.25", *["60000"] * 9, baseline="88000.5", target="250000", unit="a unit that is as long as units may be at the most"
    )

    places = [*made.points, *(level.text_at for level in made.scale), *(at for at, _words in made.named), *(at for at, _words, _side in made.days)]
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in places)
    assert made.unit.endswith("…")


def test_the_drawing_escapes_its_words_and_uses_no_hue() -> None:
    svg = draw_chart(plan("10", "20", baseline="8", target="25", unit="<b>"), "chart-1")

    assert '<svg class="chart"' in svg
    assert 'role="img" aria-labelledby="chart-1-title"' in svg
    assert "Chart: &lt;families&gt;" in svg
    assert "<b>" not in svg
    for colour in set(re.findall(r"#[0-9a-f]{6}", svg)):
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        assert max(red, green, blue) - min(red, green, blue) <= 14  # ink, slate, rule, paper: all of them greys


def test_the_two_lines_across_differ_by_their_dashes() -> None:
    svg = draw_chart(plan("10", "20", baseline="8", target="25"), "chart-1")

    dashes = dict(re.findall(r'class="chart-(baseline|target)"[^>]*stroke-dasharray="([^"]*)"', svg))
    assert dashes == {"baseline": "2 4", "target": "11 5"}
