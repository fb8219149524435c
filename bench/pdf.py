"""What a review as PDF costs, against the same page laid out naively and against Chromium's own print: docs/evidence/speed-pdf.md.

python -m bench pdf [--rounds 5]

Wall time in one warm process each, in turn, a different text each time. Chromium is left out where there is none.
"""

import argparse
import io
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from bench.databases import HERE, data_dir, measure_on, open_here
from bench.evidence import keep, when_and_where
from bench.ratios import Ratio, compare, keep_numbers, of_rounds, ratios_table
from bench.site import ROOT, free_port, running_gunicorn
from bench.visits import status_of, visit

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NAIVE = """
table { table-layout: auto; border-collapse: collapse; }
section > article, section > div, li { display: flex; flex-wrap: wrap; }
"""
"""What a page on screen would do: boxes of answers and lists that flex."""
PRINTER = "from journey.review.printer import print_pdf; import json, re, sys; o = json.load(sys.stdin); made = print_pdf(o['html'], o['assets']); "
MEMORY = PRINTER + "print(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])"
"""Not what getrusage says, which a process takes over from the one that started it."""
DIGEST = PRINTER + "import hashlib; print(hashlib.sha256(made).hexdigest())"
MARKED = re.compile(r'( id="|href="#|labelledby="|describedby=")')
"""Where an id stands before its name."""
BASE_MB, PAGE_MB = 75, 1.7
"""What WeasyPrint took of a plain document when the goals were set: megabytes to begin with, and for each page."""


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m bench pdf")
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--long", type=int, default=10, help="how many times as long the long review is")
    asked.add_argument(HERE, action="store_true", help=argparse.SUPPRESS)
    options = asked.parse_args(sys.argv[2:])
    if options.here:
        print(json.dumps(measure(options.rounds, options.long)))
        return 0
    database, found = measure_on([], "pdf", "--rounds", str(options.rounds), "--long", str(options.long))
    return tell(database, found)


def measure(rounds: int, longer: int) -> dict[str, Any]:
    database = open_here()
    from django.db import connections

    from bench.full import freeze_one, make_full
    from bench.inside import Inside, cookies_of
    from journey.models import User
    from journey.review.compose import compose
    from journey.review.printer import print_pdf

    amina = User.objects.create_user("amina@example.org", "a boat with a blue sail", name="Amina Rahman")
    project = make_full(amina)
    page = html_of(compose(project))
    sheet = (ROOT / "static" / "print.css").read_text(encoding="utf-8")
    texts = Texts(page)

    def ours() -> bytes:
        return print_pdf(texts.next(), {"print.css": sheet})

    def naive() -> bytes:
        return print_pdf(texts.next(), {"print.css": sheet + NAIVE})

    by_clock: dict[str, Any] = {"clock": time.perf_counter, "rounds": rounds}
    ratios = [compare("P1: ours to the same page laid out naively", naive, ours, at_most=0.8, **by_clock)]
    if CHROMIUM:
        with chromium() as printed:
            ratios.append(compare("P1: ours to Chromium's tagged print", lambda: printed(texts.next(), sheet), ours, at_most=5.0, **by_clock))
    ratios.append(compare("P4: tagged PDF/UA-1 to untagged", lambda: untagged(texts.next(), sheet), ours, at_most=1.2, **by_clock))
    pages, long_html = count_pages(ours()), texts.long(longer)
    short, long = timed(ours, 3), timed(lambda: print_pdf(long_html, {"print.css": sheet}), 1)
    long_pages = count_pages(print_pdf(long_html, {"print.css": sheet}))
    each = f"P2: milliseconds a page, of {long_pages} pages to of {pages}"
    ratios.append(of_rounds(each, [short / pages], [long / long_pages], at_most=1.7))
    for html, count in ((texts.next(), pages), (long_html, long_pages)):
        taken = int(apart(MEMORY, html, sheet)) / 1024
        ratios.append(of_rounds(f"P3: megabytes, {count} pages, to 75 and 1.7 a page", [BASE_MB + PAGE_MB * count], [taken], at_most=1.4))
    same = {apart(DIGEST, page, sheet, seed) for seed in ("0", "1")}
    review = freeze_one(project, amina)
    browser, address = Inside(amina), project.address("review-kept-pdf", review.number)
    first, again = timed(lambda: wait_for(browser, address), 1), timed(lambda: wait_for(browser, address), 5)
    ratios.append(of_rounds("P5: a second export to the first", [first], [again], at_most=0.02))
    cookies, reviewed = cookies_of(amina), project.address("review-pdf")
    connections.close_all()
    ratios.append(beside(cookies, reviewed))
    return {"database": database, "ratios": [asdict(one) for one in ratios], "pages": pages, "same bytes": len(same) == 1}


def wait_for(browser: Any, address: str) -> None:
    """Ask for a file until it is made."""
    while browser.get(address).status == 202:
        time.sleep(0.02)


