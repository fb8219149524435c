"""The review as a file that one works on: Word, a workbook, a table of facts, data."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from journey.door import find_project
from journey.review.compose import compose
from journey.review.document import ReviewDocument
from journey.review.written import WRITTEN


@require_safe
def draft(request: HttpRequest, project_id: UUID, ending: str) -> HttpResponse:
    return send_file(compose(find_project(request, "read", project_id=project_id)), ending)


@require_safe
@login_not_required
def draft_of_sample(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    return send_file(compose(find_project(request, "read", slug=slug)), ending)


def send_file(document: ReviewDocument, ending: str) -> HttpResponse:
    kind = WRITTEN[ending]
    name = f"{slugify(document.project) or 'review'}-review-{document.as_of.isoformat()}.{ending}"
    return HttpResponse(kind.make(document), content_type=kind.type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
