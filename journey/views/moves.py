"""Moving round the wheel; stages open beside the main one; mistakes put right.

Every form carries the number of the last row of the path that it was made from. If the path has grown since, nothing is changed: the form comes
back with 409, with the path as it is now and all that was typed.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from journey.dates import day_words
from journey.door import find_project, signed_in, stage_or_404
from journey.forms.move import ClosingForm, CorrectionForm, MoveForm, OpeningForm, PathForm
from journey.loose_ends import loose_ends
from journey.models import Decision, Project
from journey.models.move import AlreadyThere, MovedMeanwhile
from journey.overview import Overview, overview
from journey.path_lines import MoveFacts
from journey.visits import Impossible

LATEST = 5
"""So many of the last lines of the path are shown to someone whose form was overtaken."""


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, project_id: UUID) -> HttpResponse:
    project = find_project(request, "move", project_id=project_id)
    wanted = request.POST.get("to") or request.GET.get("to", "")

    evidence = list(project.evidence.listed().newest_first())
    decision = project.decisions.named((request.POST if request.method == "POST" else request.GET).get("decision", ""))

    def ask(facts: Overview, data: Any) -> MoveForm:
        return MoveForm(data, facts=facts, initial={**begun(decision), "to": wanted}, evidence=evidence)

    def tell(form: PathForm) -> None:
        project.move_to(by=signed_in(request), **(form.said | {"decision": decision}))

    def page(facts: Overview) -> dict[str, object]:
        toward = next((told.stage for told in facts.stages if told.stage.key == wanted and told is not facts.main), None)
        is_back = toward and facts.main and toward.number < facts.main.stage.number
        ends = loose_ends(project, facts, facts.main.stage if facts.main else None)
        return {"toward": toward, "is_back": is_back, "decision": decision, "open": ends}

    return fill_in(request, project, "moves/new.html", ask, tell, page)


@require_http_methods(["GET", "HEAD", "POST"])
def open_beside(request: HttpRequest, project_id: UUID) -> HttpResponse:
    project = find_project(request, "move", project_id=project_id)

    def ask(facts: Overview, data: Any) -> OpeningForm:
        return OpeningForm(data, facts=facts, initial={"stage": request.GET.get("stage", "")})

    def tell(form: PathForm) -> None:
        project.open_stage(by=signed_in(request), **form.said)

    return fill_in(request, project, "moves/open.html", ask, tell)


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, project_id: UUID, stage: str) -> HttpResponse:
    project = find_project(request, "move", project_id=project_id)
    closing = stage_or_404(project.map, stage)

    def ask(facts: Overview, data: Any) -> ClosingForm:
        return ClosingForm(data, facts=facts)

    def tell(form: PathForm) -> None:
        project.close_stage(stage, by=signed_in(request), **form.said)

    return fill_in(request, project, "moves/close.html", ask, tell, lambda facts: {"stage": closing, "told": facts.facts(stage)})


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, project_id: UUID, number: int) -> HttpResponse:
    project = find_project(request, "move", project_id=project_id)
    aside = request.POST.get("do") == "aside"

    def line(facts: Overview) -> MoveFacts:
        """What is to be corrected: the last that was said in the place of this row."""
        found = next((told for told in facts.log if number in (told.move.number, told.number)), None)
        if found is None:
            raise Http404
        return found if found.number else next(told for told in facts.log if told.number and told.place == found.place)

    def ask(facts: Overview, data: Any) -> CorrectionForm:
        return CorrectionForm(data, facts=facts, told=line(facts).move, aside=aside)

    def tell(form: PathForm) -> None:
        if aside:
            project.set_move_aside(number, by=signed_in(request), **form.said)
        else:
            project.correct_move(number, by=signed_in(request), **form.said)

    return fill_in(request, project, "moves/correct.html", ask, tell, lambda facts: {"told": line(facts)}, done="journey")


def fill_in(
    request: HttpRequest,
    project: Project,
    template: str,
    ask: Callable[[Overview, Any], PathForm],
    tell: Callable[[PathForm], None],
    page: Callable[[Overview], dict[str, object]] = lambda facts: {},
    *,
    done: str = "",
) -> HttpResponse:
    """Show a form about the path, or tell the project what was sent with it and go to the page called `done`."""
    facts = overview(project)
    form = ask(facts, request.POST if request.method == "POST" else None)
    status, overtaken = 200, False
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                tell(form)
            except AlreadyThere:
                form.add_error("to", _("That is the main stage already"))
            except Impossible as problem:
                form.add_error(None, misfit_words(facts, problem))
            except MovedMeanwhile:
                status, overtaken = 409, True
                facts = overview(project)
                again = request.POST.copy()
                again["seen"] = str(facts.last_number)
                form = ask(facts, again)
            else:
                messages.success(request, overview(project).arrival_words)
                return redirect(project.address(done))
    shown = {"project": project, "facts": facts, "form": form, "latest": facts.log[-LATEST:] if overtaken else ()}
    return render(request, template, shown | page(facts), status=status)


def misfit_words(facts: Overview, problem: Impossible) -> str:
    """Why something cannot be recorded: because of itself, or because of what comes after it on the path."""
    why = {
        "no main stage": _("there would be no main stage before it"),
        "placed twice": _("the journey would begin twice"),
        "main already": _("its stage would be the main one already"),
        "open already": _("its stage would be open already"),
        "not open": _("its stage would not be open"),
        "day before": _("its day would be before the day of what comes before it"),
    }[problem.why]
    other = next((told for told in facts.log if told.move.number == problem.number), None)
    if other is None:
        return _("This does not fit the journey: %(why)s") % {"why": why}
    told = {"title": other.title, "day": day_words(other.move.day), "why": why}
    return _("After this, “%(title)s” of %(day)s would not fit the journey: %(why)s. Correct that first, or choose differently here") % told


def begun(decision: Decision | None) -> dict[str, str]:
    """What the decision says already."""
    if decision is None:
        return {}
    details = {detail.key: detail.text for detail in decision.details.all()}
    carries_over = details.get("carries-over") or details.get("learned", "")
    return {"decision": str(decision.pk), "reason": decision.reason, "carries_over": carries_over}
