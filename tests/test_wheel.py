"""The wheel: what it shows of a journey, told by numbers and by what is drawn."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journey.drawing import Standing, pattern
from journey.visits import Step
from journey.wheel import (
    CENTRE,
    RING_IN,
    RING_OUT,
    ROAD_IN,
    StageWords,
    bearing,
    draw_badge,
    draw_stamp,
    draw_wheel,
    plan_wheel,
    road,
    tracks,
)

SVG = "{http://www.w3.org/2000/svg}"
NAMES = ("Mobilising", "Designing", "Developing", "Integrating", "Growing", "System change")
FORTY = [1, 2, 1, 3, 2, 5, 4, 3, 4, 2, 1, 6, 5, 6, 2, 3, 2, 3, 4, 3, 5, 1, 2, 1, 2, 3, 6, 1, 5, 4, 5, 3, 2, 4, 3, 2, 1, 2, 3, 4]
journeys = st.lists(st.integers(1, 6), min_size=1, max_size=40).map(lambda stages: [b for a, b in pairwise([0, *stages]) if a != b])


def steps(*stages: int) -> list[Step]:
    """A journey along these stages, a move a week."""
    return [Step(date(2024, 1, 1) + timedelta(weeks=i), stage) for i, stage in enumerate(stages)]


def said(standing: Standing = "visited", names: Sequence[str] = NAMES, href: str = "/stages/") -> list[StageWords]:
    return [StageWords(name, standing, ("9 of 9 answered",), f"{href}{number}" if href else "") for number, name in enumerate(names, start=1)]


def parsed(svg: str) -> ElementTree.Element:
    """The drawing, read as XML: an error if it is not well formed."""
    return ElementTree.fromstring(svg)  # noqa: S314  # our own drawing


def words(element: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in element.iter(f"{SVG}text")]


def numbers(path: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?[\d.]+", path)]


def turn(point: tuple[float, float]) -> float:
    """The bearing of a point, in degrees clockwise from twelve o'clock."""
    return round(math.degrees(math.atan2(point[0] - CENTRE, CENTRE - point[1])) % 360, 6)


def test_the_six_stages_stand_clockwise_with_an_opening_at_the_top() -> None:
    assert [bearing(stage) for stage in range(1, 7)] == [35, 93, 151, 209, 267, 325]


def test_moves_in_one_direction_share_a_track_and_each_turn_steps_one_out() -> None:
    onwards, back_and_forth, jumps = steps(1, 2, 3, 4), steps(1, 2, 3, 2, 3, 4), steps(1, 5, 1, 6)

    assert tracks(onwards) == [0, 0, 0]
    assert tracks(back_and_forth) == [0, 0, 1, 2, 2]
    assert tracks(jumps) == [0, 1, 2]


@given(journeys)
def test_every_stage_has_as_many_dots_on_its_bearing_as_it_was_visited(stages: list[int]) -> None:
    journey = steps(*stages)

    dots = road(journey).dots

    assert Counter(turn(dot.at) for dot in dots) == Counter(bearing(stage) for stage in stages)
    assert [dot.stage for dot in dots] == stages


@given(journeys)
def test_the_journey_is_one_unbroken_line(stages: list[int]) -> None:
    journey = road(steps(*stages))

    lines = [numbers(leg.d) for leg in journey.legs] + [numbers(journey.landing)]

    assert [line[:2] for line in lines[1:]] == [line[-2:] for line in lines[:-1]]


@given(journeys)
def test_the_line_ends_by_touching_the_main_stage(stages: list[int]) -> None:
    landing = numbers(road(steps(*stages)).landing)

    x, y = landing[-2:]

    assert round(math.hypot(x - CENTRE, y - CENTRE)) == RING_IN + 1
    assert round(turn((x, y))) == bearing(stages[-1])


@given(journeys)
def test_the_journey_keeps_between_the_hub_and_the_ring(stages: list[int]) -> None:
    dots = road(steps(*stages)).dots

    distances = [math.hypot(dot.at[0] - CENTRE, dot.at[1] - CENTRE) for dot in dots]

    assert [distance for distance in distances if not ROAD_IN <= round(distance, 6) < RING_IN] == []


def test_forty_moves_are_drawn_with_every_visit_and_no_broken_number() -> None:
    assert len(FORTY) == 40
    plan = plan_wheel(said(), steps(*FORTY), title="Forty moves")

    drawn = draw_wheel(plan)

    circles = list(parsed(drawn).iter(f"{SVG}circle"))
    assert len(circles) == len(FORTY) + 1  # the start is a dot in a ring
    assert re.search(r"\b(nan|inf)\b", drawn) is None
    assert [d for d in re.findall(r' d="([^"]*)"', drawn) if not all(-1 <= number <= 721 for number in numbers(d))] == []


