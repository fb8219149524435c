"""Someone's projects; a new one; one of them; its details."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from journey.asked import asked_of
from journey.copies import begin_from
from journey.door import find_project, in_project, signed_in
from journey.forms.project import CopyForm, NewProjectForm, ProjectForm
from journey.models import Project, User
from journey.models.project import DetailsChanged
from journey.needs import needs, waiting_for
from journey.overview import overview, summaries
from journey.pictures import badge, project_wheel, stage_list
from journey.rhythm import due
from journey.shown import shown
from journey.whats_next import whats_next


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    projects = list(Project.objects.visible_to(user).order_by("-changed_at"))
    waiting = tuple(waiting_for(user))
    main = shown(request, "projects/index.html#main", projects, lambda: about_all(user, projects, [kind for kind, *_ in waiting]), waiting)
    return render(request, "projects/index.html", {"main": main})


def about_all(user: User, projects: list[Project], waiting: list[str]) -> dict[str, Any]:
    """What someone's first page tells of their projects, and of what waits beside them, by kind."""
    prefetch_related_objects(projects, "organisations")
    told = summaries(projects)
    rows = [(project, facts, badge(facts)) for project, facts in told]
    return {
        "needs": needs(user, told),
        "rows": [row for row in rows if row[0].kind == Project.Kind.REAL],
        "practice": [row for row in rows if row[0].kind != Project.Kind.REAL],
        "new_notices": waiting.count("notice"),
        "has_bin": "bin" in waiting,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form = NewProjectForm(request.POST or None)
    if request.method != "POST":
        return render(request, "projects/new.html", {"form": form})
    if not form.is_valid():
        return render(request, "projects/new.html", {"form": form}, status=422)
    user = signed_in(request)
    with transaction.atomic():
        project = Project.objects.start(by=user, **form.details)
        project.set_organisations(form.named())
        if form.placed_in:
            project.move_to(form.placed_in, by=user)
    return redirect(project)


@require_safe
@in_project("read")
def show(request: HttpRequest, project: Project) -> HttpResponse:
    reader = None if project.is_sample else signed_in(request)
    main = shown(request, "projects/show.html#main", [project], lambda: about(project, reader))
    return render(request, "projects/show.html", {"project": project, "main": main})


def about(project: Project, reader: User | None) -> dict[str, Any]:
    """What a project's page tells of it."""
    facts = overview(project)
    next_due = due(project, facts.begins(project))
    return {
        "project": project,
        "facts": facts,
        "wheel": project_wheel(project, facts),
        "rows": stage_list(project, facts),
        "next": whats_next(project, facts, asked_of(reader, project) if reader else None, next_due),
        "due": next_due,
        "owners": project.memberships.filter(ended_at=None, role="owner").select_related("user"),
        "may_answer": project.may("answer"),
        "may_move": project.may("move"),
        "may_decide": project.may("decide"),
        "may_invite": project.may("invite"),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, project_id: UUID) -> HttpResponse:
    project = find_project(request, "change", project_id=project_id)
    form = ProjectForm(request.POST) if request.method == "POST" else ProjectForm.of(project)
    if request.method != "POST":
        return render(request, "projects/edit.html", {"project": project, "form": form})
    if not form.is_valid():
        return render(request, "projects/edit.html", {"project": project, "form": form}, status=422)
    try:
        project.change(organisations=form.named(project.parts), by=signed_in(request), seen=form.cleaned_data["seen"], **form.details)
    except DetailsChanged as clash:
        return render(request, "projects/edit.html", {"project": project, "form": form.against(clash.now)}, status=409)
    messages.success(request, _("The details are saved."))
    return redirect(project)


@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, project_id: UUID) -> HttpResponse:
    return begin_copy(request, find_project(request, "answer", project_id=project_id))


@require_http_methods(["GET", "HEAD", "POST"])
def copy_of_sample(request: HttpRequest, slug: str) -> HttpResponse:
    return begin_copy(request, find_project(request, "read", slug=slug))


def begin_copy(request: HttpRequest, project: Project) -> HttpResponse:
    """Begin another project with what this one says, without its history."""
    form = CopyForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "projects/copy.html", {"project": project, "form": form}, status=200 if request.method != "POST" else 422)
    made = begin_from(project, form.cleaned_data["name"], by=signed_in(request))
    messages.success(request, _("The project has begun with what “%(source)s” says. Say where it is on the map when you know.") % {"source": project})
    return redirect(made)
