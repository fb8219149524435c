"""The plan, as the review's document holds it."""

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from journey.models import Action, Milestone, Risk
from journey.review.plan import ReviewAction, ReviewDayMoved, ReviewMilestone, ReviewRisk, ReviewSettled

if TYPE_CHECKING:
    from journey.models.planned import Planned
    from journey.plan import ActionRow


def compose_action(row: "ActionRow") -> ReviewAction:
    item = row.item
    return ReviewAction(
        text=item.text,
        who=item.who,
        due=item.due,
        when=row.due_words,
        by_day=row.due_day_words if item.is_open else "",
        state=str(item.get_state_display()),
        is_open=item.is_open,
        comes_from=comes_from(row),
        stage=row.stage.number if row.stage else None,
        settled=compose_settled(item) if isinstance(item, Action) else ReviewSettled(),
    )


def comes_from(row: "ActionRow") -> str:
    """What an action comes from: of a question its place on the map, for the question stands elsewhere; nothing of what is the team's alone."""
    if row.origin is None or row.origin.team_only:
        return ""
    if row.stage and isinstance(row.item, Action) and row.item.key:
        number = next(question.number for question in row.stage.questions if question.key == row.item.key)
        return _("%(stage)s, question %(number)s") % {"stage": row.stage.name, "number": number}
    return row.origin.words


def compose_risk(risk: Risk) -> ReviewRisk:
    return ReviewRisk(
        text=risk.text,
        who=risk.who,
        likelihood=str(risk.get_likelihood_display()),
        impact=str(risk.get_impact_display()),
        weight=risk.weight_words,
        response=risk.response,
        state=str(risk.get_state_display()),
        is_open=risk.is_open,
        has_happened=risk.state == Risk.State.HAPPENED,
        stage=risk.home.number if risk.home else None,
        settled=compose_settled(risk),
    )


def compose_milestone(milestone: Milestone) -> ReviewMilestone:
    return ReviewMilestone(
        text=milestone.text,
        who=milestone.who,
        due=milestone.due,
        when=milestone.due_words,
        by_day=milestone.due_day_words if milestone.is_open else "",
        state=str(milestone.get_state_display()),
        is_open=milestone.is_open,
        reached_on=milestone.reached_on,
        moved=tuple(
            ReviewDayMoved(was=change.was, to=change.day, why=change.note, day=timezone.localdate(change.at), by=str(change.by))
            for change in milestone.moves
            if change.was and change.day
        ),
        stage=milestone.home.number if milestone.home else None,
        settled=compose_settled(milestone),
    )


def compose_settled(item: "Planned") -> ReviewSettled:
    last = item.last_change
    if last is None or getattr(last, "was", None):
        return ReviewSettled()
    return ReviewSettled(note=last.note, day=timezone.localdate(last.at), by=str(last.by))
