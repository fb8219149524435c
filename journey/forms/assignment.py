"""What someone says when they ask a member to answer a question."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.forms.fields import DayField, ProseField
from journey.models.assignment import NOTE_LIMIT

if TYPE_CHECKING:
    from journey.models import Membership


class AssignmentForm(forms.Form):
    """`members` are those who may answer; no day before `today` can be given."""

    member = forms.ChoiceField(
        label=_("Who is asked to answer it?"),
        help_text=_("Those who may answer are listed."),
        error_messages={"required": _("Choose who is asked"), "invalid_choice": _("Choose who is asked, from those who may answer")},
    )
    due = DayField(label=_("By when? (optional)"), required=False)
    note = ProseField(
        label=_("Note (optional)"),
        required=False,
        limit=NOTE_LIMIT,
        rows=2,
        help_text=_("What to look at, or whom to ask. Do not include names or details that could identify a child or family."),
    )

    def __init__(self, *args: Any, members: "Sequence[Membership]", today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members, self.today = members, today
        choices = [("", _("Choose")), *((str(member.code), str(member.user)) for member in members)]
        self.fields["member"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def clean_due(self) -> date | None:
        due: date | None = self.cleaned_data["due"]
        if due and due < self.today:
            raise forms.ValidationError(_("Give today or a later day"), code="past")
        return due

    @property
    def to(self) -> "Membership":
        return next(member for member in self.members if str(member.code) == self.cleaned_data["member"])
