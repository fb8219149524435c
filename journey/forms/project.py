"""What someone may say of a project: six fields, of which only the name is required."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, override

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.forms.fields import LineField, ProseField
from journey.models import Project
from journey.words import tidy
from stages.editions import LATEST, get_edition

NOT_SURE = "not-sure"
MOST_ORGANISATIONS, LONGEST_NAME = 12, 120


class NamesField(forms.CharField):
    """Names of organisations, one on each line, as a list."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)

    @override
    def clean(self, value: Any) -> list[str]:
        names = list(dict.fromkeys(line.strip() for line in tidy(super().clean(value)).splitlines() if line.strip()))
        if len(names) > MOST_ORGANISATIONS:
            raise forms.ValidationError(_("Name at most 12 organisations, the most important first"), code="too-many")
        if any(len(name) > LONGEST_NAME for name in names):
            raise forms.ValidationError(_("A name can have at most 120 characters. Put each organisation on a line of its own"), code="too-long")
        return names


class CopyForm(forms.Form):
    """What a project is called that begins with what another says."""

    name = LineField(
        label=_("What is it called?"),
        max_length=120,
        help_text=_("A working name will do; you can change it."),
        error_messages={"required": _("Give the project a name")},
    )


class ProjectForm(CopyForm):
    outcome = ProseField(
        label=_("What will be different for a child or family? (optional)"),
        required=False,
        limit=Project.OUTCOME_LIMIT,
        rows=4,
        help_text=_("Two sentences at most. Do not include names or details that could identify a child or family."),
    )
    organisations = NamesField(
        label=_("Which organisations are in it? (optional)"),
        help_text=_("One on each line, the one that leads it first. Organisations only: nothing that could identify a child or family."),
    )
    commissioners = NamesField(
        label=_("Who commissions or funds it? (optional)"),
        help_text=_("One on each line. Reviews are addressed to them. Organisations only: nothing that could identify a child or family."),
    )
    review_every = forms.TypedChoiceField(
        label=_("How often do you review it? (optional)"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("Not decided yet")), *Project.Rhythm.choices],
    )

    asks_sign_off = forms.ChoiceField(
        label=_("May a member be asked to sign off a review before it is frozen?"),
        required=False,
        choices=[("yes", _("Yes")), ("no", _("No, we do without it"))],
    )

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    """The digest of the details that a change was begun from."""

    @classmethod
    def of(cls, project: Project) -> "ProjectForm":
        """The form filled with what the project says now."""
        return cls(initial=filled(project))

    def against(self, now: Project) -> "ProjectForm":
        """The same form with all that was typed, held against what someone else saved meanwhile, which is told beside each box that differs."""
        said, theirs = filled(now), type(self)(filled(now))
        form = type(self)({**{name: self.data.get(name, "") for name in self.fields}, "seen": now.details_digest})
        form.add_error(None, _("Someone else changed the details while you were writing, so yours are not saved yet"))
        for name, field in form.fields.items():
            if name != "seen" and theirs.is_valid() and form.cleaned_data[name] != theirs.cleaned_data[name]:
                words = dict(getattr(field, "choices", ())).get(said[name], said[name])
                form.add_error(name, _("It says “%(theirs)s” now. Save again to put yours in its place") % {"theirs": words})
        return form

    @property
    def details(self) -> dict[str, Any]:
        """The fields of a Project."""
        said = {name: self.cleaned_data[name] for name in ("name", "outcome", "review_every")}
        return said | ({"asks_sign_off": self.cleaned_data["asks_sign_off"] == "yes"} if self.cleaned_data.get("asks_sign_off") else {})

    def named(self, known: Mapping[str, str] = MappingProxyType({})) -> list[tuple[str, str]]:
        """The organisations, each with its part. One that is `known` to fund the project goes on funding it."""
        partners = [(name, "partner" if position else "lead") for position, name in enumerate(self.cleaned_data["organisations"])]
        return partners + [(name, "funder" if known.get(name) == "funder" else "commissioner") for name in self.cleaned_data["commissioners"]]


def filled(project: Project) -> dict[str, Any]:
    """What the details say, as boxes hold it."""
    return {
        "name": project.name,
        "outcome": project.outcome,
        "organisations": "\n".join(project.partners),
        "commissioners": "\n".join(project.commissioners),
        "review_every": project.review_every or "",
        "asks_sign_off": "yes" if project.asks_sign_off else "no",
        "seen": project.details_digest,
    }


class NewProjectForm(ProjectForm):
    stage = forms.ChoiceField(
        label=_("Where are you now? (optional)"),
        required=False,
        initial=NOT_SURE,
        help_text=_("The stage that most of the work belongs to. Any of the six can be the start, and you can move at any time."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["seen"], self.fields["asks_sign_off"]  # a team decides this once there is one
        known = [(stage.key, f"{stage.number}. {stage.name}: {stage.short}") for stage in get_edition(LATEST).stages]
        field = self.fields["stage"]
        field.widget = forms.RadioSelect()
        field.choices = [*known, (NOT_SURE, _("Not sure yet"))]  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def placed_in(self) -> str:
        """The stage to begin in, "" for "not sure"."""
        stage = self.cleaned_data["stage"]
        return "" if stage == NOT_SURE else str(stage)
