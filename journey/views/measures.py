"""The readings of a measure: adding one, and correcting one. What a measure has in common with other lines of the plan: lines.py."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from journey.door import find_project, signed_in
from journey.forms.measure import CorrectionForm, ReadingForm
from journey.models.measure import AlreadyCorrected
from journey.numbers import measured


@require_http_methods(["GET", "HEAD", "POST"])
def read(request: HttpRequest, project_id: UUID, measure_id: UUID) -> HttpResponse:
    """Add a reading."""
    project = find_project(request, "plan", project_id=project_id)
    measure = get_object_or_404(project.measures, pk=measure_id)
    form = ReadingForm(request.POST) if request.method == "POST" else ReadingForm(initial={"day": project.today})
    if request.method != "POST" or not form.is_valid():
        page = {"project": project, "measure": measure, "form": form}
        return render(request, "measures/reading.html", page, status=422 if request.method == "POST" else 200)
    said = form.cleaned_data
    measure.read(said["value"], day=said["day"], note=said["note"], by=signed_in(request))
    messages.success(request, _("The reading is kept: %(value)s.") % {"value": measured(said["value"], measure.unit)})
    return redirect(project.address("measure", measure.pk) + "#readings")


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, project_id: UUID, measure_id: UUID, reading_id: UUID) -> HttpResponse:
    """Put another reading in the place of one that was a mistake, and say why."""
    project = find_project(request, "plan", project_id=project_id)
    measure = get_object_or_404(project.measures, pk=measure_id)
    first = get_object_or_404(measure.readings.select_related("by"), pk=reading_id, value__isnull=False)
    form = CorrectionForm(request.POST) if request.method == "POST" else CorrectionForm.of(first)
    page = {"project": project, "measure": measure, "form": form, "first": first}
    if request.method != "POST":
        return render(request, "measures/reading.html", page)
    if not form.is_valid():
        return render(request, "measures/reading.html", page, status=422)
    said = form.cleaned_data
    try:
        measure.correct(first, said["value"], day=said["day"], note=said["note"], because=said["because"], by=signed_in(request))
    except AlreadyCorrected as clash:
        return render(request, "measures/reading.html", page | {"corrected": clash.now}, status=409)
    messages.success(request, _("The correction is kept. The first reading stays beside it."))
    return redirect(project.address("measure", measure.pk) + "#readings")
