"""What someone may type as an answer."""

from typing import Any, override

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from journey.models.answer import REASON_LIMIT, TEXT_LIMIT, Said, Strength
from journey.words import tidy


class ProseField(forms.CharField):
    """Plain text with small Markdown, tidied before it is measured. `limit` is in characters, a newline counts as one."""

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


class AnswerForm(forms.Form):
    """All that is said of one question, whichever button is pressed. `seen` is the version the text was begun from, 0 where there was none."""

    text = ProseField(label=_("Your answer"), required=False, limit=TEXT_LIMIT, rows=5)
    strength = forms.ChoiceField(required=False, choices=[("", ""), *Strength.choices])
    because = ProseField(required=False, limit=REASON_LIMIT, label=_("Why is it not relevant?"))
    note = ProseField(required=False, limit=REASON_LIMIT, label=_("What for?"))
    seen = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    theirs = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    """After a clash: the version that this text was held against."""

    @property
    def typed(self) -> dict[str, str]:
        """What was sent, for the boxes when it could not be saved."""
        return {name: str(self.data.get(name, "")) for name in ("text", "strength", "because", "note")}

    @property
    def begun_from(self) -> int:
        """The version the text was begun from, as far as it was said."""
        return self.cleaned_data.get("seen") or 0

    @property
    def problems(self) -> dict[str, list[str]]:
        """What is wrong, by the box it belongs to: "text" also for what has no box of its own."""
        problems: dict[str, list[str]] = {}
        for name, found in self.errors.items():
            problems.setdefault(name if name in {"because", "note"} else "text", []).extend(map(str, found))
        return problems

    @property
    def said(self) -> Said:
        """The text and how strong its evidence is; nothing is strong without a text."""
        text = self.cleaned_data["text"]
        return Said(text, self.cleaned_data["strength"] if text else "")

    def clean_seen(self) -> int:
        return self.cleaned_data["seen"] or 0

    def clean_theirs(self) -> int:
        return self.cleaned_data["theirs"] or 0


class ClearanceForm(forms.Form):
    reason = ProseField(
        limit=REASON_LIMIT, label=_("Why does it not identify anyone?"), error_messages={"required": _("Say why it does not identify anyone")}
    )
