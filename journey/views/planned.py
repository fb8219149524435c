"""A thing in the plan (an action, a milestone, a risk): putting it in, its own page, changing it, saying how it stands."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from journey.door import find_project, signed_in
from journey.models import Action, ChangedMeanwhile, Comment, DecisionCondition, Milestone, Project, Risk
from journey.models.planned import Planned
from journey.once import mark_done
from journey.plan import NOUNS, Origin, action_row, anchor, members_of, new_line, origin, plan_page
from journey.questions import warning_words


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, project_id: UUID, noun: str) -> HttpResponse:
    """Put something into the plan, with all that can be said of it; an action also from what it comes from."""
    project = find_project(request, "plan", project_id=project_id)
    comes_from = find_origin(project, request) if noun == "action" else {}
    place = {} if comes_from else {"place": request.GET.get("place", "")}
    told: dict[str, Any] = {"project": project, "members": members_of(project), "placed": not comes_from}
    form = NOUNS[noun].form(request.POST if request.method == "POST" else None, initial=place, **told)
    back = place_in(project, request.GET.get("place", ""))
    page = {"project": project, "noun": noun, "form": form, "origin": origin_of(project, comes_from), "query": request.GET.urlencode(), "back": back}
    if request.method != "POST":
        return render(request, "plans/new.html", page)
    if not form.is_valid():
        return render(request, "plans/new.html", page, status=422)
    made = manager(project, noun).make(project, form.line, by=signed_in(request), **form.more, **comes_from)
    messages.success(request, _("“%(text)s” is in the plan.") % {"text": made})
    return redirect(back or made)


@require_POST
def add(request: HttpRequest, project_id: UUID, noun: str) -> HttpResponse:
    """A new line from the plan page, and back to it. Under htmx only the section comes back."""
    project = find_project(request, "plan", project_id=project_id)
    form = new_line(noun, project, members_of(project), request.POST)
    is_part = bool(request.headers.get("HX-Request"))
    template = f"plans/show.html#{noun}s" if is_part else "plans/show.html"
    if not form.is_valid():
        page = plan_page(project, wrong=form, noun=noun) | {"is_part": is_part}
        if not is_part:
            page["main"] = render_to_string("plans/show.html#main", page, request)
        return render(request, template, page, status=422)
    made = manager(project, noun).make(project, form.line, by=signed_in(request), **form.more)
    led = f"{project.address('plan')}#{anchor(made)}"
    if is_part:
        mark_done(request, led)
        return render(request, template, plan_page(project) | {"is_part": True, "made": made})
    messages.success(request, _("It is in the plan."))
    return redirect(led)


@require_safe
def show(request: HttpRequest, project_id: UUID, item_id: UUID, noun: str) -> HttpResponse:
    project = find_project(request, "read", project_id=project_id)
    return show_item(request, find_item(project, noun, item_id))


def show_item(request: HttpRequest, item: Planned, form: Any = None, status: int = 200) -> HttpResponse:
    """One thing in the plan with all that was ever said of it."""
    project = item.project
    page: dict[str, Any] = {
        "project": project,
        "noun": item.noun,
        "item": item,
        "home": item.home,
        "origin": origin(item) if isinstance(item, Action) else None,
        "warning": warning_words(item.search_text()),
        "versions": item.versions.select_related("by", "owner__user").order_by("-number"),
        "may_plan": project.may("plan"),
        "form": form or NOUNS[item.noun].stand(initial={"state": item.state}),
    }
    if item.noun == "risk":
        page["actions"] = [action_row(action) for action in project.actions.with_origins().filter(risk=item.pk).order_by("made_at").listed()]
    return render(request, "plans/item.html", page, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, project_id: UUID, item_id: UUID, noun: str) -> HttpResponse:
    project = find_project(request, "plan", project_id=project_id)
    item = find_item(project, noun, item_id)
    members = members_of(project)
    if item.owner and item.owner not in members:
        members.append(item.owner)
    told: dict[str, Any] = {"project": project, "members": members, "placed": not isinstance(item, Action) or item.has_place}
    if request.method != "POST":
        return render(request, "plans/edit.html", {"project": project, "noun": noun, "item": item, "form": NOUNS[noun].form.of(item, **told)})
    form = NOUNS[noun].form(request.POST, **told | ({"is_new": False} if noun == "milestone" else {}))
    if not form.is_valid():
        return render(request, "plans/edit.html", {"project": project, "noun": noun, "item": item, "form": form}, status=422)
    try:
        if request.POST.get("do") == "theirs":
            item.set_aside(form.line, by=signed_in(request), seen=form.begun_from)
            messages.success(request, _("It stands as it was. What you had written is among the earlier texts."))
        else:
            item.change(form.line, by=signed_in(request), seen=form.begun_from)
            messages.success(request, _("It is changed. What it said before is kept."))
    except ChangedMeanwhile as clash:
        clash.now.project = project
        page = {"project": project, "noun": noun, "item": clash.now, "clash": clash.now, "mine": form.line, "form": form.against(clash.now)}
        return render(request, "plans/edit.html", page, status=409)
    return redirect(item)


@require_POST
def settle(request: HttpRequest, project_id: UUID, item_id: UUID, noun: str) -> HttpResponse:
    """Say how it stands: from its own page, or by a button on the plan, which it goes back to."""
    project = find_project(request, "plan", project_id=project_id)
    item = find_item(project, noun, item_id)
    form = NOUNS[noun].stand(request.POST)
    if not form.is_valid():
        return show_item(request, item, form, status=422)
    said, by = form.cleaned_data, signed_in(request)
    if isinstance(item, Milestone) and said["state"] == "moved":
        changed = item.move(said["day"], reason=said["note"], by=by)
    elif isinstance(item, Milestone) and said["state"] == "reached":
        changed = item.reach(said["day"], note=said["note"], by=by)
    else:
        changed = item.settle(said["state"], note=said["note"], by=by)
    messages.success(request, _("“%(text)s”: what you said is kept.") % {"text": item} if changed else _("Nothing was changed."))
    back = request.POST.get("back")
    if back == "stage" and item.home:
        return redirect(f"{project.address('stage', item.home.key)}#plan-of-stage")
    return redirect(f"{project.address('plan')}#{noun}s" if back == "plan" else item.get_absolute_url())


def place_in(project: Project, key: str) -> str:
    """The address of the question, or of the plan on the page of the stage, that has this key; "" for neither."""
    if key in {stage.key for stage in project.map.stages}:
        return project.address("stage", key) + "#plan-of-stage"
    try:
        return project.address("stage", project.map.stage_of(key).key) + f"#{key}"
    except KeyError:
        return ""


def manager(project: Project, noun: str) -> Any:
    return getattr(project, f"{noun}s")


def find_item(project: Project, noun: str, item_id: UUID) -> Any:
    rows = manager(project, noun).told()
    return get_object_or_404(rows.with_origins() if noun == "action" else rows, pk=item_id)


def find_origin(project: Project, request: HttpRequest) -> dict[str, Any]:
    """What a new action comes from, as the address says it: by the key of Action. 404 if the project has no such thing."""
    try:
        if ident := request.GET.get("comment"):
            found = Comment.objects.select_related("thread__move", "thread__decision").get(thread__project=project, withdrawn_at=None, pk=UUID(ident))
            return {"comment": found}
        if ident := request.GET.get("risk"):
            return {"risk": project.risks.get(pk=UUID(ident))}
        if ident := request.GET.get("decision-condition"):
            return {"decision_condition": DecisionCondition.objects.select_related("decision").get(decision__project=project, pk=UUID(ident))}
    except (ValueError, Comment.DoesNotExist, DecisionCondition.DoesNotExist, Risk.DoesNotExist):
        raise Http404 from None
    if (key := request.GET.get("condition")) is not None:
        if key not in {condition.key for condition in project.map.conditions}:
            raise Http404
        return {"condition": key}
    return {}


def origin_of(project: Project, comes_from: dict[str, Any]) -> Origin | None:
    """What a new action comes from, in words."""
    return origin(Action(project=project, **comes_from)) if comes_from else None
