"""What the forms for lines of the plan have in common: the stage, and the version it was begun from."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journey.forms.fields import NO_NAMES, LineField, SeenField

if TYPE_CHECKING:
    from journey.models import PlanLine, Project


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
