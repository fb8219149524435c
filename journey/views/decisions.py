"""The decisions of a project: the list, one of them, a new one, a correction, and how its conditions stand."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from journey.door import find_project, in_project, signed_in, stage_or_404
from journey.evidence import cited
from journey.following import step_of
from journey.forms.decision import ConditionForm, DecisionForm
from journey.loose_ends import loose_ends
from journey.models import Decision, Project
from journey.models.decision import AlreadyCorrected
from journey.options import asked_for, say
from journey.overview import overview
from journey.talk import talk_of_decision


@require_safe
@in_project("read")
def index(request: HttpRequest, project: Project) -> HttpResponse:
    facts = overview(project)
    told = list(project.decisions.told().order_by("-day", "-number"))
    page = {
        "project": project,
        "facts": facts,
        "decisions": [(decision, say(project.map, decision), project.map.stage(decision.stage)) for decision in told],
        "may_decide": project.may("decide"),
    }
    return render(request, "decisions/index.html", page)


@require_safe
@in_project("read")
def show(request: HttpRequest, project: Project, decision_id: UUID) -> HttpResponse:
    decision = find_decision(project, decision_id)
    facts = overview(project)
    details = {detail.key: detail.text for detail in decision.details.all()}
    page = {
        "project": project,
        "decision": decision,
        "said": say(project.map, decision),
        "stage": project.map.stage(decision.stage),
        "option": project.map.decision(decision.option),
        "details": [(words, details.get(key, "")) for key, words in asked_for(decision.option)],
        "talk": talk_of_decision(project, decision),
        "evidence": cited(project).by_decision(decision),
        "moves": [told for told in facts.moves if told.move.decision_id == decision.pk],
        "standings": [told for told in facts.standings if told.decision_id == decision.pk],
        "step": step_of(project, facts, decision),
        "may_decide": project.may("decide"),
        "may_plan": project.may("plan"),
    }
    return render(request, "decisions/show.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, project_id: UUID, stage: str) -> HttpResponse:
    project = find_project(request, "decide", project_id=project_id)
    asked = stage_or_404(project.map, stage)
    form = DecisionForm(request.POST if request.method == "POST" else None, project=project, stage=asked)
    page = {"project": project, "stage": asked, "open": loose_ends(project, overview(project), asked)}
    if request.method != "POST":
        return render(request, "decisions/new.html", page | {"form": form})
    if more := request.POST.get("more"):
        return render(request, "decisions/new.html", page | {"form": form.grown(more)})
    if not form.is_valid():
        return render(request, "decisions/new.html", page | {"form": form}, status=422)
    decision = project.decide(asked.key, form.deliberation, by=signed_in(request), evidence=form.cleaned_data.get("evidence", ()))
    messages.success(request, _("The decision is recorded."))
    return redirect(decision)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, project_id: UUID, decision_id: UUID) -> HttpResponse:
    project = find_project(request, "decide", project_id=project_id)
    first = find_decision(project, decision_id)
    asked = project.map.stage(first.stage)
    page = {"project": project, "stage": asked, "first": first, "corrected": first.corrected_by}
    if request.method != "POST":
        return render(request, "decisions/new.html", page | {"form": DecisionForm.of(first, project=project, stage=asked)})
    form = DecisionForm(request.POST, project=project, stage=asked, corrects=first)
    if more := request.POST.get("more"):
        return render(request, "decisions/new.html", page | {"form": form.grown(more)})
    if not form.is_valid():
        return render(request, "decisions/new.html", page | {"form": form}, status=422)
    try:
        said = {"because": form.cleaned_data["because"], "evidence": form.cleaned_data.get("evidence", ())}
        decision = project.correct_decision(first, form.deliberation, by=signed_in(request), **said)
    except AlreadyCorrected as clash:
        return render(request, "decisions/new.html", page | {"form": form, "corrected": clash.now}, status=409)
    messages.success(request, _("The correction is recorded. The first record can still be read."))
    return redirect(decision)


@require_http_methods(["GET", "HEAD", "POST"])
def condition(request: HttpRequest, project_id: UUID, decision_id: UUID, condition_id: UUID) -> HttpResponse:
    project = find_project(request, "decide", project_id=project_id)
    decision = find_decision(project, decision_id)
    found = next((one for one in decision.conditions.all() if one.pk == condition_id), None)
    if found is None:
        raise Http404
    found.decision = decision
    form = ConditionForm(request.POST if request.method == "POST" else None, initial={"state": found.state})
    page = {"project": project, "decision": decision, "condition": found, "form": form, "corrected": decision.corrected_by}
    if request.method != "POST":
        return render(request, "decisions/condition.html", page)
    if not form.is_valid():
        return render(request, "decisions/condition.html", page, status=422)
    try:
        found.settle(form.cleaned_data["state"], note=form.cleaned_data["note"], by=signed_in(request))
    except AlreadyCorrected as clash:
        return render(request, "decisions/condition.html", page | {"corrected": clash.now}, status=409)
    messages.success(request, _("What you said of the condition is kept."))
    return redirect(decision.get_absolute_url() + "#conditions")


def find_decision(project: Project, decision_id: UUID) -> Decision:
    decision = get_object_or_404(project.decisions.told(), pk=decision_id)
    decision.project = project
    for other in (decision.corrects, decision.corrected_by):
        if other:
            other.project = project
    return decision