def html_of(document: Any) -> str:
    from django.template.loader import render_to_string

    from journey.review.pdf import pictured

    return render_to_string("reviews/print.html", pictured(document))


class Texts:
    """The page again and again, each time with other words, so that nothing remembers it."""

    def __init__(self, page: str) -> None:
        self.page, self.number = page, 0

    def next(self) -> str:
        self.number += 1
        return self.page.replace("The team met nine", f"The team met {self.number} and nine")

    def long(self, times: int) -> str:
        """All of the page's body so many times, ids and all told apart."""
        before, rest = self.page.split("<main>", 1)
        body, after = rest.split("</main>", 1)
        bodies = (MARKED.sub(rf"\1n{n}-", body) for n in range(times))
        return f"{before}<main>{''.join(bodies)}</main>{after}"


def untagged(html: str, sheet: str) -> bytes:
    from weasyprint import CSS, HTML

    return bytes(HTML(string=html.replace("asset:print.css", "data:text/css,")).write_pdf(stylesheets=[CSS(string=sheet)]))


@contextmanager
def chromium() -> Iterator[Callable[[str, str], bytes]]:
    """Print pages with a browser that is running already."""
    from playwright.sync_api import sync_playwright

    # Django forbids its database where a loop runs, which Playwright's is; nothing here asks it meanwhile.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()

        def printed(html: str, sheet: str) -> bytes:
            page.set_content(html.replace("asset:print.css", "").replace("</head>", f"<style>{sheet}</style></head>"))
            return bytes(page.pdf(tagged=True, format="A4", prefer_css_page_size=True))

        yield printed
        browser.close()


def count_pages(made: bytes) -> int:
    import pikepdf

    with pikepdf.open(io.BytesIO(made)) as file:
        return len(file.pages)


def timed(what: Callable[[], object], times: int) -> float:
    """Milliseconds by the clock, the median of so many."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        what()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def apart(program: str, html: str, sheet: str, seed: str = "0") -> str:
    """What a process of its own says that prints the page."""
    order = json.dumps({"html": html, "assets": {"print.css": sheet}})
    known = os.environ | {"PYTHONHASHSEED": seed}
    command = [sys.executable, "-c", program]
    return subprocess.run(command, input=order, capture_output=True, text=True, check=True, cwd=ROOT, env=known).stdout.strip()  # noqa: S603


def beside(cookies: dict[str, str], address: str, rounds: int = 2, seconds: float = 20) -> Ratio:
    """The floor's 95th percentile while reviews are printed, to what it is while none is; four people ask for it, through a server of two workers."""
    port = free_port()
    printed: list[int] = []

    def print_again_and_again(until: float) -> None:
        """As a browser does it: ask, be told that it is being made, ask every second whether it is there. Then what was kept is forgotten."""
        while time.monotonic() < until:
            status = status_of(port, cookies, address)
            while status in (202, 204):
                time.sleep(1)
                status = status_of(port, cookies, address, **{"HX-Request": "true"})
            if status != 200:
                raise RuntimeError(f"{address} came with {status}")
            printed.append(1)
            for made in (data_dir() / "prints").glob("*.pdf"):
                made.unlink()

    taken: dict[bool, list[float]] = {False: [], True: []}
    with (data_dir() / "log").open("w+", encoding="utf-8") as log, running_gunicorn(port, log, DJANGO_SETTINGS_MODULE="bench.settings"):
        for number in range(rounds):
            for printing in (False, True) if number % 2 else (True, False):
                meanwhile = print_again_and_again if printing else None
                visits = visit(port, cookies, "/floor/", people=4, seconds=seconds, meanwhile=meanwhile)
                taken[printing].append(visits[int(len(visits) * 0.95)])
    if len(printed) < rounds:
        raise RuntimeError("nothing was printed meanwhile")
    return of_rounds("P7: the floor's p95 while reviews are printed", taken[False], taken[True], at_most=3.0)


def tell(database: str, found: dict[str, Any]) -> int:
    ratios = [Ratio(**one) for one in found["ratios"]]
    told = ratios_table("base", ratios)
    same = f"P6: the same page gave {'the same' if found['same bytes'] else '**other**'} bytes in another process."
    print(told, same, sep="\n")
    keep(
        "speed-pdf",
        "What a review as PDF costs",
        when_and_where("pdf"),
        f"The review of a full project, {found['pages']} pages: 58 answers of two hundred words, and everything else. {database}.",
        told,
        same,
        "Naively means that the boxes of a page flex, as on screen. Chromium has neither running heads nor the page's number of pages. "
        "What its tags must say is in `tests/test_pdf_for_everyone.py` (P8).",
    )
    keep_numbers("speed-pdf", ratios, pages=found["pages"])
    return int(not (found["same bytes"] and all(one.is_reached for one in ratios)))
