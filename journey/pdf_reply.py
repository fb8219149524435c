"""A PDF as a reply: the file, a page that asks again for what is still being made, or the same on screen. No worker of the server waits for one."""

from collections.abc import Callable

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.http import HttpResponseClientRedirect

from journey.review.prints import BeingMade, NoPdf, ordered

ORDER = "order"
"""The part of an address that says what somebody waits for."""
SALT = "journey.pdf_reply"
REMEMBERED = 10 * 60
"""Seconds that such an address opens what was ordered: longer than anybody waits. After that it gives the newest."""


def pdf_reply(request: HttpRequest, make: Callable[[float], bytes], *, name: str, page: str, instead: Callable[[], HttpResponse]) -> HttpResponse:
    """What `make`, told how many seconds it may wait, gives, as a file of this name. `page` is the address of the same on screen, which `instead`
    shows if the file cannot be made.

    Whoever waits gets what they asked for, though others change it meanwhile: else, while a team writes, no draft would ever be there.
    """
    again = bool(request.htmx)  # type: ignore[attr-defined]  # set by django-htmx; the page that waits asks by it
    try:
        file = waited_for(request) or make(0 if again else settings.PDF_WAIT)
    except BeingMade as order:
        told = {"again": address_of(request, order.name), "page": page}
        return HttpResponse(status=204) if again else render(request, "reviews/being_made.html", told, status=202)
    except NoPdf:
        told = {"again": address_of(request, ""), "page": page}
        return render(request, "reviews/being_made.html#refused", told) if again else instead()
    if again:
        return HttpResponseClientRedirect(request.get_full_path())
    return HttpResponse(file, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}.pdf"'})


def address_of(request: HttpRequest, order: str) -> str:
    """The address that was asked for, with what was ordered by whom, sealed; without, if `order` is ""."""
    asked = request.GET.copy()
    asked.pop(ORDER, None)
    if order:
        asked[ORDER] = signing.dumps([request.path, request.user.pk, order], salt=SALT)
    return f"{request.path}?{asked.urlencode()}" if asked else request.path


def waited_for(request: HttpRequest) -> bytes | None:
    """What the same person ordered at the same address. Raises BeingMade and NoPdf."""
    try:
        path, person, order = signing.loads(request.GET.get(ORDER, ""), salt=SALT, max_age=REMEMBERED)
    except signing.BadSignature:
        return None
    return ordered(order) if (path, person) == (request.path, request.user.pk) else None
