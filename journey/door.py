"""How a request comes to a project: through the one door, or it meets a page that says nothing."""

from uuid import UUID

from django.http import Http404, HttpRequest

from journey.access import Deed
from journey.models import Project, User


def find_project(request: HttpRequest, deed: Deed, *, project_id: UUID | None = None, slug: str | None = None) -> Project:
    """The project at this address, for someone who may do this deed there. Anyone else gets the same 404 as for an address that is nobody's."""
    if slug is not None:
        project = Project.objects.samples().filter(slug=slug).first()
    elif project_id is not None:
        project = Project.objects.visible_to(signed_in(request)).filter(pk=project_id).first()
    else:
        project = None
    if project is None or not project.may(deed):
        raise Http404
    return project


def signed_in(request: HttpRequest) -> User:
    """Whoever is signed in; pages that ask for this are never reached signed out."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user
