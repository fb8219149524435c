"""People, money and time, stage by stage."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from journey import line_pages
from journey.door import find_project
from journey.forms.resource import ResourceForm
from journey.lines import LineFacts, stage_at
from journey.models import Resource, ResourceVersion
from journey.resources import resource_plan

PAGES = line_pages.Pages(
    one="resource",
    many="resources",
    model=Resource,
    version=ResourceVersion,
    form=ResourceForm,
    section=resource_plan,
    told=lambda project, line: LineFacts(line, stage_at(project, line.stage)),
    name=gettext_lazy("People, money and time"),
    adding=gettext_lazy("Add people, money or time"),
    changing=gettext_lazy("Change people, money or time"),
    lead=gettext_lazy("What a stage or the whole project was given, and what was used of it so far."),
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
def show(request: HttpRequest, project_id: UUID, resource_id: UUID) -> HttpResponse:
    project = find_project(request, "read", project_id=project_id)
    return line_pages.show(request, PAGES, project, line_pages.find_line(project, PAGES, resource_id))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, project_id: UUID, resource_id: UUID) -> HttpResponse:
    return line_pages.edit(request, PAGES, project_id, resource_id)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, project_id: UUID, resource_id: UUID) -> HttpResponse:
    return line_pages.remove(request, PAGES, project_id, resource_id)
