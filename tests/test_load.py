"""People at work at the same time on a server of their own. `python -m bench load` does it with fifty, for ten minutes."""

from pathlib import Path

from tests.benched import benched


def test_nobody_at_work_meets_an_error_or_misses_what_was_saved(tmp_path: Path, db: None) -> None:
    found = benched(tmp_path, "load", "--people", "6", "--minutes", "0.2", "--idle", "3", DJANGO_SETTINGS_MODULE="journey.settings")

    assert (found["errors"], found["problems"], found["lost"]) == ([], [], 0)
    assert found["saved"] > 10 and found["exports"] == 1
