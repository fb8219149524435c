"""What someone may say of a move."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.forms.answer import ProseField
from journey.forms.evidence import CitedField
from journey.models import Evidence, Move
from journey.overview import Overview


class MoveForm(forms.Form):
    to = forms.ChoiceField(
        label=_("Where to?"), widget=forms.RadioSelect, error_messages={"required": _("Choose a stage"), "invalid_choice": _("Choose a stage")}
    )
    because = forms.ChoiceField(label=_("What kind of reason is it?"), required=False, widget=forms.RadioSelect, choices=Move.Because)
    reason = ProseField(
        label=_("Why?"),
        limit=Move.REASON_LIMIT,
        help_text=_(
            "A sentence or two. It stands on the path, in your own words. Do not include names or details that could identify a child or family."
        ),
        error_messages={"required": _("Say why, in a sentence or two")},
    )
    carries_over = ProseField(
        label=_("What carries over?"),
        limit=Move.REASON_LIMIT,
        required=False,
        rows=3,
        help_text=_("What should not be lost on the way. Do not include names or details that could identify a child or family."),
    )

    decision = forms.CharField(required=False, widget=forms.HiddenInput)
    """The id of the decision that the move follows from, "" for none."""

    def __init__(self, *args: object, facts: Overview, evidence: Sequence[Evidence] = (), **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        main = facts.main
        others = [told.stage for told in facts.stages if told is not main]
        self.fields["to"].choices = [(stage.key, f"{stage.number}. {stage.name}") for stage in others]  # type: ignore[attr-defined]  # a ChoiceField
        if main is None:
            del self.fields["because"], self.fields["carries_over"]
            self.fields["to"].label = _("Where are you now?")
            self.fields["reason"].required = False
            self.fields["reason"].label = _("Why there? (optional)")
        if evidence:
            self.fields["evidence"] = CitedField(evidence, label=_("Which evidence does it rest on? (optional)"), required=False)
