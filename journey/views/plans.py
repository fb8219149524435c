"""The plan: one page to plan on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from journey.door import in_project
from journey.models import Project
from journey.plan import plan_page
from journey.shown import shown


@require_safe
@in_project("read")
def show(request: HttpRequest, project: Project) -> HttpResponse:
    asked = request.GET.dict()
    if asked:
        main = render_to_string("plans/show.html#main", plan_page(project, asked), request)
    else:
        main = shown(request, "plans/show.html#main", [project], lambda: plan_page(project))
    return render(request, "plans/show.html", {"project": project, "may_plan": project.may("plan"), "main": main})
