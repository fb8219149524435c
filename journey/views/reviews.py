"""The review as it stands today, on screen and as a file. Those that were frozen are in frozen.py."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from journey.door import in_project
from journey.models import Project
from journey.pdf_reply import pdf_reply
from journey.review.compose import compose
from journey.review.pdf import pdf as make_pdf
from journey.review.pdf import pictured
from journey.review.prints import made_before
from journey.review.state import state_of
from journey.shown import shown


@require_safe
@in_project("read")
def show(request: HttpRequest, project: Project) -> HttpResponse:
    return show_review(request, project)


def show_review(request: HttpRequest, project: Project, *, status: int = 200, no_pdf: bool = False) -> HttpResponse:
    main = shown(request, "reviews/show.html#main", [project], lambda: pictured(compose(project)) | {"project": project})
    return render(request, "reviews/show.html", {"project": project, "main": main, "no_pdf": no_pdf}, status=status)


@require_safe
@in_project("read")
def pdf(request: HttpRequest, project: Project) -> HttpResponse:
    """The file, or, if it cannot be made, the review on screen with a word on how to print it."""
    return pdf_reply(
        request,
        lambda wait: made_before(state_of(project), lambda: make_pdf(compose(project), wait=wait)),
        name=f"{slugify(project.name) or 'review'}-review-{project.today.isoformat()}",
        page=project.address("review"),
        instead=lambda: show_review(request, project, status=503, no_pdf=True),
    )
