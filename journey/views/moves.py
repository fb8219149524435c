"""Moving round the wheel."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from journey.door import find_project, signed_in
from journey.forms.move import MoveForm
from journey.loose_ends import loose_ends
from journey.models import Decision
from journey.models.move import AlreadyThere
from journey.overview import overview


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, project_id: UUID) -> HttpResponse:
    project = find_project(request, "move", project_id=project_id)
    facts, evidence = overview(project), list(project.evidence.listed().newest_first())
    sent = request.POST if request.method == "POST" else None
    decision = project.decisions.named((sent or request.GET).get("decision", ""))
    form = MoveForm(sent, initial=begun(decision) | {"to": request.GET.get("to", "")}, facts=facts, evidence=evidence)
    open_ends = loose_ends(project, facts, facts.main.stage if facts.main else None)
    page = {"project": project, "facts": facts, "form": form, "decision": decision, "open": open_ends}
    if request.method != "POST":
        return render(request, "moves/new.html", page)
    if not form.is_valid():
        return render(request, "moves/new.html", page, status=422)
    said = {name: form.cleaned_data.get(name, "") for name in ("reason", "because", "carries_over")}
    try:
        evidence = form.cleaned_data.get("evidence", ())
        project.move_to(form.cleaned_data["to"], by=signed_in(request), evidence=evidence, decision=decision, **said)
    except AlreadyThere:
        form.add_error("to", _("That is the main stage already"))
        return render(request, "moves/new.html", page, status=422)
    messages.success(request, overview(project).arrival_words)
    return redirect(project)


def begun(decision: Decision | None) -> dict[str, str]:
    """What the decision says already."""
    if decision is None:
        return {}
    details = {detail.key: detail.text for detail in decision.details.all()}
    carries_over = details.get("carries-over") or details.get("learned", "")
    return {"decision": str(decision.pk), "reason": decision.reason, "carries_over": carries_over}
