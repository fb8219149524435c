"""The same measurement on SQLite and on PostgreSQL: each in a process of its own that knows one database alone, thrown away afterwards."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.site import ROOT

HERE = "--here"
"""What the inner process is told: measure on the database that the environment names, and say the result as JSON on the last line."""


def on_each(measure: str, *arguments: str) -> dict[str, Any]:
    """What `python -m bench MEASURE --here` says, by the name of the database."""
    return dict(measure_on(starter, measure, *arguments) for starter in ([], [str(ROOT / "script" / "with-postgres")]))


def measure_on(starter: list[str], measure: str, *arguments: str) -> tuple[str, Any]:
    with tempfile.TemporaryDirectory(prefix="journey-bench-") as data:
        environment = os.environ | {"DATA_DIR": data, "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "journey.settings"}
        command = [*starter, sys.executable, "-m", "bench", measure, HERE, *arguments]
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603  # our own
    said = json.loads(done.stdout.splitlines()[-1])
    return said.pop("database"), said


def open_here() -> str:
    """Prepare the database that the environment names, as `script/demo` does but with nobody in it, and say what it is."""
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
        version = cursor.fetchone()[0].split()[0]
    return f"{connection.display_name} {version}"


def data_dir() -> Path:
    """The folder of the copy that is measured here."""
    return Path(os.environ["DATA_DIR"])
