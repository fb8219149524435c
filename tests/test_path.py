"""The path along time: what it shows of a journey, told by numbers and by what is drawn."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from journey.drawing import breadth
from journey.path import PathPlan, PathWords, draw_path, plan_path
from journey.visits import Span, Stay, Step, stays

SVG = "{http://www.w3.org/2000/svg}"
DAY = date(2024, 1, 1)
WORDS = PathWords(
    names=("Un", "Deux", "Trois", "Quatre", "Cinq", "Six"),
    went_back="retour",
    length=lambda start, end: f"{(end - start).days} j",
    month=lambda day, first: f"{day:%m/%Y}" if first else f"{day:%m}",
    today="fin",
    paused="pause",
)
journeys = st.lists(st.tuples(st.integers(1, 6), st.integers(0, 200)), min_size=1, max_size=40)


def steps(*moves: tuple[int, int]) -> list[Step]:
    """A journey of (stage, days since the move before). A move to the stage where one is already is none."""
    made: list[Step] = []
    for stage, days in moves:
        if not made or made[-1].to != stage:
            made.append(Step((made[-1].day if made else DAY) + timedelta(days=days), stage))
    return made


def plan(moves: Sequence[Step], days: int = 100, *, across: bool = True, length: float = 1080.0) -> PathPlan:
    """The path as it stands `days` after its last move."""
    today = (moves[-1].day if moves else DAY) + timedelta(days=days)
    return plan_path(moves, today, title="A path", words=WORDS, across=across, length=length)


def parsed(svg: str) -> ElementTree.Element:
    """The drawing, read as XML: an error if it is not well formed."""
    return ElementTree.fromstring(svg)  # noqa: S314  # our own drawing


def words(svg: str) -> list[str]:
    return [text.text or "" for text in parsed(svg).iter(f"{SVG}text")]


def test_each_stay_ends_with_the_next_step_and_visits_to_a_stage_are_counted() -> None:
    journey = [Step(date(2024, 1, 1), 1), Step(date(2024, 3, 1), 5), Step(date(2024, 3, 1), 1)]

    found = stays(journey)

    assert found == [
        Stay(1, date(2024, 1, 1), date(2024, 3, 1), 1),
        Stay(5, date(2024, 3, 1), date(2024, 3, 1), 1),
        Stay(1, date(2024, 3, 1), None, 2),
    ]
    assert stays([]) == []


def test_a_bar_is_as_long_as_its_visit() -> None:
    journey = steps((1, 0), (2, 300), (3, 100))

    bars = plan(journey, days=200).bars

    first, second, third = (bar.box[2] for bar in bars)
    assert (round(first / second, 6), round(third / second, 6)) == (3, 2)
    assert [bar.stage for bar in bars] == [1, 2, 3]
    assert [bar.text for bar in bars] == ["300 j", "100 j", "200 j"]
    assert [bar.now for bar in bars] == [False, False, True]


def test_lanes_stand_in_reading_order() -> None:
    lanes = plan(steps((1, 0))).lanes

    tops = [lane.box[1] for lane in lanes]

    assert [lane.stage for lane in lanes] == [1, 2, 3, 4, 5, 6]
    assert tops == sorted(tops)


def test_across_and_down_are_the_same_path() -> None:
    journey = steps((1, 0), (4, 90), (2, 90), (3, 90))

    across, down = plan(journey), plan(journey, across=False, length=640)

    assert [(bar.stage, bar.now) for bar in down.bars] == [(bar.stage, bar.now) for bar in across.bars]
    assert [(link.back, link.latest) for link in down.links] == [(link.back, link.latest) for link in across.links]
    assert [round(bar.box[3] / down.bars[0].box[3], 6) for bar in down.bars] == [round(bar.box[2] / across.bars[0].box[2], 6) for bar in across.bars]


def test_moves_back_are_dashed_and_said_and_the_latest_is_heavy() -> None:
    drawn = draw_path(plan(steps((1, 0), (3, 200), (2, 200), (3, 200))))

    links = [path for path in parsed(drawn).iter(f"{SVG}path") if path.get("class", "").split()[0] == "link"]

    assert [link.get("class") for link in links] == ["link", "link is-back", "link is-latest"]
    assert [bool(link.get("stroke-dasharray")) for link in links] == [False, True, False]
    assert [link.get("stroke-width") for link in links] == ["2.5", "2.5", "4"]
    assert words(drawn).count("retour") == 1


def test_every_word_comes_from_the_caller() -> None:
    drawn = draw_path(
        plan_path(
            steps((1, 0), (2, 200), (1, 200)),
            DAY + timedelta(days=600),
            title="Un chemin",
            words=WORDS,
            pauses=[Span(DAY + timedelta(days=100), DAY + timedelta(days=150))],
        )
    )

    found = set(words(drawn))

    assert found == {
        *("1", "2", "3", "4", "5", "6", "Un", "Deux", "Trois", "Quatre", "Cinq", "Six"),
        *("01/2024", "04", "07", "10", "01", "fin", "pause", "retour", "200 j"),
    }
    assert parsed(drawn).findtext(f"{SVG}title") == "Un chemin"


def test_a_project_begun_today_has_one_bar_that_ends_today() -> None:
    path = plan(steps((2, 0)), days=0)

    (bar,) = path.bars

    assert bar.box[0] + bar.box[2] == path.today.box[0]
    assert (bar.stage, bar.now, bar.text) == (2, True, "0 j")
    assert [tick.text for tick in path.ticks] == ["01/2024"]


def test_visits_of_no_days_can_be_seen_in_their_order() -> None:
    journey = steps((1, 0), (2, 0), (3, 0), (2, 0), (5, 0), (1, 0))

    bars = plan(journey, days=0).bars

    assert [bar.stage for bar in bars] == [1, 2, 3, 2, 5, 1]
    assert [round(bar.box[2]) for bar in bars[:-1]] == [8] * 5
    assert [round(there.box[0] - here.box[0]) for here, there in pairwise(bars)] == [8] * 5


def test_without_steps_there_are_lanes_alone() -> None:
    path = plan([])

    drawn = draw_path(path)

    assert (path.bars, path.links, path.ticks, path.main) == ((), (), (), 0)
    assert words(drawn) == ["1", "Un", "2", "Deux", "3", "Trois", "4", "Quatre", "5", "Cinq", "6", "Six"]


def test_a_length_is_said_only_where_there_is_room_for_it() -> None:
    wordy = PathWords(WORDS.names, WORDS.went_back, lambda start, end: "one year and eleven months", WORDS.month)
    journey = steps((1, 0), (2, 500), (3, 200))

    bars = plan_path(journey, DAY + timedelta(days=1200), title="A path", words=wordy).bars

    assert [bar.text != "" for bar in bars] == [True, False, True]


def test_many_moves_have_no_words_beside_them() -> None:
    few, many = steps(*[(1 + i % 2, 90) for i in range(12)]), steps(*[(1 + i % 2, 90) for i in range(13)])

    noted = [[link.note is not None for link in plan(journey, length=9000).links if link.back] for journey in (few, many)]

    assert noted == [[True] * 5, [False] * 6]


def test_a_pause_lies_over_all_lanes_and_a_stage_beside_is_hollow() -> None:
    path = plan_path(
        steps((1, 0), (2, 100)),
        DAY + timedelta(days=300),
        title="A path",
        words=WORDS,
        pauses=[Span(DAY + timedelta(days=150), None)],
        beside=[Span(DAY + timedelta(days=50), DAY + timedelta(days=250), 5)],
    )

    drawn = parsed(draw_path(path))

    (pause,) = path.pauses
    assert (pause.box[1], pause.box[3]) == (path.lanes[0].box[1], sum(lane.box[3] for lane in path.lanes))
    assert round(pause.box[0] + pause.box[2], 6) == round(path.today.box[0], 6)
    bars = [(bar.get("class"), bar.get("fill")) for bar in drawn.iter(f"{SVG}rect") if bar.get("class", "").split()[0] == "bar"]
    assert bars[2:] == [("bar stage-5 is-beside", "#ffffff")]


@given(journeys, st.integers(0, 4000), st.booleans())
def test_nothing_leaves_the_picture_or_loses_its_order(moves: list[tuple[int, int]], days: int, across: bool) -> None:
    path = plan(steps(*moves), days, across=across)

    along = [(bar.box[0], bar.box[0] + bar.box[2]) if across else (bar.box[1], bar.box[1] + bar.box[3]) for bar in path.bars]

    length = path.size[0] if across else path.size[1]
    assert [(start, end) for start, end in along if not 0 < start < end <= length] == []
    assert [round(end, 6) for _, end in along[:-1]] == [round(start, 6) for start, _ in along[1:]]
    assert re.search(r"\b(nan|inf)\b", draw_path(path)) is None


@given(st.integers(0, 8000), st.booleans(), st.integers(0, 400))
def test_dates_on_the_scale_do_not_run_into_one_another(days: int, across: bool, began: int) -> None:
    path = plan([Step(DAY + timedelta(days=began), 1)], days, across=across, length=1080 if across else 640)

    shown = [tick.text_at[0 if across else 1] for tick in [*path.ticks, path.today] if tick.text]

    least = 50 if across else 22
    assert [(here, there) for here, there in pairwise(shown) if there - here < least] == []


def test_hostile_words_stay_words() -> None:
    hostile = "<script>alert(1)</script> \"quoted\" 'and' & more"
    evil = PathWords((hostile,) * 6, hostile, lambda start, end: hostile, lambda day, first: hostile, hostile, hostile)
    pauses = [Span(DAY, DAY + timedelta(days=9))]

    drawn = draw_path(plan_path(steps((1, 0), (2, 400), (1, 400)), DAY + timedelta(days=999), title=hostile, words=evil, length=5000, pauses=pauses))

    assert [element.tag for element in parsed(drawn).iter() if "script" in element.tag] == []
    assert {word for word in words(drawn) if not word.isdigit()} == {hostile}


def test_two_paths_on_one_page_share_no_id_and_have_no_style() -> None:
    journey = steps((1, 0), (2, 100))

    across, down = draw_path(plan(journey), "across"), draw_path(plan(journey, across=False), "down")

    assert re.findall(r' id="([^"]*)"', across + down) == ["across-title", "down-title"]
    assert [parsed(drawing).get("class") for drawing in (across, down)] == ["path path--across", "path path--down"]
    assert [element.tag for drawing in (across, down) for element in parsed(drawing).iter() if "style" in element.attrib] == []


def test_the_end_of_time_may_be_told_on_lines_of_their_own_which_stay_within_a_narrow_picture() -> None:
    ends = replace(WORDS, today="30 sept.\n2025")

    drawn = draw_path(plan_path(steps((1, 0), (2, 100)), DAY + timedelta(days=200), title="A path", words=ends, across=False, length=640))

    first, second = (text for text in parsed(drawn).iter(f"{SVG}text") if text.text in ("30 sept.", "2025"))
    assert (first.get("x"), first.get("text-anchor")) == (second.get("x"), second.get("text-anchor")) == ("60", "end")
    assert breadth("30 sept.", 13) < 60
    assert 0 < float(first.get("y", 0)) < float(second.get("y", 0)) < float(parsed(drawn).get("viewBox", "").split()[3])
