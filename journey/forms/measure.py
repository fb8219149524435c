"""What someone may say of a measure, and of what was read."""

from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.forms.fields import DayField, FigureField, LineField, box
from journey.forms.line import LineForm, title
from journey.models import Reading
from journey.models.answer import Strength
from journey.models.line import TEXT_LIMIT, TITLE_LIMIT
from journey.models.measure import NOTE_LIMIT, PLACES, UNIT_LIMIT, WITHIN, Direction


class MeasureForm(LineForm):
    SHORT = ("stage", "what", "unit", "baseline", "target", "source")

    what = title(
        _("What is measured?"), limit=TITLE_LIMIT, hint=_("Such as “Families still in touch after nine months”."), missing=_("Say what is measured")
    )
    unit = LineField(
        label=_("In what unit? (optional)"),
        required=False,
        max_length=UNIT_LIMIT,
        help_text=_("Such as “families”, “days” or “of 100”."),
    )
    direction = forms.ChoiceField(
        label=_("What do you hope for? (optional)"),
        required=False,
        choices=[("", _("Not said")), *Direction.choices],
        error_messages={"invalid_choice": _("Choose one of these")},
    )
    baseline = FigureField(
        label=_("Where did it stand before? (optional)"), required=False, below=WITHIN, places=PLACES, help_text=_("The baseline, in figures.")
    )
    target = FigureField(
        label=_("What is aimed at? (optional)"), required=False, below=WITHIN, places=PLACES, help_text=_("The target, in figures, if there is one.")
    )
    source = box(_("How do you know? (optional)"), limit=TEXT_LIMIT, hint=_("Where the figures come from, who reads them, and how."))
    limits = box(_("What can it not tell? (optional)"), limit=TEXT_LIMIT, hint=_("Its limits: who is missing, what else may explain it."))
    strength = forms.ChoiceField(
        label=_("How strong is the evidence, as you see it? (optional)"),
        required=False,
        choices=[("", _("Not said")), *Strength.choices],
        error_messages={"invalid_choice": _("Choose one of these")},
    )

    field_order = ("stage", "what", "unit", "direction", "baseline", "target", "source", "limits", "strength", "seen")


class ReadingForm(forms.Form):
    """A reading; or, of an earlier one, its correction."""

    day = DayField(label=_("On which day was it read?"), future=False)
    value = FigureField(
        label=_("What was the reading?"),
        below=WITHIN,
        places=PLACES,
        help_text=_("In figures. If it counts fewer than 5 children or families, look at what your local policy says about small numbers."),
        error_messages={"required": _("Write the reading in figures")},
    )
    note = box(_("A note (optional)"), limit=NOTE_LIMIT, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_reading_%s"} | kwargs)


class CorrectionForm(ReadingForm):
    because = box(
        _("What was wrong with the first reading?"),
        limit=NOTE_LIMIT,
        rows=2,
        required=True,
        hint=_("The first stays beside it, with this reason."),
        error_messages={"required": _("Say what was wrong with the first reading")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        value = self.fields["value"]
        value.required = False
        value.label = _("What should the reading be?")
        value.help_text = _("In figures. Leave it empty if the reading should not be there at all.")

    @classmethod
    def of(cls, reading: Reading) -> Self:
        return cls(initial={"day": reading.day, "value": reading.value, "note": reading.note})
