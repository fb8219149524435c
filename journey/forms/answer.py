"""What someone may type as an answer."""

from typing import Any, override

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from journey.models.answer import TEXT_LIMIT
from journey.words import tidy


class ProseField(forms.CharField):
    """Plain text with small Markdown, tidied before it is measured. `limit` is in characters, a newline counts as one."""

    def __init__(self, *, limit: int, rows: int = 4, **kwargs: Any) -> None:
        self.limit = limit
        super().__init__(strip=False, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

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


class AnswerForm(forms.Form):
    """`seen` is the version the text was begun from, 0 where there was none."""

    text = ProseField(label=_("Your answer"), required=False, limit=TEXT_LIMIT, rows=5)
    seen = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    @property
    def typed(self) -> str:
        """The text as it was sent, for the box when it could not be saved."""
        return str(self.data.get("text", ""))

    @property
    def begun_from(self) -> int:
        """The version the text was begun from, as far as it was said."""
        return self.cleaned_data.get("seen") or 0

    @property
    def problems(self) -> list[str]:
        return [str(problem) for problems in self.errors.values() for problem in problems]

    def clean_seen(self) -> int:
        return self.cleaned_data["seen"] or 0
