"""Pages about the tool itself."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from journey.access import DEEDS, MAY, allowed
from journey.models import Membership


@require_safe
@login_not_required
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/about.html")


@require_safe
@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/privacy.html")


@require_safe
@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html")


@require_safe
@login_not_required
def roles(request: HttpRequest) -> HttpResponse:
    """Who may do what, printed from the table that decides it."""
    roles = [Membership.Role(role).label for role in MAY]
    rows = [(words, list(zip(roles, allowed(deed), strict=True))) for deed, words in DEEDS.items()]
    return render(request, "pages/roles.html", {"roles": roles, "rows": rows})
