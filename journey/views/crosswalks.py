"""A project read under the stages of another model."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from journey.crosswalk import read_as
from journey.door import find_project
from journey.models import Project
from journey.overview import overview


@require_safe
def show(request: HttpRequest, project_id: UUID, model: str) -> HttpResponse:
    return show_crosswalk(request, find_project(request, "read", project_id=project_id), model)


@require_safe
@login_not_required
def show_sample(request: HttpRequest, slug: str, model: str) -> HttpResponse:
    return show_crosswalk(request, find_project(request, "read", slug=slug), model)


def show_crosswalk(request: HttpRequest, project: Project, key: str) -> HttpResponse:
    model = next((model for model in project.map.crosswalk if model.key == key), None)
    if model is None:
        raise Http404
    facts = overview(project)
    decisions = project.decisions.standing().order_by("day", "number")
    return render(request, "crosswalks/show.html", {"project": project, "facts": facts, "reading": read_as(model, facts, decisions), "model": model})
