"""How someone signs in beside a password: the page that shows it, and allauth's own pages where they need a word from us."""

from typing import override

from allauth.mfa.base.views import authenticate as allauth_authenticate
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView, login_webauthn
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from journey.door import signed_in
from journey.factors import Unreadable
from journey.kept import waiting


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    found = list(Authenticator.objects.filter(user=signed_in(request)).order_by("created_at"))
    context = {
        "kept": bool(waiting(request)),
        "app": next((one for one in found if one.type == Authenticator.Type.TOTP), None),
        "passkeys": [one for one in found if one.type == Authenticator.Type.WEBAUTHN],
        "codes_left": codes_left(found),
        "is_demanded": settings.REQUIRE_SECOND_FACTOR and not any(one.type != Authenticator.Type.RECOVERY_CODES for one in found),
    }
    return render(request, "mfa/index.html", context)


def codes_left(found: list[Authenticator]) -> int | None:
    """How many recovery codes were not used yet; None if there are none, or none that can be read."""
    codes = next((one for one in found if one.type == Authenticator.Type.RECOVERY_CODES), None)
    try:
        return len(codes.wrap().get_unused_codes()) if codes else None
    except Unreadable:
        return None


@require_safe
def to_index(request: HttpRequest) -> HttpResponse:
    """Where allauth goes after a passkey was named or removed."""
    return redirect("mfa_index")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def authenticate(request: HttpRequest) -> HttpResponseBase:
    response: HttpResponseBase = allauth_authenticate(request)
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_by_passkey(request: HttpRequest) -> HttpResponseBase:
    response: HttpResponseBase = login_webauthn(request)
    return response


class PasskeyAgain(ReauthenticateWebAuthnView):  # type: ignore[misc]  # allauth has no types
    @override
    def form_invalid(self, form: ReauthenticateWebAuthnForm) -> HttpResponse:
        """allauth would go to the sign-in page, and from there to the projects."""
        for problem in form.errors.get("credential", []):
            messages.error(self.request, problem)
        return redirect(self.passthrough_next_url(self.request.path))


passkey_again = PasskeyAgain.as_view()
