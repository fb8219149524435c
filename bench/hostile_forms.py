"""Made-up input for every form at length: what tests/test_hostile_input.py does, 2,000 times each. docs/evidence/hostile-forms.md.

It goes round by round over all forms, and after each round says what was found so far.

python -m bench hostile_forms [--examples 2000] [--workers 2]
"""

import argparse
import gc
import json
import logging
import os
import subprocess
import sys
import tempfile
import traceback
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Lock
from time import process_time
from typing import Any

from bench.evidence import keep, table, when_and_where
from bench.site import ROOT

ROUND = 50
"""Made-up forms for each address in one round."""


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m bench hostile_forms")
    asked.add_argument("--examples", type=int, default=2000)
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked.add_argument("--rounds", help=argparse.SUPPRESS)
    options = asked.parse_args(sys.argv[2:])
    if options.here:
        return measure([int(number) for number in options.rounds.split(",")])
    rounds = -(-options.examples // ROUND)
    told = Told(f"hostile_forms --examples {options.examples}")
    shares = [list(range(rounds))[worker :: options.workers] for worker in range(options.workers)]
    with ThreadPoolExecutor(options.workers) as working:
        ended = list(working.map(lambda share: run(share, told), filter(None, shares)))
    return int(any(ended) or bool(told.faults))


def run(rounds: list[int], told: "Told") -> int:
    """Go those rounds in a process of its own, on a database of its own."""
    with ExitStack() as held:
        data = held.enter_context(tempfile.TemporaryDirectory(prefix="journey-bench-"))
        command = [sys.executable, "-m", "bench", "hostile_forms", "--here", "--rounds", ",".join(map(str, rounds))]
        known = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATA_DIR": data, "DATABASE_URL": ""}
        inner = held.enter_context(subprocess.Popen(command, cwd=ROOT, env=known, stdout=subprocess.PIPE, text=True))  # noqa: S603  # our own
        assert inner.stdout is not None  # noqa: S101  # we asked for it
        for line in inner.stdout:
            told.take(json.loads(line))
        return inner.wait()


def measure(rounds: list[int]) -> int:
    """Print for each address of each round, as JSON, with which statuses it was answered and what went wrong."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    logging.disable(logging.CRITICAL)
    from journey.models import User
    from tests.hostile_forms import SENT, Site

    site = Site(User.objects.create_user("amina@example.org", name="Amina Rahman"), User.objects.create_user("owen@example.org", name="Owen Pryce"))
    gc.freeze()
    for number in rounds:
        for name in SENT:
            print(json.dumps({"round": number, "name": name, "of": len(SENT)} | one_round(site, name, number)), flush=True)
    return 0


def one_round(site: Any, name: str, number: int) -> dict[str, Any]:
    from hypothesis import HealthCheck, Phase, given, seed, settings

    from tests.hostile_forms import FINE

    statuses, faults, began = Counter[int](), list[str](), process_time()

    @seed(number)
    @settings(max_examples=ROUND, suppress_health_check=list(HealthCheck), database=None, deadline=None, phases=[Phase.generate])
    @given(said=site.said(name))
    def tried(said: dict[str, object]) -> None:
        try:
            status = site.send(name, said)
        except Exception:
            faults.append(f"{said!r:.600}\n{traceback.format_exc(limit=-3)}")
        else:
            statuses[status] += 1
            if status not in FINE:
                faults.append(f"{status}: {said!r:.600}")

    tried()
    return {"statuses": dict(statuses), "faults": faults[:3], "wrong": len(faults), "seconds": process_time() - began}


class Told:
    """What the workers have said so far, kept after each round."""

    def __init__(self, command: str) -> None:
        self.command, self.lock = command, Lock()
        self.statuses: dict[str, Counter[str]] = defaultdict(Counter)
        self.seconds: Counter[str] = Counter()
        self.faults: list[str] = []
        self.done: Counter[int] = Counter()

    def take(self, said: dict[str, Any]) -> None:
        with self.lock:
            self.statuses[said["name"]].update(said["statuses"])
            self.seconds[said["name"]] += said["seconds"]
            self.done[said["round"]] += 1
            if said["wrong"]:
                self.faults.append(f"{said['name']}: {said['wrong']} in round {said['round']}")
                print(said["name"], *said["faults"], sep="\n", flush=True)
            if self.done[said["round"]] == said["of"]:
                self.keep(said["of"])

    def keep(self, addresses: int) -> None:
        every = Counter[str]()
        for counted in self.statuses.values():
            every.update(counted)
        sent = [counted.total() for counted in self.statuses.values()]
        print(f"{min(sent)} each of {addresses}, {len(self.faults)} faults, {self.seconds.total():.0f} s of a processor", flush=True)
        rows = [[status, f"{count:,}"] for status, count in sorted(every.items())]
        each = [[f"`{name}`", one.total(), ", ".join(f"{s}: {n}" for s, n in sorted(one.items()))] for name, one in sorted(self.statuses.items())]
        keep(
            "hostile-forms",
            "Made-up input for every form",
            when_and_where(self.command),
            f"Every address that takes a form, {addresses} of them, was sent at least {min(sent):,} made-up ones, {sum(sent):,} in all. A form is "
            "read from the page that shows it and changed field by field: by texts that have broken other programs, by ids of this project and of "
            "somebody else's, by what Hypothesis makes up. It is sent by someone to whom it is shown, and what it did is undone.",
            "Errors of the server, statuses that no page should have, and forms that changed or showed somebody else's project: "
            f"**{len(self.faults)}**. {self.seconds.total():,.0f} seconds of a processor.",
            "\n".join(f"- {fault}" for fault in self.faults) or "All were answered with a page, a redirect or a refusal that fits:",
            table(["status", "answers"], rows),
            table(["address", "forms", "answered with"], each),
        )
