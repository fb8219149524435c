"""Two workers, and visitors who send too much, too deep or too slowly: how long other people wait for a page meanwhile. docs/evidence/overload.md.

python -m bench overload [--seconds 10]
"""

import argparse
import contextlib
import json
import secrets
import socket
import socketserver
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, override

from bench.databases import HERE, data_dir, measure_in, open_here
from bench.evidence import keep, table, when_and_where
from bench.site import free_port, running_gunicorn
from bench.writers import Unanswered, ask, sign_in

PASSWORD = "a long walk round the lake"  # of people who live for minutes
BOMB = f"<table><tr><td colspan={10**9} rowspan={10**9}>x</td></tr></table>" * 40
DEEP = ">" * 1500 + "[" * 1500 + "- " * 400
ALLOWED_MS, BLOCKED = 500, 20
"""Milliseconds for 95 of 100 pages, and seconds that a worker may be held at most."""
SLOW = 4
"""Slow visitors at once; there are two workers."""
type Reply = tuple[int, str, str]


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m bench overload")
    asked.add_argument("--seconds", type=int, default=10)
    asked.add_argument(HERE, action="store_true", help=argparse.SUPPRESS)
    options = asked.parse_args(sys.argv[2:])
    if options.here:
        print(json.dumps(measure(options.seconds)))
        return 0
    with tempfile.TemporaryDirectory(prefix="journey-bench-") as data:
        copy = {"DATA_DIR": data, "DATABASE_URL": "", "SECRET_KEY": secrets.token_urlsafe(64), "WORKERS": "2"}
        found = measure_in(copy, [sys.executable, "-m", "bench", "overload", HERE, "--seconds", str(options.seconds)])
    rows = [[what, one["tried"], one["answered"], one["pages"], one["median"], one["p95"], one["longest"]] for what, one in found["phases"].items()]
    told = table(["meanwhile", "tried", "answered with", "pages", "median, ms", "95 of 100, ms", "longest, s"], rows)
    print(told)
    keep(
        "overload",
        "Too much, too deep, too slow",
        when_and_where(f"overload --seconds {options.seconds}"),
        f"gunicorn with two workers on {found['database']}. One person reads the pages of a project, one after another, while others do what is "
        f"named, two at once; slow visitors, {SLOW} behind a proxy and two straight at the workers, send a byte every half second. Wanted: refusals "
        f"that fit (400, 413, 422), 95 of 100 pages within {ALLOWED_MS} ms, and no worker held for more than {BLOCKED} seconds. With slow visitors "
        "straight at two workers nobody else is answered until they are cut off; behind a proxy that takes in requests whole, as docs/operating.md "
        "sets it up, nobody notices them.",
        told,
        f"A slow visitor was cut off after {found['cut off']:.1f} seconds at most. Load of the machine when it began: {found['load']}.",
    )
    straight = "slow visitors, straight at the workers"
    slow = [what for what, one in found["phases"].items() if what != straight and one["p95"] > ALLOWED_MS]
    print("over the limit:", *slow)
    return int(bool(slow) or found["cut off"] > BLOCKED)


def measure(seconds: int) -> dict[str, Any]:
    import os

    database, load = open_here(), " ".join(f"{one:.1f}" for one in os.getloadavg())
    from django.db import connections

    from journey.models import Project, User

    people = [User.objects.create_user(f"person{number}@example.org", PASSWORD, name=f"Person {number}") for number in range(2)]
    for person in people:
        person.confirm_email()
    projects = [Project.objects.start(by=person, name="Family Circle") for person in people]
    for project, person in zip(projects, people, strict=True):
        project.move_to("mobilising", by=person)
        project.answer("mob-1", "What the team heard.", by=person, seen=0)
    # What is to come out of the printer: nobody can write more into one answer.
    for number, text in enumerate((BOMB, DEEP)):
        projects[1].answer(f"mob-{2 + number}", text[:4000], by=people[1], seen=0)
    connections.close_all()
    port, between = free_port(), free_port()
    with (data_dir() / "log").open("w+", encoding="utf-8") as log, running_gunicorn(port, log), buffering_proxy(between, port):
        reader, other = (sign_in(port, str(person.email), PASSWORD) for person in people)
        mine, theirs = (project.address() for project in projects)
        answer = f"{theirs}answers/mob-4/"

        def post(form: dict[str, str]) -> Callable[[], Reply]:
            return lambda: ask(port, "POST", answer, dict(other), form)

        deeds: dict[str, tuple[int, int, Callable[[], Reply | None]]] = {
            "nothing": (port, 1, lambda: time.sleep(0.2)),
            "a body of 3 MB": (port, 2, post({"text": "x" * 3_000_000, "seen": "0"})),
            "1,100 fields": (port, 2, post({f"f{number}": "x" for number in range(1100)})),
            "an answer of 20,000 characters": (port, 2, post({"text": "x" * 20_000, "seen": "0"})),
            "an answer as deep as it can be, shown": (port, 1, lambda: ask(port, "GET", f"{theirs}answers/mob-3/", dict(other))),
            "a PDF with a table of 10^18 cells": (port, 1, lambda: pdf(port, f"{theirs}review.pdf", other)),
            "slow visitors, behind a proxy": (between, SLOW, lambda: drip(between)),
            "slow visitors, straight at the workers": (port, 2, lambda: drip(port)),
        }
        phases = {}
        for what, (at, count, deed) in deeds.items():
            phases[what] = meanwhile(lambda at=at: ask(at, "GET", mine, dict(reader))[0], deed, count, seconds)  # type: ignore[misc]  # mypy gives up on the default
        straight = phases["slow visitors, straight at the workers"]["held"]
    return {"database": database, "load": load, "phases": phases, "cut off": max(straight, default=0.0)}


