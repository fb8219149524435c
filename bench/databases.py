"""The same measurement on SQLite and on PostgreSQL: each in a process of its own that knows one database alone, thrown away afterwards."""

import json
import os
import signal
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
        said = measure_in({"DATA_DIR": data, "DATABASE_URL": ""}, [*starter, sys.executable, "-m", "bench", measure, HERE, *arguments])
    return said.pop("database"), said


def measure_in(environment: dict[str, str], command: list[str]) -> Any:
    """What a command says as JSON on its last line. If we are asked to end, so is it, and it ends the server that it started."""
    known = os.environ | {"DJANGO_SETTINGS_MODULE": "journey.settings"} | environment
    with subprocess.Popen(command, cwd=ROOT, env=known, stdout=subprocess.PIPE, text=True, process_group=0) as inner:  # noqa: S603  # our own
        try:
            said = inner.communicate()[0]
        except BaseException:
            os.killpg(inner.pid, signal.SIGTERM)
            raise
    if inner.returncode:
        raise SystemExit(inner.returncode)
    return json.loads(said.splitlines()[-1])


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
