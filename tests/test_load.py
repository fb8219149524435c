"""People at work at the same time on a server of their own. `python -m bench load` does it with fifty, for ten minutes."""

import json
import os
import sys
from pathlib import Path
from subprocess import run

from django.conf import settings

from tests.migrated import migrated_database


def test_nobody_at_work_meets_an_error_or_misses_what_was_saved(tmp_path: Path, db: None) -> None:
    with migrated_database(tmp_path) as url:
        known = {"DATA_DIR": str(tmp_path), "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "journey.settings", "PATH": os.environ["PATH"]}
        command = [sys.executable, "-m", "bench", "load", "--here", "--people", "6", "--minutes", "0.2"]

        done = run(command, cwd=settings.BASE_DIR, env=known, capture_output=True, text=True, check=True)

        found = json.loads(done.stdout.splitlines()[-1])
        assert (found["errors"], found["problems"], found["lost"]) == ([], [], 0)
        assert found["saved"] > 10 and found["exports"] == 1
