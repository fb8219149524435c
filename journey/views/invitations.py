"""The page that an emailed invitation opens. Opening it changes nothing; a pressed button does."""

from uuid import UUID

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from journey.limits import MISSED, place_of
from journey.models import Invitation, User
from journey.models.invitation import NotOpen


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@cache_control(no_store=True)
def show(request: HttpRequest, invitation_id: UUID, key: str) -> HttpResponse:
    # Taken before the key is looked at, so that many at once are no more than many in turn.
    place = MISSED.take(place_of(request))
    if not place:
        return render(request, "429.html", status=429)
    invitation = find_invitation(invitation_id, key)
    MISSED.give_back(place)
    if request.method != "POST":
        return show_invitation(request, invitation)
    deed = request.POST.get("do", "")
    if not isinstance(request.user, User):
        return come_in(request, invitation) if deed in ("sign-in", "sign-up") else show_invitation(request, invitation, status=422)
    if not is_for(request.user, invitation):
        return show_invitation(request, invitation, status=409)
    return answer(request, invitation, deed, request.user)


def find_invitation(invitation_id: UUID, key: str) -> Invitation:
    """The invitation that this link was sent for. A key that does not fit meets the same page as no invitation at all.

    The key follows from the id, so it is looked at first: a wrong one takes as long whether there is such an invitation or not.
    """
    if not Invitation(pk=invitation_id).fits(key):
        raise Http404
    invitation = Invitation.objects.select_related("project", "by", "organisation").filter(pk=invitation_id).first()
    if invitation is None or invitation.project.binned_at:
        raise Http404
    return invitation


def is_for(user: User, invitation: Invitation) -> bool:
    return (user.email or "").lower() == invitation.email.lower()


def show_invitation(request: HttpRequest, invitation: Invitation, *, status: int = 200) -> HttpResponse:
    user = request.user if isinstance(request.user, User) else None
    page = {
        "invitation": invitation,
        "is_yours": user is not None and is_for(user, invitation),
        "is_member": user is not None and invitation.project.memberships.current().filter(user=user).exists(),
    }
    return render(request, "invitations/show.html", page, status=status)


def come_in(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Go and sign in, or make an account with the invited email, and come back here. Whoever holds the link can read that email."""
    if not invitation.is_open or invitation.has_expired:
        return show_invitation(request, invitation, status=409)
    request.session["invited_email"] = invitation.email
    get_adapter().stash_verified_email(request, invitation.email)
    page = "account_signup" if request.POST["do"] == "sign-up" else "account_login"
    return redirect(f"{reverse(page)}?next={invitation.get_absolute_url()}")


def answer(request: HttpRequest, invitation: Invitation, deed: str, user: User) -> HttpResponse:
    try:
        if deed == "accept":
            invitation.accept(by=user)
            user.confirm_email()  # whoever holds the link can read the mail
            messages.success(request, _("You are in %(project)s now.") % {"project": invitation.project})
            return redirect(invitation.project)
        if deed == "decline":
            invitation.decline(by=user)
            messages.success(request, _("You have declined the invitation to %(project)s.") % {"project": invitation.project})
            return redirect("projects")
    except NotOpen:
        invitation.refresh_from_db()
        return show_invitation(request, invitation, status=409)
    return show_invitation(request, invitation, status=422)
