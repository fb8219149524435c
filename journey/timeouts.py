"""When a session began, when it was last used, and how fresh its sign-in is."""

from time import time

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest

SIGNED_IN, SEEN = "signed_in_at", "seen_at"
"""What a session remembers, in seconds since 1970."""


def note_sign_in(*, request: HttpRequest, **_more: object) -> None:
    request.session[SIGNED_IN] = request.session[SEEN] = int(time())


def is_fresh(request: HttpRequest) -> bool:
    """Whether whoever uses this session has shown only lately that it is them, by signing in or by doing so once more."""
    if not request.user.is_authenticated:
        return False
    shown = [request.session.get(SIGNED_IN, 0), *(record["at"] for record in get_authentication_records(request, request.user))]
    return bool(time() - max(shown) < settings.FRESH_SECONDS)
