"""Fifty thousand hostile texts through all that shows them: is any tag, attribute, scheme or formula not ours? docs/evidence/hostile-texts.md.

Each is rendered by itself; then they stand in reviews, as answers and in lines of evidence, of which page, print page, Word, CSV and workbook are
looked at, and of some of them the PDF.

python -m bench hostile_texts [--texts 50000] [--pdfs 24]
"""

import argparse
import csv
import io
import os
import random
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from html.parser import HTMLParser
from typing import Any, override

from bench.evidence import keep, table, when_and_where

OURS: dict[str, set[str]] = {"p": set(), "br": set(), "em": set(), "strong": set(), "ul": set(), "li": set(), "blockquote": set(), "code": set()} | {
    "ol": {"start"},
    "a": {"href", "rel"},
}
"""Tags that a text may come out with, each with its attributes."""
SCHEME = re.compile(r"^(https?://|mailto:)", re.IGNORECASE)
FORMULA = re.compile(r"^[=+\-@\t\r\0]")
PIECES = (
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "<iframe src=//evil.example>", "<style>*{}</style>"),
    *('<a href="javascript:alert(1)">x</a>', '<a href="x" onclick="alert(1)">x</a>', "<base href=//evil.example>", "<form action=//evil.example>"),
    *("<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>", "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>"),
    *(
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt&#58;alert(1))",
        "[x](java\tscript:alert(1))",
        "[x](data:text/html;base64,PHN2Zz4=)",
        "[x](vbscript:x)",
    ),
    *("[x](file:///etc/passwd)", "[x](<javascript:alert(1)>)", "![x](http://127.0.0.1:9/x.png)", "<javascript:alert(1)>", "<http://e.example/?a=<b>"),
    *('[x](http://e.example "" onmouseover=alert(1) x=")', "[x]: javascript:alert(1)", "[x][x]", "[x](\\\\evil.example)", "[x](//evil.example)"),
    *("&lt;script&gt;", "&#x3c;script&#x3e;", "&colon;", "\x00", "\x01", "\u2028", "\u202e", "\ufeff", "\x1b", "\x85", "\u200b", "\U000e0001"),
    *("<!--", "-->", "<![CDATA[", "]]>", "<?xml?>", "<!DOCTYPE x>", "</textarea>", "</td></tr></table>", "</style>", "</title>", "</svg>"),
    *(
        "*",
        "_",
        "`",
        "```\n",
        "> ",
        "- ",
        "1. ",
        "\n\n",
        "\n",
        "\t",
        "    ",
        "[",
        "]",
        "(",
        ")",
        "!",
        "\\",
        "|",
        "# ",
        "===",
        "~~~",
        "<",
        ">",
        '"',
        "'",
        "&",
    ),
    *(
        "=1+1",
        "+1",
        "-1",
        "@SUM(1)",
        "=cmd|' /C calc'!A0",
        "\t=1",
        "\r=1",
        '=HYPERLINK("http://e.example")',
        "{{ 7|add:7 }}",
        "{% debug %}",
        "${7*7}",
    ),
    *("https://example.org/", "http://e.example/<script>", "mailto:a@example.org", "Siân", "شكر", "👩‍👩‍👧", "a", "The team met.", "x" * 60),
)
"""What texts are put together from: what has broken other programs, and what Markdown, HTML, tables and spreadsheets read as more than a text."""
IN_REVIEW, EVIDENCE = 58, 60
"""Answers of one review, and lines of evidence, each of which holds three texts."""
IN_PDF = 60
"""Texts of a review of which the PDF is made."""


def texts(count: int, seed: int = 5) -> Iterator[str]:
    """The same hostile texts each time: one piece alone, then one to eight put together."""
    chance = random.Random(seed)  # noqa: S311  # the same ones each time
    for number in range(count):
        yield PIECES[number] if number < len(PIECES) else "".join(chance.choices(PIECES, k=chance.randint(1, 8)))


class Seen(HTMLParser):
    """The tags and attributes of a page, and what in it is unsafe wherever it stands."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[tuple[str, str]] = set()
        self.unsafe: list[str] = []
        self.feed(page)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags |= {(tag, ""), *((tag, name) for name, _ in attrs)}
        for name, value in attrs:
            here = (value or "").startswith(("#", "/static/", "/samples/", "/map/", "asset:"))
            leads = name in ("href", "src", "action", "formaction", "xlink:href") and bool(value) and not here
            if name.startswith("on") or (leads and not SCHEME.match(value or "")):
                self.unsafe.append(f"{tag} {name}={value!r:.80}")


def wrong_in_text(text: str) -> list[str]:
    """What is not ours in the markup that one text is shown as."""
    from journey.words import prose

    seen = Seen(prose(text))
    return seen.unsafe + [f"{tag} {name}" for tag, name in seen.tags if tag not in OURS or (name and name not in OURS[tag])]


def wrong_in_page(page: str, plain: set[tuple[str, str]]) -> list[str]:
    """What is unsafe in a page, and what it has that the same page has not with plain words, besides the tags of texts."""
    seen = Seen(page)
    more = {(tag, name) for tag, name in seen.tags - plain if tag not in OURS or (name and name not in OURS[tag])}
    return seen.unsafe + [f"{tag} {name}" for tag, name in more]


def wrong_in_word(file: bytes) -> list[str]:
    """Parts that lead elsewhere than a page would, and fields or objects that a reader would run."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        parts = {name: archive.read(name).decode(errors="replace") for name in archive.namelist() if name.endswith((".xml", ".rels"))}
    found = [name for name in parts if "vba" in name.lower() or "embeddings" in name.lower()]
    for name, part in parts.items():
        found += [f"{name}: {part[place.start() : place.end() + 60]}" for place in re.finditer(r"<w:(object|altChunk)\b", part)]
        found += [f"{name}: {one}" for one in re.findall(r'<w:fldSimple w:instr="([^"]*)"', part) if one.strip() not in ("PAGE", "NUMPAGES")]
        found += [f"{name}: {one}" for one in re.findall(r"<w:instrText[^>]*>([^<]*)<", part) if one.strip() not in ("PAGE", "NUMPAGES")]
        outside = re.findall(r'Target="([^"]*)"[^>]*TargetMode="External"', part) + re.findall(r'TargetMode="External"[^>]*Target="([^"]*)"', part)
        found += [f"{name}: {target:.80}" for target in outside if not SCHEME.match(target)]
    return found