def pdf(port: int, address: str, cookies: dict[str, str]) -> Reply:
    try:
        return ask(port, "GET", address, dict(cookies))
    except UnicodeDecodeError:  # it is a file, and no page
        return 200, "", ""


def meanwhile(read: Callable[[], int], deed: Callable[[], Reply | None], count: int, seconds: int) -> dict[str, Any]:
    """How long pages take while so many others do this over and over, and what they were answered."""
    over, answered, held, lock = threading.Event(), Counter[str](), list[float](), threading.Lock()

    def go() -> None:
        while not over.is_set():
            begun = time.monotonic()
            try:
                reply = deed()
                what = str(reply[0]) if reply else ""
            except Unanswered:
                what = "cut off"
            with lock:
                answered[what] += 1
                held.append(time.monotonic() - begun)

    going = [threading.Thread(target=go) for _ in range(count)]
    for one in going:
        one.start()
    took, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        begun = time.perf_counter()
        with contextlib.suppress(Unanswered):
            read()
        took.append(time.perf_counter() - begun)
        time.sleep(0.02)
    over.set()
    for one in going:
        one.join()
    took.sort()
    return {
        "tried": answered.total(),
        "answered": ", ".join(f"{what or '–'}: {number}" for what, number in sorted(answered.items())),
        "pages": len(took),
        "median": round(statistics.median(took) * 1000),
        "p95": round(took[min(len(took) - 1, int(len(took) * 0.95))] * 1000),
        "longest": round(max(took), 1),
        "held": held,
    }


def drip(port: int) -> Reply:
    """Send a form a byte every half second, for a minute at most. Raises Unanswered when cut off."""
    with socket.create_connection(("127.0.0.1", port), timeout=70) as line:
        line.sendall(b"GET /map/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
        try:
            for _ in range(120):
                line.sendall(b"x")
                line.settimeout(0.5)
                with contextlib.suppress(TimeoutError):
                    if not line.recv(1000):
                        raise Unanswered
        except OSError as problem:
            raise Unanswered from problem
    return 200, "", ""


class Buffering(socketserver.BaseRequestHandler):
    """Takes in a request whole, then passes it on: as nginx does by itself."""

    upstream = 0

    @override
    def handle(self) -> None:
        taken = b""
        self.request.settimeout(30)
        with contextlib.suppress(OSError):
            while b"\r\n\r\n" not in taken:
                taken += self.more()
            head, _, body = taken.partition(b"\r\n\r\n")
            length = next((int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
            while len(body) < length:
                body += self.more()
            with socket.create_connection(("127.0.0.1", self.upstream), timeout=60) as line:
                line.sendall(head + b"\r\n\r\n" + body)
                while piece := line.recv(65536):
                    self.request.sendall(piece)

    def more(self) -> bytes:
        piece: bytes = self.request.recv(65536)
        if not piece:
            raise ConnectionResetError
        return piece


@contextlib.contextmanager
def buffering_proxy(port: int, upstream: int) -> Iterator[None]:
    handler = type("Here", (Buffering,), {"upstream": upstream})
    with socketserver.ThreadingTCPServer(("127.0.0.1", port), handler) as server:
        server.daemon_threads = True
        serving = threading.Thread(target=server.serve_forever, daemon=True)
        serving.start()
        yield
        server.shutdown()
