"""The boxes that forms are made of: prose, a line, a day, a figure, and what is sent unseen. What is typed is tidied before it is measured."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, override

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from journey.numbers import read_number, shown
from journey.words import one_line, tidy

NO_NAMES = _("Do not include names or details that could identify a child or family.")
EARLIEST = date(1900, 1, 1)
"""Whoever gives a day before it has left out a part of the year: as one types 2027, a browser's own box for a day stands at 0202 for a moment."""


class ProseField(forms.CharField):
    """Plain text with small Markdown. `limit` is in characters, a newline counts as one."""

    def __init__(self, *, limit: int, rows: int = 4, **kwargs: Any) -> None:
        self.limit = limit
        super().__init__(strip=False, widget=forms.Textarea(attrs={"rows": rows, "data-draft": True}), **kwargs)

    @override
    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value) or "")

    @override
    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > self.limit:
            over = len(value) - self.limit
            told = ngettext(
                "This text is %(count)s character too long. Shorten it to %(limit)s characters or fewer; it has not been saved yet.",
                "This text is %(count)s characters too long. Shorten it to %(limit)s characters or fewer; it has not been saved yet.",
                over,
            )
            raise forms.ValidationError(told % {"count": f"{over:,}", "limit": f"{self.limit:,}"}, code="too-long")


def box(label: Any, *, limit: int, hint: Any = "", rows: int = 3, required: bool = False, **kwargs: Any) -> ProseField:
    """A box for prose; under its label stand the hint, if any, and the word about children and families."""
    return ProseField(label=label, limit=limit, rows=rows, required=required, help_text=f"{hint} {NO_NAMES}".strip(), **kwargs)


class LineField(forms.CharField):
    """One line of words. `attrs` are those of its box besides."""

    def __init__(self, *, attrs: Mapping[str, str] = MappingProxyType({}), **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}), **kwargs)

    @override
    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value) or "")


class DayField(forms.DateField):
    """A day, as a browser's own box sends it or as people write it. Without `future` it is today in UK time at the latest."""

    def __init__(self, *, future: bool = True, **kwargs: Any) -> None:
        self.future = future
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d %B %Y", "%d %b %Y"],
            error_messages={"invalid": _("Write the day as in 31/03/2027"), "required": _("Give the day")},
            **kwargs,
        )

    @override
    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and value < EARLIEST:
            raise forms.ValidationError(_("Give the year in full, such as 2027"), code="early")
        if value and not self.future and value > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come"), code="future")


class FigureField(forms.CharField):
    """A number in figures, with or without commas between thousands. `least` may be it, `below` may not; `places` after the point."""

    def __init__(self, *, below: int, places: int, least: int | None = None, **kwargs: Any) -> None:
        self.below, self.places, self.least = below, places, least
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "w-10"}), **kwargs)

    @override
    def prepare_value(self, value: Any) -> Any:
        return shown(value) if isinstance(value, Decimal) else value

    @override
    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        number = read_number(typed)
        if number is None:
            raise forms.ValidationError(_("Write the number in figures, such as 1200 or 12.5"), code="invalid")
        exponent = number.as_tuple().exponent
        if isinstance(exponent, int) and -exponent > self.places:
            told = _("Write at most %(count)s figures after the point")
            raise forms.ValidationError(told, code="places", params={"count": self.places})
        if self.least is not None and number < self.least:
            raise forms.ValidationError(_("Write a number that is not below 0"), code="least")
        if abs(number) >= self.below:
            raise forms.ValidationError(_("Write a number below %(most)s"), code="most", params={"most": f"{self.below:,}"})
        return number


class SeenField(forms.IntegerField):
    """The number of what someone had before them when they began, sent unseen; 0 where there was nothing, or nothing was said of it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput, **kwargs)

    @override
    def clean(self, value: Any) -> int:
        return super().clean(value) or 0
