"""The plan: one page to plan on."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from journey.door import find_project
from journey.models import Project
from journey.plan import plan_page
from journey.shown import shown


@require_safe
def show(request: HttpRequest, project_id: UUID) -> HttpResponse:
    return show_plan(request, find_project(request, "read", project_id=project_id))


@require_safe
@login_not_required
def show_sample(request: HttpRequest, slug: str) -> HttpResponse:
    return show_plan(request, find_project(request, "read", slug=slug))


def show_plan(request: HttpRequest, project: Project) -> HttpResponse:
    asked = request.GET.dict()
    if asked:
        main = render_to_string("plans/show.html#main", plan_page(project, asked), request)
    else:
        main = shown(request, "plans/show.html#main", [project], lambda: plan_page(project))
    return render(request, "plans/show.html", {"project": project, "may_plan": project.may("plan"), "main": main})
