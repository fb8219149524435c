"""What someone may say of how a project stands."""

from typing import Any, override

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journey.dates import day_words
from journey.forms.fields import DayField, box
from journey.models import Standing
from journey.models.standing import Parting

MEANINGS = {
    Standing.Kind.ACTIVE: gettext_lazy("Active: the work goes on as before"),
    Standing.Kind.MOMENTUM_LOST: gettext_lazy("Momentum lost: the work has slowed, or nobody is moving it"),
    Standing.Kind.PAUSED: gettext_lazy("Paused: held safely, to be taken up again"),
    Standing.Kind.RENEWED: gettext_lazy("Renewed: taken up again"),
    Standing.Kind.STOPPED: gettext_lazy("Stopped, and closed well: the work has ended"),
}
PARTING = ("learning", "promises", "told", "restart")


class StandingForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("How does the project stand?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose how the project stands"),
            "invalid_choice": gettext_lazy("Choose how the project stands"),
        },
    )
    day = DayField(label=gettext_lazy("Since which day?"), future=False)
    reason = box(
        gettext_lazy("Why?"),
        limit=Standing.REASON_LIMIT,
        rows=4,
        hint=gettext_lazy("In a sentence or two. It stands on the journey in your own words."),
        required=True,
        error_messages={"required": gettext_lazy("Say why, in a sentence or two")},
    )
    learning = box(gettext_lazy("What was learned, and who should hear of it? (optional)"), limit=Standing.REASON_LIMIT)
    promises = box(
        gettext_lazy("What was promised to families, and how is it kept? (optional)"),
        limit=Standing.REASON_LIMIT,
        hint=gettext_lazy("Support that goes on, answers still owed, thanks."),
    )
    told = box(
        gettext_lazy("Who was told, and how? (optional)"),
        limit=Standing.REASON_LIMIT,
        hint=gettext_lazy("By role: children and families, staff, partners, funders. And who is still to be told."),
    )
    restart = box(gettext_lazy("What would restart it? (optional)"), limit=Standing.REASON_LIMIT, hint=gettext_lazy("If nothing would, say so."))

    def __init__(self, *args: Any, now: Standing | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["kind"].choices = [(kind, MEANINGS[kind]) for kind in open_to(now)]  # type: ignore[attr-defined]  # a ChoiceField

    @override
    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        day, kind = said.get("day"), said.get("kind")
        if day and self.now and day < self.now.day:
            told = {"standing": self.now.get_kind_display(), "day": day_words(self.now.day)}
            self.add_error("day", _("This is before %(day)s, since when the project stands at “%(standing)s”") % told)
        if kind and kind not in (Standing.Kind.PAUSED, Standing.Kind.STOPPED):
            for name in PARTING:
                if said.get(name):
                    self.add_error(name, _("This belongs to a pause or an ending. Move your words to another box, or empty this one"))
        return said

    @property
    def parting(self) -> Parting:
        return Parting(**{name: self.cleaned_data[name] for name in PARTING})


def open_to(now: Standing | None) -> list[Standing.Kind]:
    """What can be said next. Work that goes on is not taken up again, and what stands so already is not offered."""
    if now is None or now.is_working:
        return [Standing.Kind.MOMENTUM_LOST, Standing.Kind.PAUSED, Standing.Kind.STOPPED]
    return [Standing.Kind.RENEWED, *(kind for kind in Standing.Kind if kind not in (Standing.Kind.RENEWED, now.kind))]
