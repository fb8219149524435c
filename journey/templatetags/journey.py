"""The few things a template may ask for."""

from datetime import date, datetime

from django import template
from django.utils.safestring import SafeString

from journey.dates import day_words, instant_words
from journey.models import Project
from journey.words import prose

register = template.Library()


@register.simple_tag
def address(project: Project, page: str = "", *args: str) -> str:
    """The address of a project's page, whether it is a sample or somebody's own."""
    return project.address(page, *args)


@register.filter(name="prose", is_safe=True)
def prose_filter(text: str) -> SafeString:
    """What someone typed, as safe HTML."""
    return prose(text)


@register.filter
def day(value: date) -> str:
    return day_words(value)


@register.filter
def instant(value: datetime) -> str:
    return instant_words(value)
