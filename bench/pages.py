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
from bench.evidence import keep, table, when_and_where
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
    asks: dict[str, tuple[Callable[[], Any], float | None]] = {
        "the layout, with nothing in it": (partial(browser.get, "/floor/layout/"), None),
        "home: 25 projects": (partial(browser.get, "/projects/"), None),
        "project": (partial(browser.get, at()), 2.0),
        "stage, ten questions": (partial(browser.get, at("stage", "mobilising")), None),
        "journey": (partial(browser.get, at("journey")), None),
        "plan": (partial(browser.get, at("plan")), None),
        "review as it stands today": (partial(browser.get, at("review")), None),
        "frozen review": (partial(browser.get, at("review-kept", review.number)), None),
        "answer": (partial(browser.get, at("answer", "mob-1")), None),
        "save, under htmx": (Save(browser, project).once, 3.0),
    }
    found = []
    sizes = {}
    for name, (ask, at_most) in asks.items():
        reply = ask()
        assert reply.status == 200, (name, reply.status)
        sizes[name] = {"queries": count_queries(ask), "bytes": len(reply.body), "packed": reply.packed}
        note = f"{sizes[name]['queries']} queries, {len(reply.body) / 1024:.0f} KB, {reply.packed / 1024:.1f} KB packed"
        base = partial(browser.get, FLOOR)
        found.append(asdict(compare(name, base, ask, clock=time.process_time, rounds=rounds, times=times, at_most=at_most, note=note)))
        print(found[-1], file=sys.stderr)
    return {"database": database, "ratios": found, "sizes": sizes}


class Save:
    """Saves of one answer, each over the one before and each with another text."""

    def __init__(self, browser: Any, project: Any) -> None:
        self.browser, self.project = browser, project
        self.seen = project.answers.get(key="mob-2").version

    def once(self) -> Any:
        form = {"text": f"What we heard, told {self.seen} times. " + "A sentence about the young people and the carers. " * 12, "seen": str(self.seen)}
        reply = self.browser.post(self.project.address("answer", "mob-2"), form, HTTP_HX_REQUEST="true")
        self.seen += 1
        return reply


def tell(database: str, found: dict[str, Any], options: argparse.Namespace) -> int:
    ratios = [Ratio(**one) for one in found["ratios"]]
    told = ratios_table("floor", ratios)
    print(told)
    return int(not all(one.is_reached for one in ratios))
