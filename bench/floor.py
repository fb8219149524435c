"""The least that a page can cost here: the production middleware, a sign-in, and one template that is almost all text.

The addresses of the product, and beside them two that only a measurement asks for. `bench/settings.py` serves them.
"""

from functools import cache
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.urls import path

from journey import urls
from journey.urls import handler400, handler403, handler404, handler500

if TYPE_CHECKING:
    from django.template.backends.django import Template

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

LINE = "<p>What the team wrote of one question: who was asked, what they said, and what was changed because of it, as long as such texts are.</p>\n"
BEGINS = (
    '<!doctype html><html lang="en-gb"><head><meta charset="utf-8"><title>The floor</title></head><body><p>{{ user }}</p>'
    '{% for message in messages %}<p>{{ message }}</p>{% endfor %}<form method="post">{% csrf_token %}</form>'
)
FLOOR = BEGINS + LINE * ((18_000 - len(BEGINS)) // len(LINE)) + "</body></html>"
"""About 18 KB, with the little that every page of someone signed in has to look up."""


def floor(request: HttpRequest) -> HttpResponse:
    return HttpResponse(template().render({}, request))


@cache
def template() -> "Template":
    return engines["django"].from_string(FLOOR)  # type: ignore[return-value]  # the stubs know one engine at a time


def layout(request: HttpRequest) -> HttpResponse:
    """The product's own layout around nothing."""
    return render(request, "page.html")


urlpatterns: list[Any] = [path("floor/", floor), path("floor/layout/", layout), *urls.urlpatterns]
