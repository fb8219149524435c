"""What someone may say of a thing in the plan: an action, a risk, a milestone; and how each stands."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self, override

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journey.forms.fields import NO_NAMES, DayField, LineField, ProseField, SeenField
from journey.models import Hazard, Line, Task
from journey.models.action import Action
from journey.models.milestone import Milestone
from journey.models.planned import NOTE_LIMIT, OWNER_LIMIT, TEXT_LIMIT
from journey.models.risk import Impact, Likelihood, Risk

if TYPE_CHECKING:
    from journey.models import Membership, Project
    from journey.models.planned import Planned
    from stages.schema import Stage


class PlannedForm(forms.Form):
    """A thing in the plan. `members` may be chosen to see to it. A `short` form asks only for what a new one needs; without `placed`, what it comes
    from says where it belongs. `seen` is the version that a change was begun from."""

    SHORT: ClassVar[tuple[str, ...]] = ("text", "owner", "due")
    TEXT: ClassVar[Any] = ""
    MISSING: ClassVar[Any] = ""

    def __init__(
        self, *args: Any, project: "Project", members: "Sequence[Membership]", short: bool = False, placed: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.project, self.people = project, {str(member.code): member for member in members}
        self.members, self.placed = members, placed
        self.fields["text"] = ProseField(
            label=self.TEXT,
            limit=TEXT_LIMIT,
            rows=2,
            help_text=NO_NAMES,
            error_messages={"required": self.MISSING},
        )
        self.add_fields()
        if not placed:
            self.fields.pop("place", None)
        for name in [name for name in self.fields if short and name not in self.SHORT]:
            del self.fields[name]
        if not short:
            self.fields["seen"] = SeenField()

    @classmethod
    def of(cls, item: "Planned", **kwargs: Any) -> Self:
        """The form filled with what is said now."""
        return cls(initial=cls.filled(item.said) | {"seen": item.version}, **kwargs)

    @classmethod
    def filled(cls, line: Line) -> dict[str, Any]:
        return {
            "text": line.text,
            "owner": str(line.owner.code) if line.owner else "",
            "owner_words": line.owner_words,
            "place": line.stage or "",
        }

    def add_fields(self) -> None:
        self.add_owner()
        self.add_stage()

    def add_owner(self) -> None:
        named = [(code, f"{one.user}, {one.job}" if one.job else str(one.user)) for code, one in self.people.items()]
        self.fields["owner"] = forms.ChoiceField(
            label=_("Who sees to it? (optional)"),
            required=False,
            choices=[("", _("Nobody named")), *named],
            error_messages={"invalid_choice": _("Choose someone who is in the project")},
        )
        self.fields["owner_words"] = LineField(
            label=_("Or who, in words (optional)"),
            required=False,
            max_length=OWNER_LIMIT,
            help_text=_(
                "A role or an organisation, such as “the housing officer”. Do not include names or details that could identify a child or family."
            ),
        )

    def add_stage(self) -> None:
        self.fields["place"] = forms.ChoiceField(
            label=_("Which stage does it belong to? (optional)"),
            required=False,
            choices=[("", _("None in particular")), *((stage.key, stage_words(stage)) for stage in self.project.map.stages)],
            error_messages={"invalid_choice": _("Choose a stage of the map")},
        )

    @property
    def begun_from(self) -> int:
        return int(self.cleaned_data.get("seen", 0))

    @property
    def said(self) -> dict[str, Any]:
        """What every line says; what a short form did not ask is left out."""
        told = self.cleaned_data
        return {
            "text": told["text"],
            "owner": self.people.get(told.get("owner", "")),
            "owner_words": told.get("owner_words", ""),
            "stage": told.get("place") or None,
        }

    @property
    def line(self) -> Line:
        return Line(**self.said)

    @property
    def more(self) -> dict[str, Any]:
        """What is said once, when it is put into the plan."""
        return {}

    def against(self, now: "Planned") -> Self:
        """The same form with all that was typed, now held against the version that someone else saved meanwhile."""
        said = {name: self.data.get(name, "") for name in self.fields}
        return type(self)({**said, "seen": str(now.version)}, **self.made_for)

    @property
    def made_for(self) -> dict[str, Any]:
        """What else a form like this one is made with."""
        return {"project": self.project, "members": self.members, "placed": self.placed}


class ActionForm(PlannedForm):
    TEXT = gettext_lazy("What is to be done?")
    MISSING = gettext_lazy("Say what is to be done")

    @override
    def add_fields(self) -> None:
        self.add_owner()
        self.fields["due"] = DayField(label=_("By when? (optional)"), required=False)
        questions = [
            (stage_words(stage), [(stage.key, _("%(stage)s as a whole") % {"stage": stage.name}), *((q.key, q.text) for q in stage.questions)])
            for stage in self.project.map.stages
        ]
        self.fields["place"] = forms.ChoiceField(
            label=_("Which stage or question does it belong to? (optional)"),
            required=False,
            choices=[("", _("None in particular")), *questions],
            error_messages={"invalid_choice": _("Choose a stage or a question of the map")},
        )

    @classmethod
    @override
    def filled(cls, line: Line) -> dict[str, Any]:
        more = {"due": line.due, "place": line.key or line.stage or ""} if isinstance(line, Task) else {}
        return super().filled(line) | more

    @property
    @override
    def line(self) -> Line:
        place = self.cleaned_data.get("place") or None
        is_stage = place in {stage.key for stage in self.project.map.stages}
        own = {"stage": place if is_stage else None, "key": None if is_stage else place}
        return Task(**self.said | own | {"due": self.cleaned_data["due"]})


class RiskForm(PlannedForm):
    SHORT = ("text", "owner", "likelihood", "impact")
    TEXT = gettext_lazy("What may happen?")
    MISSING = gettext_lazy("Say what may happen")

    @override
    def add_fields(self) -> None:
        self.fields["likelihood"] = forms.ChoiceField(
            label=_("How likely is it? (optional)"), required=False, choices=[("", _("Not said")), *Likelihood.choices]
        )
        self.fields["impact"] = forms.ChoiceField(
            label=_("How much would it matter? (optional)"), required=False, choices=[("", _("Not said")), *Impact.choices]
        )
        self.fields["response"] = ProseField(
            label=_("What do you do about it? (optional)"), limit=NOTE_LIMIT, rows=3, required=False, help_text=NO_NAMES
        )
        self.add_owner()
        self.add_stage()

    @classmethod
    @override
    def filled(cls, line: Line) -> dict[str, Any]:
        more = {name: getattr(line, name) for name in ("likelihood", "impact", "response")}
        return super().filled(line) | more

    @property
    @override
    def line(self) -> Line:
        return Hazard(**self.said | {name: self.cleaned_data.get(name, "") for name in ("likelihood", "impact", "response")})


class MilestoneForm(PlannedForm):
    """The day is asked once; later it is moved, with a reason."""

    SHORT = ("text", "owner", "due")
    TEXT = gettext_lazy("What is to be reached?")
    MISSING = gettext_lazy("Say what is to be reached")

    def __init__(self, *args: Any, is_new: bool = True, **kwargs: Any) -> None:
        self.is_new = is_new
        super().__init__(*args, **kwargs)

    @override
    def add_fields(self) -> None:
        if self.is_new:
            self.fields["due"] = DayField(label=_("By when?"))
        self.add_owner()
        self.add_stage()

    @classmethod
    @override
    def of(cls, item: "Planned", **kwargs: Any) -> Self:
        return super().of(item, is_new=False, **kwargs)

    @property
    @override
    def made_for(self) -> dict[str, Any]:
        return super().made_for | {"is_new": self.is_new}

    @property
    @override
    def more(self) -> dict[str, Any]:
        return {"due": self.cleaned_data["due"]}


class StandForm(forms.Form):
    """How a thing in the plan stands now."""

    STATES: ClassVar[Sequence[tuple[str, Any]]] = ()
    WHY: ClassVar[Mapping[str, Any]] = {}
    """What is said where a state needs a reason and has none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"] = forms.ChoiceField(
            label=_("How does it stand?"),
            widget=forms.RadioSelect,
            choices=self.STATES,
            error_messages={"required": _("Choose how it stands"), "invalid_choice": _("Choose how it stands")},
        )
        self.add_fields()
        self.fields["note"] = ProseField(label=_("Note (optional)"), limit=NOTE_LIMIT, rows=3, required=False, help_text=self.hint)

    def add_fields(self) -> None:
        """What else is asked, between the state and the note."""

    @property
    def hint(self) -> str:
        return f"{_('If it is dropped, say why. Otherwise a sentence, if it helps.')} {NO_NAMES}"

    @override
    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if (why := self.WHY.get(said.get("state", ""))) and not said.get("note") and "note" not in self.errors:
            self.add_error("note", why)
        return said


