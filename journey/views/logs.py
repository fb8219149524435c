"""The log of a project: who did what, when."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from journey.door import find_project
from journey.forms.log import LogForm
from journey.log import tell

AT_ONCE = 100
"""Events on one page. Saves of one sitting are told in one line, so a page may have fewer lines."""


@require_safe
def show(request: HttpRequest, project_id: UUID) -> HttpResponse:
    project = find_project(request, "read", project_id=project_id)
    form = LogForm(request.GET, project=project)
    wanted = form.filters.of(project.events.select_related("by").order_by("-sequence"))
    if form.before:
        wanted = wanted.filter(sequence__lt=form.before)
    events = list(wanted[: AT_ONCE + 1])
    page = {
        "project": project,
        "form": form,
        "lines": tell(project, events[:AT_ONCE]),
        "older": form.query(before=events[AT_ONCE - 1].sequence) if len(events) > AT_ONCE else "",
        "newest": form.query() if form.before else "",
    }
    return render(request, "logs/show.html", page)
