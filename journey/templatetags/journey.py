"""The few things a template may ask for."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from journey.access import Deed
from journey.dates import day_words, exact_words, instant_words, length_words
from journey.models import Project
from journey.numbers import shown
from journey.shown import ONCE, once_field
from journey.words import prose

register = template.Library()


@register.simple_tag
def address(project: Project, page: str = "", *args: str) -> str:
    """The address of a project's page, whether it is a sample or somebody's own."""
    return project.address(page, *args)


@register.simple_tag
def may(project: Project, deed: Deed) -> bool:
    """Whether whoever reads the page may do this in the project."""
    return project.may(deed)


@register.simple_tag
def local_nav(project: Project, here: str) -> SafeString:
    """The pages of a project, of which this is `here`."""
    return nav(project.pk, project.slug, project.kind, project.name, here, may_change=project.may("change"), language=get_language())


@lru_cache(maxsize=512)
def nav(ident: UUID, slug: str | None, kind: str, name: str, here: str, *, may_change: bool, language: str | None) -> SafeString:
    """The same from all that it is made of."""
    page = {"project": Project(pk=ident, slug=slug, kind=kind, name=name), "here": here, "may_change": may_change}
    return render_to_string("projects/_nav.html", page)


@register.simple_tag(takes_context=True)
def once(context: Context) -> SafeString:
    """A token for a form that makes something, so that pressing twice makes one."""
    return mark_safe(ONCE) if context.get("is_kept") else once_field()  # noqa: S308  # a mark of ours


@register.simple_block_tag
def chapters(content: SafeString) -> SafeString:
    """What stands between, with a list of its chapters before it."""
    found: list[tuple[str, SafeString]] = []

    def named(chapter: re.Match[str]) -> str:
        title = mark_safe(chapter[2])  # noqa: S308  # a template rendered it
        found.append((f"part-{slugify(title)}", title))
        return f'<section class="chapter{chapter[1]}" id="{found[-1][0]}"><h2>{title}</h2>'

    text = re.sub(r'<section class="chapter([^"]*)"><h2>(.*?)</h2>', named, content)
    listed = format_html_join("", '<li><a href="#{}">{}</a></li>', found)
    begun = '<nav class="in-review" aria-labelledby="in-review"><h2 id="in-review">{}</h2><ul class="contents plain">{}</ul></nav>'
    return format_html(begun, _("In this review"), listed) + mark_safe(text)  # noqa: S308  # as above


@register.filter(name="prose", is_safe=True)
def prose_filter(text: str) -> SafeString:
    """What someone typed, as safe HTML."""
    return prose(text)


@register.filter
def at[K, V](found: Mapping[K, V], key: K) -> V | None:
    """What a mapping holds for a key, None for nothing."""
    return found.get(key)


@register.filter
def day(value: date) -> str:
    """A day, or the day of an instant in UK time."""
    return day_words(timezone.localdate(value) if isinstance(value, datetime) else value)


@register.filter
def until(start: date, end: date) -> str:
    """How long from one day to another."""
    return length_words(start, end)


@register.filter
def exactly(value: datetime) -> str:
    return exact_words(value)


@register.filter
def instant(value: datetime) -> str:
    return instant_words(value)


@register.filter
def figure(value: Decimal) -> str:
    """1,200.5."""
    return shown(value)
