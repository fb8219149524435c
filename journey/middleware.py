"""What is true of every response: nothing private is kept by a browser, and a page is for those signed in unless it says otherwise."""

from collections.abc import Callable
from typing import override

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin


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
    and the status line beside it says what happened.
    """

    @override
    def handle_no_permission(  # type: ignore[override]  # a redirect is only what Django itself happens to answer with
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401)
        return super().handle_no_permission(request, view_func)
