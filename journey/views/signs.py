"""Saying how the signs of being ready of a stage stand."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from journey.door import find_project, signed_in, stage_or_404
from journey.forms.sign import SignsForm
from journey.models import SignReading
from journey.models.sign import SignClash
from journey.signs import sign_rows


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, project_id: UUID, stage: str) -> HttpResponse:
    project = find_project(request, "decide", project_id=project_id)
    asked = stage_or_404(project.map, stage)
    rows = sign_rows(project, asked)
    form = SignsForm(request.POST if request.method == "POST" else None, rows=rows)

    def page(form: SignsForm, status: int = 200, *, theirs: dict[str, SignReading] | None = None) -> HttpResponse:
        fields = [
            (row, form[f"reading-{row.sign.key}"], form[f"note-{row.sign.key}"], form[f"seen-{row.sign.key}"], (theirs or {}).get(row.sign.key))
            for row in rows
        ]
        told = {"project": project, "stage": asked, "form": form, "fields": fields, "clash": bool(theirs)}
        return render(request, "signs/edit.html", told, status=status)

    if request.method != "POST":
        return page(form)
    if not form.is_valid():
        return page(form, 422)
    try:
        made = project.read_signs(asked, form.heard, by=signed_in(request))
    except SignClash as clash:
        return page(form.over(clash.now), 409, theirs=clash.now)
    messages.success(request, _("How the signs stand is kept.") if made else _("Nothing was changed."))
    return redirect(project.address("stage", asked.key) + "#ready")
