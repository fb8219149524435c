"""The review as a PDF: the page's own markup, laid out by the printer."""

from django.template.loader import render_to_string

from journey.review.document import ReviewDocument
from journey.review.figures import review_leanings, review_measures, review_path, review_wheel
from journey.review.prints import LONG, print_page


def pdf(document: ReviewDocument, sha256: str = "", *, wait: float = LONG) -> bytes:
    """The document as tagged PDF/UA-1. The same document gives the same bytes. Raises NoPdf and BeingMade of journey.review.prints."""
    return print_page(render_to_string("reviews/print.html", pictured(document, sha256)), wait=wait)


def pictured(document: ReviewDocument, sha256: str = "") -> dict[str, object]:
    """What the review's markup needs, on screen and on paper: the document and the pictures drawn from it; of a frozen one the fingerprint."""
    pictures = {"wheel": review_wheel(document), "path": review_path(document), "leanings": review_leanings(document)}
    return {"review": document, "sha256": sha256, "measures": review_measures(document), **pictures}
