"""A bench as tests run it: for a moment, on a database of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.migrated import migrated_database


def benched(folder: Path, name: str, *arguments: str, **known: str) -> dict[str, Any]:
    """What `python -m bench NAME --here` found on a migrated database. `known` are variables of the environment. Raises CalledProcessError."""
    with migrated_database(folder) as url:
        known = {"DATA_DIR": str(folder), "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": os.environ["PATH"]} | known
        command = [sys.executable, "-m", "bench", name, "--here", *arguments]
        done = subprocess.run(command, cwd=settings.BASE_DIR, env=known, capture_output=True, text=True, check=True)
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return found
