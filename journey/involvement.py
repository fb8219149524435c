"""Who was involved, as pages tell it."""

from django.db.models import F

from journey.forms.involvement import InvolvementForm
from journey.lines import LineFacts, Section, by_stage, stage_at, taken_out
from journey.models import Involvement, Project

type InvolvementFacts = LineFacts[Involvement]


def involvement_facts(project: Project, stage: str | None = None) -> tuple[InvolvementFacts, ...]:
    """What stands, of one stage or of all, oldest first. One query."""
    rows = project.involvements.filter(removed_at=None).select_related("changed_by").order_by(F("day").asc(nulls_last=True), "made_at", "pk")
    return tuple(LineFacts(row, stage_at(project, row.stage)) for row in (rows if stage is None else rows.filter(stage=stage)))


def involvement_plan(project: Project, main: str = "") -> dict[str, object]:
    """For involvements/_plan.html. `main` is the key of the stage that the form begins with."""
    rows = project.involvements.select_related("changed_by", "removed_by").order_by(F("day").asc(nulls_last=True), "made_at", "pk")
    everything = [LineFacts(row, stage_at(project, row.stage)) for row in rows]
    form = InvolvementForm(initial={"stage": main}, project=project) if project.may("plan") else None
    listed = [told for told in everything if told.item.is_listed]
    return {"involvements": Section(by_stage(project, listed), taken_out(told.item for told in everything), form)}
