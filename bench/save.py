"""One to sixty-four people save at once, on SQLite and PostgreSQL: what they were told, what was kept, how long it took. docs/evidence/save.md.

python -m bench save [--seconds 30]
"""

import argparse
import json
import multiprocessing
import statistics
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from bench.databases import HERE, data_dir, on_each, open_here
from bench.evidence import keep, table, when_and_where
from bench.site import free_port, running_gunicorn
from bench.writers import Said, Writer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from journey.models import User

PROCESSES = 8
"""Of writers, at most; where there are more writers, each is some of them."""
AS_SHIPPED, WITH_THREADS = "two workers, as shipped", "two workers of four threads"
SERVERS = {AS_SHIPPED: "", WITH_THREADS: "--threads 4"}
RUNS = ((AS_SHIPPED, 1), (AS_SHIPPED, 8), (AS_SHIPPED, 32), (AS_SHIPPED, 64), (WITH_THREADS, 8), (WITH_THREADS, 32))
AT_MOST = {(AS_SHIPPED, 8): 2.5, (AS_SHIPPED, 32): 2.0, (WITH_THREADS, 8): 3.5, (WITH_THREADS, 32): 2.5}
"""How many times as long as the middle save the slowest hundredth may take."""
AT_LEAST = 0.9
"""Saves on SQLite for each on PostgreSQL, at one to thirty-two writers."""


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m bench save")
    asked.add_argument("--seconds", type=float, default=30)
    asked.add_argument(HERE, action="store_true", help=argparse.SUPPRESS)
    options = asked.parse_args(sys.argv[2:])
    if options.here:
        print(json.dumps(measure(options.seconds)))
        return 0
    return tell(on_each("save", "--seconds", str(options.seconds)), options.seconds)


def measure(seconds: float) -> dict[str, Any]:
    """Run the writers against the database of the environment, then read what it kept."""
    database = open_here()

    from bench import kept

    people = kept.make_people(max(count for _server, count in RUNS))
    runs = [one_run(server, people[:count], seconds) for server, count in RUNS]
    faults = {name: sum(run["faults"][name] for run in runs) for name in kept.FAULTS}
    faults["faults found by the database's own check"] += not kept.is_sound()
    return {"database": database, "runs": runs, "faults": faults}


def one_run(server: str, people: "Sequence[User]", seconds: float) -> dict[str, Any]:
    from django.db import connections

    from bench import kept
    from bench.inside import cookies_of

    project = kept.make_project(people)
    # About three answers for each writer, so that some meet and most do not; sixty-four share what the map has.
    keys = kept.question_keys(project, min(58, max(20, 3 * len(people))))
    cookies = [cookies_of(person) for person in people]  # sixty-four sign-ins from one place are more than the limit allows
    connections.close_all()
    port = free_port()
    with (data_dir() / "log").open("w+", encoding="utf-8") as log:
        with running_gunicorn(port, log, GUNICORN_CMD_ARGS=SERVERS[server]):
            writers = [Writer(port, number, str(project.pk), known) for number, known in enumerate(cookies, 1)]
            parts = [writers[first::PROCESSES] for first in range(min(PROCESSES, len(writers)))]
            with multiprocessing.get_context("spawn").Pool(len(parts)) as pool:
                said = [one for part in pool.starmap(write_all, [(part, keys, seconds) for part in parts]) for one in part]
        log.seek(0)
        logged = log.read()
    told = Counter(one.told for one in said)
    taken = sorted(one.seconds for one in said if one.told == "saved")
    return {
        "saved": told["saved"],
        "refused": told["refused"],
        "else": told["other"] + told["unanswered"],
        "details": sorted({one.detail for one in said if one.told == "other"}),
        "locked": logged.count("database is locked") + sum("locked" in one.detail for one in said),
        "faults": kept.faults(project, said),
        "waited": taken[int(len(taken) * 0.99)] / statistics.median(taken),
    }


def write_all(writers: list[Writer], keys: list[str], seconds: float) -> list[Said]:
    with ThreadPoolExecutor(len(writers)) as together:
        return [one for part in together.map(lambda writer: write(writer, keys, seconds), writers) for one in part]


def write(writer: Writer, keys: list[str], seconds: float) -> list[Said]:
    end = time.monotonic() + seconds
    return writer.write(keys, lambda: time.monotonic() < end)


def tell(results: dict[str, Any], seconds: float) -> int:
    sqlite, postgresql = results.values()
    times = []
    missed = False
    for number, (server, count) in enumerate(RUNS):
        one, other = sqlite["runs"][number], postgresql["runs"][number]
        throughput, most = one["saved"] / other["saved"], AT_MOST.get((server, count))
        missed |= (count <= 32 and throughput < AT_LEAST) or (most is not None and one["waited"] > most)
        times.append([server, count, f"{throughput:.2f}", f"{one['waited']:.1f}", most or "–", f"{other['waited']:.1f}"])
    speed = table(
        ["server", "writers", "saves on SQLite for each on PostgreSQL", "p99 / p50 on SQLite", "at most", "p99 / p50 on PostgreSQL"],
        times,
    )
    rows: list[list[object]] = [
        [words, *(sum(run[name] for run in one["runs"]) for one in results.values())]
        for name, words in (
            ("saved", "saved (and acknowledged)"),
            ("refused", "refused because someone had saved meanwhile (409)"),
            ("else", "any other answer"),
            ("locked", '"database is locked"'),
        )
    ]
    rows += [[name, *(one["faults"][name] for one in results.values())] for name in sqlite["faults"]]
    told = table(["", *results], rows)
    print(speed, told, sep="\n\n")
    for name, one in results.items():
        print(*(f"{name} answered {detail}\n" for run in one["runs"] for detail in run["details"]), sep="", end="")
    keep(
        "save",
        "People save at once",
        when_and_where(f"save --seconds {seconds:.0f}"),
        f"Writers, each signed in as a person of their own, through gunicorn over loopback. Each opens one of the same answers (20 of them, or "
        "three for each writer, 58 at most), writes about 600 characters and saves them with the version that its page showed, for "
        f"{seconds:.0f} seconds a line; "
        "then every version in the database is held against what the writers were told.",
        speed,
        f"On SQLite at least {AT_LEAST} saves are wanted for each on PostgreSQL at up to 32 writers. p99 / p50 is how many times as long "
        "as the middle save the slowest hundredth took. What a save costs the processor against the least that a page can cost is measured by "
        "`python -m bench pages`.",
        told,
        "A refused save comes back with a page that holds the writer's own text and the one saved meanwhile; both are looked for in each. A save "
        "over a version that was not seen would be a lost update. Writers and server share the cores, so times are told as ratios and are of this "
        "machine; PostgreSQL is a throw-away cluster that does not wait for the disk, while SQLite does.",
    )
    return int(missed or any(is_wrong(one) for one in results.values()))


def is_wrong(one: dict[str, Any]) -> bool:
    runs = one["runs"]
    return any(run["else"] or run["locked"] or not run["saved"] for run in runs) or any(one["faults"].values())