def test_going_back_is_dashed_and_the_latest_move_heavy() -> None:
    plan = plan_wheel(said(), steps(1, 2, 1, 2), title="There and back")

    legs = [leg for leg in parsed(draw_wheel(plan)).iter(f"{SVG}path") if "wheel-leg" in leg.get("class", "")]

    assert [leg.get("class") for leg in legs] == ["wheel-leg", "wheel-leg is-back", "wheel-leg is-latest", "wheel-leg is-latest"]
    assert [bool(leg.get("stroke-dasharray")) for leg in legs] == [False, True, False, False]
    assert [leg.get("stroke-width") for leg in legs] == ["4", "4", "7.5", "7.5"]


def test_a_latest_move_that_went_back_is_one_heavy_line() -> None:
    plan = plan_wheel(said(), steps(1, 2, 1), title="Back")

    legs = [leg for leg in parsed(draw_wheel(plan)).iter(f"{SVG}path") if "wheel-leg" in leg.get("class", "")]

    assert [(leg.get("class"), leg.get("stroke-dasharray")) for leg in legs[1:2]] == [("wheel-leg is-back is-latest", None)]


def test_a_turn_is_a_half_circle_from_one_track_to_the_next() -> None:
    journey = road(steps(1, 2, 1))

    there, back = (leg.d for leg in journey.legs)

    flags = r"A[\d.]+ [\d.]+ 0 0 ([01]) ([\d.]+) ([\d.]+)"
    assert [[sweep for sweep, _, _ in re.findall(flags, d)] for d in (there, back)] == [["1", "0"], ["0", "0"]]
    apex = journey.dots[1].at
    leaves, joins = re.findall(flags, there)[0][1:], re.findall(flags, back)[0][1:]
    quarter = math.hypot(journey.gauge / 2, journey.gauge / 2)
    assert [round(math.dist(apex, (float(x), float(y)))) for x, y in (leaves, joins)] == [round(quarter)] * 2
    assert round(math.dist([float(v) for v in leaves], [float(v) for v in joins])) == journey.gauge


def test_one_step_is_a_dot_that_touches_its_stage() -> None:
    plan = plan_wheel(said(), steps(4), title="Just begun")

    drawn = parsed(draw_wheel(plan))

    assert [circle.get("class") for circle in drawn.iter(f"{SVG}circle")] == ["wheel-dot is-latest"]
    assert [path.get("class") for path in drawn.iter(f"{SVG}path") if "wheel-leg" in path.get("class", "")] == ["wheel-leg is-latest"]


def test_without_steps_the_wheel_is_a_map_alone() -> None:
    plan = plan_wheel(said("untouched"), title="The six stages")

    drawn = draw_wheel(plan)

    assert plan.road is None
    assert "wheel-road" not in drawn
    assert "wheel-spoke" not in drawn


def test_six_links_in_the_order_of_the_stages_begin_with_the_words_that_can_be_seen() -> None:
    drawn = parsed(draw_wheel(plan_wheel(said("main"), steps(1), title="A wheel")))

    links = list(drawn.iter(f"{SVG}a"))

    assert [link.get("href") for link in links] == [f"/stages/{number}" for number in range(1, 7)]
    assert [link.get("aria-label") for link in links] == [f"{number} {name}, 9 of 9 answered" for number, name in enumerate(NAMES, start=1)]
    seen = [link.find(f"{SVG}g[@class='wheel-words']") for link in links]
    assert [", ".join(words(group)) if group is not None else "" for group in seen] == [
        f"{number}, {name}, 9 of 9 answered" for number, name in enumerate(NAMES, start=1)
    ]


def test_a_wheel_with_links_is_a_group_and_one_without_is_a_picture_told_by_its_title() -> None:
    title = "Wheel of six stages. Main stage: Growing."

    linked = parsed(draw_wheel(plan_wheel(said(), steps(5), title=title)))
    unlinked = parsed(draw_wheel(plan_wheel(said(href=""), steps(5), title=title)))
    printed = parsed(draw_wheel(plan_wheel(said(), steps(5), title=title, detail="numbers")))

    assert [drawing.get("role") for drawing in (linked, unlinked, printed)] == ["group", "img", "img"]
    assert [drawing.findtext(f"{SVG}title") for drawing in (linked, unlinked, printed)] == [title] * 3
    assert [len(list(drawing.iter(f"{SVG}a"))) for drawing in (linked, unlinked, printed)] == [6, 0, 0]


def test_a_printed_wheel_has_numbers_and_no_other_words() -> None:
    drawn = parsed(draw_wheel(plan_wheel(said(), steps(1, 2), title="A wheel", detail="numbers")))

    assert words(drawn) == ["1", "2", "3", "4", "5", "6"]


def test_the_hub_says_what_it_is_given() -> None:
    drawn = parsed(draw_wheel(plan_wheel(said(), steps(1), hub=("Main stage", "Mobilising", "since March 2025"), title="A wheel")))

    assert words(drawn)[-3:] == ["Main stage", "Mobilising", "since March 2025"]


