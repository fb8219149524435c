"""All that is told in docs/speed.md, one after the other: python -m bench all [--but scale,pdf]."""

import subprocess
import sys

from bench.site import ROOT

PARTS = ("pages", "save", "served", "pdf", "load", "scale")


def main() -> int:
    left_out = sys.argv[3].split(",") if sys.argv[2:3] == ["--but"] and len(sys.argv) > 3 else []
    wanted = [part for part in PARTS if part not in left_out]
    missed = [part for part in wanted if subprocess.run([sys.executable, "-m", "bench", part], cwd=ROOT, check=False).returncode]  # noqa: S603
    print(f"Not all reached: {', '.join(missed)}" if missed else "All reached.")
    return int(bool(missed))
