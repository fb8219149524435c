"""Two servers behind one PostgreSQL are one to whoever uses them. `python -m bench several` does it for longer."""

import json
import os
import sys
from pathlib import Path
from subprocess import run

import pytest
from django.conf import settings

from bench.several import is_well
from tests.migrated import migrated_database


@pytest.mark.postgres
def test_sessions_limits_clashes_and_texts_hold_across_two_servers(tmp_path: Path, db: None) -> None:
    with migrated_database(tmp_path) as url:
        known = {
            "DATA_DIR": str(tmp_path),
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "PATH": os.environ["PATH"],
            "WORKERS": "1",
        }
        command = [sys.executable, "-m", "bench", "several", "--here", "--seconds", "2"]

        done = run(command, cwd=settings.BASE_DIR, env=known, capture_output=True, text=True, check=True)

    found = json.loads(done.stdout.splitlines()[-1])
    assert is_well(found), found
