"""What a reader of the log may ask for."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.log import GROUPS, Filters, actors

if TYPE_CHECKING:
    from journey.models import Project


class LogForm(forms.Form):
    """Sent by GET. What it does not know is left out, so that an old address still shows the log."""

    person = forms.ChoiceField(label=_("Who"), required=False)
    kind = forms.ChoiceField(label=_("What"), required=False, choices=[("", _("Everything")), *GROUPS.items()])
    stage = forms.ChoiceField(label=_("Stage"), required=False)

    def __init__(self, *args: Any, project: "Project", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(member.code), str(member.user)) for member in actors(project)]
        stages = [(stage.key, stage.name) for stage in project.map.stages]
        self.fields["person"].choices = [("", _("Everyone")), *people]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["stage"].choices = [("", _("All stages")), *stages]  # type: ignore[attr-defined]  # a ChoiceField
        self.is_valid()

    @property
    def asked(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def filters(self) -> Filters:
        return Filters(person=self.asked.get("person", ""), group=self.asked.get("kind", ""), stage=self.asked.get("stage", ""))

    @property
    def before(self) -> int:
        """Only events with a lower sequence are shown; 0 for all."""
        said = str(self.data.get("before", ""))
        return int(said) if said.isdecimal() and len(said) < 10 else 0

    def query(self, **more: int) -> str:
        """The address's query for the same filters."""
        return "?" + urlencode(self.asked | more)
