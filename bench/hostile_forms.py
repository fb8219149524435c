"""Made-up input for every form, far longer than in the suite: tests/test_hostile_input.py with 2,000 examples for each address.

python -m bench hostile_forms [--examples 2000]
"""

import argparse
import os
import subprocess
import sys
from time import monotonic

from bench.evidence import keep, when_and_where
from bench.site import ROOT


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m bench hostile_forms")
    asked.add_argument("--examples", type=int, default=2000)
    options = asked.parse_args(sys.argv[2:])
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_hostile_input.py"]
    began = monotonic()
    done = subprocess.run(command, cwd=ROOT, env=os.environ | {"EXAMPLES": str(options.examples)}, capture_output=True, text=True, check=False)  # noqa: S603  # our own
    last = done.stdout.strip().splitlines()[-1] if done.stdout.strip() else "nothing"
    print(done.stdout[-4000:])
    keep(
        "hostile_forms",
        "Made-up input for every form",
        when_and_where(f"hostile_forms --examples {options.examples}"),
        f"Every address that takes a form was sent {options.examples} made-up ones as the owner of a project. Each was answered with a page, "
        "a redirect or a refusal that fits (200, 302, 400 to 429, 503), never with an error of the server; what it did was undone.",
        f"pytest said: {last}, after {monotonic() - began:.0f} seconds.",
    )
    return done.returncode
