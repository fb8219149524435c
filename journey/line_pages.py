"""The pages that all lines of the plan have: a list, one to add, to change and to take out, and one with all that was said."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from journey.door import find_project, signed_in
from journey.forms.line import LineForm
from journey.models import ChangedMeanwhile, PlanLine, Project
from journey.overview import overview


@dataclass(frozen=True, slots=True)
class Pages:
    """What is a noun's own: its names in addresses and folders, its words, its form, and what its part of the plan shows."""

    one: str
    many: str
    model: type[PlanLine]
    version: type[Any]
    form: type[LineForm]
    section: Callable[[Project, str], dict[str, object]]
    told: Callable[[Project, Any], Any]
    """One line with what its page says of it."""
    name: Promise
    adding: Promise
    changing: Promise
    lead: Promise

    @property
    def plan(self) -> str:
        return f"{self.many}/_plan.html"

    @property
    def item(self) -> str:
        return f"{self.many}/_item.html"

    @property
    def show(self) -> str:
        return "measures/show.html" if self.many == "measures" else "lines/show.html"

    @property
    def index_page(self) -> str:
        return self.many

    @property
    def new_page(self) -> str:
        return f"{self.one}-new"

    @property
    def edit_page(self) -> str:
        return f"{self.one}-edit"

    @property
    def remove_page(self) -> str:
        return f"{self.one}-remove"


def show_list(request: HttpRequest, project: Project, pages: Pages) -> HttpResponse:
    main = overview(project).main
    page = {"project": project, "pages": pages, "may_plan": project.may("plan")} | pages.section(project, main.stage.key if main else "")
    return render(request, "lines/index.html", page | {"section": page[pages.many]})


def new(request: HttpRequest, pages: Pages, project_id: UUID) -> HttpResponse:
    project = find_project(request, "plan", project_id=project_id)
    if request.method != "POST":
        form = pages.form(initial={"stage": request.GET.get("stage", "")}, project=project)
        return render(request, "lines/new.html", {"project": project, "pages": pages, "form": form})
    form = pages.form(request.POST, project=project)
    if not form.is_valid():
        return render(request, "lines/new.html", {"project": project, "pages": pages, "form": form}, status=422)
    made = pages.model.add(project, form.said, by=signed_in(request))
    messages.success(request, _("“%(line)s” is in the plan.") % {"line": made})
    if request.POST.get("back") == "plan":
        return redirect(project.address("plan") + f"#{made.pk}")
    return to_line(project, pages, made)


def show(request: HttpRequest, pages: Pages, project: Project, line: PlanLine, **more: object) -> HttpResponse:
    """One line with all that was ever said of it, also when it was taken out."""
    page = {
        "project": project,
        "pages": pages,
        "told": pages.told(project, line),
        "versions": line.versions.select_related("by").order_by("-number"),
        "may_plan": project.may("plan"),
    }
    return render(request, pages.show, page | more)


def edit(request: HttpRequest, pages: Pages, project_id: UUID, line_id: UUID) -> HttpResponse:
    project = find_project(request, "plan", project_id=project_id)
    line = find_line(project, pages, line_id)
    page: dict[str, object] = {"project": project, "pages": pages, "item": line}
    if request.method != "POST":
        return render(request, "lines/edit.html", page | {"form": pages.form.of(line)})
    form = pages.form(request.POST, project=project)
    if not form.is_valid():
        return render(request, "lines/edit.html", page | {"form": form}, status=422)
    try:
        if request.POST.get("do") == "theirs":
            line.set_aside(form.said, by=signed_in(request), seen=form.begun_from)
            messages.success(request, _("It stands as it was. What you had written is among the earlier texts."))
        else:
            line.change(form.said, by=signed_in(request), seen=form.begun_from)
            messages.success(request, _("“%(line)s” is changed. What it said before is kept.") % {"line": line})
    except ChangedMeanwhile as clash:
        mine = pages.version(**form.said)  # as it would be shown; not saved
        page |= {"item": clash.now, "form": form.against(clash.now), "clash": clash.now, "mine": mine}
        return render(request, "lines/edit.html", page, status=409)
    return to_line(project, pages, line)


def remove(request: HttpRequest, pages: Pages, project_id: UUID, line_id: UUID) -> HttpResponse:
    project = find_project(request, "plan", project_id=project_id)
    line = find_line(project, pages, line_id)
    if request.method != "POST":
        return render(request, "lines/remove.html", {"project": project, "pages": pages, "item": line})
    line.remove(by=signed_in(request))
    messages.success(request, _("“%(line)s” is no longer in the plan. What was said of it is kept.") % {"line": line})
    return redirect(project.address(pages.index_page))


def find_line(project: Project, pages: Pages, line_id: UUID) -> Any:
    line = get_object_or_404(pages.model._default_manager.filter(project=project).select_related("changed_by", "removed_by"), pk=line_id)
    line.project = project
    return line


def to_line(project: Project, pages: Pages, line: PlanLine) -> HttpResponse:
    """To the line in the plan, or, if it is no longer there, to its own page."""
    return redirect(project.address(pages.index_page) + f"#{line.pk}" if line.is_listed else project.address(pages.one, line.pk))
