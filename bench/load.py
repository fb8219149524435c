"""Fifty people at work, with time to think, and two reviews as PDF a minute: docs/evidence/speed-load.md.

python -m bench load [--minutes 10] [--people 50] [--idle 11]
"""

import argparse
import html
import json
import random
import re
import statistics
import sys
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from bench.databases import HERE, data_dir, measure_on, open_here
from bench.evidence import keep, table, when_and_where
from bench.ratios import keep_numbers
from bench.site import free_port, running_gunicorn
from bench.writers import REST, SEEN, Unanswered, ask

PROJECTS = 10
THINK = (3.0, 10.0)
"""Seconds between two acts of one person."""
AGAIN = r'data-hx-get="([^"]+)"'
"""Where the page in a PDF's place asks whether it is there."""
EXPORT_EVERY = 30.0
PAGES = ("projects/", "", "stages/mobilising/", "stages/designing/", "journey/", "plan/", "save")
OFTEN = (2, 4, 3, 3, 1, 1, 4)
MOST = 5.0
"""How many times its idle median a page may take at the 95th percentile."""


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m bench load")
    asked.add_argument("--minutes", type=float, default=10)
    asked.add_argument("--people", type=int, default=50)
    asked.add_argument("--idle", type=int, default=11, help="how many times each page is asked for with nobody else there")
    asked.add_argument(HERE, action="store_true", help=argparse.SUPPRESS)
    options = asked.parse_args(sys.argv[2:])
    if options.here:
        print(json.dumps(measure(options.people, options.minutes * 60, options.idle)))
        return 0
    database, found = measure_on([], "load", "--minutes", str(options.minutes), "--people", str(options.people), "--idle", str(options.idle))
    return tell(database, found, options)


