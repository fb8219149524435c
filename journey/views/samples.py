"""The list of samples. A sample's own pages are those of any project, read only."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from journey.models import Project
from journey.overview import summaries
from journey.pictures import badge


@require_safe
@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    samples = list(Project.objects.samples().prefetch_related("organisations"))
    rows = [(project, facts, badge(facts)) for project, facts in summaries(samples)]
    return render(request, "samples/index.html", {"rows": rows})
