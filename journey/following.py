"""What follows from a decision: the move, the pause or the ending that it leads to, as long as nobody has made it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from journey.options import leads_to, say
from journey.overview import Overview

if TYPE_CHECKING:
    from journey.models import Decision, Project


@dataclass(frozen=True, slots=True)
class Step:
    words: str
    href: str


def step_of(project: "Project", facts: Overview, decision: "Decision") -> Step | None:
    """What is to be done yet to carry a decision out; nothing once it was, or once the path has gone on without it."""
    records = [decision]
    while records[-1].corrects:
        records.append(records[-1].corrects)
    ids, decided_at = {record.pk for record in records}, records[-1].at
    followed = any(told.move.decision_id in ids for told in facts.moves) or any(said.decision_id in ids for said in facts.standings)
    gone_on = any(told.move.recorded_at > decided_at and told.move.day >= decision.day for told in facts.moves)
    if followed or decision.corrected_by or gone_on:
        return None
    stage = leads_to(project.map, decision)
    if stage and facts.main and stage != facts.main.stage and project.may("move"):
        return Step(_("Move to %(stage)s") % {"stage": stage.name}, project.address("move") + f"?to={stage.key}&decision={decision.pk}")
    if decision.option not in ("pause", "stop") or not facts.is_working or not project.may("decide"):
        return None
    words, to = (_("Pause the project"), "paused") if decision.option == "pause" else (_("Stop, and close well"), "stopped")
    return Step(words, project.address("standing-new") + f"?to={to}&decision={decision.pk}")


def last_decided(project: "Project", facts: Overview) -> tuple[Step, str] | None:
    """What the last decision leads to and nobody has done yet, and the decision in a sentence. One query, and one more for each
    correction but the first."""
    decision = project.decisions.standing().select_related("corrects", "correction").order_by("-day", "-number").first()
    step = step_of(project, facts, decision) if decision else None
    return (step, say(project.map, decision)) if step and decision else None
