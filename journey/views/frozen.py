"""The reviews that were frozen: their list, and each on screen, on paper and as a file. All that is shown comes from what was kept."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from journey.corrections import readers_of_correction
from journey.door import in_project
from journey.models import Preparation, Project, Review
from journey.pdf_reply import pdf_reply
from journey.review.document import ReviewDocument
from journey.review.files import kept_file
from journey.review.pdf import pdf as make_pdf
from journey.review.pdf import pictured
from journey.review.prepared import ReviewReader
from journey.review.reader import for_reader
from journey.review.versions import read_document
from journey.review.written import WRITTEN
from journey.rhythm import begins_of, due
from journey.shown import shown


@dataclass(frozen=True, slots=True)
class Wanted:
    """A review, as somebody asked for it: the whole of it, at a depth, or what one of its readers gets."""

    review: Review
    whole: ReviewDocument
    document: ReviewDocument
    reader: ReviewReader | None
    place: int

    @property
    def name(self) -> str:
        """What the files of the whole of it are called."""
        return f"{slugify(self.whole.project) or 'review'}-review-{self.review.number}"

    @property
    def copy_name(self) -> str:
        """What these files of it are called: whoever sends one sees whom it is for."""
        if self.reader is None:
            return self.name
        return f"{self.name}-{self.reader.in_file_names(self.place) if self.place else self.reader.depth}"

    @property
    def query(self) -> str:
        """What the addresses of its files end with."""
        if self.reader is None:
            return ""
        return f"?for={self.place}" if self.place else f"?depth={self.reader.depth}"

    @property
    def depths(self) -> tuple[tuple[str, str], ...]:
        """The depths besides all of it, with their names."""
        return (("one-page", _("One page")), ("standard", _("Standard")))

    @property
    def left_out(self) -> list[str]:
        return self.document.left_out


@require_safe
@in_project("read")
def index(request: HttpRequest, project: Project) -> HttpResponse:
    reviews = list(project.reviews.without_text().select_related("frozen_by", "signed_off_by").newest_first())
    for review in reviews:
        review.project = project
    page = {
        "project": project,
        "reviews": reviews,
        "preparation": Preparation.objects.open_of(project),
        "next_number": (reviews[0].major if reviews else 0) + 1,
        "due": due(project, begins_of(project)),
        "may_prepare": project.may("prepare"),
    }
    return render(request, "frozen/index.html", page)


@require_safe
@in_project("read")
def show(request: HttpRequest, project: Project, number: str) -> HttpResponse:
    return show_review(request, project, number)


def show_review(request: HttpRequest, project: Project, number: str, *, status: int = 200, no_pdf: bool = False) -> HttpResponse:
    review = find_text(project, number)
    depends = (review.sha256, review.is_whole, request.GET.get("for"), request.GET.get("depth"), no_pdf)
    main = shown(request, "frozen/show.html#main", [project], lambda: about(wanted_of(request, review)) | {"no_pdf": no_pdf}, number, *depends)
    return render(request, "frozen/show.html", {"project": project, "kept": review, "main": main}, status=status)


def about(wanted: Wanted) -> dict[str, Any]:
    """What the page of a frozen review tells of it."""
    review = wanted.review
    project = review.project
    corrections = [one for one in project.reviews.without_text().filter(major=review.major).order_by("minor") if one.pk != review.pk]
    for one in corrections:
        one.project = project
    return pictured(wanted.document, review.sha256) | {
        "project": project,
        "kept": review,
        "wanted": wanted,
        "corrections": corrections,
        "redactions": list(review.redactions.select_related("by")),
        "readers_told": readers_of_correction(review) if review.minor and project.may("prepare") else [],
        "may_prepare": project.may("prepare"),
        "may_redact": project.may("freeze"),
    }


@require_safe
@in_project("read")
def pdf(request: HttpRequest, project: Project, number: str) -> HttpResponse:
    """The file as it was made once, or, if it cannot be made, the review on screen with a word on how to print it."""
    wanted = find_review(request, project, number)
    review = wanted.review
    return pdf_reply(
        request,
        lambda wait: kept_file(review, wanted.reader, "pdf", lambda: make_pdf(wanted.document, review.sha256, wait=wait)),
        name=wanted.copy_name,
        page=review.get_absolute_url() + wanted.query,
        instead=lambda: show_review(request, project, number, status=503, no_pdf=True),
    )


@require_safe
@in_project("read")
def json(request: HttpRequest, project: Project, number: str) -> HttpResponse:
    """The very bytes that the fingerprint is of."""
    wanted = find_review(request, project, number)
    headers = {"Content-Disposition": f'attachment; filename="{wanted.name}.json"'}
    return HttpResponse(wanted.review.text.encode(), content_type="application/json", headers=headers)


@require_safe
@in_project("read")
def written(request: HttpRequest, project: Project, number: str, ending: str) -> HttpResponse:
    """The review as Word, workbook or table of facts, as it was made once."""
    wanted = find_review(request, project, number)
    kind = WRITTEN[ending]
    file = kept_file(wanted.review, wanted.reader, ending, lambda: kind.make(wanted.document))
    return HttpResponse(file, content_type=kind.type, headers={"Content-Disposition": f'attachment; filename="{wanted.copy_name}.{ending}"'})


@require_safe
@in_project("read")
def paper(request: HttpRequest, project: Project, number: str) -> HttpResponse:
    """The page that the PDF is made of, to be printed from the browser."""
    wanted = find_review(request, project, number)
    return render(request, "reviews/print.html", pictured(wanted.document, wanted.review.sha256) | {"stylesheet": static("print.css")})


def find_review(request: HttpRequest, project: Project, number: str) -> Wanted:
    """The review of this number, for the reader or the depth that the address names. 404 for any other."""
    return wanted_of(request, find_text(project, number))


def find_text(project: Project, number: str) -> Review:
    review = project.reviews.numbered(number)
    if review is None:
        raise Http404
    review.project = project
    return review


def wanted_of(request: HttpRequest, review: Review) -> Wanted:
    whole = read_document(review.text)
    reader, place = None, 0
    if "for" in request.GET:
        wanted = request.GET["for"]
        place = int(wanted) if wanted.isdecimal() and len(wanted) < 4 else 0
        if not 1 <= place <= len(whole.readers):
            raise Http404
        reader = whole.readers[place - 1]
    elif request.GET.get("depth", "full") != "full":
        if request.GET["depth"] not in ("one-page", "standard"):
            raise Http404
        reader = ReviewReader.model_validate({"name": "", "depth": request.GET["depth"], "off": ()})
    return Wanted(review, whole, for_reader(whole, reader) if reader else whole, reader, place)
