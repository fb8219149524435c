"""Who was involved, stage by stage."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from journey import line_pages
from journey.door import find_project
from journey.forms.involvement import InvolvementForm
from journey.involvement import involvement_plan
from journey.lines import LineFacts, stage_at
from journey.models import Involvement, InvolvementVersion

PAGES = line_pages.Pages(
    one="involvement",
    many="involvements",
    model=Involvement,
    version=InvolvementVersion,
    form=InvolvementForm,
    section=involvement_plan,
    told=lambda project, line: LineFacts(line, stage_at(project, line.stage)),
    name=gettext_lazy("Who was involved"),
    adding=gettext_lazy("Add who was involved"),
    changing=gettext_lazy("Change who was involved"),
    lead=gettext_lazy("A group, never a name: what they were asked, what they changed, and how they were told what became of it."),
)


@require_safe
def index(request: HttpRequest, project_id: UUID) -> HttpResponse:
    return line_pages.show_list(request, find_project(request, "read", project_id=project_id), PAGES)


@require_safe
@login_not_required
def index_of_sample(request: HttpRequest, slug: str) -> HttpResponse:
    return line_pages.show_list(request, find_project(request, "read", slug=slug), PAGES)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, project_id: UUID) -> HttpResponse:
    return line_pages.new(request, PAGES, project_id)


@require_safe
def show(request: HttpRequest, project_id: UUID, involvement_id: UUID) -> HttpResponse:
    project = find_project(request, "read", project_id=project_id)
    return line_pages.show(request, PAGES, project, line_pages.find_line(project, PAGES, involvement_id))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, project_id: UUID, involvement_id: UUID) -> HttpResponse:
    return line_pages.edit(request, PAGES, project_id, involvement_id)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, project_id: UUID, involvement_id: UUID) -> HttpResponse:
    return line_pages.remove(request, PAGES, project_id, involvement_id)
