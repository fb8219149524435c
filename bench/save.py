"""How long saves take when 1, 8, 32 and 64 people save at once, on SQLite and on PostgreSQL: docs/evidence/speed-save.md.

python -m bench save [--seconds 10]

Whether every one of them is kept is measured by `python -m bench saves`.
"""

import argparse
import json
import statistics
import sys
import threading
import time
from typing import Any

from bench.databases import HERE, data_dir, on_each, open_here
from bench.evidence import keep, table, when_and_where
from bench.ratios import keep_numbers
from bench.site import free_port, running_gunicorn
from bench.writers import Said, Writer

CLIENTS = (1, 8, 32, 64)
MOST_P99 = {8: 3.5, 32: 2.5}
"""How many times the middle save the slowest hundredth may take."""
LEAST_OF_POSTGRESQL = 0.9


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m bench save")
    asked.add_argument("--seconds", type=float, default=10)
    asked.add_argument(HERE, action="store_true", help=argparse.SUPPRESS)
    options = asked.parse_args(sys.argv[2:])
    if options.here:
        print(json.dumps(measure(options.seconds)))
        return 0
    return tell(on_each("save", "--seconds", str(options.seconds)), options.seconds)


def measure(seconds: float) -> dict[str, Any]:
    database = open_here()
    from django.db import connections

    from bench import kept
    from bench.inside import cookies_of

    people = kept.make_people(max(CLIENTS))
    projects = [kept.make_project([person]) for person in people]
    keys = kept.question_keys(projects[0], 20)
    cookies = [cookies_of(person) for person in people]
    connections.close_all()
    port = free_port()
    found = {}
    with (data_dir() / "log").open("w+", encoding="utf-8") as log:
        with running_gunicorn(port, log):
            for clients in CLIENTS:
                writers = [Writer(port, number, str(projects[number].pk), cookies[number]) for number in range(clients)]
                found[clients] = of_level(writers, keys, seconds)
        log.seek(0)
        locked = log.read().count("database is locked")
    return {"database": database, "locked": locked, "levels": found}


def of_level(writers: list[Writer], keys: list[str], seconds: float) -> dict[str, Any]:
    """Each writes in a project of their own, so that nobody is refused; what is timed is the save alone."""
    said: list[Said] = []
    end = time.monotonic() + seconds
    threads = [threading.Thread(target=lambda one=one: said.extend(one.write(keys, lambda: time.monotonic() < end))) for one in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = sorted(one.seconds * 1000 for one in said if one.told == "saved")
    middle, slow = statistics.median(taken), taken[int(len(taken) * 0.99)]
    return {"saved": len(taken), "else": len(said) - len(taken), "each second": len(taken) / seconds, "p50": middle, "p99": slow}


def tell(results: dict[str, Any], seconds: float) -> int:
    rows, missed = [], []
    sqlite, postgresql = (one["levels"] for one in results.values())
    for clients in map(str, CLIENTS):
        share = sqlite[clients]["each second"] / postgresql[clients]["each second"]
        if int(clients) <= 32 and share < LEAST_OF_POSTGRESQL:
            missed.append(f"SQLite saves {share:.2f} times as much as PostgreSQL with {clients}")
        for name, one in results.items():
            level = one["levels"][clients]
            slow = level["p99"] / level["p50"]
            most = MOST_P99.get(int(clients))
            if most and slow > most:
                missed.append(f"{name}, {clients} people: p99 / p50 is {slow:.1f}, wanted at most {most}")
            of_level = [f"{level['each second']:.0f}", f"{level['p50']:.0f}", f"{level['p99']:.0f}", f"**{slow:.1f}**", level["else"]]
            rows.append([clients, name, *of_level, f"{share:.2f}" if one["levels"] is sqlite else ""])
        missed += [f"{name}: {one['locked']} times locked" for name, one in results.items() if one["locked"]]
    told = table(["people", "database", "saves each second", "p50, ms", "p99, ms", "p99 / p50", "not saved", "of PostgreSQL's"], rows)
    print(told, *missed, sep="\n")
    keep(
        "speed-save",
        "How long a save takes when many save at once",
        when_and_where(f"save --seconds {seconds:.0f}"),
        "Each signed in, in a project of their own, through gunicorn with two workers as `script/demo` starts it, by a browser without "
        "JavaScript: open an answer, write 600 characters, save, without a pause. The clock runs for the save alone.",
        told,
        "Not reached: " + "; ".join(dict.fromkeys(missed)) + "." if missed else "All goals are reached.",
        "Clients and server share the cores, so read the ratios.",
    )
    keep_numbers("speed-save", [], results=results)
    return int(bool(missed))
