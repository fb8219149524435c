"""The nine themes of a project, and the answers on one of them from all stages."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from journey.door import find_project
from journey.models import Project
from journey.overview import overview
from journey.themes import theme_facts


@require_safe
def index(request: HttpRequest, project_id: UUID) -> HttpResponse:
    return show_index(request, find_project(request, "read", project_id=project_id))


@require_safe
@login_not_required
def index_of_sample(request: HttpRequest, slug: str) -> HttpResponse:
    return show_index(request, find_project(request, "read", slug=slug))


@require_safe
def show(request: HttpRequest, project_id: UUID, key: str) -> HttpResponse:
    return show_theme(request, find_project(request, "read", project_id=project_id), key)


@require_safe
@login_not_required
def show_sample(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    return show_theme(request, find_project(request, "read", slug=slug), key)


def show_index(request: HttpRequest, project: Project) -> HttpResponse:
    facts = overview(project)
    return render(request, "themes/index.html", {"project": project, "themes": [theme_facts(facts, theme) for theme in facts.edition.themes]})


def show_theme(request: HttpRequest, project: Project, key: str) -> HttpResponse:
    try:
        theme = project.map.theme(key)
    except KeyError:
        raise Http404 from None
    return render(request, "themes/show.html", {"project": project, "told": theme_facts(overview(project), theme)})
