"""A form pressed twice does once what it says.

A form that makes something carries a token of its own, `{% once %}`. The second of two that are the same, word for word, is led where the first
one led. Whoever goes back, changes a word and sends the form again has sent another form.
"""

import hashlib
import time
from typing import Any
from uuid import uuid4

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _

from journey.kept import texts

FIELD = "once"
KEPT_FOR = 60 * 60
"""Seconds for which the second press is known."""
BEGUN_FOR = 60
"""Seconds after which a first press that was not done never will be: its worker was killed, and is ended after half of that at the latest."""
PATIENCE, STEP = 2.0, 0.1
"""Seconds to wait for the first press to be done, and between two looks."""
BEGUN = ""
SIGNING_IN = "/accounts/"
"""A form that led there has done nothing yet: someone is to show first that it is them."""


def token() -> str:
    return uuid4().hex


def key_of(request: HttpRequest) -> str:
    """One key for the same words from the same form by the same person, "" where the form carries no token."""
    if request.method != "POST" or not request.POST.get(FIELD):
        return ""
    sent = [(name, values) for name, values in sorted(request.POST.lists()) if name != "csrfmiddlewaretoken"]
    return "once-" + hashlib.sha256(repr((request.user.pk, request.path, sent)).encode()).hexdigest()


class Once(MiddlewareMixin):
    def process_view(self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> HttpResponseBase | None:
        key = key_of(request)
        led = None if not key or cache.add(key, BEGUN, BEGUN_FOR) else led_to(key)
        if led is None:
            request.once_key = key  # type: ignore[attr-defined]  # a note to process_response
            return None
        return HttpResponseRedirect(led) if led else told_twice(request)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if key := getattr(request, "once_key", ""):
            if response.status_code == 302 and not response["Location"].startswith(SIGNING_IN):
                mark_done(request, response["Location"])
            if led := getattr(request, "once_led", ""):
                cache.set(key, led, KEPT_FOR)
            else:
                cache.delete(key)  # nothing was done: sent again, it is heard again
        return response


def mark_done(request: HttpRequest, led: str) -> None:
    """The form has done what it says, and a second press is led there. Only where the reply to the first is no redirect has a view to say so."""
    request.once_led = led  # type: ignore[attr-defined]  # a note to process_response


def led_to(key: str) -> str | None:
    """Where the first press led, "" if it is not done after a while; None if nothing was done by it, and this one is the first now."""
    until = time.monotonic() + PATIENCE
    while not (led := cache.get(key)) and time.monotonic() < until:
        if led is None and cache.add(key, BEGUN, BEGUN_FOR):
            return None
        time.sleep(STEP)
    return led or BEGUN


def told_twice(request: HttpRequest) -> HttpResponse:
    reason = _("This was sent twice, and the first is still being kept. Look in a moment whether it is there.")
    return render(request, "errors/refused.html", {"reason": reason, "typed": texts(request.POST)}, status=409)
