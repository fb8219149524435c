"""The plan of a project, as pages show it: what is due, actions with open conditions of decisions among them, milestones and risks."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from journey.conditions import conditions_of
from journey.dates import DAYS_COUNTED, due_day_words, due_words
from journey.forms.plan import ActionForm, ActionStandForm, MilestoneForm, MilestoneStandForm, PlanFilterForm, RiskForm, RiskStandForm
from journey.involvement import involvement_plan
from journey.loose_ends import open_conditions
from journey.measures import measure_plan
from journey.models import Action, DecisionCondition, Milestone, Risk
from journey.questions import warning_words
from journey.resources import resource_plan

if TYPE_CHECKING:
    from journey.forms.plan import PlannedForm, StandForm
    from journey.models import Membership, Project
    from journey.models.planned import Planned
    from stages.schema import Stage


MOST_DUE = 6
"""Lines under “What is due”."""


@dataclass(frozen=True, slots=True)
class Noun:
    """One kind of thing in a plan, and what may be said of it."""

    model: "type[Planned]"
    form: "type[PlannedForm]"
    stand: "type[StandForm]"


NOUNS: dict[str, Noun] = {
    "action": Noun(Action, ActionForm, ActionStandForm),
    "milestone": Noun(Milestone, MilestoneForm, MilestoneStandForm),
    "risk": Noun(Risk, RiskForm, RiskStandForm),
}


@dataclass(frozen=True, slots=True)
class Origin:
    """What something comes from, in words, and where that stands. `team_only` is for no reader of a review."""

    words: str
    href: str
    team_only: bool = False


@dataclass(frozen=True)
class ActionRow:
    """An action, or an open condition of a decision, which stands among them and is settled where it is."""

    item: Action | DecisionCondition
    project: "Project"
    origin: Origin | None
    stage: "Stage | None"
    question: str = ""
    """The key of the question that it belongs to, "" for none."""

    @property
    def is_condition(self) -> bool:
        return isinstance(self.item, DecisionCondition)

    @property
    def is_of_stage(self) -> bool:
        """Whether it comes from nothing but a stage."""
        return isinstance(self.item, Action) and bool(self.item.stage)

    @property
    def due_words(self) -> str:
        return due_words(self.item.due, self.project.today) if self.item.due and self.item.is_open else ""

    @property
    def due_day_words(self) -> str:
        return due_day_words(self.item.due, self.project.today) if self.item.due else ""

    @property
    def href(self) -> str:
        """Where all of it stands."""
        if isinstance(self.item, DecisionCondition):
            return self.item.decision.get_absolute_url() + "#conditions"
        return "" if self.project.is_sample else self.item.get_absolute_url()

    @property
    def settle_href(self) -> str:
        """Where a condition is settled."""
        return self.project.address("decision-condition", self.item.decision.pk, self.item.pk) if isinstance(self.item, DecisionCondition) else ""

    @property
    def warning(self) -> str:
        return warning_words(self.item.text)


@dataclass(frozen=True, slots=True)
class Group:
    words: str
    rows: list[ActionRow]


@dataclass(frozen=True, slots=True)
class DueLine:
    """Something due, with an anchor on the plan page."""

    words: str
    text: str
    href: str
    who: str
    due: date


@dataclass(frozen=True)
class Plan:
    """All that is planned in a project, read at once."""

    project: "Project"
    actions: list[ActionRow]
    milestones: list[Milestone]
    risks: list[Risk]
    people: "list[Membership]" = field(default_factory=list)

    @property
    def open(self) -> list[ActionRow]:
        return [row for row in self.actions if row.item.is_open]

    @property
    def settled(self) -> list[ActionRow]:
        """What is done or dropped, the last first."""
        rows = [row for row in self.actions if not row.item.is_open]
        return sorted(rows, key=lambda row: row.item.last_change.at if row.item.last_change else row.project.created_at, reverse=True)

    @property
    def groups(self) -> list[Group]:
        """The open actions by when they are due; what has nothing in it is left out."""
        today = self.project.today
        month = today.replace(day=monthrange(today.year, today.month)[1])
        rows: dict[str, list[ActionRow]] = defaultdict(list)
        for row in self.open:
            due = row.item.due
            rows["none" if due is None else "late" if due < today else "month" if due <= month else "later"].append(row)
        words = {"late": _("Overdue"), "month": _("Due this month"), "later": _("Later"), "none": _("No day named")}
        return [Group(words[key], rows[key]) for key in words if rows[key]]

    @property
    def open_milestones(self) -> list[Milestone]:
        return [milestone for milestone in self.milestones if milestone.is_open]

    @property
    def past_milestones(self) -> list[Milestone]:
        return [milestone for milestone in self.milestones if not milestone.is_open]

    @property
    def open_risks(self) -> list[Risk]:
        return [risk for risk in self.risks if risk.is_open]

    @property
    def closed_risks(self) -> list[Risk]:
        return [risk for risk in self.risks if not risk.is_open]

    @property
    def due_next(self) -> list[DueLine]:
        """The first few of what is due; the others stand below as well."""
        return self.due[:MOST_DUE]

    @property
    def due_after(self) -> int:
        return len(self.due[MOST_DUE:])

    @property
    def due(self) -> list[DueLine]:
        """What is overdue or due within a fortnight, the earliest first."""
        until = self.project.today + timedelta(days=DAYS_COUNTED)
        found = [
            *((row.item.due, row.due_words, row.item, row.item.who) for row in self.open if row.item.due),
            *((milestone.due, milestone.due_words, milestone, milestone.who) for milestone in self.open_milestones),
        ]
        lines = [DueLine(words, item.text, f"#{anchor(item)}", who, due) for due, words, item, who in found if due <= until]
        return sorted(lines, key=lambda line: line.due)

    @cached_property
    def by_question(self) -> dict[str, list[ActionRow]]:
        """The open actions beside a question, by its key."""
        found = defaultdict(list)
        for row in self.open:
            if row.question:
                found[row.question].append(row)
        return dict(found)

    def of_stage(self, key: str) -> "Plan":
        """What belongs to one stage."""
        return Plan(
            self.project,
            [row for row in self.actions if row.stage and row.stage.key == key],
            [one for one in self.milestones if one.stage == key],
            [one for one in self.risks if one.stage == key],
        )

    def of_owner(self, code: str) -> "Plan":
        def theirs(item: Any) -> bool:
            return item.owner is not None and str(item.owner.code) == code

        return Plan(
            self.project,
            [row for row in self.actions if theirs(row.item)],
            [one for one in self.milestones if theirs(one)],
            [one for one in self.risks if theirs(one)],
        )

    @property
    def is_empty(self) -> bool:
        return not (self.actions or self.milestones or self.risks)


def plan_of(project: "Project") -> Plan:
    """Seven queries, however much is planned."""
    actions = [action_row(action) for action in project.actions.with_origins().order_by("due", "made_at", "pk").listed()]
    rows = sorted(actions + [condition_row(project, one) for one in open_conditions(project)], key=lambda row: row.item.due or date.max)
    return Plan(project, rows, project.milestones.open_first().listed(), project.risks.what_happened_first().listed())


def action_row(action: Action) -> ActionRow:
    project = action.project
    return ActionRow(action, project, origin(action), project.map.stage(action.stage_key) if action.stage_key else None, action.question_key)


def condition_row(project: "Project", condition: DecisionCondition) -> ActionRow:
    decision = condition.decision
    decision.project = project
    words = _("From decision %(number)s") % {"number": decision.number}
    return ActionRow(condition, project, Origin(words, decision.get_absolute_url()), project.map.stage(decision.stage))


def origin(action: Action) -> Origin | None:
    """What an action comes from, None where it comes from nothing."""
    project = action.project
    if action.key:
        stage = project.map.stage_of(action.key)
        return Origin(project.map.question(action.key).text, f"{project.address('stage', stage.key)}#{action.key}")
    if action.stage:
        return Origin(project.map.stage(action.stage).name, project.address("stage", action.stage))
    if action.condition:
        named = next((one.name for one in project.map.conditions if one.key == action.condition), action.condition)
        return Origin(_("Condition: %(condition)s") % {"condition": named}, project.address("condition", action.condition))
    if condition := action.decision_condition:
        condition.decision.project = project
        told = {"number": condition.decision.number, "condition": condition.text}
        return Origin(_("A condition of decision %(number)s: %(condition)s") % told, f"{condition.decision.get_absolute_url()}#conditions")
    if action.risk:
        action.risk.project = project
        return Origin(_("Risk: %(risk)s") % {"risk": action.risk.text}, "" if project.is_sample else action.risk.get_absolute_url())
    if action.comment:
        action.comment.thread.project = project
        return Origin(_("A comment of the team"), action.comment.thread.get_absolute_url(), team_only=True)
    return None


def anchor(item: "Planned | DecisionCondition") -> str:
    """The id of a line on the plan page."""
    return f"{'condition' if isinstance(item, DecisionCondition) else item.noun}-{item.pk}"


def plan_page(project: "Project", asked: "dict[str, str] | None" = None, *, wrong: "PlannedForm | None" = None, noun: str = "") -> dict[str, Any]:
    """What the plan page shows; `wrong` is the form for a new line of this noun that could not be saved."""
    members = [] if project.is_sample else members_of(project)
    plan = plan_of(project)
    filters = PlanFilterForm(asked or {}, project=project, members=members)
    shown = filtered(plan, filters.asked)
    page: dict[str, Any] = {"project": project, "plan": plan, "shown": shown, "filters": filters, "is_filtered": any(filters.asked.values())}
    page["may_plan"] = project.may("plan")
    # A new action, milestone or risk alone does not show these.
    money = SimpleLazyObject(lambda: resource_plan(project))
    page["involvements"] = SimpleLazyObject(lambda: involvement_plan(project)["involvements"])
    page["measures"] = SimpleLazyObject(lambda: measure_plan(project)["measures"])
    page["resources"] = SimpleLazyObject(lambda: money["resources"])
    page["money_line"] = SimpleLazyObject(lambda: money["money_line"])
    page["conditions"] = SimpleLazyObject(lambda: conditions_of(project))
    if page["may_plan"]:
        page["forms"] = {name: new_line(name, project, members) for name in NOUNS}
        if wrong is not None:
            page["forms"][noun] = page["form"] = wrong
    return page


def filtered(plan: Plan, asked: dict[str, str]) -> Plan:
    if asked["owner"]:
        plan = plan.of_owner(asked["owner"])
    return plan.of_stage(asked["stage"]) if asked["stage"] else plan


def new_line(noun: str, project: "Project", members: "Iterable[Membership]", data: Any = None) -> "PlannedForm":
    """The short form at the end of a section."""
    return NOUNS[noun].form(data, project=project, members=list(members), short=True, auto_id=f"{noun}-%s")


def members_of(project: "Project") -> "list[Membership]":
    return list(project.memberships.to_choose_from())
