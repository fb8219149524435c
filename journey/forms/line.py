"""What the forms for lines of the plan have in common: the stage, the version it was begun from, figures, days."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Self, override

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journey.forms.answer import ProseField
from journey.forms.evidence import EARLIEST, LineField
from journey.numbers import read_number, shown

if TYPE_CHECKING:
    from journey.models import PlanLine, Project

NO_NAMES = _("Do not include names or details that could identify a child or family.")


class FigureField(forms.CharField):
    """A number in figures, with or without commas between thousands. `least` may be it, `below` may not; `places` after the point."""

    def __init__(self, *, below: int, places: int, least: int | None = None, **kwargs: Any) -> None:
        self.below, self.places, self.least = below, places, least
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "w-10"}), **kwargs)

    @override
    def prepare_value(self, value: Any) -> Any:
        return shown(value) if isinstance(value, Decimal) else value

    @override
    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        number = read_number(typed)
        if number is None:
            raise forms.ValidationError(_("Write the number in figures, such as 1200 or 12.5"), code="invalid")
        exponent = number.as_tuple().exponent
        if isinstance(exponent, int) and -exponent > self.places:
            told = _("Write at most %(count)s figures after the point")
            raise forms.ValidationError(told, code="places", params={"count": self.places})
        if self.least is not None and number < self.least:
            raise forms.ValidationError(_("Write a number that is not below 0"), code="least")
        if abs(number) >= self.below:
            raise forms.ValidationError(_("Write a number below %(most)s"), code="most", params={"most": f"{self.below:,}"})
        return number


class SaidDayField(forms.DateField):
    """A day of this century or the last, as a browser's own field sends it."""

    def __init__(self, *, future: bool = False, **kwargs: Any) -> None:
        self.future = future
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": _("Give the day as day, month and year"), "required": _("Give the day")},
            **kwargs,
        )

    @override
    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day and day < EARLIEST:
            raise forms.ValidationError(_("Give the year in full, such as 2027"), code="early")
        if day and not self.future and day > timezone.localdate():
            raise forms.ValidationError(_("The day cannot be in the future"), code="future")
        return day


def title(label: Promise, *, limit: int, hint: Promise | str, missing: Promise) -> LineField:
    return LineField(label=label, max_length=limit, help_text=f"{hint} {NO_NAMES}".strip(), error_messages={"required": missing})


def box(label: Promise, *, limit: int, hint: Promise | str = "", rows: int = 3, **kwargs: Any) -> ProseField:
    """A box that may stay empty, with the word about children and families."""
    return ProseField(label=label, limit=limit, rows=rows, help_text=f"{hint} {NO_NAMES}".strip(), **{"required": False} | kwargs)


class LineForm(forms.Form):
    """One line of the plan. `seen` is the version that a change was begun from; SHORT are the fields of the form beside a list."""

    SHORT: ClassVar[tuple[str, ...]]
    STAGE_REQUIRED: ClassVar[bool] = False

    stage = forms.ChoiceField(label=_("Which stage does it belong to?"), error_messages={"invalid_choice": _("Choose one of the stages")})
    seen = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, project: "Project", **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"id_{type(self).__name__.lower()}_%s"} | kwargs)
        self.project = project
        field = self.fields["stage"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # it is declared above
        field.required = self.STAGE_REQUIRED
        field.error_messages["required"] = _("Choose one of the stages")
        none = _("Choose one") if self.STAGE_REQUIRED else _("The whole project")
        field.choices = [("", none), *((stage.key, stage.name) for stage in project.map.stages)]

    @classmethod
    def of(cls, line: "PlanLine") -> Self:
        """The form filled with what is said now."""
        return cls(initial=line.said | {"seen": line.version}, project=line.project)

    @property
    def begun_from(self) -> int:
        return self.cleaned_data.get("seen") or 0

    @property
    def said(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    @property
    def short(self) -> list[forms.BoundField]:
        return [self[name] for name in self.SHORT]

    def against(self, now: "PlanLine") -> Self:
        """The same form with all that was typed, now held against the version that someone else saved meanwhile."""
        typed: Mapping[str, str] = {name: self.data.get(name, "") for name in self.fields}
        return type(self)({**typed, "seen": str(now.version)}, project=self.project)
