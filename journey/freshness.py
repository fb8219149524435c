"""Acts that cannot easily be undone, or decide who sees what, ask someone who signed in long ago to show once more that it is them.

Pages stay as they are; only what a form does asks. The form is kept meanwhile and then does what it was sent for.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from typing import Any, Concatenate
from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY, stash_and_reauthenticate
from allauth.account.utils import get_next_redirect_url
from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import resolve, reverse

from journey.kept import drop, keep, sent_now
from journey.timeouts import is_fresh

ACT = "act"
"""What a page that asks calls the act that it asks for."""


def fresh[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Let a form do this only for someone who has shown lately that it is them."""

    @wraps(view)
    def inner(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request = args[0]
        if isinstance(request, HttpRequest) and request.method == "POST" and not is_fresh(request):
            return ask_again(request)
        return view(*args, **kwargs)

    return inner


def fresh_without_password[**P](view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """The same for pages where allauth asks: it takes whoever has neither a password nor a second step here for somebody whom it has asked."""
    checked = fresh(view)

    @wraps(view)
    def inner(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        is_asked = bool(get_adapter().get_reauthentication_methods(request.user))
        return (view if is_asked else checked)(request, *args, **kwargs)

    return inner


def renewed[**P](view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Give the session another key once somebody has shown in this view that it is them: one that was stolen before opens nothing any more.

    What they show it for is what waited when they were asked. What was put in its place since, as by somebody else in their session, is given up.
    """

    @wraps(view)
    def inner(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        key, shown = request.session.session_key, times_shown(request)
        if request.POST.get(ACT, act_that_waits(request)) != act_that_waits(request):
            request.session.pop(STATE_SESSION_KEY, None)
        reply = view(request, *args, **kwargs)
        if isinstance(reply, TemplateResponse) and reply.context_data is not None:
            reply.context_data[ACT] = act_that_waits(request)
        # Only now: if what it goes on to fails, the session is there as it was, with the text that it keeps. A new password, say, may have given it
        # another key already, or ended it.
        if request.session.session_key == key and times_shown(request) > shown:
            request.session.cycle_key()
            UserSession.objects.filter(session_key=key).update(session_key=request.session.session_key)
        return reply

    return inner


def act_that_waits(request: HttpRequest) -> str:
    """The act that is done once they have shown it, as a SHA-256; "" for none."""
    state = request.session.get(STATE_SESSION_KEY)
    return hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest() if state else ""


def times_shown(request: HttpRequest) -> int:
    """How often in this session somebody has shown that it is them."""
    return len(get_authentication_records(request, request.user)) if request.user.is_authenticated else 0


def ask_again(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401)
    name = keep(request)
    if get_adapter().get_reauthentication_methods(request.user):
        # allauth calls `go_on` once they have shown it.
        return stash_and_reauthenticate(request, {"sent": asdict(sent_now(request)), "kept": name}, "journey.freshness.go_on")  # type: ignore[no-any-return]  # allauth has no types
    # Without a password here they show it where they sign in; the text waits, or they press the button once more.
    came = urlsplit(request.headers.get("Referer", ""))
    back = came.path if came.netloc == request.get_host() else reverse("projects")
    return render(request, "sso/again.html", {"next": reverse("kept") if name else back}, status=401)


def go_on(request: HttpRequest, state: dict[str, Any]) -> HttpResponse:
    """Do what the form was sent for, as if it had come now. Whoever was asked for another page since has given it up: its text waits."""
    if elsewhere := get_next_redirect_url(request):
        return redirect(elsewhere)
    drop(request, state["kept"])
    to = urlsplit(state["sent"]["to"])
    request.GET = QueryDict(to.query)
    request.POST = QueryDict(urlencode([(name, value) for name, value in state["sent"]["fields"]]))
    request.path = request.path_info = to.path
    request.META["QUERY_STRING"] = to.query
    request.resolver_match = resolve(to.path)
    view, args, kwargs = request.resolver_match
    response: HttpResponse = view(request, *args, **kwargs)
    return response
