"""The nine themes of a project, and the answers on one of them from all stages."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from journey.door import in_project
from journey.models import Project
from journey.overview import overview
from journey.themes import theme_facts


@require_safe
@in_project("read")
def index(request: HttpRequest, project: Project) -> HttpResponse:
    facts = overview(project)
    return render(request, "themes/index.html", {"project": project, "themes": [theme_facts(facts, theme) for theme in facts.edition.themes]})


@require_safe
@in_project("read")
def show(request: HttpRequest, project: Project, key: str) -> HttpResponse:
    try:
        theme = project.map.theme(key)
    except KeyError:
        raise Http404 from None
    return render(request, "themes/show.html", {"project": project, "told": theme_facts(overview(project), theme)})
