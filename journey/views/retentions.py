"""Whether a project that has lain unused is still needed, as its owner is asked by mail."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from journey.door import find_project, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: HttpRequest, project_id: UUID) -> HttpResponse:
    project = find_project(request, "bin", project_id=project_id)
    if request.method != "POST":
        return render(request, "retentions/show.html", {"project": project})
    project.keep(by=signed_in(request))
    messages.success(request, _("%(project)s is kept.") % {"project": project})
    return redirect(project)
