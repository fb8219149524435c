"""The review as a file that one works on: Word, a workbook, a table of facts, data."""

from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from journey.door import in_project
from journey.models import Project
from journey.review.compose import compose
from journey.review.written import WRITTEN


@require_safe
@in_project("read")
def draft(request: HttpRequest, project: Project, ending: str) -> HttpResponse:
    document = compose(project)
    kind = WRITTEN[ending]
    name = f"{slugify(document.project) or 'review'}-review-{document.as_of.isoformat()}.{ending}"
    return HttpResponse(kind.make(document), content_type=kind.type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