def formulas(table_of_facts: bytes, book: bytes) -> list[str]:
    from openpyxl import load_workbook

    rows = csv.reader(io.StringIO(table_of_facts.decode("utf-8-sig"), newline=""))
    found = [f"csv: {cell!r:.60}" for row in rows for cell in row if FORMULA.match(cell)]
    opened = load_workbook(io.BytesIO(book))
    return found + [f"xlsx: {cell.value!r:.60}" for sheet in opened for row in sheet for cell in row if cell.data_type == "f"]


def wrong_in_pdf(file: bytes) -> list[str]:
    """Actions other than links to where a page would lead, and whatever is attached."""
    import pikepdf

    found = []
    with pikepdf.open(io.BytesIO(file)) as opened:
        found += [f"attached: {name}" for name in opened.attachments]
        for thing in opened.objects:
            if isinstance(thing, pikepdf.Dictionary):
                said = {str(key): thing[key] for key in thing.keys()}  # noqa: SIM118  # no dict
                found += [str(said[key])[:80] for key in ("/JS", "/Launch", "/AA", "/RichMedia") if key in said]
                if "/URI" in said and not SCHEME.match(str(said["/URI"])) and said.get("/S") == "/URI":
                    found.append(str(said["/URI"])[:80])
                if said.get("/S") in ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR"):
                    found.append(str(said["/S"]))
    return found


def first_made(make: Callable[[], bytes]) -> bytes | None:
    """A file that on a busy machine may not be made in its time, tried for a few times."""
    from journey.review.prints import NoPdf

    for _ in range(3):
        with suppress(NoPdf):
            return make()
    return None


def look(every: list[str], pdfs: int) -> tuple[Counter[str], Counter[str], list[str]]:
    """How many of each were looked at, how many of each are wrong, and a few words on each. Django is set up by whoever calls."""
    from django.template.loader import render_to_string

    from journey.review.facts import csv_file
    from journey.review.pdf import pdf, pictured
    from journey.review.sheets import workbook
    from journey.review.word import word
    from tests.hostile import hostile_review

    looked, wrong, said = Counter[str](), Counter[str](), list[str]()

    def note(what: str, found: list[str]) -> None:
        looked[what] += 1
        wrong[what] += len(found)
        said.extend(f"{what}: {one}" for one in found[:2])

    def page(document: Any) -> str:
        return render_to_string("reviews/print.html", pictured(document) | {"stylesheet": "/static/print.css"})

    def on_screen(document: Any) -> str:
        return render_to_string("reviews/_document.html", pictured(document))

    for text in every:
        note("texts rendered by themselves", wrong_in_text(text))
    size = IN_REVIEW + 3 * EVIDENCE
    parts = [every[start : start + size] for start in range(0, len(every), size)]
    plain = hostile_review(["Plain."] * size, IN_REVIEW)
    ours = [Seen(make(plain)).tags for make in (page, on_screen)]
    for number, part in enumerate(parts):
        document = hostile_review(part, IN_REVIEW)
        note("print pages", wrong_in_page(page(document), ours[0]))
        note("pages on screen", wrong_in_page(on_screen(document), ours[1]))
        note("Word files", wrong_in_word(word(document)))
        note("tables and workbooks", formulas(csv_file(document), workbook(document)))
        if pdfs and number % max(1, len(parts) // pdfs) == 0:
            made = first_made(partial(pdf, hostile_review(part[:IN_PDF], IN_PDF // 2)))
            if made is None:
                looked["PDF files not made in their 20 seconds, on a machine as busy as this"] += 1
            else:
                note("PDF files", wrong_in_pdf(made))
    return looked, wrong, said


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m bench hostile_texts")
    asked.add_argument("--texts", type=int, default=50_000)
    asked.add_argument("--pdfs", type=int, default=24, help="of how many reviews the PDF is made")
    options = asked.parse_args(sys.argv[2:])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    looked, wrong, said = look(list(texts(options.texts)), options.pdfs)
    told = table(
        ["", "looked at", "unsafe tags, attributes, schemes, actions; formulas"], [[what, f"{looked[what]:,}", wrong[what]] for what in looked]
    )
    print(told, *said[:20], sep="\n")
    keep(
        "hostile-texts",
        "Hostile texts",
        when_and_where(f"hostile_texts --texts {options.texts}"),
        f"{options.texts:,} texts, put together from {len(PIECES)} pieces that have broken other programs, rendered by themselves and then as the "
        f"answers and the evidence of reviews of {IN_REVIEW + 3 * EVIDENCE} texts. A page is held against the same page with plain words: no tag and "
        "no attribute may be added but those of texts, no attribute may run anything, and links lead to http, https and mailto alone. No cell of a "
        "table may begin as a formula does, and no cell of a workbook may be one. The PDF is made of the print page, here with "
        f"{IN_PDF} of the texts.",
        told,
    )
    return int(wrong.total() > 0)