def test_two_wheels_on_one_page_share_no_id() -> None:
    plan = plan_wheel(said(), steps(1), title="A wheel", description="What it shows, at length.")

    page = draw_wheel(plan, "first") + draw_wheel(plan, "second")

    assert re.findall(r' id="([^"]*)"', page) == ["first-title", "first-description", "second-title", "second-description"]
    assert re.findall(r' aria-(?:labelled|described)by="([^"]*)"', page) == re.findall(r' id="([^"]*)"', page)


def test_hostile_words_stay_words() -> None:
    hostile = "<script>alert(1)</script> \"quoted\" 'and' & more"
    stages = [StageWords(hostile, "visited", (hostile,), f"/?next={hostile}")] * 6

    drawn = parsed(draw_wheel(plan_wheel(stages, steps(1), hub=(hostile,) * 3, title=hostile, description=hostile)))

    assert [element.tag for element in drawn.iter() if "script" in element.tag] == []
    assert drawn.findtext(f"{SVG}title") == hostile
    assert next(drawn.iter(f"{SVG}a")).attrib == {
        "class": "wheel-segment stage-1 is-visited",
        "href": f"/?next={hostile}",
        "aria-label": f"1 {hostile}, {hostile}",
    }


@pytest.mark.parametrize("standing", ["main", "open", "visited", "untouched"])
def test_nothing_drawn_has_a_style_attribute(standing: Standing) -> None:
    wheel = draw_wheel(plan_wheel(said(standing), steps(1, 3, 2), hub=("a", "b", "c"), title="A wheel"))

    drawn = [wheel, draw_badge(3, [1, 2], "Main stage: Developing", beside=[4]), *(draw_stamp(stage, standing) for stage in range(1, 7))]

    assert [element.tag for svg in drawn for element in parsed(svg).iter() if "style" in element.attrib or element.tag == f"{SVG}style"] == []


def test_standing_is_told_by_ground_outline_and_rim() -> None:
    standings: tuple[Standing, ...] = ("main", "open", "visited", "untouched")
    stages = [StageWords("Any", standing, ()) for standing in (*standings, "untouched", "untouched")]

    drawn = parsed(draw_wheel(plan_wheel(stages, title="A wheel")))

    signs = []
    for group in list(drawn.iter(f"{SVG}g")):
        if "wheel-segment" in group.get("class", ""):
            ground, rim = group.findall(f"{SVG}path")[:2]
            hue = ground.get("stroke")
            signs.append((ground.get("fill") == hue, ground.get("fill") == "#ffffff", ground.get("stroke-width"), rim.get("fill") == hue))
    assert signs[:4] == [(True, False, "2", True), (False, False, "6", True), (False, False, "2", True), (False, True, "1.5", False)]


def test_a_badge_names_the_main_stage_and_its_number() -> None:
    placed, unplaced = parsed(draw_badge(3, [1, 2], "Main stage: Developing")), parsed(draw_badge(0, [], "No main stage yet"))

    assert [(badge.get("role"), badge.findtext(f"{SVG}title"), words(badge)) for badge in (placed, unplaced)] == [
        ("img", "Main stage: Developing", ["3"]),
        ("img", "No main stage yet", []),
    ]
    assert [part.get("class", "").split()[-1] for part in placed.iter(f"{SVG}path")] == [
        "is-visited",
        "is-visited",
        "is-main",
        "is-untouched",
        "is-untouched",
        "is-untouched",
    ]


def test_a_stamp_is_decoration() -> None:
    stamp = parsed(draw_stamp(2, "visited"))

    assert (stamp.get("aria-hidden"), stamp.get("role"), stamp.find(f"{SVG}title"), words(stamp)) == ("true", None, None, ["2"])


def test_each_stage_has_a_pattern_of_its_own_and_none_where_there_is_no_room() -> None:
    marks = [pattern(stage, 200, 13, lambda u, v: (u, v)) for stage in range(1, 7)]
    cramped = [pattern(stage, 6, 13, lambda u, v: (u, v)) for stage in range(1, 7)]

    assert len(set(marks)) == 6
    assert "" not in marks
    assert cramped == [""] * 6


@pytest.mark.parametrize("stage", range(1, 7))
def test_a_pattern_stays_on_its_band(stage: int) -> None:
    marks = numbers(pattern(stage, 200, 13, lambda u, v: (u, v)))

    across, along = marks[1::2], marks[::2]

    assert (min(along) >= 0, max(along) <= 200, min(across) >= 0, max(across) <= 13) == (True, True, True, True)


def test_segments_leave_the_opening_free() -> None:
    plan = plan_wheel(said(), title="A wheel")

    first, last = numbers(plan.segments[0].shape)[:2], numbers(plan.segments[5].shape)[7:9]

    assert [round(turn((x, y))) for x, y in (first, last)] == [7, 353]
    assert [round(math.hypot(x - CENTRE, y - CENTRE)) for x, y in (first, last)] == [RING_OUT] * 2
