"""A project read under the stages of another model."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from journey.crosswalk import read_as
from journey.door import in_project
from journey.models import Project
from journey.overview import overview


@require_safe
@in_project("read")
def show(request: HttpRequest, project: Project, model: str) -> HttpResponse:
    asked = next((one for one in project.map.crosswalk if one.key == model), None)
    if asked is None:
        raise Http404
    facts = overview(project)
    decisions = project.decisions.standing().order_by("day", "number")
    return render(request, "crosswalks/show.html", {"project": project, "facts": facts, "reading": read_as(asked, facts, decisions), "model": asked})
