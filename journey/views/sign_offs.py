"""One member is asked to look at a review before it is frozen, and answers."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from journey.door import find_project, signed_in
from journey.forms.preparation import NotYetForm
from journey.kept import texts
from journey.models import Preparation, Project, Review, SignOff
from journey.models.sign_off import AlreadyAsked, Answered
from journey.review.freeze import prepared_document
from journey.review.pdf import pictured
from journey.review.sign_off import reading


@require_POST
def ask(request: HttpRequest, project_id: UUID) -> HttpResponse:
    project = find_project(request, "prepare", project_id=project_id)
    now = Preparation.objects.open_of(project)
    if now is None or not project.asks_sign_off:
        raise Http404
    wanted = request.POST.get("member", "")
    members = {str(member.code): member for member in project.memberships.to_choose_from()}
    member = members.get(wanted)
    if member is None or member.user == request.user:
        messages.info(request, _("Choose someone else who is in the project."))
        return redirect(project.address("review-checks") + "#sign-off")
    try:
        SignOff.objects.ask(now, member, by=signed_in(request))
        messages.success(request, _("%(name)s is asked to sign off the review.") % {"name": member.user})
    except AlreadyAsked:
        messages.info(request, _("%(name)s is asked already.") % {"name": member.user})
    return redirect(project.address("review-checks") + "#sign-off")


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, project_id: UUID, sign_off_id: UUID) -> HttpResponse:
    """The preview with the two answers for whoever is asked; for the other members what was answered."""
    project = find_project(request, "read", project_id=project_id)
    one = find_sign_off(project, sign_off_id)
    you = one.asked.user == request.user
    form = NotYetForm(request.POST if request.method == "POST" and you else None)
    if request.method != "POST":
        return show_page(request, one, form, you=you)
    if not you:
        raise Http404
    if not form.is_valid():
        return show_page(request, one, form, you=you, status=422)
    said = form.cleaned_data
    if said["agreed"] == "yes" and said["reading"] != reading(prepared_document(one.preparation)):
        return show_page(request, one, NotYetForm(initial={"because": said["because"]}), you=you, status=409)
    try:
        one.answer(agreed=said["agreed"] == "yes", because=said["because"], by=signed_in(request), reading=said["reading"])
    except Answered:
        return show_page(request, find_sign_off(project, sign_off_id), form, you=you, status=409)
    messages.success(request, _("You signed it off.") if one.agreed else _("Your reason is kept, and %(name)s is told.") % {"name": one.by})
    return redirect(one)


def show_page(request: HttpRequest, one: SignOff, form: NotYetForm, *, you: bool, status: int = 200) -> HttpResponse:
    project = one.preparation.project
    open_now = one.preparation.ended_at is None
    page = {
        "project": project,
        "sign_off": one,
        "form": form,
        "you": you,
        "meanwhile": status == 409,
        # Where the box is gone, what was typed into it is there to copy.
        "typed": [] if one.is_waiting else texts(request.POST),
        "frozen": None if open_now else Review.objects.filter(preparation=one.preparation).select_related("project").first(),
    }
    if open_now:
        document = prepared_document(one.preparation)
        page |= pictured(document) | {"reading": reading(document)}
    return render(request, "sign_offs/show.html", page, status=status)


@require_POST
def take_back(request: HttpRequest, project_id: UUID, sign_off_id: UUID) -> HttpResponse:
    project = find_project(request, "prepare", project_id=project_id)
    one = find_sign_off(project, sign_off_id)
    one.take_back(by=signed_in(request))
    messages.success(request, _("%(name)s is not asked any longer.") % {"name": one.asked.user})
    return redirect(project.address("review-checks" if one.preparation.ended_at is None else "reviews"))


def find_sign_off(project: Project, sign_off_id: UUID) -> SignOff:
    found = SignOff.objects.filter(preparation__project=project).select_related("asked__user", "by", "preparation__corrects")
    one = get_object_or_404(found.prefetch_related("preparation__readers"), pk=sign_off_id)
    one.preparation.project = project
    return one
