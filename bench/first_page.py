"""How long from a fresh clone to a first page: three clones, no environment, the package cache as it is. Kept in docs/evidence/first-page.md."""

import os
import signal
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from bench.evidence import keep, table, when_and_where
from bench.site import ROOT, free_port, wait_for

RUNS = 3
MOST_SECONDS = 60.0


def main() -> int:
    seconds = [run() for _ in range(RUNS)]
    median = statistics.median(seconds)
    told = ", ".join(f"{one:.1f}" for one in seconds)
    print(f"first page after {told} s; median {median:.1f} s, at most {MOST_SECONDS:.0f} s wanted")
    rows = [
        *((number, f"{one:.1f}") for number, one in enumerate(seconds, start=1)),
        ("**median**", f"**{median:.1f}** (at most {MOST_SECONDS:.0f} wanted)"),
    ]
    where = f"{when_and_where('first_page')} The package cache was warm, and no environment set but PORT."
    keep("first-page", "First page from a fresh clone", where, table(["run", "seconds from `script/demo` to the first page"], rows))
    return int(median > MOST_SECONDS)


def run() -> float:
    """Seconds from starting `script/demo` in a new clone to its first page."""
    with tempfile.TemporaryDirectory(prefix="journey-clone-") as folder:
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)  # noqa: S603, S607
        port = free_port()
        begun = time.monotonic()
        server = subprocess.Popen(  # noqa: S603  # our own script
            [str(clone / "script" / "demo")], cwd=clone, env={"PORT": str(port)}, stdout=subprocess.DEVNULL, start_new_session=True
        )
        try:
            wait_for(f"http://127.0.0.1:{port}", server, seconds=300)
            return time.monotonic() - begun
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(timeout=20)
