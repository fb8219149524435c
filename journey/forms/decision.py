"""What someone may say of a decision, and later of one of its conditions."""

from typing import TYPE_CHECKING, Any, Self, override

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journey.forms.evidence import CitedField
from journey.forms.fields import DayField, LineField, ProseField, box
from journey.models import Decision, DecisionCondition, DecisionParty
from journey.models.decision import SHORT_LIMIT, TEXT_LIMIT, Deliberation, Terms
from journey.options import QUESTIONS, asked_for, asking

if TYPE_CHECKING:
    from collections.abc import Mapping

    from journey.models import Project
    from stages.schema import Stage

ROWS, MORE, MOST = 2, 3, 30
"""Rows for conditions, and for who took part, at first; how many more a press gives; how many there may be."""


class DecisionForm(forms.Form):
    """A decision at a stage. The rows for who took part and for conditions are as many as `party_rows` and `condition_rows` say."""

    party_rows = forms.IntegerField(required=False, widget=forms.HiddenInput)
    condition_rows = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, project: "Project", stage: "Stage", corrects: Decision | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project, self.stage, self.corrects = project, stage, corrects
        said = self.data if self.is_bound else self.initial
        self.parties = range(1, rows_wanted(said, "party_rows") + 1)
        self.conditions = range(1, rows_wanted(said, "condition_rows") + 1)
        self.initial = {**self.initial, "party_rows": len(self.parties), "condition_rows": len(self.conditions)}
        self.initial.setdefault("day", timezone.localdate())
        self.add_questions()
        self.add_rows()
        if evidence := list(project.evidence.listed().newest_first()):
            self.fields["evidence"] = CitedField(evidence, label=_("Which evidence does it rest on? (optional)"), required=False)

    @classmethod
    def of(cls, decision: Decision, *, project: "Project", stage: "Stage") -> Self:
        """The form for correcting a record, filled with what it says."""
        said: dict[str, Any] = {name: getattr(decision, name) for name in TEXTS + CHOICES}
        said |= {f"detail-{detail.key}": detail.text for detail in decision.details.all()}
        parties, conditions = list(decision.parties.all()), list(decision.conditions.all())
        for n, party in enumerate(parties, start=1):
            said |= {f"role_{n}": party.role, f"count_{n}": party.count}
        for n, condition in enumerate(conditions, start=1):
            said |= {f"condition_{n}_{name}": getattr(condition, name) for name in ("text", "owner_words", "due")}
            said |= {f"condition_{n}_owner": str(condition.owner.code) if condition.owner else "", f"condition_{n}_was": condition.pk}
        said |= {"party_rows": max(ROWS, len(parties) + 1), "condition_rows": max(ROWS, len(conditions) + 1)}
        said["evidence"] = [str(pk) for pk in decision.citations.values_list("evidence_id", flat=True)]
        return cls(initial=said, project=project, stage=stage, corrects=decision)

    def grown(self, which: str) -> Self:
        """The same form with all that was typed, unchecked, and more rows of one kind."""
        said = {name: self.data.get(name, "") for name in self.fields}
        said |= {"party_rows": len(self.parties), "condition_rows": len(self.conditions)}
        if which in ("party_rows", "condition_rows"):
            said[which] = min(MOST, int(said[which]) + MORE)
        return type(self)(initial=said, project=self.project, stage=self.stage, corrects=self.corrects)

    def add_questions(self) -> None:
        edition = self.project.map
        options = [edition.decision(key) for key in self.stage.decisions]
        if self.corrects:
            self.fields["because"] = box(
                _("What was wrong in the first record?"),
                limit=SHORT_LIMIT,
                hint=_("It stands beside both records; the first stays readable."),
                required=True,
                error_messages={"required": _("Say what was wrong in the first record")},
            )
        self.fields["option"] = forms.ChoiceField(
            label=_("What was decided?"),
            widget=forms.RadioSelect,
            choices=[(option.key, f"{option.name}: {option.meaning[:1].lower()}{option.meaning[1:]}") for option in options],
            error_messages={"required": _("Choose what was decided"), "invalid_choice": _("Choose what was decided")},
        )
        back = [stage for stage in edition.stages if stage.number < self.stage.number]
        if "go-back" in self.stage.decisions:
            self.fields["to_stage"] = forms.ChoiceField(
                label=_("Back to which stage?"),
                required=False,
                widget=forms.RadioSelect,
                choices=[(stage.key, f"{stage.number}. {stage.name}") for stage in back],
                error_messages={"invalid_choice": _("Choose the stage to go back to")},
            )
        for key in dict.fromkeys(key for option in options for key, _words in asked_for(option.key)):
            self.fields[f"detail-{key}"] = box(_("%(question)s (optional)") % {"question": QUESTIONS[key]}, limit=SHORT_LIMIT)
        self.fields["reason"] = box(
            _("Why?"),
            limit=TEXT_LIMIT,
            rows=5,
            hint=_("The reason, in your own words. It is shown wherever the decision is."),
            required=True,
            error_messages={"required": _("Say why, in a sentence or two")},
        )
        self.fields["options"] = box(_("What else was considered? (optional)"), limit=TEXT_LIMIT, hint=_("And why it was not chosen."))
        self.fields["dissent"] = box(
            _("Did anyone disagree, and why? (optional)"), limit=TEXT_LIMIT, hint=_("By role. It is shown to whoever the decision is shown to.")
        )
        self.fields["ethical"] = box(_("Is it ethically appropriate? (optional)"), limit=SHORT_LIMIT, hint=_("A sentence is enough."))
        self.fields["feasible"] = box(_("Is it feasible here, now? (optional)"), limit=SHORT_LIMIT, hint=_("A sentence is enough."))
        self.fields["day"] = DayField(label=_("On which day was it decided?"), future=False)
        self.fields["look_again"] = DayField(label=_("When will you look again? (optional)"), required=False)

    def add_rows(self) -> None:
        for n in self.parties:
            number = {"number": n}
            self.fields[f"role_{n}"] = LineField(label=_("Role %(number)s") % number, required=False, max_length=DecisionParty.ROLE_LIMIT)
            self.fields[f"count_{n}"] = forms.IntegerField(
                label=_("How many in role %(number)s") % number,
                required=False,
                min_value=1,
                max_value=9999,
                error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _("Write how many took part in figures, or leave it out")),
            )
        current = Q(ended_at=None)
        if self.corrects:
            current |= Q(pk__in=[condition.owner_id for condition in self.corrects.conditions.all() if condition.owner_id])
        members = self.project.memberships.filter(current).select_related("user").order_by("user__name", "pk")
        self.people = {str(one.code): one for one in members}
        named = [(code, f"{one.user}, {one.job}" if one.job else str(one.user)) for code, one in self.people.items()]
        for n in self.conditions:
            number, row = {"number": n}, f"condition_{n}_"
            text = ProseField(label=_("Condition %(number)s") % number, limit=DecisionCondition.TEXT_LIMIT, rows=2, required=False)
            text.widget.attrs["aria-describedby"] = f"conditions-hint id_{row}text_error"
            owner = forms.ChoiceField(
                label=_("Who sees to condition %(number)s") % number,
                required=False,
                choices=[("", _("Nobody named")), *named],
                error_messages={"invalid_choice": _("Choose someone who is in the project")},
            )
            self.fields[row + "text"], self.fields[row + "owner"] = text, owner
            self.fields[row + "owner_words"] = LineField(
                label=_("Or in words, for condition %(number)s") % number, required=False, max_length=DecisionCondition.OWNER_LIMIT
            )
            self.fields[row + "due"] = DayField(label=_("Condition %(number)s by") % number, required=False)
            if self.corrects:
                self.fields[row + "was"] = forms.UUIDField(required=False, widget=forms.HiddenInput)

    @property
    def own_questions(self) -> "list[tuple[str, list[forms.BoundField]]]":
        """The questions that belong to some options only: the classes that show them once such an option is chosen, and the field."""
        told = [("only--go-back", [self["to_stage"]])] if "to_stage" in self.fields else []
        for name in self.fields:
            if name.startswith("detail-"):
                told.append((" ".join(f"only--{option}" for option in asking(name.removeprefix("detail-"))), [self[name]]))
        return told

    @property
    def party_fields(self) -> "list[tuple[forms.BoundField, forms.BoundField]]":
        return [(self[f"role_{n}"], self[f"count_{n}"]) for n in self.parties]

    @property
    def condition_fields(self) -> "list[tuple[int, list[forms.BoundField]]]":
        return [(n, [self[f"condition_{n}_{name}"] for name in ("text", "owner", "owner_words", "due")]) for n in self.conditions]

    @property
    def has_more_rows(self) -> dict[str, bool]:
        return {"party": len(self.parties) < MOST, "condition": len(self.conditions) < MOST}

    @override
    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        option, day, look_again = said.get("option", ""), said.get("day"), said.get("look_again")
        if day and look_again and look_again < day:
            self.add_error("look_again", _("This day is before the day on which it was decided"))
        if option == "go-back" and not said.get("to_stage") and "to_stage" not in self.errors:
            self.add_error("to_stage", _("Choose the stage to go back to"))
        for key in QUESTIONS:
            if option and said.get(f"detail-{key}") and option not in asking(key):
                self.add_error(f"detail-{key}", _("This belongs to another decision. Move your words to another box, or empty this one"))
        for n in self.parties:
            if said.get(f"count_{n}") and said.get(f"role_{n}") == "":
                self.add_error(f"role_{n}", _("Say in which role they took part"))
        for n in self.conditions:
            row = f"condition_{n}_"
            if not said.get(row + "text") and (said.get(row + "owner") or said.get(row + "owner_words") or said.get(row + "due")):
                self.add_error(row + "text", _("Say what the condition is"))
        if option == "move-on-with-conditions" and not any(self.data.get(f"condition_{n}_text", "").strip() for n in self.conditions):
            self.add_error("condition_1_text", _("Write at least one condition, or choose “Move on”"))
        return said

    @property
    def deliberation(self) -> Deliberation:
        said = self.cleaned_data
        were: dict[object, DecisionCondition] = {condition.pk: condition for condition in self.corrects.conditions.all()} if self.corrects else {}
        return Deliberation(
            option=said["option"],
            reason=said["reason"],
            to_stage=said.get("to_stage", "") if said["option"] == "go-back" else "",
            options=said["options"],
            dissent=said["dissent"],
            ethical=said["ethical"],
            feasible=said["feasible"],
            day=said["day"],
            look_again=said["look_again"],
            parties=tuple((said[f"role_{n}"], said[f"count_{n}"]) for n in self.parties if said[f"role_{n}"]),
            details={key: said[f"detail-{key}"] for key in QUESTIONS if said.get(f"detail-{key}")},
            conditions=tuple(
                Terms(
                    text=said[f"condition_{n}_text"],
                    owner=self.people.get(said[f"condition_{n}_owner"]),
                    owner_words=said[f"condition_{n}_owner_words"],
                    due=said[f"condition_{n}_due"],
                    was=were.get(said.get(f"condition_{n}_was")),
                )
                for n in self.conditions
                if said[f"condition_{n}_text"]
            ),
        )


TEXTS = ("reason", "options", "dissent", "ethical", "feasible")
CHOICES = ("option", "to_stage", "day", "look_again")


def rows_wanted(said: "Mapping[str, Any]", name: str) -> int:
    """How many rows a form that was sent had, within reason."""
    wanted = str(said.get(name, ""))
    return min(MOST, max(ROWS, int(wanted))) if wanted.isdecimal() and len(wanted) < 4 else ROWS


class ConditionForm(forms.Form):
    """How a condition stands now."""

    state = forms.ChoiceField(
        label=gettext_lazy("How does it stand?"),
        widget=forms.RadioSelect,
        choices=DecisionCondition.State,
        error_messages={"required": gettext_lazy("Choose how it stands"), "invalid_choice": gettext_lazy("Choose how it stands")},
    )
    note = box(
        gettext_lazy("What do you know of it?"), limit=SHORT_LIMIT, hint=gettext_lazy("If it is dropped, say why. Otherwise a sentence, if it helps.")
    )

    @override
    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("state") == DecisionCondition.State.DROPPED and not self.cleaned_data.get("note") and "note" not in self.errors:
            self.add_error("note", _("Say why it is dropped"))
        return self.cleaned_data
