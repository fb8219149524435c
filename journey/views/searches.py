"""Search: in all of someone's projects, or in one."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from journey.door import find_project, signed_in
from journey.models import Project
from journey.search import search
from journey.terms import QUERY_LIMIT, read
from journey.words import tidy

AT_ONCE = 50
"""Hits on one page. Who wants to see others adds a word."""


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    projects = list(Project.objects.visible_to(signed_in(request)).exclude(kind=Project.Kind.SAMPLE))
    return show_hits(request, projects, "searches/show.html", {"projects": projects})


@require_safe
def show_project(request: HttpRequest, project_id: UUID) -> HttpResponse:
    project = find_project(request, "read", project_id=project_id)
    return show_hits(request, [project], "searches/show_project.html", {"project": project})


def show_hits(request: HttpRequest, projects: Sequence[Project], template: str, page: dict[str, object]) -> HttpResponse:
    asked = tidy(request.GET.get("q", "")).replace("\0", "").strip()[:QUERY_LIMIT]
    hits = search(projects, asked, at_most=AT_ONCE + 1)
    found = {"asked": asked, "has_words": bool(read(asked)), "hits": hits[:AT_ONCE], "more": len(hits) > AT_ONCE}
    return render(request, template, page | found)
