"""What changed between two reviews of a project, or between one and how it stands today: in all of it, or in what one reader gets."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from journey.door import in_project
from journey.models import Project
from journey.pdf_reply import pdf_reply
from journey.review.compared import compared, compared_pdf
from journey.review.compose import compose
from journey.review.document import ReviewDocument
from journey.review.prepared import ReviewReader
from journey.review.reader import for_reader, least_of
from journey.review.versions import read_document

TODAY = "today"
"""What an address calls the review as it stands today."""


@require_safe
@in_project("read")
def show(request: HttpRequest, project: Project) -> HttpResponse:
    return show_comparison(request, project)


def show_comparison(request: HttpRequest, project: Project, *, status: int = 200, no_pdf: bool = False) -> HttpResponse:
    names = [review.number for review in project.reviews.without_text().newest_first()]
    page: dict[str, Any] = {"project": project, "no_pdf": no_pdf, "names": [*reversed(names), TODAY]}
    if not names:
        return render(request, "reviews/compare.html", page)
    before, after = wanted(request, names)
    one, other = find_review(project, before), find_review(project, after)
    readers = readers_of(one, other)
    place = place_of(request, readers)
    query = {"from": before, "to": after} | ({"for": str(place)} if place else {})
    stage = next((one for one in project.map.stages if one.key == request.GET.get("stage")), None)
    everything = "all" in request.GET
    shown = [(_("Only what changed"), query, not stage and not everything), (_("Also what stands as it stood"), query | {"all": "1"}, everything)]
    shown += [(one.name, query | {"stage": one.key}, one == stage) for one in project.map.stages]
    page |= compared(*drawn_for(readers, place, one, other), stage=stage.number if stage else 0, everything=everything)
    page |= {
        "readers": readers,
        "place": place,
        "before": before,
        "after": after,
        "shown": [(words, f"?{urlencode(asked)}", here) for words, asked, here in shown],
        "pdf_url": f"{project.address('comparison-pdf')}?{urlencode(query)}",
    }
    return render(request, "reviews/compare.html", page, status=status)


@require_safe
@in_project("read")
def pdf(request: HttpRequest, project: Project) -> HttpResponse:
    """The file, or, if it cannot be made, the comparison on screen with a word on how to print it."""
    names = [review.number for review in project.reviews.without_text().newest_first()]
    if not names:
        raise Http404
    before, after = wanted(request, names)
    documents = find_review(project, before), find_review(project, after)
    readers = readers_of(*documents)
    place = place_of(request, readers)
    whose = f"-{readers[place - 1].in_file_names(place)}" if place else ""
    return pdf_reply(
        request,
        lambda wait: compared_pdf(*drawn_for(readers, place, *documents), wait=wait),
        name=f"{slugify(project.name) or 'reviews'}-{before}-to-{after}{whose}",
        page=f"{project.address('comparison')}?{urlencode({'from': before, 'to': after} | ({'for': place} if place else {}))}",
        instead=lambda: show_comparison(request, project, status=503, no_pdf=True),
    )


def wanted(request: HttpRequest, names: list[str]) -> tuple[str, str]:
    """The two reviews that the address names, else the newest and today. `names` are all there are, the newest first. 404 for any other."""
    before, after = request.GET.get("from", names[0]), request.GET.get("to", TODAY)
    if before not in (*names, TODAY) or after not in (*names, TODAY):
        raise Http404
    return before, after


def readers_of(before: ReviewDocument, after: ReviewDocument) -> tuple[ReviewReader, ...]:
    """Whom the later review is for; the one before, if that is a draft for nobody yet."""
    return after.readers or before.readers


def place_of(request: HttpRequest, readers: tuple[ReviewReader, ...]) -> int:
    """The place of the reader that the address names, 0 for all of it. 404 for any other."""
    said = request.GET.get("for", "")
    if not said:
        return 0
    place = int(said) if said.isdecimal() and len(said) < 4 else 0
    if not 1 <= place <= len(readers):
        raise Http404
    return place


def drawn_for(readers: tuple[ReviewReader, ...], place: int, before: ReviewDocument, after: ReviewDocument) -> tuple[ReviewDocument, ReviewDocument]:
    """The two as that reader gets them: what is not in both copies is not told."""
    if not place:
        return before, after
    reader = least_of(readers[place - 1], before, after)
    return for_reader(before, reader, later=after), for_reader(after, reader)


def find_review(project: Project, name: str) -> ReviewDocument:
    review = None if name == TODAY else project.reviews.numbered(name)
    return read_document(review.text) if review else compose(project)
