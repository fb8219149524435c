"""Signing in with a text in hand, and the page on which it waits."""

from allauth.account.views import login as allauth_login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from journey.door import signed_in
from journey.kept import carry, drop, take, waiting
from journey.models import User


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Every text that waits, each in a form to where it was sent at first; a POST throws one away."""
    signed_in(request)
    if request.method == "POST":
        drop(request, request.POST.get("kept", ""))
    texts = waiting(request)
    return render(request, "kept/show.html", {"texts": texts}) if texts else redirect("projects")


@login_not_required
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """allauth's page; it does not look at what someone sends who has signed in meanwhile, in another tab."""
    if request.method == "POST" and isinstance(request.user, User) and take(request, request.user):
        return redirect("kept")
    response: HttpResponseBase = allauth_login(request)
    if response.status_code == 302:
        carry(request)
    if request.POST.get("kept"):
        response["Cache-Control"] = "no-store"
    return response
