"""The floor through the server as it is deployed, against plain gunicorn with as many workers: docs/evidence/speed-served.md.

python -m bench served [--rounds 5] [--seconds 3]
"""

import argparse
import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict
from typing import Any

from bench.databases import HERE, data_dir, measure_on, open_here
from bench.evidence import keep, when_and_where
from bench.ratios import Ratio, keep_numbers, of_rounds, ratios_table
from bench.site import ROOT, free_port, running_gunicorn, wait_for_port
from bench.visits import visit

PEOPLE = 8
MOST = 1 / 0.9
"""How many times as long for each request: as many in the same time as nine tenths of what plain gunicorn serves."""


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m bench served")
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--seconds", type=float, default=3)
    asked.add_argument(HERE, action="store_true", help=argparse.SUPPRESS)
    options = asked.parse_args(sys.argv[2:])
    if options.here:
        print(json.dumps(measure(options.rounds, options.seconds)))
        return 0
    database, found = measure_on([], "served", "--rounds", str(options.rounds), "--seconds", str(options.seconds))
    ratio = Ratio(**found["ratio"])
    told = ratios_table("plain gunicorn", [ratio])
    print(told)
    keep(
        "speed-served",
        "The floor through the server as it is deployed",
        when_and_where(f"served --rounds {options.rounds} --seconds {options.seconds:g}"),
        f"{PEOPLE} people ask for the floor without a pause, of the server as deployed and of plain gunicorn, two workers each, in turn. "
        f"Milliseconds of processor and waiting for each request served. {database}, a connection kept open for ten minutes.",
        told,
    )
    keep_numbers("speed-served", [ratio])
    return int(not ratio.is_reached)


def measure(rounds: int, seconds: float) -> dict[str, Any]:
    database = open_here()
    from django.db import connections

    from bench import kept
    from bench.inside import cookies_of

    [person] = kept.make_people(1)
    cookies = cookies_of(person)
    connections.close_all()
    ours, plain = free_port(), free_port()
    taken: dict[int, list[float]] = {ours: [], plain: []}
    with (data_dir() / "log").open("w+", encoding="utf-8") as log, running_gunicorn(ours, log, DJANGO_SETTINGS_MODULE="bench.settings"):
        command = [sys.executable, "-m", "gunicorn", "--workers", "2", "--bind", f"127.0.0.1:{plain}", "journey.wsgi:application"]
        known = os.environ | {"DJANGO_SETTINGS_MODULE": "bench.settings"}
        server = subprocess.Popen(command, cwd=ROOT, env=known, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)  # noqa: S603
        try:
            wait_for_port(plain, server)
            for number in range(rounds):
                for port in (plain, ours, ours, plain) if number % 2 else (ours, plain, plain, ours):
                    taken[port].append(seconds * 1000 / len(visit(port, cookies, "/floor/", people=PEOPLE, seconds=seconds)))
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(timeout=40)
    return {"database": database, "ratio": asdict(of_rounds("D1: as deployed", taken[plain], taken[ours], at_most=MOST))}
