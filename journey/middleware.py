"""What is true of every response: nothing private is kept by a browser, and a page is for those signed in unless it says otherwise."""

from collections.abc import Callable
from typing import Any, override

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _

from journey.door import Refused
from journey.factors import HOLDS, has_factor
from journey.forms.account import SignInForm
from journey.kept import Kept, drop, keep, pack, sent_too_late, set_aside
from journey.models import User
from journey.timeouts import mark_seen, seconds_left

NOT_ASKED = ("accelerometer", "bluetooth", "camera", "display-capture", "geolocation", "gyroscope", "hid", "magnetometer", "microphone", "midi")
PERMISSIONS = ", ".join([f"{name}=()" for name in (*NOT_ASKED, "payment", "serial", "usb")] + ["publickey-credentials-get=(self)"])


class AskForNothing(MiddlewareMixin):
    """No page may ask the browser for the camera, the place where someone is, or the like; a passkey is all that we use."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response["Permissions-Policy"] = PERMISSIONS
        return response


class SessionTimes(MiddlewareMixin):
    """A session that was not used for long, or that began long ago, is over; texts that wait in it wait on for the same person."""

    def process_request(self, request: HttpRequest) -> None:
        # Whoever comes without a session costs no look at any.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not isinstance(request.user, User):
            return
        if seconds_left(request) > 0:
            mark_seen(request)
            return
        texts = set_aside(request, request.user)
        request.session.flush()
        request.session.update(texts)
        request.user = AnonymousUser()
        request.ended = True  # type: ignore[attr-defined]  # for the sign-in page, which says so


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
    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], view_args: tuple[Any, ...], view_kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        refused = super().process_view(request, view_func, view_args, view_kwargs)
        if refused is None and getattr(view_func, "login_required", True) and lacks_second_step(request):
            return ask_for_second_step(request)
        return refused

    @override
    def handle_no_permission(  # type: ignore[override]  # a redirect is only what Django itself happens to answer with
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401)
        if getattr(request, "ended", False) and request.method == "GET":
            messages.info(request, _("You were signed out: nothing was done here for a while, or the session had lasted long. Sign in to go on."))
        late = sent_too_late(request) if request.method == "POST" else None
        return sign_in_with(request, late) if late else super().handle_no_permission(request, view_func)


WITHOUT_SECOND_STEP = {
    "account",
    "account_email",
    "account_change_password",
    "account_set_password",
    "account_reauthenticate",
    "usersessions_list",
    "kept",
}
"""What someone still reaches where everyone is asked for a second step: signing out, setting one up, and what only concerns their account."""


def lacks_second_step(request: HttpRequest) -> bool:
    """Whether the site asks for a second step that this person has not set up. Once it is there, the session remembers it."""
    if not settings.REQUIRE_SECOND_FACTOR or not isinstance(request.user, User) or request.session.get(HOLDS):
        return False
    name = (request.resolver_match and request.resolver_match.url_name) or ""
    if name.startswith("mfa_") or name in WITHOUT_SECOND_STEP:
        return False
    if has_factor(request.user):
        request.session[HOLDS] = True
        return False
    return True


def ask_for_second_step(request: HttpRequest) -> HttpResponseBase:
    """To the page where one is set up. What was sent meanwhile waits in the session."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401)
    if request.method == "POST":
        keep(request)
    return redirect("mfa_index")


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
    """A form is sent by whoever it was shown to, and by nobody who has signed in since in another tab; signing out is for anybody.

    A text that waited leaves the session once its form was sent: then it is saved, or on the page that says why not.
    """

    def process_view(self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        if request.method != "POST" or not isinstance(request.user, User):
            return
        if request.POST.get("writer", "") not in ("", str(request.user.code)) and request.path != reverse("account_logout"):
            raise Refused(_("Somebody else has signed in here since this page was opened, so this was not saved under their name."))

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.method == "POST" and request.POST.get("kept") and response.status_code in (200, 302, 409, 422):
            drop(request, request.POST["kept"])
        return response
