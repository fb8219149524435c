"""Bringing actions and measures in from a spreadsheet."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from journey.door import find_project, signed_in
from journey.forms.spreadsheet import SpreadsheetForm
from journey.imports import KINDS, bring_in, preview
from journey.spreadsheet import LARGEST, Unreadable, read_sheet


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, project_id: UUID, kind: str) -> HttpResponse:
    """Choose a file; then see what it would bring in; then bring it in."""
    project = find_project(request, "plan", project_id=project_id)
    if kind not in KINDS:
        raise Http404
    page: dict[str, Any] = {"project": project, "kind": KINDS[kind]}
    if request.method != "POST":
        return render(request, "imports/new.html", page | {"form": SpreadsheetForm()})
    if packed := request.POST.get("rows"):
        try:
            count = bring_in(project, KINDS[kind], packed, by=signed_in(request))
        except BadSignature:
            return again(request, page, _("Choose the file again: too much time has passed"))
        except Unreadable as wrong:
            return again(request, page, str(wrong))
        words = ngettext("%(count)s is in the plan now.", "%(count)s are in the plan now.", count)
        messages.success(request, words % {"count": count})
        return redirect(project.address("plan") + f"#{kind}")
    form = SpreadsheetForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "imports/new.html", page | {"form": form}, status=422)
    file = form.cleaned_data["file"]
    try:
        found = preview(project, KINDS[kind], read_sheet(str(file.name), file.read(LARGEST + 1), KINDS[kind].columns))
    except Unreadable as wrong:
        form.add_error("file", str(wrong))
        return render(request, "imports/new.html", page | {"form": form}, status=422)
    return render(request, "imports/new.html", page | {"form": SpreadsheetForm(), "found": found}, status=422 if found.refused else 200)


def again(request: HttpRequest, page: dict[str, Any], why: str) -> HttpResponse:
    """The first page again, which says why nothing was brought in."""
    form = SpreadsheetForm(request.POST, request.FILES)
    form.errors["file"] = form.error_class([why])
    return render(request, "imports/new.html", page | {"form": form}, status=409)
