"""The server is killed while two people save, again and again, on SQLite and on PostgreSQL, and then PostgreSQL itself. docs/evidence/kills.md.

python -m bench kills [--rounds 200] [--stops 20] [--seed NUMBER] [--sent 1]
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
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any, TextIO

from bench.cluster import start_again, stop_now
from bench.databases import HERE, data_dir, on_each, open_here
from bench.evidence import keep, table, when_and_where
from bench.site import free_port, start_gunicorn, wait_for_port
from bench.writers import Said, Unanswered, Writer, sign_in

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
    asked.add_argument("--stops", type=int, default=20)
    asked.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    asked.add_argument("--sent", type=int, default=1, help="how many texts each has sent before the moment is chosen at which it ends")
    asked.add_argument(HERE, action="store_true", help=argparse.SUPPRESS)
    options = asked.parse_args(sys.argv[2:])
    if options.here:
        print(json.dumps(measure(options.rounds, options.stops, options.seed, options.sent)))
        return 0
    arguments = ("--rounds", str(options.rounds), "--stops", str(options.stops), "--seed", str(options.seed), "--sent", str(options.sent))
    return tell(on_each("kills", *arguments), " ".join(arguments))


def measure(rounds: int, stops: int, seed: int, sent: int) -> dict[str, Any]:
    """Kill the server of the database of the environment in every round; look at what was kept after each, and at all of it again at the end.

    Where that is PostgreSQL, do the same with its own server, so many times.
    """
    database = open_here()
    from django.db import connection, connections

    from bench import kept

    stops = stops if connection.vendor == "postgresql" else 0
    random = Random(seed)  # noqa: S311  # when to kill is no secret
    people = kept.make_people(WRITERS)
    told: list[tuple[Project, list[Said]]] = []
    found: Counter[str] = Counter(dict.fromkeys(kept.FAULTS, 0))
    with (data_dir() / "log").open("w+", encoding="utf-8") as log:
        port, server = start(log)
        try:
            cookies = [sign_in(port, str(person.email), kept.PASSWORD) for person in people]
            for number in range(rounds + stops):
                project = kept.make_project(people)
                keys = kept.question_keys(project, ANSWERS)
                # With a connection of ours still open, SQLite would have nothing to recover when the server opens it again.
                connections.close_all()
                writers = [Writer(port, number, str(project.pk), own) for number, own in enumerate(cookies, 1)]
                end = partial(kill, server) if number < rounds else stop_now
                said = write_until(end, writers, keys, sent, random.uniform(0, LONGEST))
                if number < rounds:
                    port, server = start(log)
                else:
                    start_again()
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
        "stops": stops,
        "saved": outcomes["saved"],
        "refused": outcomes["refused"],
        "unanswered": outcomes["unanswered"],
        "back": sum(one.detail == "came back" for _, said in told for one in said),
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


def write_until(end: Callable[[], None], writers: list[Writer], keys: list[str], sent: int, seconds: float) -> list[Said]:
    """Let them write, all at once, and end a server so many seconds after each has `sent` that many texts."""
    ended = threading.Event()
    with ThreadPoolExecutor(len(writers)) as people:
        parts = [people.submit(write, writer, keys, ended) for writer in writers]
        try:
            while not all(writer.sent >= sent for writer in writers) and not any(part.done() for part in parts):
                time.sleep(0.001)
            time.sleep(seconds)
        finally:
            end()
            ended.set()
        return [one for part in parts for one in part.result()]


def write(writer: Writer, keys: list[str], ended: threading.Event) -> list[Said]:
    """Write until there is no server. Without a database a text comes back to be copied; whether it was kept just before, nobody can know."""
    told: list[Said] = []
    while not ended.is_set():
        key = writer.random.choice(keys)
        try:
            said = writer.save(key, writer.open(key))
        except (Unanswered, RuntimeError):
            break
        came_back = said.told == "other" and said.detail.startswith("503")
        told.append(replace(said, told="unanswered", detail="came back") if came_back else said)
        if told[-1].told == "unanswered":
            break
    return told


def kill(server: "subprocess.Popen[bytes]") -> None:
    """kill -9 for the server that we started and its workers, all in the same moment, with no time to finish anything."""
    if server.poll() is None:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def tell(results: dict[str, Any], arguments: str) -> int:
    rows = [
        [words, *(one[name] for one in results.values())]
        for name, words in (
            ("kills", "kills of the site's server"),
            ("stops", "immediate stops of the database's server"),
            ("saved", "saves acknowledged before it"),
            ("refused", "refused because someone had saved meanwhile (409)"),
            ("unanswered", "saves under way at the end, never answered"),
            ("back", "and answered with their text, to be copied, since there was no database"),
            ("unanswered but kept", "of both kept all the same, once and whole"),
            ("else", "any other answer"),
            ("locked", '"database is locked"'),
        )
    ]
    rows += [[name, *(one["faults"][name] for one in results.values())] for name in next(iter(results.values()))["faults"]]
    told = table(["", *results], rows)
    print(told)
    keep(
        "kills",
        "The server is killed while people save",
        when_and_where(f"kills {arguments}"),
        f"{WRITERS} people save the same {ANSWERS} answers, as fast as they can, through gunicorn with two workers. At a random moment, at most "
        f"{LONGEST} seconds after each has sent a text, gunicorn and its workers are ended with `kill -9`; a new one is started, and every version "
        f"of every answer is held against what the writers were told. Each round is a new project in the same database, and all are looked at again "
        f"at the end. The two people sign in once: their sessions outlive every kill. Then the same with the server of PostgreSQL, which "
        "`pg_ctl stop -m immediate` ends as a power cut would end its processes, while the site's server goes on and finds it again by itself.",
        told,
        "SQLite's own check is `integrity_check` and `foreign_key_check` after every kill; PostgreSQL has none of that kind; it recovers by itself. "
        "This is the death of processes, not of a machine: nothing is said here about a power cut, for which SQLite waits for the disk at every save "
        "(`synchronous=FULL`, held by a test), and PostgreSQL where it is set up as it comes; the one here does not.",
    )
    return int(any(one["else"] or one["locked"] or any(one["faults"].values()) or not one["saved"] for one in results.values()))
