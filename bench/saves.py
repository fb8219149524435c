"""Eight people save the same twenty answers at once, on SQLite and on PostgreSQL: what they were told, and what was kept. docs/evidence/saves.md.

python -m bench saves [--seconds 60]
"""

import argparse
import json
import multiprocessing
import statistics
import sys
import time
from collections import Counter
from typing import Any

from bench.databases import HERE, data_dir, on_each, open_here
from bench.evidence import keep, table, when_and_where
from bench.site import free_port, running_gunicorn
from bench.writers import Said, Writer, sign_in

WRITERS = 8
ANSWERS = 20


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m bench saves")
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument(HERE, action="store_true", help=argparse.SUPPRESS)
    options = asked.parse_args(sys.argv[2:])
    if options.here:
        print(json.dumps(measure(options.seconds)))
        return 0
    results = on_each("saves", "--seconds", str(options.seconds))
    return tell(results, options.seconds)


def measure(seconds: float) -> dict[str, Any]:
    """Run the writers against the database of the environment, then read what it kept."""
    database = open_here()
    from django.db import connections

    from bench import kept

    people = kept.make_people(WRITERS)
    project = kept.make_project(people)
    keys = kept.question_keys(project, ANSWERS)
    connections.close_all()
    port = free_port()
    with (data_dir() / "log").open("w+", encoding="utf-8") as log:
        with running_gunicorn(port, log):
            writers = [
                Writer(port, number, str(project.pk), sign_in(port, str(person.email), kept.PASSWORD)) for number, person in enumerate(people, 1)
            ]
            with multiprocessing.get_context("spawn").Pool(WRITERS) as pool:
                said = [one for part in pool.starmap(write, [(writer, keys, seconds) for writer in writers]) for one in part]
        log.seek(0)
        logged = log.read()
    found = kept.faults(project, said)
    found["faults found by the database's own check"] += not kept.is_sound()
    told = Counter(one.told for one in said)
    taken = sorted(one.seconds for one in said if one.told == "saved")
    return {
        "database": database,
        "saved": told["saved"],
        "refused": told["refused"],
        "else": told["other"] + told["unanswered"],
        "details": sorted({one.detail for one in said if one.told == "other"}),
        "locked": logged.count("database is locked") + sum("locked" in one.detail for one in said),
        "faults": found,
        "p50": statistics.median(taken),
        "p99": taken[int(len(taken) * 0.99)],
        "seconds": seconds,
    }


def write(writer: Writer, keys: list[str], seconds: float) -> list[Said]:
    end = time.monotonic() + seconds
    return writer.write(keys, lambda: time.monotonic() < end)


def tell(results: dict[str, Any], seconds: float) -> int:
    rows: list[list[object]] = [
        ["saved (and acknowledged)", *(one["saved"] for one in results.values())],
        ["refused because someone had saved meanwhile (409)", *(one["refused"] for one in results.values())],
        ["any other answer", *(one["else"] for one in results.values())],
        ['"database is locked"', *(one["locked"] for one in results.values())],
    ]
    for name in next(iter(results.values()))["faults"]:
        rows.append([name, *(one["faults"][name] for one in results.values())])
    sqlite, postgresql = results.values()
    rows.append(
        ["slowest hundredth of the saves against the middle one (p99 / p50)", *(f"{one['p99'] / one['p50']:.1f}" for one in results.values())]
    )
    rows.append(["saves in the time, against PostgreSQL", f"{sqlite['saved'] / postgresql['saved']:.2f}", "1"])
    told = table(["", *results], rows)
    print(told)
    for name, one in results.items():
        print(*(f"{name} answered {detail}\n" for detail in one["details"]), sep="", end="")
    keep(
        "saves",
        "Eight people save at once",
        when_and_where(f"saves --seconds {seconds:.0f}"),
        f"{WRITERS} processes, each signed in as a person of its own, through gunicorn with two workers as `script/demo` starts it, over loopback. "
        f"Each opens one of the same {ANSWERS} answers, writes about 600 characters and saves them with the version that its page showed, for "
        f"{seconds:.0f} seconds; then every version in the database is held against what the writers were told.",
        told,
        "A refused save comes back with a page that holds the writer's own text and the one saved meanwhile; both are looked for in each. A save "
        "over a version that was not seen would be a lost update. Writers and server share the cores, so times are told as ratios and are of this "
        "machine; PostgreSQL is a throw-away cluster that does not wait for the disk, while SQLite does.",
    )
    return int(any(is_wrong(one) for one in results.values()))


def is_wrong(one: dict[str, Any]) -> bool:
    return bool(one["else"] or one["locked"] or any(one["faults"].values())) or not (one["saved"] and one["refused"])