def measure(count: int, seconds: float, idle_times: int) -> dict[str, Any]:
    database = open_here()
    from django.db import connections

    from bench import kept
    from bench.full import make_full
    from bench.inside import cookies_of
    from bench.many import add_copies
    from journey.models import AnswerVersion, Membership, Project

    people = kept.make_people(count)
    list(add_copies(make_full(people[0]), PROJECTS, mine=PROJECTS, me=people[0], other=people[0]))
    projects = list(Project.objects.filter(name__startswith="Project "))
    others = [
        (project, person) for number, person in enumerate(people[1:]) for project in {projects[number % PROJECTS], projects[number // PROJECTS]}
    ]
    Membership.objects.bulk_create(Membership(project=project, user=person, role="editor") for project, person in others)
    mine = {
        person.pk: [str(project.pk) for project in Project.objects.visible_to(person).filter(pk__in=[one.pk for one in projects])]
        for person in people
    }
    said = Said()
    port = free_port()
    visitors = [Visitor(port, number, cookies_of(person), mine[person.pk], said) for number, person in enumerate(people)]
    connections.close_all()
    with (data_dir() / "log").open("w+", encoding="utf-8") as log:
        with running_gunicorn(port, log):
            idle = {page: statistics.median(visitors[0].after_save(page) for _ in range(idle_times)) for page in PAGES}
            run(visitors, seconds)
        log.seek(0)
        problems = [line for line in log.read().splitlines() if "Error" in line or "locked" in line]
    texts = Counter(AnswerVersion.objects.filter(answer__project__in=projects).values_list("text", flat=True))
    return {
        "database": database,
        "idle": {page: taken * 1000 for page, taken in idle.items()},
        "pages": {page: percentiles(taken) for page, taken in said.taken.items()},
        "saved": len(said.texts),
        "refused": said.refused,
        "lost": sum(texts[text] != 1 for text in said.texts),
        "errors": said.errors,
        "problems": problems[:5],
        "exports": len(said.taken.get("review.pdf", [])),
    }


def percentiles(taken: list[float]) -> dict[str, float]:
    taken = sorted(taken)
    return {"n": len(taken), "p50": statistics.median(taken) * 1000, "p95": taken[int(len(taken) * 0.95)] * 1000, "max": taken[-1] * 1000}


@dataclass
class Said:
    """What all of them were told. Lists only grow, which threads may do at once."""

    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    texts: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    refused: int = 0


@dataclass
class Visitor:
    """Someone with a browser, at work in a few projects."""

    port: int
    number: int
    cookies: dict[str, str]
    projects: list[str]
    said: Said
    sent: int = 0

    def work(self, until: float) -> None:
        chosen = random.Random(self.number)  # noqa: S311  # what someone does next is no secret
        time.sleep(chosen.uniform(0, THINK[1]))
        while time.monotonic() < until:
            self.do(chosen.choices(PAGES, OFTEN)[0], chosen)
            time.sleep(chosen.uniform(*THINK))

    def do(self, page: str, chosen: random.Random | None = None, *, kept_out: bool = False) -> float:
        """Seconds that one act took; unless it is kept out, it counts."""
        project = f"/projects/{chosen.choice(self.projects) if chosen else self.projects[0]}/"
        try:
            seconds = self.save(project, chosen) if page == "save" else self.get("/projects/" if page == "projects/" else project + page)
        except Unanswered:
            self.said.errors.append(f"{page} was not answered")
            return 0.0
        if not kept_out:
            self.said.taken[page].append(seconds)
        return seconds

    def after_save(self, page: str) -> float:
        """The same with nobody else there, and of a project that has just changed, as it is while others work in it."""
        self.do("save", kept_out=True)
        return self.do(page, kept_out=True)

    def get(self, address: str) -> float:
        begun = time.monotonic()
        status, _, page = ask(self.port, "GET", address, self.cookies)
        while status == 202 and (again := re.search(AGAIN, page)):  # a PDF that is still being made: the page in its place asks again by itself
            time.sleep(1)
            status, _, page = ask(self.port, "GET", html.unescape(again[1]), self.cookies)
        if status != 200:
            self.said.errors.append(f"{address} came with {status}")
        return time.monotonic() - begun

    def save(self, project: str, chosen: random.Random | None) -> float:
        """Save an answer over the version that its page shows, as the script does. Only the save is timed."""
        key = f"mob-{chosen.randint(1, 8) if chosen else 1}"
        status, _, page = ask(self.port, "GET", f"{project}answers/{key}/", self.cookies)
        seen = re.search(SEEN, page)
        if status != 200 or not seen:
            self.said.errors.append(f"the page of an answer came with {status}")
            return 0.0
        self.sent += 1
        text = f"w{self.number}n{self.sent}x{REST}"
        begun = time.monotonic()
        status, _, _ = ask(self.port, "POST", f"{project}answers/{key}/", self.cookies, {"text": text, "seen": seen[1]}, also={"HX-Request": "true"})
        taken = time.monotonic() - begun
        if status == 200:
            self.said.texts.append(text)
        elif status == 409:
            self.said.refused += 1
        else:
            self.said.errors.append(f"a save came with {status}")
        return taken

    def export(self, until: float) -> None:
        """A review as PDF, now and every so often."""
        while time.monotonic() < until:
            begun = time.monotonic()
            self.do("review.pdf")
            time.sleep(max(0.0, min(EXPORT_EVERY - (time.monotonic() - begun), until - time.monotonic())))


def run(visitors: list[Visitor], seconds: float) -> None:
    until = time.monotonic() + seconds
    threads = [threading.Thread(target=one.work, args=[until]) for one in visitors]
    threads.append(threading.Thread(target=visitors[0].export, args=[until]))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def tell(database: str, found: dict[str, Any], options: argparse.Namespace) -> int:
    rows, missed = [], []
    for page, one in found["pages"].items():
        idle = found["idle"].get(page)
        ratio = one["p95"] / idle if idle else None
        if ratio and ratio > MOST:
            missed.append(f"{page or 'project'}: {ratio:.1f}")
        of_page = [f"{idle:.0f}" if idle else "", f"{one['p50']:.0f}", f"{one['p95']:.0f}", f"{one['max']:.0f}", f"**{ratio:.1f}**" if ratio else ""]
        rows.append([page or "project", one["n"], *of_page])
    told = table(["", "times", "idle median, ms", "p50, ms", "p95, ms", "most, ms", "p95 / idle median"], rows)
    counts = f"{found['saved']:,} saves acknowledged, {found['lost']} of them lost; {found['refused']} refused because someone had saved meanwhile; "
    counts += f"{len(found['errors'])} errors; {found['exports']} reviews as PDF."
    print(told, counts, *found["errors"][:5], *found["problems"], sep="\n")
    keep(
        "speed-load",
        "People at work, with time to think",
        when_and_where(f"load --minutes {options.minutes:g} --people {options.people}"),
        f"{options.people} people, each signed in and in one or two of ten full projects, {THINK[0]:g} to {THINK[1]:g} seconds between two acts, "
        f"and a review as PDF every {EXPORT_EVERY:g} seconds, on gunicorn with two workers as `script/demo` starts it, {database}.",
        told,
        counts,
        f"Wanted: no error, nothing lost, p95 of each page at most {MOST:g} times its idle median. "
        + ("Not reached for " + "; ".join(missed) + "." if missed else "Reached."),
    )
    keep_numbers("speed-load", [], results=found)
    return int(bool(missed or found["errors"] or found["lost"]))
