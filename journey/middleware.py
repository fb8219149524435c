"""What is true of every response: nothing private is kept by a browser, and a page is for those signed in unless it says otherwise."""

from collections.abc import Callable
from typing import override

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _

from journey.forms.account import SignInForm
from journey.kept import Kept, drop, pack, sent_too_late


class KeepPrivate(MiddlewareMixin):
    """Pages of someone signed in are stored nowhere, so that "back" after signing out shows nothing."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.user.is_authenticated:
            response["Cache-Control"] = "no-store"
        patch_vary_headers(response, ("Cookie", "HX-Request"))
        return response


class SignInRequired(LoginRequiredMiddleware):
    """Every page asks for a sign-in unless its view is marked `login_not_required`.

    A save sent by htmx after the session ended is answered 401 and not with a sign-in page: the page stays, the typed text stays in its box,
    and the status line beside it says what happened. Any other form that someone typed into is answered with a sign-in page that carries the text.
    """

    @override
    def handle_no_permission(  # type: ignore[override]  # a redirect is only what Django itself happens to answer with
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401)
        late = sent_too_late(request) if request.method == "POST" else None
        return sign_in_with(request, late) if late else super().handle_no_permission(request, view_func)


def sign_in_with(request: HttpRequest, late: Kept) -> HttpResponse:
    """The sign-in page with a text in hand; what is too long to carry is shown to be copied."""
    packed = pack(late)
    if packed:
        form = SignInForm(request=request, initial={"kept": packed})
        response = render(request, "account/login.html", {"form": form, "signup_url": reverse("account_signup")}, status=401)
    else:
        reason = _("You were signed out, so this was not saved.")
        response = render(request, "errors/refused.html", {"reason": reason, "typed": late.texts}, status=401)
    response["Cache-Control"] = "no-store"
    return response


class KeptTexts(MiddlewareMixin):
    """A text that waited leaves the session once its form was sent: then it is saved, or on the page that says why not."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.method == "POST" and request.POST.get("kept") and response.status_code in (200, 302, 409, 422):
            drop(request, request.POST["kept"])
        return response
