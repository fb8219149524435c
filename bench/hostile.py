"""A thousand hostile answers in reviews of 58: is every file made inside its limits, and is every answer in every file?

Each answer begins and ends with a word of its own, and between them stands what is meant to break a page, a table or a reader. What a review
may take: 20 seconds for the PDF, which its child process enforces, and 5 for any other file. Kept in docs/evidence/hostile.md.
"""

import csv
import io
import random
import subprocess
import time
from collections.abc import Callable, Iterator

from bench.site import ROOT

EVIDENCE = ROOT / "docs" / "evidence" / "hostile.md"
REVIEWS, ANSWERS = 18, 58
MOST = 4000
"""Characters of an answer."""
PDF_SECONDS, FILE_SECONDS = 20, 5

KINDS: dict[str, Callable[[random.Random], str]] = {
    "deep lists": lambda chance: "\n".join("  " * depth + "- x" for depth in range(chance.randint(5, 40))),
    "deep quotations": lambda chance: ">" * chance.randint(10, 800) + " x",
    "many brackets": lambda chance: "[" * chance.randint(100, 1500) + "x" + "](" * 100,
    "many stars": lambda chance: "*_" * chance.randint(100, 1500),
    "a table's bomb": lambda chance: f"<table><tr><td colspan={chance.randint(1000, 10**6)} rowspan=100000>x</td></tr></table>",
    "nested boxes": lambda chance: "<div>" * chance.randint(100, 700),
    "one long word": lambda chance: chance.choice("WMi_-/") * chance.randint(1000, 3800),
    "short lines": lambda chance: "\n".join("x" for _ in range(chance.randint(300, 1800))),
    "empty paragraphs": lambda chance: "a" + "\n\n\n" * chance.randint(300, 1200) + "b",
    "marks on marks": lambda chance: "".join("a" + "\u0300\u0316\u0489" * 20 for _ in range(chance.randint(5, 50))),
    "from the right": lambda chance: "\u202e\u2067" + "שלום عليكم " * chance.randint(10, 200) + "\u2069",
    "joined emoji": lambda chance: "👩‍👩‍👧‍👦🏴󠁧󠁢󠁷󠁬󠁳󠁿" * chance.randint(10, 150),
    "signs without a font": lambda chance: "".join(chr(chance.randint(0x12000, 0x12380)) for _ in range(chance.randint(10, 400))),
    "control signs": lambda chance: "a\x01\x0b\x1f\x7f\ufffe\ufdd0b" * 50,
    "style": lambda chance: "<style>@import url(http://127.0.0.1:9/x);*{display:none;content:counter(pages)}</style>",
    "formula": lambda chance: chance.choice(["=cmd|' /C calc'!A0", "@SUM(1+1)*cmd", "+1+1", "-1+1", "\t=1+1"]),
    "entities": lambda chance: "&amp;&#0;&#x1F600;&lt;script&gt;]]>" * 40,
    "numbered from far": lambda chance: f"{chance.randint(0, 999999999)}. x\n\n{chance.randint(0, 9)}. y\n999999999. z",
    "links": lambda chance: " ".join(f"[x](http://127.0.0.1:9/{number})" for number in range(chance.randint(5, 80))),
    "cells": lambda chance: "a\tb\t\tc\n" * chance.randint(10, 300),
    "backslashes": lambda chance: "\\" * chance.randint(100, 3000) + "`" * 999,
}


def answers(count: int, seed: int = 8) -> Iterator[tuple[str, str, str]]:
    """Hostile answers: the word that each begins with, the word that it ends with, and the whole text, at most MOST characters."""
    chance = random.Random(seed)  # noqa: S311  # the same ones each time
    kinds = list(KINDS.values())
    for number in range(count):
        first, last = f"First{number:05}a", f"Last{number:05}z"
        made = kinds[number % len(kinds)](chance)[: MOST - 40]
        yield first, last, f"{first}\n\n{made}\n\n{last}"


def texts(document: object) -> dict[str, tuple[str, float]]:
    """All that each file of a review says, and the seconds that it took to make. Django is set up by whoever calls."""
    from docx import Document
    from openpyxl import load_workbook

    from journey.review.document import ReviewDocument
    from journey.review.facts import csv_file
    from journey.review.pdf import pdf
    from journey.review.sheets import workbook
    from journey.review.word import word

    assert isinstance(document, ReviewDocument)  # noqa: S101  # said here because the import is
    found: dict[str, tuple[str, float]] = {}

    def note(name: str, make: Callable[[ReviewDocument], bytes], read: Callable[[bytes], str]) -> None:
        began = time.perf_counter()
        file = make(document)
        found[name] = read(file), time.perf_counter() - began

    note("pdf", pdf, lambda file: subprocess.run(["pdftotext", "-", "-"], input=file, capture_output=True, check=True).stdout.decode())  # noqa: S607
    note("docx", word, lambda file: "\n".join(one.text for one in Document(io.BytesIO(file)).paragraphs))
    note("csv", csv_file, lambda file: "\n".join(" ".join(row) for row in csv.reader(io.StringIO(file.decode("utf-8-sig"), newline=""))))
    note("xlsx", workbook, lambda file: "\n".join(str(cell.value) for sheet in load_workbook(io.BytesIO(file)) for row in sheet for cell in row))
    return found


def lost(document: object, expected: list[tuple[str, str]]) -> tuple[list[str], dict[str, float]]:
    """What is missing or there twice, in words, and the seconds that each file took."""
    told = texts(document)
    missing = [
        f"{name}: {word} {said.count(word)} times" for name, (said, _) in told.items() for pair in expected for word in pair if said.count(word) != 1
    ]
    return missing, {name: seconds for name, (_, seconds) in told.items()}


def main() -> int:
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from journey.words import tidy
    from tests.hostile import review_of

    every = list(answers(REVIEWS * ANSWERS))
    longest: dict[str, float] = {}
    missing: list[str] = []
    for number in range(REVIEWS):
        part = every[number * ANSWERS : (number + 1) * ANSWERS]
        gone, seconds = lost(review_of([tidy(text) for *_, text in part]), [(first, last) for first, last, _ in part])
        missing += gone
        longest = {name: max(took, longest.get(name, 0)) for name, took in seconds.items()}
        print(
            f"review {number + 1}: {'; '.join(gone) or 'nothing lost'}; " + ", ".join(f"{name} {took:.1f} s" for name, took in seconds.items()),
            flush=True,
        )
    slow = [name for name, took in longest.items() if took > (PDF_SECONDS if name == "pdf" else FILE_SECONDS)]
    table = ["| file | longest, seconds |", "|---|---|", *(f"| {name} | {took:.1f} |" for name, took in longest.items())]
    said = (
        f"{len(every):,} hostile answers of {len(KINDS)} kinds in {REVIEWS} reviews of {ANSWERS}: {len(missing)} words lost or doubled in any file."
    )
    EVIDENCE.write_text(f"# Hostile answers\n\n`python -m bench hostile`. {said}\n\n" + "\n".join(table) + "\n", encoding="utf-8")
    print(said)
    return 1 if missing or slow else 0
