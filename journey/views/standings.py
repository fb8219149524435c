"""How the project as a whole stands: active, momentum lost, paused, renewed, stopped."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from journey.door import find_project, in_project, signed_in
from journey.forms.standing import StandingForm
from journey.models import Decision, Project
from journey.models.standing import OutOfOrder
from journey.overview import overview


@require_safe
@in_project("read")
def show(request: HttpRequest, project: Project) -> HttpResponse:
    facts = overview(project)
    page = {"project": project, "facts": facts, "standings": facts.standings[::-1], "may_decide": project.may("decide")}
    return render(request, "standings/show.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, project_id: UUID) -> HttpResponse:
    project = find_project(request, "decide", project_id=project_id)
    facts = overview(project)
    sent = request.POST if request.method == "POST" else None
    decision = project.decisions.named((sent or request.GET).get("decision", ""))
    form = StandingForm(sent, initial=begun(decision) | {"kind": request.GET.get("to", "")}, now=facts.standing)
    page = {"project": project, "facts": facts, "form": form, "decision": decision}
    if request.method != "POST":
        return render(request, "standings/new.html", page)
    if not form.is_valid():
        return render(request, "standings/new.html", page, status=422)
    said = form.cleaned_data
    try:
        project.stand(said["kind"], by=signed_in(request), reason=said["reason"], day=said["day"], parting=form.parting, decision=decision)
    except OutOfOrder:
        form.add_error("kind", _("Someone else has just said how the project stands. Look at the page of its standing, then say it again"))
        return render(request, "standings/new.html", page, status=409)
    messages.success(request, _("How the project stands is kept."))
    return redirect(project.address("standing"))


def begun(decision: Decision | None) -> dict[str, object]:
    """What the decision says already."""
    told: dict[str, object] = {"day": timezone.localdate()}
    if decision:
        details = {detail.key: detail.text for detail in decision.details.all()}
        told |= {"reason": decision.reason, "restart": details.get("restart", ""), "learning": details.get("learning", "")}
        told |= {"told": details.get("informs", ""), "promises": details.get("ending", "")}
    return told
