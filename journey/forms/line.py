"""What the forms for lines of the plan have in common: the stage, the version it was begun from, days."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self, override

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journey.forms.evidence import EARLIEST
from journey.forms.fields import NO_NAMES, LineField, SeenField

if TYPE_CHECKING:
    from journey.models import PlanLine, Project


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


class LineForm(forms.Form):
    """One line of the plan. `seen` is the version that a change was begun from; SHORT are the fields of the form beside a list."""

    SHORT: ClassVar[tuple[str, ...]]
    STAGE_REQUIRED: ClassVar[bool] = False

    stage = forms.ChoiceField(label=_("Which stage does it belong to?"), error_messages={"invalid_choice": _("Choose one of the stages")})
    seen = SeenField()

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
        return int(self.cleaned_data.get("seen", 0))

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
