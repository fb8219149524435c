"""What a project rests what it says on: one list, and what cites it."""

from dataclasses import asdict
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from journey.door import find_project, in_project, question_or_404, signed_in
from journey.evidence import cited, evidence_facts
from journey.forms.evidence import CiteForm, EvidenceForm
from journey.models import Answer, ChangedMeanwhile, Evidence, EvidenceVersion, Project
from journey.overview import overview


@require_safe
@in_project("read")
def index(request: HttpRequest, project: Project) -> HttpResponse:
    told = evidence_facts(project, overview(project), cited(project))
    page = {
        "project": project,
        "listed": [one for one in told if one.item.is_listed],
        "removed": [one for one in told if not one.item.is_listed],
        "may_answer": project.may("answer"),
    }
    return render(request, "evidence/index.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Add evidence to the list; asked for beside an answer, it is cited there at once."""
    project = find_project(request, "answer", project_id=project_id)
    answer = find_answer(project, request.GET["answer"]) if "answer" in request.GET else None
    form = EvidenceForm(request.POST if request.method == "POST" else None)
    page = {"project": project, "form": form, "answer": answer} | about(project, answer)
    if request.method != "POST":
        return render(request, "evidence/new.html", page)
    if not form.is_valid():
        return render(request, "evidence/new.html", page, status=422)
    made = project.add_evidence(form.described, by=signed_in(request), answer=answer)
    if answer is not None:
        messages.success(request, _("“%(title)s” is in the list of evidence, and this answer cites it.") % {"title": made})
        return to_question(project, answer)
    messages.success(request, _("“%(title)s” is in the list.") % {"title": made})
    return to_item(project, made)


@require_safe
def show(request: HttpRequest, project_id: UUID, evidence_id: UUID) -> HttpResponse:
    """One piece of evidence with all that was ever said of it, also when it is no longer in the list."""
    project = find_project(request, "read", project_id=project_id)
    item = find_item(project, evidence_id)
    told = next(one for one in evidence_facts(project, overview(project), cited(project)) if one.item == item)
    versions = item.versions.select_related("by").order_by("-number")
    return render(request, "evidence/show.html", {"project": project, "told": told, "versions": versions, "may_answer": project.may("answer")})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, project_id: UUID, evidence_id: UUID) -> HttpResponse:
    project = find_project(request, "answer", project_id=project_id)
    item = find_item(project, evidence_id)
    if request.method != "POST":
        return render(request, "evidence/edit.html", {"project": project, "item": item, "form": EvidenceForm.of(item)})
    form = EvidenceForm(request.POST)
    if not form.is_valid():
        return render(request, "evidence/edit.html", {"project": project, "item": item, "form": form}, status=422)
    try:
        if request.POST.get("do") == "theirs":
            item.set_aside(form.described, by=signed_in(request), seen=form.begun_from)
            messages.success(request, _("It stands as it was. What you had written is among the earlier texts."))
        else:
            item.change(form.described, by=signed_in(request), seen=form.begun_from)
            messages.success(request, _("“%(title)s” is changed. What it said before is kept.") % {"title": item})
    except ChangedMeanwhile as clash:
        mine = EvidenceVersion(**asdict(form.described))  # as it would be shown; not saved
        page = {"project": project, "item": clash.now, "form": form.against(clash.now), "clash": clash.now, "mine": mine}
        return render(request, "evidence/edit.html", page, status=409)
    return to_item(project, item)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, project_id: UUID, evidence_id: UUID) -> HttpResponse:
    project = find_project(request, "answer", project_id=project_id)
    item = find_item(project, evidence_id)
    if request.method != "POST":
        return render(request, "evidence/remove.html", {"project": project, "item": item, "cited": item.citations.count()})
    item.remove(by=signed_in(request))
    messages.success(request, _("“%(title)s” is no longer in the list.") % {"title": item})
    return redirect(project.address("evidence"))


@require_http_methods(["GET", "HEAD", "POST"])
def cite(request: HttpRequest, project_id: UUID, key: str) -> HttpResponse:
    """Choose from the list what an answer rests on; what it cites already can be taken off."""
    project = find_project(request, "answer", project_id=project_id)
    answer = find_answer(project, key)
    now = cited(project).by(answer)
    free = [item for item in project.evidence.listed().newest_first() if item not in now]
    form = CiteForm(request.POST if request.method == "POST" else None, evidence=free)
    page = {"project": project, "form": form, "now": now, "free": free} | about(project, answer)
    if request.method != "POST":
        return render(request, "evidence/cite.html", page)
    if not form.is_valid():
        return render(request, "evidence/cite.html", page, status=422)
    project.cite(form.cleaned_data["evidence"], answer=answer, by=signed_in(request))
    messages.success(request, _("The answer cites what you chose."))
    return to_question(project, answer)


@require_POST
def take_off(request: HttpRequest, project_id: UUID, key: str, evidence_id: UUID) -> HttpResponse:
    project = find_project(request, "answer", project_id=project_id)
    answer, item = find_answer(project, key), find_item(project, evidence_id)
    project.uncite(item, answer=answer, by=signed_in(request))
    messages.success(request, _("The answer no longer cites “%(title)s”.") % {"title": item})
    return redirect(project.address("answer-evidence", key))


def find_item(project: Project, evidence_id: UUID) -> Evidence:
    item = get_object_or_404(project.evidence.select_related("changed_by", "removed_by"), pk=evidence_id)
    item.project = project
    return item


def find_answer(project: Project, key: str) -> Answer:
    """The answer to this question, unsaved where nothing was ever said. 404 if the edition asks no such thing."""
    question_or_404(project.map, key)
    return project.answers.of(project, key)


def about(project: Project, answer: Answer | None) -> dict[str, object]:
    """The question that an answer is to, and its stage, for the top of a page."""
    return {"question": project.map.question(answer.key), "stage": project.map.stage_of(answer.key)} if answer else {}


def to_question(project: Project, answer: Answer) -> HttpResponse:
    return redirect(project.address("stage", project.map.stage_of(answer.key).key) + f"#{answer.key}")


def to_item(project: Project, item: Evidence) -> HttpResponse:
    """To the evidence in the list, or, if it is no longer there, to its own page."""
    return redirect(project.address("evidence") + f"#{item.pk}" if item.is_listed else project.address("evidence-item", item.pk))
