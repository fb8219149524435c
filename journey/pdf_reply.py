"""A PDF as a reply: the file, a page that asks again for what is still being made, or the same on screen. No worker of the server waits for one."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.http import HttpResponseClientRedirect

from journey.review.prints import BeingMade, NoPdf


def pdf_reply(request: HttpRequest, make: Callable[[float], bytes], *, name: str, page: str, instead: Callable[[], HttpResponse]) -> HttpResponse:
    """What `make`, told how many seconds it may wait, gives, as a file of this name. `page` is the address of the same on screen, which `instead`
    shows if the file cannot be made."""
    again = bool(request.htmx)  # type: ignore[attr-defined]  # set by django-htmx; the page that waits asks by it
    told = {"again": request.get_full_path(), "page": page}
    try:
        file = make(0 if again else settings.PDF_WAIT)
    except BeingMade:
        return HttpResponse(status=204) if again else render(request, "reviews/being_made.html", told, status=202)
    except NoPdf:
        return render(request, "reviews/being_made.html#refused", told) if again else instead()
    if again:
        return HttpResponseClientRedirect(request.get_full_path())
    return HttpResponse(file, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}.pdf"'})
