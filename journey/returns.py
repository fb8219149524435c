"""Coming back to a stage: what was said, and what was decided, when the visit before ended."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from journey.dates import day_words, visit_words
from journey.models import AnswerVersion
from journey.options import say

if TYPE_CHECKING:
    from journey.models import Project
    from journey.overview import Overview
    from journey.stage_facts import StageFacts
    from journey.visits import Stay


@dataclass(frozen=True, slots=True)
class Return:
    """`then` holds, by the question's key, what each answer said when the visit ended; a question that nothing was said to is not in it."""

    visit: "Stay"
    then: dict[str, AnswerVersion]
    decided: tuple[str, ...]

    @property
    def words(self) -> str:
        """First visit, 1 March 2027 to 4 May 2027."""
        start, end = self.visit.start, self.visit.end or self.visit.start
        told = {"nth": visit_words(self.visit.number).capitalize(), "start": day_words(start), "end": day_words(end)}
        return (_("%(nth)s, %(start)s to %(end)s") if start != end else _("%(nth)s, on %(start)s")) % told


def coming_back(project: "Project", facts: "Overview", mine: "StageFacts") -> Return | None:
    """The visit before to a stage that the team has come back to; None where it has not. One query."""
    visit = mine.visit_before
    if visit is None:
        return None
    ended = ended_at(facts, visit)
    last = AnswerVersion.objects.filter(answer=OuterRef("answer"), at__lte=ended).order_by("-number").values("pk")[:1]
    keys = [question.key for question in mine.stage.questions]
    found = AnswerVersion.objects.filter(answer__project=project, answer__key__in=keys, pk=Subquery(last)).select_related("answer", "by")
    then = {version.answer.key: version for version in found if version.state != "empty"}
    return Return(visit, then, decided_in(project, visit))


def ended_at(facts: "Overview", visit: "Stay") -> datetime:
    """The instant at which a visit ended: when the move that ended it was recorded, if that was on its day; if not, the end of that day (UK)."""
    steps = facts.moves
    after = steps[next(place for place, told in enumerate(steps) if told.stay == visit) + 1]
    recorded = next(told for told in facts.log if told.place == after.place).move.recorded_at
    if timezone.localdate(recorded) == after.move.day:
        return recorded
    return timezone.make_aware(datetime.combine(after.move.day + timedelta(days=1), time())) - timedelta(microseconds=1)


def decided_in(project: "Project", visit: "Stay") -> tuple[str, ...]:
    """What was decided in the stage during a visit, and each condition of it, a line each. Two queries."""
    stage = project.map.stages[visit.stage - 1].key
    made = project.decisions.standing().filter(stage=stage, day__gte=visit.start, day__lte=visit.end or visit.start)
    lines: list[str] = []
    for decision in made.prefetch_related("conditions").order_by("day", "number"):
        lines.append(say(project.map, decision))
        for condition in decision.conditions.all():
            lines.append(_("Condition, %(state)s: %(text)s") % {"state": condition.get_state_display(), "text": condition.text})
    return tuple(lines)
