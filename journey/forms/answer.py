"""What someone may type as an answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.forms.fields import ProseField, SeenField
from journey.models.answer import REASON_LIMIT, TEXT_LIMIT, Said, Strength


class AnswerForm(forms.Form):
    """All that is said of one question, whichever button is pressed. `seen` is the version the text was begun from, 0 where there was none."""

    text = ProseField(label=_("Your answer"), required=False, limit=TEXT_LIMIT, rows=5)
    strength = forms.ChoiceField(required=False, choices=[("", ""), *Strength.choices])
    because = ProseField(required=False, limit=REASON_LIMIT, label=_("Why is it not relevant?"))
    note = ProseField(required=False, limit=REASON_LIMIT, label=_("What for?"))
    seen = SeenField()
    theirs = SeenField()
    """After a clash: the version that this text was held against."""

    @property
    def typed(self) -> dict[str, str]:
        """What was sent, for the boxes when it could not be saved."""
        return {name: str(self.data.get(name, "")) for name in ("text", "strength", "because", "note")}

    @property
    def begun_from(self) -> int:
        """The version the text was begun from, as far as it was said."""
        return int(self.cleaned_data.get("seen", 0))

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


class ClearanceForm(forms.Form):
    reason = ProseField(
        limit=REASON_LIMIT, label=_("Why does it not identify anyone?"), error_messages={"required": _("Say why it does not identify anyone")}
    )
