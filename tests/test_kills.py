"""The server is killed in the middle of saves, on a database of its own. `python -m bench kills` does it two hundred times."""

import json
import os
import sys
from pathlib import Path
from subprocess import run

from django.conf import settings

from tests.migrated import migrated_database


def test_whatever_was_acknowledged_outlives_kill_9_and_half_a_save_leaves_no_trace(tmp_path: Path, db: None) -> None:
    with migrated_database(tmp_path) as url:
        known = {"DATA_DIR": str(tmp_path), "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": os.environ["PATH"]}
        # The server of PostgreSQL is that of other tests too, so it is not stopped here.
        command = [sys.executable, "-m", "bench", "kills", "--here", "--rounds", "3", "--stops", "0", "--seed", "1", "--sent", "4"]

        done = run(command, cwd=settings.BASE_DIR, env=known, capture_output=True, text=True, check=True)

        found = json.loads(done.stdout.splitlines()[-1])
        assert {name: count for name, count in found["faults"].items() if count} == {}
        assert (found["kills"], found["else"], found["locked"]) == (3, 0, 0)
        # Two people have had at least three answers each in each round, and a save refuses one other at most.
        assert found["saved"] >= 9
