"""Each request has an id, is timed, and leaves one line and one count. An operator's probes are answered before anything can be in their way."""

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import resolve
from django.utils.deprecation import MiddlewareMixin

from journey.upkeep.lines import REQUEST_ID, route_of

logger = logging.getLogger("journey.requests")
PROBES = ("/healthz", "/readyz", "/metrics")
FOREIGN_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


class Watch:
    """The outermost, so that what the others do is timed too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.count: Callable[[str, str, int, float], None] | None = None
        if settings.METRICS_TOKEN:
            from journey.upkeep.metrics import count  # whoever wants no figures need not load the library

            self.count = count

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = REQUEST_ID.set(id_of(request))
        begun, status = time.perf_counter(), 500
        try:
            response = self.get_response(request)
            status = response.status_code
            response["X-Request-ID"] = REQUEST_ID.get()
            return response
        finally:
            if request.path_info not in PROBES:
                self.tell(request, status, time.perf_counter() - begun)
            REQUEST_ID.reset(token)

    def tell(self, request: HttpRequest, status: int, seconds: float) -> None:
        route = route_of(request)
        # A method is whatever a visitor sends.
        method = request.method if request.method in ("GET", "HEAD", "POST") else "other"
        if self.count:
            self.count(method, route, status, seconds)
        said = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1), "user": user_of(request)}
        logger.info("%s %s %s", method, route, status, extra=said)


def id_of(request: HttpRequest) -> str:
    """The id that our proxy gave, so that its lines and ours can be read together; else a new one."""
    given = request.headers.get("X-Request-ID", "") if settings.BEHIND_PROXY else ""
    return given if FOREIGN_ID.fullmatch(given) else uuid.uuid4().hex


def user_of(request: HttpRequest) -> int | None:
    """The number of whoever is signed in, if the request had to know. Their name stays out."""
    user = getattr(request, "_cached_user", None)
    return user.pk if user else None


class Probes(MiddlewareMixin):
    """Answered without session, sign-in or database, and whatever name the host was called by."""

    def process_request(self, request: HttpRequest) -> HttpResponseBase | None:
        if request.path_info not in PROBES:
            return None
        match = resolve(request.path_info)
        request.resolver_match = match
        found: HttpResponseBase = match.func(request)
        return found
