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
    waited_for = order_in(request)
    try:
        file = (ordered(waited_for) if waited_for else None) or make(0 if again else settings.PDF_WAIT)
    except BeingMade as order:
        if again and order.name == waited_for:
            return HttpResponse(status=204)
        told = {"again": address_of(request, order.name), "page": page}
        if again:  # what was waited for is not known any more: from here on the page waits for this
            return render(request, "reviews/being_made.html#waiting", told)
        return render(request, "reviews/being_made.html", told, status=202)
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


def order_in(request: HttpRequest) -> str:
    """The name of what the same person ordered at the same address; "" if there is none."""
    try:
        path, person, order = signing.loads(request.GET.get(ORDER, ""), salt=SALT, max_age=REMEMBERED)
    except signing.BadSignature:
        return ""
    return str(order) if (path, person) == (request.path, request.user.pk) else ""
