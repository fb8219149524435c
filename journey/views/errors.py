"""What someone sees when there is no page to see.

These pages are made without the request: no form, no token, and nothing of any project but what was sent just now, for its sender to copy. Only
whoever is or was in a project and is refused sees the page around it as on every other.
"""

import sys

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import gettext as _

from journey.door import Refused
from journey.kept import texts, unpack
from journey.models import User


def plain(template: str, status: int) -> HttpResponse:
    """An error page rendered without a request, so that it is the same for everyone."""
    return HttpResponse(render_to_string(template), status=status)


@login_not_required
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return plain("errors/400.html", 400)


@login_not_required
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Someone who is or was in a project is told why, and gets back what they typed; beside a box that still holds it, under htmx, only why."""
    if not isinstance(exception, Refused):
        return plain("errors/403.html", 403)
    if request.headers.get("HX-Request"):
        return HttpResponse(escape(_("Not saved. Your text is still here: copy it.") + " " + str(exception)), status=403)
    return render(request, "errors/refused.html", {"reason": str(exception), "typed": texts(request.POST)}, status=403)


@login_not_required
def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Also where what a form was about has gone meanwhile. Only of a form that was matched with its visit is the text shown."""
    typed = typed_so_far(request) if request.method == "POST" and request.resolver_match else []
    response = HttpResponse(render_to_string("errors/404.html", {"typed": typed}), status=404)
    if typed:
        response["Cache-Control"] = "no-store"
    return response


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours; or the database cannot be reached or written to, which a script that saves takes as "try again soon"."""
    status = 503 if is_out_of_reach(sys.exception()) else 500
    response = HttpResponse(render_to_string(f"errors/{status}.html", {"typed": typed_so_far(request)}), status=status)
    response["Cache-Control"] = "no-store"
    return response


def is_out_of_reach(problem: BaseException | None) -> bool:
    """Whether it is the database that does not answer, is full, or lets nobody write."""
    # PostgreSQL tells of a copy that is only read, as a standby is, by a kind of its own.
    read_only = getattr(getattr(problem, "__cause__", None), "sqlstate", "") == "25006"
    return isinstance(problem, OperationalError | InterfaceError) or read_only


def typed_so_far(request: HttpRequest) -> list[str]:
    """What came with the form, for someone to copy. Nothing of a form with a password, nor of one that did not come whole."""
    try:
        return [] if any("password" in name for name in request.POST) else texts(request.POST)
    except (OSError, SuspiciousOperation):
        return []


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(escape(_("Not saved: this page was open too long. Your text is still here: copy it, then reload the page.")), status=403)
    response = HttpResponse(render_to_string("errors/csrf.html", {"typed": typed_in_vain(request)}), status=403)
    response["Cache-Control"] = "no-store"
    return response


def typed_in_vain(request: HttpRequest) -> list[str]:
    """What came with a form that could not be matched, for someone to copy: of a sign-in form, the text it carried, for its writer alone."""
    if "login" not in request.POST:
        return texts(request.POST)
    kept = unpack(request.POST.get("kept", ""), request.user) if isinstance(request.user, User) else None
    return kept.texts if kept else []
