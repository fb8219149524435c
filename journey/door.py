"""How a request comes to a project: through the one door, or it meets a page that says nothing."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from journey.access import Deed
from journey.dates import instant_words
from journey.models import Project, User
from stages.schema import Edition, Question, Stage


class Refused(PermissionDenied):
    """Someone who is or was in the project may not do this (any more). The message says why; what they typed is shown to copy."""


type View[**P] = Callable[Concatenate[HttpRequest, Project, P], HttpResponse]


def in_project[**P](deed: Deed) -> Callable[[View[P]], Callable[..., HttpResponse]]:
    """Hands a view the project at its address, or the sample, for someone who may do this deed there: one view for both."""

    def decorator(view: View[P]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def inner(request: HttpRequest, project_id: UUID | None = None, slug: str | None = None, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            return view(request, find_project(request, deed, project_id=project_id, slug=slug), *args, **kwargs)

        return inner

    return decorator


def find_project(request: HttpRequest, deed: Deed, *, project_id: UUID | None = None, slug: str | None = None) -> Project:
    """The project at this address, for someone who may do this deed there.

    A stranger gets the same 404 as for an address that is nobody's. A member who may not do it, and someone whose part ended while they were
    writing, are refused with the reason.
    """
    if slug is not None:
        project = Project.objects.samples().filter(slug=slug).first()
    elif project_id is not None:
        # Not first(), which would sort what is one row.
        project = next(iter(Project.objects.visible_to(signed_in(request)).filter(pk=project_id)), None)
        if project is None and request.method == "POST":
            refuse_if_closed(signed_in(request), project_id)
    else:
        project = None
    if project is None:
        raise Http404
    if not project.may(deed):
        raise Refused(_("Your part in %(project)s does not include this. An owner of the project can change that.") % {"project": project.name})
    return project


def refuse_if_closed(user: User, project_id: UUID) -> None:
    """Say why to someone who was in the project and sends something to it too late. To anyone else it says nothing."""
    closed = Project.objects.closed_to(user).filter(pk=project_id).first()
    if closed is None:
        return
    part = closed.memberships.get(user=user)
    if part.ended_at:
        told = {"project": closed.name, "when": instant_words(part.ended_at)}
        raise Refused(_("Your part in %(project)s ended (%(when)s), so this was not saved. What you wrote before is kept under your name.") % told)
    told = {"project": closed.name, "when": instant_words(closed.binned_at or part.started_at)}
    raise Refused(_("%(project)s was put in the bin (%(when)s), so this was not saved. An owner can take it out again.") % told)


def signed_in(request: HttpRequest) -> User:
    """Whoever is signed in; pages that ask for this are never reached signed out."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def stage_or_404(edition: Edition, key: str) -> Stage:
    try:
        return edition.stage(key)
    except KeyError:
        raise Http404 from None


def question_or_404(edition: Edition, key: str) -> Question:
    try:
        return edition.question(key)
    except KeyError:
        raise Http404 from None
