"""A line of the plan (who was involved, people, money and time, a measure): the list, adding, changing and taking out, all that was said of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from journey.door import find_project, in_project, signed_in
from journey.forms.involvement import InvolvementForm
from journey.forms.line import LineForm
from journey.forms.measure import MeasureForm, ReadingForm
from journey.forms.resource import ResourceForm
from journey.involvement import involvement_plan
from journey.lines import LineFacts, stage_at
from journey.measures import measure_plan, with_readings
from journey.models import (
    ChangedMeanwhile,
    Involvement,
    InvolvementVersion,
    Measure,
    MeasureVersion,
    PlanLine,
    Project,
    Resource,
    ResourceVersion,
)
from journey.overview import overview
from journey.resources import resource_plan


@dataclass(frozen=True, slots=True)
class Pages:
    """What is a noun's own: its names in addresses and folders, its words, its form, and what its part of the plan shows."""

    one: str
    many: str
    model: type[PlanLine]
    version: type[Any]
    form: type[LineForm]
    section: Callable[[Project], dict[str, object]]
    told: Callable[[Project, Any], Any]
    """One line with what its page says of it."""
    name: Promise
    adding: Promise
    changing: Promise
    lead: Promise

    show: str = "lines/show.html"
    more: Callable[[Project], dict[str, object]] = lambda _project: {}
    """What the page of one line shows besides."""

    @property
    def plan(self) -> str:
        return f"{self.many}/_plan.html"

    @property
    def item(self) -> str:
        return f"{self.many}/_item.html"

    @property
    def new_page(self) -> str:
        return f"{self.one}-new"

    @property
    def edit_page(self) -> str:
        return f"{self.one}-edit"

    @property
    def remove_page(self) -> str:
        return f"{self.one}-remove"


PAGES = {
    "involvement": Pages(
        one="involvement",
        many="involvements",
        model=Involvement,
        version=InvolvementVersion,
        form=InvolvementForm,
        section=lambda project: involvement_plan(project, main_stage(project)),
        told=lambda project, line: LineFacts(line, stage_at(project, line.stage)),
        name=gettext_lazy("Who was involved"),
        adding=gettext_lazy("Add who was involved"),
        changing=gettext_lazy("Change who was involved"),
        lead=gettext_lazy("A group, never a name: what they were asked, what they changed, and how they were told what became of it."),
    ),
    "resource": Pages(
        one="resource",
        many="resources",
        model=Resource,
        version=ResourceVersion,
        form=ResourceForm,
        section=resource_plan,
        told=lambda project, line: LineFacts(line, stage_at(project, line.stage)),
        name=gettext_lazy("People, money and time"),
        adding=gettext_lazy("Add people, money or time"),
        changing=gettext_lazy("Change people, money or time"),
        lead=gettext_lazy("What a stage or the whole project was given, and what was used of it so far."),
    ),
    "measure": Pages(
        one="measure",
        many="measures",
        model=Measure,
        version=MeasureVersion,
        form=MeasureForm,
        section=measure_plan,
        told=lambda project, line: with_readings(project, Measure.objects.select_related("changed_by", "removed_by").filter(pk=line.pk))[0],
        name=gettext_lazy("Measures"),
        adding=gettext_lazy("Add a measure"),
        changing=gettext_lazy("Change a measure"),
        lead=gettext_lazy("What is measured, how we know, and what it cannot tell. The figures stand as they were read; nothing judges them."),
        show="measures/show.html",
        more=lambda project: {"reading": ReadingForm(initial={"day": project.today})},
    ),
}


@require_safe
@in_project("read")
def index(request: HttpRequest, project: Project, noun: str) -> HttpResponse:
    pages = PAGES[noun]
    page = {"project": project, "pages": pages, "may_plan": project.may("plan")} | pages.section(project)
    return render(request, "lines/index.html", page | {"section": page[pages.many]})


def main_stage(project: Project) -> str:
    """The key of the stage that the project is at, "" for none."""
    main = overview(project).main
    return main.stage.key if main else ""


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, project_id: UUID, noun: str) -> HttpResponse:
    pages, project = PAGES[noun], find_project(request, "plan", project_id=project_id)
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


@require_safe
def show(request: HttpRequest, project_id: UUID, item_id: UUID, noun: str) -> HttpResponse:
    """One line with all that was ever said of it, also when it was taken out."""
    pages, project = PAGES[noun], find_project(request, "read", project_id=project_id)
    line = find_line(project, noun, item_id)
    page = {
        "project": project,
        "pages": pages,
        "told": pages.told(project, line),
        "versions": line.versions.select_related("by").order_by("-number"),
        "may_plan": project.may("plan"),
    }
    return render(request, pages.show, page | pages.more(project))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, project_id: UUID, item_id: UUID, noun: str) -> HttpResponse:
    pages, project = PAGES[noun], find_project(request, "plan", project_id=project_id)
    line = find_line(project, noun, item_id)
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


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, project_id: UUID, item_id: UUID, noun: str) -> HttpResponse:
    pages, project = PAGES[noun], find_project(request, "plan", project_id=project_id)
    line = find_line(project, noun, item_id)
    if request.method != "POST":
        return render(request, "lines/remove.html", {"project": project, "pages": pages, "item": line})
    line.remove(by=signed_in(request))
    messages.success(request, _("“%(line)s” is no longer in the plan. What was said of it is kept.") % {"line": line})
    return redirect(project.address(pages.many))


def find_line(project: Project, noun: str, line_id: UUID) -> Any:
    line = get_object_or_404(PAGES[noun].model._default_manager.filter(project=project).select_related("changed_by", "removed_by"), pk=line_id)
    line.project = project
    return line


def to_line(project: Project, pages: Pages, line: PlanLine) -> HttpResponse:
    """To the line in the plan, or, if it is no longer there, to its own page."""
    return redirect(project.address(pages.many) + f"#{line.pk}" if line.is_listed else project.address(pages.one, line.pk))
