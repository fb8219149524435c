"""Questions that were given to a member to answer: giving, the list, doing and taking back."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from journey.door import Refused, find_project, question_or_404, signed_in
from journey.forms.assignment import AssignmentForm
from journey.models import Assignment
from journey.models.assignment import AlreadyAssigned, AlreadyEnded, MayNotAnswer

MOST_DONE = 50
"""How many of those that are done the list shows."""


@require_safe
def index(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Everyone's, the reader's own first."""
    project, user = find_project(request, "read", project_id=project_id), signed_in(request)
    everyones = list(project.assignments.open().select_related("member__user", "by"))
    done = list(project.assignments.exclude(done_at=None).select_related("member__user", "done_by").order_by("-done_at")[:MOST_DONE])
    for assignment in [*everyones, *done]:
        assignment.project = project
    page = {
        "project": project,
        "yours": [assignment for assignment in everyones if assignment.member.user_id == user.pk],
        "others": [assignment for assignment in everyones if assignment.member.user_id != user.pk],
        "done": done,
        "may_answer": project.may("answer"),
    }
    return render(request, "assignments/index.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, project_id: UUID, key: str) -> HttpResponse:
    project = find_project(request, "answer", project_id=project_id)
    question, stage = question_or_404(project.map, key), project.map.stage_of(key)
    members = list(project.memberships.who_may("answer").to_choose_from())
    form = AssignmentForm(request.POST if request.method == "POST" else None, members=members, today=project.today)
    page = {"project": project, "question": question, "stage": stage, "form": form}
    if request.method != "POST":
        return render(request, "assignments/new.html", page)
    if form.is_valid():
        try:
            made = project.assign(key, form.to, by=signed_in(request), due=form.cleaned_data["due"], note=form.cleaned_data["note"])
        except AlreadyAssigned:
            form.add_error("member", _("%(name)s is asked to answer this already") % {"name": form.to.user})
        except MayNotAnswer:
            form.add_error("member", _("%(name)s may not answer in this project any more") % {"name": form.to.user})
        else:
            messages.success(request, _("%(name)s is asked to answer it.") % {"name": form.to.user})
            return redirect(made)
    return render(request, "assignments/new.html", page, status=422)


@require_POST
def finish(request: HttpRequest, project_id: UUID, assignment_id: UUID) -> HttpResponse:
    """Whoever was asked, or anyone who may answer, says that it is done."""
    project = find_project(request, "read", project_id=project_id)
    assignment = get_object_or_404(project.assignments.select_related("project", "member__user"), pk=assignment_id)
    if assignment.member.user != request.user and not project.may("answer"):
        raise Refused(_("Only whoever was asked, or someone who may answer, says that this is done."))
    return end(request, assignment, assignment.finish, _("Done: %(question)s"))


@require_POST
def take_back(request: HttpRequest, project_id: UUID, assignment_id: UUID) -> HttpResponse:
    project = find_project(request, "answer", project_id=project_id)
    assignment = get_object_or_404(project.assignments.select_related("project", "member__user"), pk=assignment_id)
    return end(request, assignment, assignment.take_back, _("No longer asked: %(question)s"))


def end(request: HttpRequest, assignment: Assignment, deed: Callable[..., None], words: str) -> HttpResponse:
    """Do it, say so, and go back to where the button stood."""
    try:
        deed(by=signed_in(request))
    except AlreadyEnded:
        messages.info(request, _("That was done or taken back meanwhile."))
    else:
        messages.success(request, words % {"question": assignment.question})
    return redirect(assignment.project.address("assignments") if request.POST.get("back") == "list" else assignment.get_absolute_url())
