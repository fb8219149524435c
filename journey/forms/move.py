"""What someone may say of a move, of a stage that opens or closes beside the main one, and of a mistake in either."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, override

from django import forms
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from journey.dates import day_words
from journey.forms.evidence import CitedField
from journey.forms.fields import NO_NAMES, DayField, ProseField, SeenField
from journey.models import Evidence, Move
from journey.overview import Overview

if TYPE_CHECKING:
    from journey.models.move import Move as Row

STAGE_MESSAGES = {"required": _("Choose a stage"), "invalid_choice": _("Choose a stage")}


class PathForm(forms.Form):
    """What every form about the path has: the day, and the number of the last row that whoever fills it in has seen."""

    day = DayField(label=_("On which day?"), required=False, future=False, help_text=_("Today, or the day on which it happened."))
    seen = SeenField()

    def __init__(self, data: Any = None, *, facts: Overview, initial: dict[str, object] | None = None) -> None:
        self.facts = facts
        super().__init__(data, initial={"day": facts.today, "seen": facts.last_number} | (initial or {}))
        self.fields["day"].widget.attrs["max"] = facts.today.isoformat()

    @property
    def earliest(self) -> date | None:
        """The day before which this cannot have happened."""
        return self.facts.last_day

    @property
    def said(self) -> dict[str, Any]:
        """What was said, for the project."""
        return dict(self.cleaned_data)

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"] or self.facts.today
        if self.earliest and day < self.earliest:
            raise forms.ValidationError(
                now("The last thing on the journey was on %(day)s. Choose that day or a later one") % {"day": day_words(self.earliest)}
            )
        return day


class MoveForm(PathForm):
    to = forms.ChoiceField(label=_("Where to?"), widget=forms.RadioSelect, error_messages=STAGE_MESSAGES)
    because = forms.ChoiceField(label=_("What kind of reason is it? (optional)"), required=False, widget=forms.RadioSelect, choices=Move.Because)
    reason = ProseField(
        label=_("Why?"),
        limit=Move.REASON_LIMIT,
        help_text=_(
            "A sentence or two. It stands on the path, in your own words. Do not include names or details that could identify a child or family."
        ),
        error_messages={"required": _("Say why, in a sentence or two")},
    )
    carries_over = ProseField(
        label=_("What carries over? (optional)"),
        limit=Move.REASON_LIMIT,
        required=False,
        rows=3,
        help_text=_("What is to be kept on the way. Do not include names or details that could identify a child or family."),
    )
    keep_open = ProseField(limit=Move.REASON_LIMIT, required=False, rows=2)

    decision = forms.CharField(required=False, widget=forms.HiddenInput)
    """The id of the decision that the move follows from, "" for none."""

    field_order = ("to", "because", "reason", "carries_over", "evidence", "keep_open", "day", "seen", "decision")

    @override
    def __init__(self, data: Any = None, *, facts: Overview, initial: dict[str, object] | None = None, evidence: Sequence[Evidence] = ()) -> None:
        super().__init__(data, facts=facts, initial=initial)
        main = facts.main
        others = [told.stage for told in facts.stages if told is not main]
        self.fields["to"].choices = [(stage.key, f"{stage.number}. {stage.name}") for stage in others]  # type: ignore[attr-defined]  # a ChoiceField
        if main is None:
            del self.fields["because"], self.fields["carries_over"], self.fields["keep_open"]
            self.fields["to"].label = now("Where are you now?")
            self.fields["reason"].required = False
            self.fields["reason"].label = now("Why there? (optional)")
        else:
            named = {"stage": main.stage.name}
            self.fields["keep_open"].label = now("Does work go on in %(stage)s? Say why it stays open") % named
            self.fields["keep_open"].help_text = now(
                "It then stays open beside the new main stage until you close it. Leave this empty if the work there is done. "
                "Do not include names or details that could identify a child or family."
            )
        if evidence:
            self.fields["evidence"] = CitedField(evidence, label=now("Which evidence does it rest on? (optional)"), required=False)
            self.order_fields(self.field_order)


class OpeningForm(PathForm):
    stage = forms.ChoiceField(label=_("Which stage?"), widget=forms.RadioSelect, error_messages=STAGE_MESSAGES)
    reason = ProseField(
        label=_("Why does work go on there as well?"),
        limit=Move.REASON_LIMIT,
        rows=3,
        help_text=NO_NAMES,
        error_messages={"required": _("Say why, in a sentence or two")},
    )

    field_order = ("stage", "reason", "day", "seen")

    @override
    def __init__(self, data: Any = None, *, facts: Overview, initial: dict[str, object] | None = None) -> None:
        super().__init__(data, facts=facts, initial=initial)
        self.fields["stage"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (stage.key, f"{stage.number}. {stage.name}") for stage in facts.may_open
        ]


class ClosingForm(PathForm):
    reason = ProseField(
        label=_("Why does it close? One line is enough"),
        limit=Move.REASON_LIMIT,
        rows=2,
        help_text=NO_NAMES,
        error_messages={"required": _("Say in one line why it closes")},
    )

    field_order = ("reason", "day", "seen")


class CorrectionForm(PathForm):
    """What should have been recorded, and why it was not. For setting it aside, `aside`, only the latter is asked."""

    why = ProseField(
        label=_("What was the mistake?"),
        limit=Move.REASON_LIMIT,
        rows=2,
        help_text=_(
            "It stands beside what was recorded first, which stays to be read. Do not include names or details that could identify a child or family."
        ),
        error_messages={"required": _("Say what the mistake was")},
    )
    to = forms.ChoiceField(label=_("Which stage was it?"), widget=forms.RadioSelect, error_messages=STAGE_MESSAGES)
    because = forms.ChoiceField(label=_("What kind of reason is it? (optional)"), required=False, widget=forms.RadioSelect, choices=Move.Because)
    reason = ProseField(label=_("Why?"), limit=Move.REASON_LIMIT, help_text=NO_NAMES, error_messages={"required": _("Say why, in a sentence or two")})
    carries_over = ProseField(label=_("What carries over? (optional)"), limit=Move.REASON_LIMIT, required=False, rows=3, help_text=NO_NAMES)

    field_order = ("why", "to", "because", "reason", "carries_over", "day", "seen")

    @override
    def __init__(self, data: Any = None, *, facts: Overview, told: "Row", aside: bool = False) -> None:
        said = {name: getattr(told, name) for name in ("because", "reason", "carries_over", "day")}
        super().__init__(data, facts=facts, initial=said | {"to": told.stage})
        stages = [(stage.key, f"{stage.number}. {stage.name}") for stage in facts.edition.stages]
        self.fields["to"].choices = stages  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["day"].help_text = now("The day on which it happened.")
        if told.kind == Move.Kind.CLOSED:
            del self.fields["to"]
        if told.kind != Move.Kind.MOVED:
            del self.fields["because"], self.fields["carries_over"]
        self.fields["reason"].required = told.kind != Move.Kind.PLACED
        if aside:
            for name in set(self.fields) - {"why", "seen"}:
                del self.fields[name]

    @property
    @override
    def earliest(self) -> date | None:
        """A correction takes the place of what it corrects: its days are looked at with the whole path."""
        return None