class ActionStandForm(StandForm):
    STATES = Action.State.choices
    WHY: ClassVar[Mapping[str, Any]] = {"dropped": gettext_lazy("Say why it is dropped")}


class RiskStandForm(StandForm):
    STATES = Risk.State.choices
    WHY: ClassVar[Mapping[str, Any]] = {"closed": gettext_lazy("Say why it is closed")}

    @property
    @override
    def hint(self) -> str:
        return f"{_('If it is closed, say why. Otherwise a sentence, if it helps.')} {NO_NAMES}"


class MilestoneStandForm(StandForm):
    STATES: ClassVar[Sequence[tuple[str, Any]]] = [*Milestone.State.choices, ("moved", gettext_lazy("Moved to another day"))]
    WHY: ClassVar[Mapping[str, Any]] = {"dropped": gettext_lazy("Say why it is dropped"), "moved": gettext_lazy("Say why it is moved")}

    @override
    def add_fields(self) -> None:
        self.fields["day"] = DayField(
            label=_("On which day?"),
            required=False,
            help_text=_("If it is reached: the day it was, or leave it empty for today. If it is moved: the day it is moved to."),
        )

    @property
    @override
    def hint(self) -> str:
        return f"{_('If it is moved or dropped, say why. Otherwise a sentence, if it helps.')} {NO_NAMES}"

    @override
    def clean(self) -> dict[str, Any]:
        said = super().clean()
        day: date | None = said.get("day")
        if said.get("state") == "reached":
            if day and day > timezone.localdate():
                self.add_error("day", _("This day is still to come"))
            said["day"] = day or timezone.localdate()
        if said.get("state") == "moved" and not day and "day" not in self.errors:
            self.add_error("day", _("Give the day it is moved to"))
        return said


class PlanFilterForm(forms.Form):
    """Whose actions, and of which stage."""

    owner = forms.ChoiceField(label=gettext_lazy("Who sees to it"), required=False)
    stage = forms.ChoiceField(label=gettext_lazy("Stage"), required=False)

    def __init__(self, *args: Any, project: "Project", members: "Sequence[Membership]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [("", _("Everyone")), *((str(member.code), str(member.user)) for member in members)]
        stages = [("", _("All stages")), *((stage.key, stage_words(stage)) for stage in project.map.stages)]
        self.fields["owner"] = forms.ChoiceField(label=_("Who sees to it"), required=False, choices=people)
        self.fields["stage"] = forms.ChoiceField(label=_("Stage"), required=False, choices=stages)

    @property
    def asked(self) -> dict[str, str]:
        """What was asked for and can be; an unknown name asks for nothing."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("owner", "stage")}


def stage_words(stage: "Stage") -> str:
    return f"{stage.number}. {stage.name}"
