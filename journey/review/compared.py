"""Two reviews compared, as a page and as a PDF: what the markup needs, from the two documents alone."""

from dataclasses import dataclass
from itertools import groupby

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from journey.models import Project
from journey.review.compare import Comparison, compare
from journey.review.document import ReviewDocument
from journey.review.figures import review_wheel
from journey.review.nouns import noun_of, review_words_within
from journey.review.prints import LONG, print_page
from journey.review.telling import OF_QUESTIONS, Told
from journey.review.versions import read_document


@dataclass(frozen=True)
class Section:
    """What changed of one noun, or of the questions of one stage. `stage` is its number, 0 for none."""

    title: str
    stage: int
    told: tuple[Told, ...]


def compared(before: ReviewDocument, after: ReviewDocument, *, stage: int = 0, everything: bool = False) -> dict[str, object]:
    """What the markup needs. With `stage`, only what concerns that stage; with `everything`, also the answers that stand as they stood."""
    comparison = compare(before, after)
    same = [one for one in comparison.same if stage in (0, one.stage)] if everything else []
    return {
        "comparison": comparison,
        "before_words": review_words_within(before),
        "after_words": review_words_within(after),
        "copy_words": after.copy_words,
        "sections": sections(comparison, stage),
        "same": [(name_of(comparison, number), list(group)) for number, group in groupby(same, key=lambda one: one.stage)],
        "wheels": (review_wheel(before, "wheel-before"), review_wheel(after, "wheel-after")),
    }


def sections(comparison: Comparison, stage: int = 0) -> list[Section]:
    """What a reader is told, noun by noun, and what changed about questions stage by stage."""
    found: dict[tuple[str, int], list[Told]] = {}
    for told in comparison.told:
        if stage in (0, told.stage):
            place = (_("Questions and answers"), told.stage) if told.noun in OF_QUESTIONS else (str(noun_of(told.noun).title), 0)
            found.setdefault(place, []).append(told)
    return [Section(f"{title}: {name_of(comparison, number)}" if number else title, number, tuple(told)) for (title, number), told in found.items()]


def since_last(project: Project, document: ReviewDocument) -> str:
    """Since Review 1: one move, three answers changed. "" for a first review. The numbers are those of the page that compares the two."""
    last = project.reviews.numbered(document.last_number) if document.last_number else None
    if last is None:
        return ""
    said = compare(read_document(last.text), document).summary
    return _("Since Review %(number)s: %(summary)s") % {"number": last.number, "summary": f"{said[:1].lower()}{said[1:]}"}


def name_of(comparison: Comparison, stage: int) -> str:
    return comparison.stages[stage - 1] if 0 < stage <= len(comparison.stages) else ""


def compared_pdf(before: ReviewDocument, after: ReviewDocument, *, wait: float = LONG) -> bytes:
    """The comparison as tagged PDF/UA-1. The same two documents give the same bytes. Raises NoPdf and BeingMade of journey.review.prints."""
    return print_page(render_to_string("reviews/compare_print.html", compared(before, after)), wait=wait)
