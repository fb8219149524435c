"""The bin: a project can be put there and, for 30 days, taken out again."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from journey.door import find_project, signed_in
from journey.freshness import fresh
from journey.models import Project


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "bins/index.html", {"projects": Project.objects.in_bin_of(signed_in(request))})


@fresh
@require_http_methods(["GET", "HEAD", "POST"])
def put(request: HttpRequest, project_id: UUID) -> HttpResponse:
    project = find_project(request, "bin", project_id=project_id)
    if request.method != "POST":
        others = project.memberships.current().exclude(user=signed_in(request)).count()
        return render(request, "bins/put.html", {"project": project, "others": others})
    project.put_in_bin(by=signed_in(request))
    messages.success(request, _("%(project)s is in the bin. You can take it out again for 30 days.") % {"project": project})
    return redirect("bin")


@fresh
@require_POST
def restore(request: HttpRequest, project_id: UUID) -> HttpResponse:
    project = Project.objects.in_bin_of(signed_in(request)).filter(pk=project_id).first()
    if project is None:
        raise Http404
    project.take_out_of_bin(by=signed_in(request))
    messages.success(request, _("%(project)s is back, as it was.") % {"project": project})
    return redirect(project)
