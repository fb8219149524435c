"""What helps and what gets in the way: everyone's own readings, and what the team agrees."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from journey.conditions import ConditionFacts, conditions_of, leanings
from journey.door import find_project, in_project, signed_in
from journey.forms.condition import RatingForm, ViewForm, rating_forms
from journey.models import ConditionView, Project
from journey.models.condition import AgreedMeanwhile


@require_safe
@in_project("read")
def index(request: HttpRequest, project: Project) -> HttpResponse:
    told = conditions_of(project)
    page = {"project": project, "told": told, "leanings": leanings(told), "may_plan": project.may("plan")}
    return render(request, "conditions/index.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def rate_some(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """One page for the five to begin with, and in each cluster, once it is opened, for its others."""
    project = find_project(request, "plan", project_id=project_id)
    user, told = signed_in(request), conditions_of(project)
    forms = rating_forms(request.POST if request.method == "POST" else None, told.all, user=user)

    def page(status: int = 200) -> HttpResponse:
        by_key = {form.told.condition.key: form for form in forms}
        clusters = []
        for cluster in told.clusters:
            others = [by_key[other.condition.key] for other in cluster.others]
            clusters.append((cluster, by_key[cluster.first.condition.key], others, any(form.errors for form in others)))
        wrong = [form for form in forms if form.errors]
        return render(request, "conditions/rate.html", {"project": project, "clusters": clusters, "wrong": wrong}, status=status)

    if request.method != "POST":
        return page()
    if [form for form in forms if not form.is_valid()]:
        return page(422)
    said = {form.told.condition.key: form.reading for form in forms}
    made = project.rate_conditions({key: reading for key, reading in said.items() if reading}, by=user)
    kept = ngettext("What you said of %(count)s condition is kept.", "What you said of %(count)s conditions is kept.", len(made))
    messages.success(request, kept % {"count": len(made)} if made else _("Nothing was changed."))
    return redirect(project.address("conditions"))


@require_safe
@in_project("read")
def show(request: HttpRequest, project: Project, key: str) -> HttpResponse:
    return show_one(request, project, find_condition(project, key))


@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, project_id: UUID, key: str) -> HttpResponse:
    """Say for oneself which way it leans."""
    project = find_project(request, "plan", project_id=project_id)
    told = find_condition(project, key)
    if request.method != "POST":
        return show_one(request, project, told)
    form = RatingForm(request.POST, told=told, user=signed_in(request))
    if not form.is_valid() or form.reading is None:
        return show_one(request, project, told, rating=form, status=422)
    project.rate_conditions({key: form.reading}, by=signed_in(request))
    messages.success(request, _("What you said is kept. What you said before stays."))
    return redirect(project.address("condition", key))


@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest, project_id: UUID, key: str) -> HttpResponse:
    """Write down what the team agrees."""
    project = find_project(request, "plan", project_id=project_id)
    told = find_condition(project, key)
    if request.method != "POST":
        return show_one(request, project, told)
    form = ViewForm(request.POST, told=told)
    if not form.is_valid():
        return show_one(request, project, told, view=form, status=422)
    try:
        project.agree_condition(key, form.agreed, by=signed_in(request), seen=form.begun_from)
    except AgreedMeanwhile as clash:
        told = find_condition(project, key)
        return show_one(request, project, told, view=form.over(clash.now, told), theirs=clash.now, status=409)
    messages.success(request, _("What you agree is kept. What you agreed before stays."))
    return redirect(project.address("condition", key))


def show_one(
    request: HttpRequest,
    project: Project,
    told: ConditionFacts,
    *,
    rating: RatingForm | None = None,
    view: ViewForm | None = None,
    theirs: ConditionView | None = None,
    status: int = 200,
) -> HttpResponse:
    """One condition with all that was said of it. `theirs` is what someone else wrote down while `view` was being filled in."""
    page: dict[str, object] = {"project": project, "told": told, "stages": {one.key: one.name for one in project.map.stages}, "theirs": theirs}
    page["actions"] = project.actions.filter(condition=told.condition.key).order_by("made_at", "pk")
    if project.may("plan"):
        user = signed_in(request)
        page |= {"may_plan": True, "rating": rating or RatingForm(told=told, user=user), "view": view or ViewForm(told=told)}
        page |= {"form": rating if rating else view, "mine": told.last_of(user)}
    return render(request, "conditions/show.html", page, status=status)


def find_condition(project: Project, key: str) -> ConditionFacts:
    try:
        return conditions_of(project).of(key)
    except KeyError:
        raise Http404 from None
