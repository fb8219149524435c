"""The throw-away PostgreSQL that script/with-postgres started: stopped as a power cut would stop it, and started again."""

import os
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlsplit


def stop_now() -> None:
    """End every process of the server in the same moment, in the middle of whatever it does."""
    pg_ctl("stop", "-m", "immediate")


def start_again() -> None:
    """Start it, wait until it has recovered, and take connections as before."""
    folder = scratch()
    pg_ctl("start", "-w", "-t", "60", "-l", str(folder / "server"), "-o", f"-h '' -k {folder} -F")


def scratch() -> Path:
    """The folder of its socket, in which its data are too."""
    return Path(parse_qs(urlsplit(os.environ["DATABASE_URL"]).query)["host"][0])


def pg_ctl(*command: str) -> None:
    data = scratch() / "data"
    owner = data.stat()
    as_owner = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []} if os.getuid() == 0 else {}
    subprocess.run(  # type: ignore[call-overload]  # by names  # noqa: S603
        [str(programs() / "pg_ctl"), "-s", "-D", str(data), *command], check=True, cwd=data, stdout=subprocess.DEVNULL, **as_owner
    )


def programs() -> Path:
    """Where its programs are: read in the options that it was started with."""
    return Path((scratch() / "data" / "postmaster.opts").read_text(encoding="utf-8").split(maxsplit=1)[0]).parent
