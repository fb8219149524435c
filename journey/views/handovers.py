"""Handing over the lead of a project: an offer, and its acceptance."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from journey.door import find_project, signed_in
from journey.forms.person import HandoverForm
from journey.freshness import fresh
from journey.models import Handover
from journey.models.invitation import NotOpen
from journey.tasks import is_on_its_way, mail_handover


@fresh
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, project_id: UUID, code: UUID) -> HttpResponse:
    project = find_project(request, "invite", project_id=project_id)
    to = get_object_or_404(project.memberships.current().exclude(role="owner").select_related("user"), code=code)
    form = HandoverForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return render(request, "handovers/new.html", {"project": project, "to": to, "form": form})
    if not form.is_valid():
        return render(request, "handovers/new.html", {"project": project, "to": to, "form": form}, status=422)
    offer = project.offer_lead(to, by=signed_in(request), afterwards=form.cleaned_data["afterwards"])
    post(request, offer)
    return redirect(project.address("people"))


@fresh
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, project_id: UUID, handover_id: UUID) -> HttpResponse:
    """The member it was offered to accepts or declines; an owner takes it back."""
    project = find_project(request, "read", project_id=project_id)
    offer = get_object_or_404(project.handovers.select_related("project", "to__user", "to__project", "by"), pk=handover_id)
    user = signed_in(request)
    page = {"project": project, "offer": offer, "is_yours": offer.to.user == user, "may_withdraw": project.may("invite")}
    if not (page["is_yours"] or page["may_withdraw"]):
        raise Http404
    if request.method != "POST":
        return render(request, "handovers/show.html", page)
    deed = request.POST.get("do", "")
    try:
        if deed == "accept" and page["is_yours"]:
            offer.accept(by=user)
            messages.success(request, _("You lead %(project)s now.") % {"project": project})
        elif deed == "decline" and page["is_yours"]:
            offer.decline(by=user)
            messages.success(request, _("You have not taken the lead. %(name)s keeps it.") % {"name": offer.by})
        elif deed == "withdraw" and page["may_withdraw"]:
            offer.withdraw(by=user)
            messages.success(request, _("The offer to %(name)s is taken back.") % {"name": offer.to.user})
        else:
            return render(request, "handovers/show.html", page, status=422)
    except NotOpen:
        offer.refresh_from_db()
        return render(request, "handovers/show.html", page, status=409)
    return redirect(project.address("people"))


def post(request: HttpRequest, offer: Handover) -> None:
    """Tell the member by mail, and say on the next page whether it went."""
    name = offer.to.user
    if is_on_its_way(mail_handover.enqueue(str(offer.pk), signed_in(request).pk, request.build_absolute_uri("/"))):
        messages.success(request, _("%(name)s is asked to take the lead. Nothing changes until they accept.") % {"name": name})
    else:
        messages.warning(request, _("%(name)s finds the offer under “Your projects”. The message could not be sent.") % {"name": name})
