"""What someone sees when there is no page to see. These pages hold no form, no token and nothing of any project."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def plain(template: str, status: int) -> HttpResponse:
    """An error page rendered without a request, so that it is the same for everyone."""
    return HttpResponse(render_to_string(template), status=status)


@login_not_required
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return plain("errors/400.html", 400)


@login_not_required
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return plain("errors/403.html", 403)


@login_not_required
def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return plain("errors/404.html", 404)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    return plain("errors/500.html", 500)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return plain("errors/csrf.html", 403)
