"""Who is in a project: one list; inviting, changing and ending a part in it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from journey.dates import day_words
from journey.door import Refused, find_project, signed_in
from journey.forms.person import InvitationForm, MemberForm, PartForm
from journey.freshness import fresh
from journey.limits import RECEIVED, SENT
from journey.models import Invitation, Membership, Project
from journey.models.invitation import AlreadyIn, AlreadyInvited, NotOpen
from journey.models.membership import LastOwner
from journey.tasks import is_on_its_way, mail_invitation

TOO_OFTEN = gettext_lazy("Too many invitations were sent within an hour. Wait a while, then send it again")
ONLY_OWNER = gettext_lazy("You are the only owner. Hand over the lead first; then you can leave.")
BECAME_OWNER = gettext_lazy("Meanwhile this member has become the only owner. A project keeps one.")


@require_safe
def index(request: HttpRequest, project_id: UUID) -> HttpResponse:
    project = find_project(request, "read", project_id=project_id)
    everyone = list(project.memberships.select_related("user", "organisation").order_by("started_at", "pk"))
    page = {
        "project": project,
        "members": [member for member in everyone if not member.ended_at],
        "former": [member for member in everyone if member.ended_at],
        "invitations": project.invitations.unanswered().select_related("organisation", "by"),
        "offer": project.handovers.open().select_related("to__user", "by").first(),
        "may_invite": project.may("invite"),
    }
    return render(request, "people/index.html", page)


@fresh
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, project_id: UUID) -> HttpResponse:
    project = find_project(request, "invite", project_id=project_id)
    form = InvitationForm(request.POST if request.method == "POST" else None, project=project)
    if request.method != "POST":
        return render(request, "people/invite.html", {"project": project, "form": form})
    if form.is_valid():
        if not may_send(request, form.cleaned_data["email"]):
            form.add_error("email", TOO_OFTEN)
            return render(request, "people/invite.html", {"project": project, "form": form}, status=429)
        try:
            invitation = project.invite(by=signed_in(request), **form.cleaned_data)
        except AlreadyIn:
            form.add_error("email", _("Someone with this email is in the project already"))
        except AlreadyInvited:
            form.add_error("email", _("This email is invited already. You can send the invitation again from the list of people"))
        else:
            post(request, invitation)
            return redirect(project.address("people"))
    return render(request, "people/invite.html", {"project": project, "form": form}, status=422)


@fresh
@require_POST
def send_again(request: HttpRequest, project_id: UUID, invitation_id: UUID) -> HttpResponse:
    invitation = find_invitation(request, project_id, invitation_id)
    if not may_send(request, invitation.email):
        messages.warning(request, TOO_OFTEN)
        return redirect(invitation.project.address("people"))
    try:
        invitation.send_again(by=signed_in(request))
    except NotOpen:
        messages.info(request, _("That invitation was answered or withdrawn meanwhile."))
    else:
        post(request, invitation)
    return redirect(invitation.project.address("people"))


@fresh
@require_POST
def withdraw(request: HttpRequest, project_id: UUID, invitation_id: UUID) -> HttpResponse:
    invitation = find_invitation(request, project_id, invitation_id)
    try:
        invitation.withdraw(by=signed_in(request))
    except NotOpen:
        messages.info(request, _("That invitation was answered or withdrawn meanwhile."))
    else:
        messages.success(request, _("The invitation of %(email)s is withdrawn. Its link opens nothing now.") % {"email": invitation.email})
    return redirect(invitation.project.address("people"))


@fresh
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, project_id: UUID, code: UUID) -> HttpResponse:
    """An owner changes what someone may do and is; anyone says of themselves what they are."""
    project, member = find_member(request, project_id, code)
    owns = project.may("invite") and not member.is_owner
    said = {"role": member.role, "job": member.job, "organisation": member.organisation}
    form = (MemberForm if owns else PartForm)(request.POST if request.method == "POST" else None, initial=said, project=project)
    page = {"project": project, "member": member, "form": form, "owns": owns, "is_you": member.user == request.user}
    if request.method != "POST":
        return render(request, "people/edit.html", page)
    if not form.is_valid():
        return render(request, "people/edit.html", page, status=422)
    by, changed = signed_in(request), form.cleaned_data
    if owns:
        try:
            member.change_role(changed["role"], by=by)
        except LastOwner:
            form.add_error("role", BECAME_OWNER)
            return render(request, "people/edit.html", page, status=409)
    member.describe(job=changed["job"], organisation=changed["organisation"], by=by)
    messages.success(request, _("The part of %(name)s is changed.") % {"name": member.user})
    return redirect(project.address("people"))


@fresh
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, project_id: UUID, code: UUID) -> HttpResponse:
    """An owner ends someone's part; anyone leaves. The last owner stays."""
    project, member = find_member(request, project_id, code)
    is_you = member.user == request.user
    page = {"project": project, "member": member, "is_you": is_you}
    if request.method != "POST":
        return render(request, "people/end.html", page)
    try:
        member.end(by=signed_in(request))
    except LastOwner:
        return render(request, "people/end.html", page | {"problem": ONLY_OWNER}, status=409)
    if is_you:
        messages.success(request, _("You have left %(project)s. What you wrote there keeps your name.") % {"project": project})
        return redirect("projects")
    messages.success(request, _("%(name)s is no longer in the project. What they wrote keeps their name.") % {"name": member.user})
    return redirect(project.address("people"))


def find_member(request: HttpRequest, project_id: UUID, code: UUID) -> tuple[Project, Membership]:
    """A present member at this address, for an owner or for the member themselves."""
    project = find_project(request, "read", project_id=project_id)
    member = get_object_or_404(project.memberships.current().select_related("user", "organisation"), code=code)
    if member.user != request.user and not project.may("invite"):
        raise Refused(_("Only an owner of the project changes the part of someone else."))
    member.project = project
    return project, member


def find_invitation(request: HttpRequest, project_id: UUID, invitation_id: UUID) -> Invitation:
    project = find_project(request, "invite", project_id=project_id)
    return get_object_or_404(project.invitations.select_related("project", "by"), pk=invitation_id)


def may_send(request: HttpRequest, email: str) -> bool:
    """Whether one more mail may go to this email, and one more be sent by this person; it counts as sent then."""
    return bool(RECEIVED.take(email.lower()) and SENT.take(signed_in(request).pk))


def post(request: HttpRequest, invitation: Invitation) -> None:
    """Send the invitation by mail, and say on the next page whether it went."""
    told = {"email": invitation.email, "day": day_words(timezone.localdate(invitation.expires_at))}
    if is_on_its_way(mail_invitation.enqueue(str(invitation.pk), signed_in(request).pk, request.build_absolute_uri("/"))):
        messages.success(request, _("An invitation is on its way to %(email)s. It expires on %(day)s.") % told)
    else:
        messages.warning(request, _("%(email)s is invited, but the message could not be sent. Send it again later from this page.") % told)
