"""What someone may say of who was involved."""

from typing import Any, override

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.forms.fields import DayField, box
from journey.forms.line import LineForm, title
from journey.models.involvement import MOST_PEOPLE, Part
from journey.models.line import TEXT_LIMIT, TITLE_LIMIT


class InvolvementForm(LineForm):
    SHORT = ("stage", "group", "part", "how_many", "changed")
    STAGE_REQUIRED = True

    group = title(
        _("Who was involved, as a group?"),
        limit=TITLE_LIMIT,
        hint=_("Such as “Carers’ panel” or “Young advisers”."),
        missing=_("Say which group was involved"),
    )
    part = forms.ChoiceField(
        label=_("Whose voice is it?"),
        choices=[("", _("Choose one")), *Part.choices],
        error_messages={"required": _("Choose whose voice it is"), "invalid_choice": _("Choose whose voice it is")},
    )
    how_many = forms.IntegerField(
        label=_("How many people? (optional)"),
        required=False,
        min_value=1,
        max_value=MOST_PEOPLE,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text=_("Small numbers can point to someone. Below 5, look at what your local policy says, or leave the number out."),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _("Write the number of people in figures, or leave it out")),
    )
    day = DayField(label=_("On which day, or from which day? (optional)"), required=False, future=False)
    until = DayField(label=_("Until which day? (optional)"), required=False, future=False)
    asked = box(_("What were they asked? (optional)"), limit=TEXT_LIMIT)
    changed = box(_("What did they change? (optional)"), limit=TEXT_LIMIT, hint=_("What is different because of them; or that nothing is, and why."))
    told = box(_("How were they told what became of it? (optional)"), limit=TEXT_LIMIT, hint=_("How, and when; or that it is still to be done."))

    field_order = ("stage", "group", "part", "how_many", "day", "until", "asked", "changed", "told", "seen")

    @override
    def clean(self) -> dict[str, Any]:
        day, until = self.cleaned_data.get("day"), self.cleaned_data.get("until")
        if until and not day and "day" not in self.errors:
            self.add_error("day", _("Give the day on which it began as well"))
        elif day and until and until < day:
            self.add_error("until", _("This day is before the day on which it began"))
        return self.cleaned_data
