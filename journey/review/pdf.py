"""The review as a PDF: the page's own markup, laid out by a limited child process."""

import json
import logging
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from journey.review.document import ReviewDocument
from journey.review.figures import review_leanings, review_measures, review_path, review_wheel

logger = logging.getLogger(__name__)

SECONDS = 20
"""Seconds that someone waits before the child is ended."""
PRINTER = Path(__file__).with_name("printer.py")


class NoPdf(Exception):
    """The PDF could not be made; the reason is logged, without the review's text."""


def pdf(document: ReviewDocument, sha256: str = "") -> bytes:
    """The document as tagged PDF/UA-1. The same document gives the same bytes."""
    html = render_to_string("reviews/print.html", pictured(document, sha256))
    return print_page(html)


def pictured(document: ReviewDocument, sha256: str = "") -> dict[str, object]:
    """What the review's markup needs, on screen and on paper: the document and the pictures drawn from it; of a frozen one the fingerprint."""
    pictures = {"wheel": review_wheel(document), "path": review_path(document), "leanings": review_leanings(document)}
    return {"review": document, "sha256": sha256, "measures": review_measures(document), **pictures}


def print_page(html: str) -> bytes:
    """Have the child lay out a page. Raises NoPdf if it fails, takes too long or grows too large."""
    order = json.dumps({"html": html, "assets": assets()})
    # -I: the child sees no environment and no current folder of ours. The font cache belongs with everything else that is written.
    environment = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "XDG_CACHE_HOME": str(settings.DATA_DIR / "cache")}
    try:
        done = subprocess.run(  # noqa: S603  # our own interpreter and our own file
            [sys.executable, "-I", str(PRINTER)], input=order.encode(), capture_output=True, timeout=SECONDS, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        logger.error("The PDF took longer than %s seconds", SECONDS)
        raise NoPdf from None
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        logger.error("The PDF could not be made: %s %s", done.returncode, done.stderr.decode(errors="replace").strip()[-300:])
        raise NoPdf
    return done.stdout


@cache
def assets() -> dict[str, str]:
    """The only things a page may ask for, by name."""
    return {"print.css": (settings.BASE_DIR / "static" / "print.css").read_text(encoding="utf-8")}
