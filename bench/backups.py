"""Backups are taken while two people save; each is checked, restored into an empty place and looked at. docs/evidence/backups.md.

python -m bench backups [--rounds 100]
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import Any

from bench.databases import HERE, data_dir, on_each, open_here
from bench.evidence import keep, table, when_and_where
from bench.site import ROOT, free_port, running_gunicorn
from bench.writers import Said, Writer, mark_of, sign_in

WRITERS, ANSWERS = 2, 6
KEY = "a key for a minute"
LOST, TORN = "saves acknowledged before it began and missing in it", "answers without their last version"
FAULTS = ("not made", "found not whole by verify", "not restored", LOST, TORN)


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m bench backups")
    asked.add_argument("--rounds", type=int, default=100)
    asked.add_argument(HERE, action="store_true", help=argparse.SUPPRESS)
    options = asked.parse_args(sys.argv[2:])
    if options.here:
        print(json.dumps(measure(options.rounds)))
        return 0
    return tell(on_each("backups", "--rounds", str(options.rounds)))


def measure(rounds: int) -> dict[str, Any]:
    """Back up the database of the environment again and again while people save to it; every second backup is sealed."""
    database = open_here()
    from django.db import connections

    from bench import kept

    people = kept.make_people(WRITERS)
    project = kept.make_project(people)
    keys = kept.question_keys(project, ANSWERS)
    connections.close_all()
    found: Counter[str] = Counter(dict.fromkeys(FAULTS, 0))
    seconds: list[float] = []
    told: list[Said] = []
    done = threading.Event()
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="journey-backups-") as folder:
        places = [Path(folder) / str(number) for number in range(rounds)]
        acknowledged: list[list[Said]] = []
        with (data_dir() / "log").open("w+", encoding="utf-8") as log, running_gunicorn(port, log), ThreadPoolExecutor(WRITERS) as writing:
            writers = [Writer(port, number, str(project.pk), sign_in(port, str(who.email), kept.PASSWORD)) for number, who in enumerate(people, 1)]
            parts = [writing.submit(save_until, writer, keys, done, told) for writer in writers]
            try:
                while len(told) < WRITERS:
                    time.sleep(0.01)
                for number, place in enumerate(places):
                    acknowledged.append([one for one in list(told) if one.told == "saved"])
                    seconds.append(back_up(place, key_of(number), found))
            finally:
                done.set()
            for part in parts:
                part.result()
        # Nobody saves any more: what is in a file can be looked at afterwards.
        for number, place in enumerate(places):
            look_at(place, key_of(number), acknowledged[number], found)
    outcomes = Counter(one.told for one in told)
    return {
        "database": database,
        "backups": rounds,
        "saved": outcomes["saved"],
        "else": outcomes["other"] + outcomes["unanswered"],
        "seconds": round(median(seconds), 2),
        "faults": {name: found[name] for name in FAULTS},
    }


def save_until(writer: Writer, keys: list[str], done: threading.Event, told: list[Said]) -> None:
    while not done.is_set():
        key = writer.random.choice(keys)
        told.append(writer.save(key, writer.open(key)))


def key_of(number: int) -> dict[str, str]:
    return {"BACKUP_KEY": KEY} if number % 2 else {}


def back_up(place: Path, sealed: dict[str, str], found: Counter[str]) -> float:
    """Back up into a folder of its own; how long it took."""
    begun = time.monotonic()
    made = manage("backup", "--to", str(place), **sealed)
    found["not made"] += bool(made.returncode) or len(list(place.glob("*.backup"))) != 1
    return time.monotonic() - begun


def look_at(place: Path, sealed: dict[str, str], before: list[Said], found: Counter[str]) -> None:
    """Check the backup in this folder, restore it, look. `before` was acknowledged before it began."""
    for file in place.glob("*.backup"):
        found["found not whole by verify"] += manage("verify", str(file), **sealed).returncode != 0
        restored_in(place / "restored", file, sealed, before, found)


def restored_in(place: Path, file: Path, sealed: dict[str, str], before: list[Said], found: Counter[str]) -> None:
    from tests.elsewhere import empty_database, opened

    with empty_database(place) as url:
        # The command looks at what it restored: the database's own check, every log, the count of every table.
        if manage("restore", str(file), DATA_DIR=str(place), DATABASE_URL=url, **sealed).returncode:
            found["not restored"] += 1
            return
        restored = opened(url, place)
        with restored.cursor() as cursor:
            cursor.execute("SELECT text FROM journey_answerversion")
            marks = {mark_of(row[0]) for row in cursor.fetchall()}
            cursor.execute(
                "SELECT COUNT(*) FROM journey_answer a WHERE version > 0 AND NOT EXISTS "
                "(SELECT 1 FROM journey_answerversion v WHERE v.answer_id = a.id AND v.number = a.version AND v.text = a.text)"
            )
            found[TORN] += cursor.fetchone()[0]
        restored.close()
    found[LOST] += sum(one.mark not in marks for one in before)


def manage(*command: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    known = os.environ | environment
    done = subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=known, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        print(done.stdout, done.stderr, file=sys.stderr)
    return done


def tell(results: dict[str, Any]) -> int:
    rows = [
        [words, *(one[name] for one in results.values())]
        for name, words in (
            ("backups", "backups, every second one sealed with a key"),
            ("saved", "saves acknowledged meanwhile"),
            ("else", "saves answered otherwise than saved or refused (409)"),
            ("seconds", "seconds for a backup, start of Python included (median)"),
        )
    ]
    rows += [[name, *(one["faults"][name] for one in results.values())] for name in FAULTS]
    told = table(["", *results], rows)
    print(told)
    rounds = next(iter(results.values()))["backups"]
    keep(
        "backups",
        "Backups while people save",
        when_and_where(f"backups --rounds {rounds}"),
        f"{WRITERS} people save the same {ANSWERS} answers as fast as they can through gunicorn with two workers. Meanwhile `manage.py backup` is "
        "run again and again. Afterwards each file is checked with `manage.py verify`, and restored with `manage.py restore` into an empty folder or "
        "an empty database, which looks at the database's own check, at every log and at the count of every table. Then it is searched for each save "
        "that had been acknowledged before the backup began.",
        told,
    )
    return int(any(one["else"] or any(one["faults"].values()) or not one["saved"] for one in results.values()))
