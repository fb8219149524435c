"""To the organisation's own sign-in, and back."""

import secrets
from typing import Any, override

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from journey.kept import carry
from journey.single_sign_on import PROVIDER, CheckedAdapter, next_of, provider_of, sorry

ODD = (RequestException, KeyError, TypeError, ValueError, AttributeError)
"""What reading a provider may end in that is away, or answers with something else than it should."""


@login_not_required
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """A page that goes on by itself. A redirect would end at our own policy, which lets a form lead nowhere else."""
    try:
        provider = provider_of(request)
    except SocialApp.DoesNotExist as problem:
        raise Http404 from problem
    again = request.user.is_authenticated
    nonce = secrets.token_urlsafe(32)
    asked = {"nonce": nonce} | ({"prompt": "login", "max_age": "0"} if again else {})
    to = request.POST.get("next")
    try:
        found = provider.redirect(
            request, AuthProcess.LOGIN, next_url=next_of(request, to) if to else None, auth_params=asked, nonce=nonce, again=again
        )
    except ODD:
        return sorry(request, "away")
    carry(request)
    response = render(request, "sso/go.html", {"to": found["Location"]})
    response["Refresh"] = f"0;url={found['Location']}"
    return response


class Back(OAuth2CallbackView):  # type: ignore[misc]  # allauth has no types
    @override
    def _get_state(self, request: HttpRequest, provider: Any) -> tuple[dict[str, Any] | None, HttpResponseBase | None]:
        state, response = super()._get_state(request, provider)
        self.adapter.state = state or {}
        return state, response


@login_not_required
@require_safe
def back(request: HttpRequest) -> HttpResponseBase:
    try:
        response: HttpResponseBase = Back.adapter_view(CheckedAdapter(request, PROVIDER))(request)
    except SocialApp.DoesNotExist as problem:
        raise Http404 from problem
    except ImmediateHttpResponse as found:
        return found.response  # type: ignore[no-any-return]  # the same
    except ODD:
        return sorry(request, "away")
    return response
