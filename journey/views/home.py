"""The front page for someone who is signed out; someone signed in goes to their projects."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from journey.pictures import example_wheel, stage_rows
from stages.editions import LATEST, get_edition


@require_safe
@login_not_required
def show(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("projects")
    edition = get_edition(LATEST)
    return render(request, "home/show.html", {"wheel": example_wheel(edition), "rows": stage_rows(edition)})
