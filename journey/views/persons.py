"""What is kept about someone, shown and given to them alone; and taking oneself out of the site."""

import json
from collections.abc import Callable

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from journey.door import signed_in
from journey.downloads import download
from journey.forgetting import forget
from journey.forms.account import DeleteAccountForm
from journey.freshness import fresh_without_password
from journey.limits import EXPORTED
from journey.models.user import OnlyOwner
from journey.person_file import as_json, by_project, person_file
from journey.tables import as_tables


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    told = person_file(signed_in(request))
    return render(request, "persons/data.html", {"told": told, "projects": by_project(told["rows"])})


@require_safe
def data_json(request: HttpRequest) -> HttpResponse:
    return data_file(request, "json", str.encode)


@require_safe
def data_tables(request: HttpRequest) -> HttpResponse:
    return data_file(request, "zip", lambda text: as_tables(json.loads(text)))


def data_file(request: HttpRequest, kind: str, make: Callable[[str], bytes]) -> HttpResponse:
    user = signed_in(request)
    if not EXPORTED.take(user.pk):
        return render(request, "429.html", status=429)
    return download(make(as_json(person_file(user))), f"my-data-{timezone.localdate():%Y-%m-%d}.{kind}")


@fresh_without_password
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    if not user.has_usable_password():
        raise_if_reauthentication_required(request, app="account")  # they sign in again by whatever they sign in with
    form = DeleteAccountForm(request.POST if request.method == "POST" else None, user=user)
    page = {"form": form, "only_owner_of": user.only_owner_of()}
    if request.method != "POST":
        return render(request, "persons/delete.html", page)
    limited: HttpResponse | None = ratelimit.consume_or_429(request, action="reauthenticate", user=user)
    if limited:
        return limited
    if page["only_owner_of"] or not form.is_valid():
        return render(request, "persons/delete.html", page, status=422)
    try:
        user.erase(by=user)
    except OnlyOwner as only:  # since the page was looked at
        return render(request, "persons/delete.html", page | {"only_owner_of": only.projects}, status=422)
    logout(request)
    forget()
    messages.success(request, _("Your account is deleted."))
    return redirect("home")
