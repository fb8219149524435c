"""What follows from the list of moves: visits, what was open beside, and what a correction leaves."""

from datetime import date, timedelta

import pytest

from journey.visits import Impossible, Journey, Kind, Record, Span, Stay, Step, journey

DAY = date(2027, 1, 11)


def on(days: int) -> date:
    return DAY + timedelta(days=days)


def records(*rows: tuple[Kind, int, int] | tuple[Kind, int, int, int]) -> list[Record]:
    """Rows of (kind, stage, days since the first, the number of the row that is corrected)."""
    return [Record(number, row[0], on(row[2]), row[1], row[3] if len(row) == 4 else 0) for number, row in enumerate(rows, start=1)]


def told(path: Journey) -> list[tuple[int, int, int]]:
    return [(entry.number, entry.stage, entry.left) for entry in path.entries]


def test_nothing_recorded_is_no_journey_yet() -> None:
    path = journey([])

    assert (path.main, path.open, path.stays, path.beside, path.steps) == (0, (), (), (), ())


def test_first_second_and_third_visits_are_counted_with_their_days() -> None:
    path = journey(records(("placed", 2, 0), ("moved", 3, 10), ("moved", 2, 30), ("moved", 3, 60), ("moved", 2, 60)))

    assert path.stays == (
        Stay(2, on(0), on(10), 1),
        Stay(3, on(10), on(30), 1),
        Stay(2, on(30), on(60), 2),
        Stay(3, on(60), on(60), 2),
        Stay(2, on(60), None, 3),
    )
    assert path.steps[-1] == Step(on(60), 2)


def test_a_stage_kept_open_stands_beside_the_main_one_until_it_is_closed() -> None:
    path = journey(records(("placed", 1, 0), ("moved", 2, 10), ("opened", 1, 10), ("moved", 3, 50), ("closed", 1, 70)))

    assert path.beside == (Span(on(10), on(70), 1),)
    assert (path.main, path.open) == (3, ())
    assert told(path) == [(1, 1, 0), (2, 2, 1), (3, 1, 2), (4, 3, 2), (5, 1, 3)]
    assert path.entries[2].span == path.entries[4].span == Span(on(10), on(70), 1)


def test_several_stages_are_open_in_the_maps_order() -> None:
    path = journey(records(("placed", 3, 0), ("opened", 5, 1), ("opened", 1, 2)))

    assert (path.main, path.open) == (3, (1, 5))


def test_a_stage_open_beside_that_becomes_the_main_one_is_beside_no_more() -> None:
    path = journey(records(("placed", 1, 0), ("moved", 2, 10), ("opened", 1, 10), ("moved", 1, 40)))

    assert path.beside == (Span(on(10), on(40), 1),)
    assert (path.main, path.open) == (1, ())
    assert path.stays[-1] == Stay(1, on(40), None, 2)


def test_a_correction_takes_the_place_of_what_was_mistaken() -> None:
    path = journey(records(("placed", 1, 0), ("moved", 5, 10), ("moved", 3, 30), ("moved", 2, 12, 2)))

    assert told(path) == [(1, 1, 0), (4, 2, 1), (3, 3, 2)]
    assert path.stays == (Stay(1, on(0), on(12), 1), Stay(2, on(12), on(30), 1), Stay(3, on(30), None, 1))


def test_of_several_corrections_the_last_counts() -> None:
    rows = [("placed", 1, 0), ("moved", 5, 10), ("moved", 4, 10, 2), ("undone", 0, 10, 3), ("moved", 2, 11, 4)]

    paths = [journey(records(*rows[:count])) for count in range(1, 6)]  # type: ignore[arg-type]  # rows of either length

    assert [path.main for path in paths] == [1, 5, 4, 1, 2]
    assert paths[-1].stays == (Stay(1, on(0), on(11), 1), Stay(2, on(11), None, 1))


def test_an_opening_set_aside_was_never_there() -> None:
    path = journey(records(("placed", 1, 0), ("opened", 4, 5), ("undone", 0, 5, 2)))

    assert (path.open, path.beside) == ((), ())


@pytest.mark.parametrize(
    ("rows", "number", "why"),
    [
        ([("moved", 2, 0)], 1, "no main stage"),
        ([("opened", 2, 0)], 1, "no main stage"),
        ([("placed", 1, 0), ("placed", 2, 1)], 2, "placed twice"),
        ([("placed", 1, 0), ("moved", 1, 1)], 2, "main already"),
        ([("placed", 1, 0), ("opened", 1, 1)], 2, "main already"),
        ([("placed", 1, 0), ("opened", 3, 1), ("opened", 3, 2)], 3, "open already"),
        ([("placed", 1, 0), ("closed", 3, 1)], 2, "not open"),
        ([("placed", 1, 5), ("moved", 2, 4)], 2, "day before"),
        # A correction that leaves what comes after it without sense: the row that no longer fits is named.
        ([("placed", 1, 0), ("moved", 2, 1), ("moved", 1, 2), ("undone", 0, 1, 2)], 3, "main already"),
        ([("placed", 1, 0), ("moved", 2, 1), ("moved", 3, 2), ("moved", 3, 1, 2)], 3, "main already"),
        ([("placed", 1, 0), ("moved", 2, 1), ("moved", 3, 2), ("moved", 2, 3, 2)], 3, "day before"),
        ([("placed", 1, 0), ("opened", 2, 1), ("closed", 2, 2), ("undone", 0, 1, 2)], 3, "not open"),
        ([("placed", 1, 0), ("moved", 2, 1), ("undone", 0, 0, 1)], 2, "no main stage"),
    ],
)
def test_what_makes_no_journey_is_refused_and_the_row_that_does_not_fit_is_named(rows: list[tuple[Kind, int, int]], number: int, why: str) -> None:
    with pytest.raises(Impossible) as refused:
        journey(records(*rows))

    assert (refused.value.number, refused.value.why) == (number, why)
