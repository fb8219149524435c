"""A whole project as a file: taken out by an owner, and loaded as a new project by whoever holds it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from journey.door import find_project, signed_in
from journey.downloads import download
from journey.forms.project_file import ProjectFileForm
from journey.freshness import fresh
from journey.limits import EXPORTED, LOADED
from journey.models import Event
from journey.project_file.load import WrongFile
from journey.project_file.load import load as load_project
from journey.project_file.write import write
from journey.tables import as_tables


@fresh
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest, project_id: UUID) -> HttpResponse:
    project = find_project(request, "change", project_id=project_id)
    if request.method != "POST":
        return render(request, "project_files/export.html", {"project": project})
    if not EXPORTED.take(signed_in(request).pk):
        return render(request, "429.html", status=429)
    project.note(Event.Kind.PROJECT_EXPORTED, by=signed_in(request))
    name = f"{slugify(project.name) or 'project'}-{timezone.localdate():%Y-%m-%d}"
    written = write(project)
    if request.POST.get("as") == "tables":
        return download(as_tables(written.model_dump(mode="json")), f"{name}.zip")
    return download(written.as_json().encode(), f"{name}.json")


@require_http_methods(["GET", "HEAD", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    form = ProjectFileForm(request.POST, request.FILES) if request.method == "POST" else ProjectFileForm()
    if request.method != "POST":
        return render(request, "project_files/load.html", {"form": form})
    if form.is_valid():
        if not LOADED.take(signed_in(request).pk):
            return render(request, "429.html", status=429)
        try:
            project = load_project(form.data_sent, by=signed_in(request))
        except WrongFile as problem:
            form.add_error("file", str(problem))
        else:
            messages.success(request, _("%(project)s is here, as the file says.") % {"project": project})
            return redirect(project)
    return render(request, "project_files/load.html", {"form": form}, status=422)
