"""When a session began, when it was last used, and how fresh its sign-in is."""

from time import time

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest

SIGNED_IN, SEEN = "signed_in_at", "seen_at"
"""What a session remembers, in seconds since 1970."""
NOTICED = 60
"""Seconds that must have gone by before a session remembers once more that it was used."""


def note_sign_in(*, request: HttpRequest, **_more: object) -> None:
    request.session[SIGNED_IN] = request.session[SEEN] = int(time())


def seconds_left(request: HttpRequest) -> int:
    """How long this session lasts if nothing more is done in it."""
    now = int(time())
    began, seen = request.session.get(SIGNED_IN, now), request.session.get(SEEN, now)
    return int(min(began + settings.SESSION_SECONDS, seen + settings.IDLE_SECONDS) - now)


def seconds_left_at_most(request: HttpRequest) -> int:
    """How long this session lasts whatever is done in it."""
    now = int(time())
    return int(request.session.get(SIGNED_IN, now) + settings.SESSION_SECONDS - now)


def mark_seen(request: HttpRequest, *, at_once: bool = False) -> None:
    """Remember that the session was used. Written down once a minute at most, so that a page costs no write."""
    now = int(time())
    if SIGNED_IN not in request.session:
        request.session[SIGNED_IN] = now  # a session of before there were time-outs
    if at_once or now - request.session.get(SEEN, 0) >= NOTICED:
        request.session[SEEN] = now


def is_fresh(request: HttpRequest) -> bool:
    """Whether whoever uses this session has shown only lately that it is them, by signing in or by doing so once more."""
    if not request.user.is_authenticated:
        return False
    shown = [request.session.get(SIGNED_IN, 0), *(record["at"] for record in get_authentication_records(request, request.user))]
    return bool(time() - max(shown) < settings.FRESH_SECONDS)
