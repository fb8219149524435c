"""The server is killed in the middle of saves, on a database of its own. `python -m bench kills` does it two hundred times."""

from pathlib import Path

from tests.benched import benched


def test_whatever_was_acknowledged_outlives_kill_9_and_half_a_save_leaves_no_trace(tmp_path: Path, db: None) -> None:
    # The server of PostgreSQL is that of other tests too, so it is not stopped here.
    found = benched(tmp_path, "kills", "--rounds", "2", "--stops", "0", "--seed", "1", "--sent", "4")

    assert {name: count for name, count in found["faults"].items() if count} == {}
    assert (found["kills"], found["else"], found["locked"]) == (2, 0, 0)
    # Two people have had at least three answers each in each round, and a save refuses one other at most.
    assert found["saved"] >= 6
