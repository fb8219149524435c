"""All that is told in docs/speed.md, one after the other: python -m bench all [--but scale pdf]."""

import argparse
import subprocess
import sys

from bench.site import ROOT

PARTS = ("pages", "save", "served", "pdf", "load", "scale")


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m bench all")
    asked.add_argument("--but", nargs="+", choices=PARTS, default=[], help="what to leave out")
    options = asked.parse_args(sys.argv[2:])
    wanted = [part for part in PARTS if part not in options.but]
    missed = [part for part in wanted if subprocess.run([sys.executable, "-m", "bench", part], cwd=ROOT, check=False).returncode]  # noqa: S603
    print(f"Not all reached: {', '.join(missed)}" if missed else "All reached.")
    return int(bool(missed))
