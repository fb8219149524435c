"""Two servers behind one PostgreSQL are one to whoever uses them. `python -m bench several` does it for longer."""

from pathlib import Path

import pytest

from bench.several import is_well
from tests.benched import benched


@pytest.mark.postgres
def test_sessions_limits_clashes_and_texts_hold_across_two_servers(tmp_path: Path, db: None) -> None:
    found = benched(tmp_path, "several", "--seconds", "2", WORKERS="1")

    assert is_well(found), found
