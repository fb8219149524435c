"""What a page costs in processor time, against the floor: docs/evidence/speed-pages.md.

python -m bench pages [--rounds 9] [--times 10]
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any

from bench.databases import HERE, measure_on, open_here
from bench.evidence import keep, when_and_where
from bench.ratios import Ratio, compare, keep_numbers, ratios_table

FLOOR = "/floor/"


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m bench pages")
    asked.add_argument("--rounds", type=int, default=9)
    asked.add_argument("--times", type=int, default=10)
    asked.add_argument(HERE, action="store_true", help=argparse.SUPPRESS)
    options = asked.parse_args(sys.argv[2:])
    if options.here:
        print(json.dumps(measure(options.rounds, options.times)))
        return 0
    database, found = measure_on([], "pages", "--rounds", str(options.rounds), "--times", str(options.times))
    return tell(database, found, options)


def measure(rounds: int, times: int) -> dict[str, Any]:
    database = open_here()
    from django.conf import settings

    from bench.full import freeze_one, make_full
    from bench.inside import Inside, count_queries
    from journey.models import Project, User

    settings.ROOT_URLCONF = "bench.floor"
    amina = User.objects.create_user("amina@example.org", "a boat with a blue sail", name="Amina Rahman")
    project = make_full(amina)
    review = freeze_one(project, amina)
    for number in range(24):
        Project.objects.start(by=amina, name=f"Another {number}").move_to("mobilising", by=amina)
    browser = Inside(amina)
    at = project.address
    pages: dict[str, tuple[str, float | None, float | None]] = {
        "home, 25 projects": ("/projects/", None, None),
        "project": (at(), 2.0, 3.5),
        "stage, ten questions": (at("stage", "mobilising"), None, None),
        "journey": (at("journey"), None, None),
        "plan": (at("plan"), None, None),
        "review as it stands today": (at("review"), None, None),
        "frozen review": (at("review-kept", review.number), None, None),
    }
    asks: list[tuple[str, Callable[[], Any], float | None]] = [
        ("layout with nothing in it", partial(browser.get, "/floor/layout/"), None),
        *((f"{name}, shown before", partial(browser.get, address), kept) for name, (address, kept, _) in pages.items()),
        *((f"{name}, made anew", partial(afresh, browser, address), anew) for name, (address, _, anew) in pages.items()),
        ("one answer", partial(browser.get, at("answer", "mob-1")), None),
        ("save under htmx", Save(browser, project).once, 3.0),
    ]
    found = []
    for name, ask, at_most in asks:
        reply = ask()
        if reply.status != 200:
            raise RuntimeError(f"{name} came with {reply.status}")
        note = f"{count_queries(ask)} queries, {len(reply.body) / 1024:.0f} KB, {reply.packed / 1024:.1f} KB packed"
        base = partial(browser.get, FLOOR)
        found.append(asdict(compare(name, base, ask, clock=time.process_time, rounds=rounds, times=times, at_most=at_most, note=note)))
        print(f"{name}: {found[-1]['ratio']:.2f}", file=sys.stderr)
    return {"database": database, "ratios": found}


def afresh(browser: Any, address: str) -> Any:
    """A page of which nothing is kept from before."""
    from journey.shown import TEXTS

    TEXTS.clear()
    return browser.get(address)


class Save:
    """Saves of one answer, each over the one before and each with another text."""

    def __init__(self, browser: Any, project: Any) -> None:
        self.browser, self.project = browser, project
        self.seen = project.answers.get(key="mob-2").version

    def once(self) -> Any:
        form = {
            "text": f"What we heard, told {self.seen} times. " + "A sentence about the young people and the carers. " * 12,
            "seen": str(self.seen),
        }
        reply = self.browser.post(self.project.address("answer", "mob-2"), form, HTTP_HX_REQUEST="true")
        self.seen += 1
        return reply


def tell(database: str, found: dict[str, Any], options: argparse.Namespace) -> int:
    ratios = [Ratio(**one) for one in found["ratios"]]
    told = ratios_table("floor", ratios)
    print(told)
    keep(
        "speed-pages",
        "What a page costs",
        when_and_where(f"pages --rounds {options.rounds} --times {options.times}"),
        "The floor is a page of 18 KB that says who is signed in and holds one form, behind the same middleware: two queries. Each page is measured "
        f"against it in turn, A B B A, {options.times} requests at a time, in processor time, without server or socket. {database}. The "
        "project has 58 answers of two hundred words and everything else; its reader owns it and 24 more.",
        told,
        "Shown before: its main part is kept in the process, for this reader, since nothing in the project has changed. Made anew: nothing is kept.",
    )
    keep_numbers("speed-pages", ratios, database=database)
    return int(not all(one.is_reached for one in ratios))
