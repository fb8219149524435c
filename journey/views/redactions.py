"""Blacking out a personal detail in a frozen review: the words, the places they stand, then the press."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from journey.door import find_project, signed_in
from journey.forms.preparation import RedactForm
from journey.freshness import fresh
from journey.review.redact import NotThere, places, redact


@fresh
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, project_id: UUID, number: str) -> HttpResponse:
    """The first press shows every place; the second, on that page, does it."""
    project = find_project(request, "freeze", project_id=project_id)
    review = project.reviews.numbered(number)
    if review is None:
        raise Http404
    review.project = project
    form = RedactForm(request.POST if request.method == "POST" else None)
    page = {"project": project, "kept": review, "form": form}
    if request.method != "POST":
        return render(request, "redactions/new.html", page)
    if not form.is_valid():
        return render(request, "redactions/new.html", page, status=422)
    said = form.cleaned_data
    found = places(review, said["passage"])
    if not found:
        form.add_error("passage", _("These words stand nowhere in the review. Copy them exactly as they stand there"))
        return render(request, "redactions/new.html", page, status=422)
    if request.POST.get("sure") != "yes":
        others = [one for one in project.reviews.exclude(pk=review.pk).newest_first() if places(one, said["passage"])]
        for one in others:
            one.project = project
        return render(request, "redactions/new.html", page | {"places": found, "others": others})
    try:
        redact(review, said["passage"], because=said["because"], by=signed_in(request))
    except (NotThere, ValueError):
        form.add_error("passage", _("This cannot be blacked out as it is. Choose more of the words around it"))
        return render(request, "redactions/new.html", page, status=422)
    messages.success(request, _("It is blacked out. That it was, when and why stands in the review."))
    return redirect(review)
