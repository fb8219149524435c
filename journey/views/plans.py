"""The plan: one page to plan on."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from journey.door import find_project
from journey.plan import plan_page


@require_safe
def show(request: HttpRequest, project_id: UUID) -> HttpResponse:
    return render(request, "plans/show.html", plan_page(find_project(request, "read", project_id=project_id), request.GET.dict()))


@require_safe
@login_not_required
def show_sample(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "plans/show.html", plan_page(find_project(request, "read", slug=slug), request.GET.dict()))
