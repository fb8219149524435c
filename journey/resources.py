"""People, money and time, as pages tell them: a table for each stage, and the money in one line."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journey.forms.resource import ResourceForm
from journey.lines import LineFacts, Section, by_stage, stage_at, taken_out
from journey.models import Project, Resource
from journey.models.resource import ResourceKind
from journey.numbers import pounds

type ResourceFacts = LineFacts[Resource]
KINDS = list(ResourceKind.values)


def resource_facts(project: Project, stage: str | None = None) -> tuple[ResourceFacts, ...]:
    """What stands, of one stage or of all: people, then money, then time, in the order they were written down. One query."""
    rows = project.resources.filter(removed_at=None).select_related("changed_by").order_by("made_at", "pk")
    return tuple(sorted_facts(project, rows if stage is None else rows.filter(stage=stage)))


def sorted_facts(project: Project, rows: Iterable[Resource]) -> list[ResourceFacts]:
    return [LineFacts(row, stage_at(project, row.stage)) for row in sorted(rows, key=lambda row: KINDS.index(row.kind))]


def resource_plan(project: Project) -> dict[str, object]:
    """For resources/_plan.html."""
    everything = sorted_facts(project, project.resources.select_related("changed_by", "removed_by").order_by("made_at", "pk"))
    listed = [told for told in everything if told.item.is_listed]
    form = ResourceForm(project=project) if project.may("plan") else None
    money = money_line((told.item.kind, told.item.budget, told.item.spent) for told in listed)
    return {"resources": Section(by_stage(project, listed), taken_out(told.item for told in everything), form), "money_line": money}


def money_line(lines: Iterable[tuple[str, Decimal | None, Decimal | None]]) -> str:
    """All the money in one line, from kinds, budgets and what was spent: "£42,000 of £60,000 spent". "" where there is none.

    Where a budget or what was spent of it is not said, the line says so rather than count it as nothing.
    """
    money = [(budget, spent) for kind, budget, spent in lines if kind == ResourceKind.MONEY]
    budgets, spendings = [budget for budget, _spent in money if budget is not None], [spent for _budget, spent in money if spent is not None]
    if not budgets and not spendings:
        return ""
    told = {"spent": pounds(sum(spendings, Decimal(0))), "budget": pounds(sum(budgets, Decimal(0)))}
    if not budgets:
        return _("%(spent)s spent; no budget said") % told
    if not spendings:
        return _("%(budget)s planned; what is spent is not said yet") % told
    words = _("%(spent)s of %(budget)s spent") % told
    if unsaid := sum(None in pair for pair in money):
        more = ngettext("%(count)s line says only one of the two, or neither", "%(count)s lines say only one of the two, or neither", unsaid)
        words += f" ({more % {'count': unsaid}})"
    return words
