"""What someone may say of the conditions around a project: for themselves, and for the team."""

from collections.abc import Sequence
from typing import Any, override

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _

from journey.conditions import ConditionFacts
from journey.forms.fields import SeenField, box
from journey.models import ConditionView, User
from journey.models.condition import TEXT_LIMIT, Influence, Leaning, Reading, Trend


def which(words: str, told: ConditionFacts) -> Any:
    """A label that says to whoever hears it which condition it belongs to."""
    return format_html('{}<span class="vh">: {}</span>', words, told.condition.name)


class ReadingForm(forms.Form):
    """Which way a condition leans, whether it can be influenced, what helps and what gets in the way. `told` is the condition."""

    def __init__(self, *args: Any, told: ConditionFacts, last: Any = None, required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told, self.required = told, required
        wanted = _("Choose which way it leans; “not sure” is an answer too")
        self.fields["leaning"] = forms.ChoiceField(
            label=self.question,
            required=required,
            widget=forms.RadioSelect,
            choices=Leaning.choices,
            error_messages={"required": wanted, "invalid_choice": wanted},
        )
        self.fields["influence"] = forms.ChoiceField(
            label=which(_("Can we influence it?"), told),
            required=False,
            widget=forms.RadioSelect,
            choices=[*Influence.choices, ("", _("Not said"))],
            initial=last.influence if last else "",
            error_messages={"invalid_choice": _("Choose whether we can influence it")},
        )
        self.fields["helps"] = box(which(_("What helps?"), told), limit=TEXT_LIMIT, rows=2, initial=last.helps if last else "")
        self.fields["hinders"] = box(which(_("What gets in the way?"), told), limit=TEXT_LIMIT, rows=2, initial=last.hinders if last else "")

    @property
    def question(self) -> Any:
        return which(_("Here and now, does it help or get in the way?"), self.told)

    @override
    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if not self.required and not said.get("leaning") and "leaning" not in self.errors and set(self.changed_data) - {"leaning"}:
            self.add_error("leaning", _("Choose which way it leans, so that your words can be kept; “not sure” is an answer too"))
        return said

    @property
    def reading(self) -> Reading | None:
        """What was said; None where this condition was left out."""
        said = self.cleaned_data
        return Reading(said["leaning"], said["influence"], said["helps"], said["hinders"]) if said.get("leaning") else None


class RatingForm(ReadingForm):
    """What someone says for themselves. Their words of last time stand in the boxes; which way it leans is asked anew."""

    def __init__(self, *args: Any, told: ConditionFacts, user: User, **kwargs: Any) -> None:
        super().__init__(*args, told=told, last=told.last_of(user), prefix=told.condition.key, **kwargs)
        self.last = told.last_of(user)


class ViewForm(ReadingForm):
    """What the team agrees, and the number of the view that was seen when the page was opened."""

    def __init__(self, *args: Any, told: ConditionFacts, **kwargs: Any) -> None:
        super().__init__(*args, told=told, last=told.now, prefix="team", **kwargs)
        self.fields["leaning"].label = which(_("As a team, does it help or get in the way?"), told)
        if told.now:
            self.fields["trend"] = forms.ChoiceField(
                label=which(_("Since you last agreed, is it better, the same or worse?"), told),
                required=False,
                widget=forms.RadioSelect,
                choices=[*Trend.choices, ("", _("Not said"))],
                error_messages={"invalid_choice": _("Choose better, the same or worse")},
            )
        self.fields["note"] = box(
            which(_("What else did you say about it?"), told),
            limit=TEXT_LIMIT,
            rows=2,
            hint=_("Where you differed, and why you settled on this."),
        )
        self.fields["seen"] = SeenField(initial=told.now.number if told.now else 0)

    @property
    def agreed(self) -> Reading:
        said = self.cleaned_data
        return Reading(said["leaning"], said["influence"], said["helps"], said["hinders"], said["note"], said.get("trend", ""))

    @property
    def begun_from(self) -> int:
        return int(self.cleaned_data["seen"])

    def over(self, now: ConditionView, told: ConditionFacts) -> "ViewForm":
        """After a clash: the same boxes, held against what stands now, so that saving again puts them on top."""
        data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        data[self.add_prefix("seen")] = str(now.number)
        return ViewForm(data, told=told)


def rating_forms(data: Any, asked: Sequence[ConditionFacts], *, user: User) -> list[RatingForm]:
    """A form for each condition that is asked about together; any of them may be left out. What is true of every text is said once, above them."""
    forms = [RatingForm(data, told=told, user=user, required=False) for told in asked]
    for field in (form[name] for form in forms for name in ("helps", "hinders")):
        field.field.widget.attrs["aria-describedby"] = f"texts-hint {field.auto_id}_error"
        field.help_text = field.field.help_text = ""
    return forms
