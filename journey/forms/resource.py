"""What someone may say of people, money and time."""

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.forms.fields import FigureField, box
from journey.forms.line import LineForm, title
from journey.models.line import TEXT_LIMIT, TITLE_LIMIT
from journey.models.resource import BELOW, PLACES, ResourceKind


class ResourceForm(LineForm):
    SHORT = ("stage", "what", "kind", "budget", "spent")

    what = title(
        _("What is it for?"),
        limit=TITLE_LIMIT,
        hint=_("Such as “Two family workers” or “Evaluation”."),
        missing=_("Say what it is for"),
    )
    kind = forms.ChoiceField(
        label=_("Is it people, money or time?"),
        choices=[("", _("Choose one")), *ResourceKind.choices],
        error_messages={"required": _("Choose people, money or time"), "invalid_choice": _("Choose people, money or time")},
    )
    budget = FigureField(
        label=_("How much was planned? (optional)"),
        required=False,
        below=BELOW,
        places=PLACES,
        least=0,
        help_text=_("In figures: pounds such as 1200 or £1,200.50, days such as 12.5, or the number of people."),
    )
    spent = FigureField(
        label=_("How much is spent or used so far? (optional)"), required=False, below=BELOW, places=PLACES, least=0, help_text=_("In the same way.")
    )
    note = box(_("A note (optional)"), limit=TEXT_LIMIT, hint=_("Who gives it, until when, why it differs from the plan."))

    field_order = ("stage", "what", "kind", "budget", "spent", "note", "seen")
