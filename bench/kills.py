"""The server is killed while two people save, again and again, on SQLite and on PostgreSQL: what was kept. docs/evidence/kills.md.

python -m bench kills [--rounds 200] [--seed NUMBER]
"""

import argparse
import json
import os
import secrets
import signal
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import TYPE_CHECKING, Any, TextIO

from bench.databases import HERE, data_dir, on_each, open_here
from bench.evidence import keep, table, when_and_where
from bench.site import free_port, start_gunicorn, wait_for_port
from bench.writers import Said, Writer, sign_in

if TYPE_CHECKING:
    import subprocess

    from journey.models import Project

WRITERS = 2
ANSWERS = 3
LONGEST = 0.4
"""Seconds, at most, that people save in one round before the server is killed."""


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m bench kills")
    asked.add_argument("--rounds", type=int, default=200)
    asked.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    asked.add_argument(HERE, action="store_true", help=argparse.SUPPRESS)
    options = asked.parse_args(sys.argv[2:])
    if options.here:
        print(json.dumps(measure(options.rounds, options.seed)))
        return 0
    return tell(on_each("kills", "--rounds", str(options.rounds), "--seed", str(options.seed)), options.seed)


def measure(rounds: int, seed: int) -> dict[str, Any]:
    """Kill the server of the database of the environment in every round; look at what was kept after each, and at all of it again at the end."""
    database = open_here()
    from django.db import connections

    from bench import kept

    random = Random(seed)  # noqa: S311  # when to kill is no secret
    people = kept.make_people(WRITERS)
    told: list[tuple[Project, list[Said]]] = []
    found: Counter[str] = Counter(dict.fromkeys(kept.FAULTS, 0))
    with (data_dir() / "log").open("w+", encoding="utf-8") as log:
        port, server = start(log)
        try:
            cookies = [sign_in(port, str(person.email), kept.PASSWORD) for person in people]
            for _ in range(rounds):
                project = kept.make_project(people)
                keys = kept.question_keys(project, ANSWERS)
                # With a connection of ours still open, SQLite would have nothing to recover when the server opens it again.
                connections.close_all()
                writers = [Writer(port, number, str(project.pk), own) for number, own in enumerate(cookies, 1)]
                said = write_until_killed(writers, keys, server, random.uniform(0, LONGEST))
                port, server = start(log)
                for key in keys:
                    Writer(port, 0, str(project.pk), cookies[0]).open(key)
                told.append((project, said))
                found += kept.faults(project, said)
                found["faults found by the database's own check"] += not kept.is_sound()
        finally:
            kill(server)
        log.seek(0)
        locked = log.read().count("database is locked")
    for project, said in told:
        found += kept.faults(project, said)
    outcomes = Counter(one.told for _, said in told for one in said)
    return {
        "database": database,
        "kills": rounds,
        "saved": outcomes["saved"],
        "refused": outcomes["refused"],
        "unanswered": outcomes["unanswered"],
        "unanswered but kept": sum(kept.is_kept(project, one) for project, said in told for one in said if one.told == "unanswered"),
        "else": outcomes["other"],
        "locked": locked,
        "faults": {name: found[name] for name in kept.FAULTS},
    }


def start(log: TextIO) -> "tuple[int, subprocess.Popen[bytes]]":
    """A new server, ready to answer, on a port of its own."""
    port = free_port()
    server = start_gunicorn(port, log)
    wait_for_port(port, server)
    return port, server


def write_until_killed(writers: list[Writer], keys: list[str], server: "subprocess.Popen[bytes]", seconds: float) -> list[Said]:
    """Let them write, all at once, and kill the server so many seconds after each has sent a text."""
    killed = threading.Event()
    with ThreadPoolExecutor(len(writers)) as people:
        parts = [people.submit(writer.write, keys, lambda: not killed.is_set()) for writer in writers]
        try:
            while not all(writer.sent for writer in writers) and not any(part.done() for part in parts):
                time.sleep(0.001)
            time.sleep(seconds)
        finally:
            kill(server)
            killed.set()
        return [one for part in parts for one in part.result()]


def kill(server: "subprocess.Popen[bytes]") -> None:
    """kill -9 for the server that we started and its workers, all in the same moment, with no time to finish anything."""
    if server.poll() is None:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def tell(results: dict[str, Any], seed: int) -> int:
    rows = [
        [words, *(one[name] for one in results.values())]
        for name, words in (
            ("kills", "kills"),
            ("saved", "saves acknowledged before the kill"),
            ("refused", "refused because someone had saved meanwhile (409)"),
            ("unanswered", "saves under way at the kill, never answered"),
            ("unanswered but kept", "of them kept all the same, once and whole"),
            ("else", "any other answer"),
            ("locked", '"database is locked"'),
        )
    ]
    rows += [[name, *(one["faults"][name] for one in results.values())] for name in next(iter(results.values()))["faults"]]
    told = table(["", *results], rows)
    print(told)
    rounds = next(iter(results.values()))["kills"]
    keep(
        "kills",
        "The server is killed while people save",
        when_and_where(f"kills --rounds {rounds} --seed {seed}"),
        f"{WRITERS} people save the same {ANSWERS} answers, as fast as they can, through gunicorn with two workers. At a random moment, at most "
        f"{LONGEST} seconds after each has sent a text, gunicorn and its workers are ended with `kill -9`; a new one is started, and every version "
        f"of every answer is held against what the writers were told. Each round is a new project in the same database, and all are looked at again "
        f"at the end. The two people sign in once: their sessions outlive every kill.",
        told,
        "SQLite's own check is `integrity_check` and `foreign_key_check` after every kill; PostgreSQL, whose server stays up, has none of that kind. "
        "This is the death of processes, not of a machine: nothing is said here about a power cut, for which SQLite waits for the disk at every save "
        "(`synchronous=FULL`, held by a test).",
    )
    return int(any(one["else"] or one["locked"] or any(one["faults"].values()) or not one["saved"] for one in results.values()))
