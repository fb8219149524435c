"""What a machine asks: does it live, can it serve, what are its figures. Each answer is the same for everyone and tells a stranger nothing."""

from secrets import compare_digest

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from journey.upkeep.readiness import what_is_missing

PLAIN = "text/plain; charset=utf-8"


@login_not_required
@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers. Nothing else is asked, so that a database that is gone does not get it killed."""
    return HttpResponse("Alive\n", content_type=PLAIN)


@login_not_required
@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    missing = what_is_missing()
    words = "\n".join(missing) if missing else "Ready"
    return HttpResponse(f"{words}\n", content_type=PLAIN, status=503 if missing else 200)


@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """For whoever holds METRICS_TOKEN. To anyone else there is no such page."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        raise Http404
    from journey.upkeep.metrics import told  # whoever wants no figures need not load the library

    return HttpResponse(told(), content_type="text/plain; version=0.0.4; charset=utf-8")
