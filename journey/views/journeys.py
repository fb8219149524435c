"""The path: the wheel with its loops, time, and the same as a dated list."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from journey.door import in_project
from journey.evidence import cited, with_evidence
from journey.models import Project
from journey.overview import overview
from journey.pictures import project_wheel, time_paths
from journey.shown import shown
from journey.talk import talk_by_move
from stages.schema import Stage


@require_safe
@in_project("read")
def show(request: HttpRequest, project: Project) -> HttpResponse:
    asked = request.GET.get("stage")
    only = next((stage for stage in project.map.stages if stage.key == asked), None)
    main = shown(request, "journeys/show.html#main", [project], lambda: about(project, only), only and only.key)
    return render(request, "journeys/show.html", {"project": project, "main": main})


def about(project: Project, only: Stage | None) -> dict[str, Any]:
    """What the page tells of the journey, or of this stage in it alone if the journey came by it."""
    facts = overview(project)
    visited = [told.stage for told in facts.stages if told.standing != "untouched"]
    only = only if only in visited else None
    return {
        "project": project,
        "facts": facts,
        "only": only,
        "lines": with_evidence(facts.log_of(only), cited(project)),
        "visited": visited,
        "wheel": project_wheel(project, facts),
        "paths": time_paths(facts),
        "talks": talk_by_move(project),
        "may_comment": project.may("comment"),
        "may_move": project.may("move"),
    }
