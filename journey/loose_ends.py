"""What is still open before a decision or a move, in words. It is told and never stands in the way."""

from typing import TYPE_CHECKING

from django.utils.translation import ngettext

from journey.models import DecisionCondition
from journey.overview import Overview
from journey.signs import sign_rows, stands
from stages.schema import Stage

if TYPE_CHECKING:
    from journey.models import Project


def loose_ends(project: "Project", facts: Overview, stage: Stage | None) -> list[str]:
    """A sentence for each thing that is open in a stage, and for open conditions of decisions in the whole project. Two queries."""
    if stage is None:
        return []
    told = []
    if unanswered := facts.facts(stage.key).unanswered:
        words = ngettext("%(count)s question in %(stage)s has no answer.", "%(count)s questions in %(stage)s have no answer.", unanswered)
        told.append(words % {"count": unanswered, "stage": stage.name})
    read = stands(sign_rows(project, stage))
    if read["not-yet"]:
        words = ngettext("%(count)s sign of being ready stands at “not yet”.", "%(count)s signs of being ready stand at “not yet”.", read["not-yet"])
        told.append(words % {"count": read["not-yet"]})
    if read["partly"]:
        words = ngettext("%(count)s sign stands at “partly”.", "%(count)s signs stand at “partly”.", read["partly"])
        told.append(words % {"count": read["partly"]})
    if conditions := open_conditions(project):
        words = ngettext(
            "%(count)s condition of an earlier decision is open.", "%(count)s conditions of earlier decisions are open.", len(conditions)
        )
        told.append(words % {"count": len(conditions)})
    return told


def open_conditions(project: "Project") -> list[DecisionCondition]:
    """Of the decisions that stand, what has to be met yet. One query."""
    found = DecisionCondition.objects.filter(decision__project=project, decision__correction=None, state=DecisionCondition.State.OPEN)
    return list(found.select_related("owner__user", "decision").order_by("due", "decision__number", "position"))
