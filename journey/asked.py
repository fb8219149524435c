"""What colleagues ask of someone: assignments, and comments they were told of. As lines of what comes next, the most pressing first."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from journey.dates import DAYS_COUNTED, due_words, instant_words
from journey.models import Action, Assignment, DecisionCondition, Mention, Milestone, Project, SignOff
from journey.talk import about
from journey.whats_next import Line

if TYPE_CHECKING:
    from journey.models import User


@dataclass(frozen=True, slots=True)
class Asked:
    """`pressing`: assignments overdue, then due soon, then reviews to sign off, then what someone sees to in the plan.

    `told`: threads with a comment not seen yet. `later`: the other assignments.
    """

    pressing: tuple[Line, ...] = ()
    told: tuple[Line, ...] = ()
    later: tuple[Line, ...] = ()

    @property
    def lines(self) -> list[Line]:
        return [*self.pressing, *self.told, *self.later]


def asked_of(user: "User", project: Project | None = None) -> Asked:
    """What is asked of someone, in one project or, without one, in all they can enter: six queries."""
    assignments = Assignment.objects.waiting_for(user).select_related("project", "by")
    sign_offs = SignOff.objects.waiting_for(user)
    mentions = Mention.objects.unseen_by(user).select_related(
        "comment__by", "comment__thread__project", "comment__thread__move", "comment__thread__decision"
    )
    if project is not None:
        assignments, mentions = assignments.filter(project=project), mentions.filter(comment__thread__project=project)
        sign_offs = sign_offs.filter(preparation__project=project)
    given = [(assignment.is_pressing, of_assignment(assignment, named=project is None)) for assignment in assignments]
    newest = {mention.comment.thread_id: mention for mention in mentions.order_by("comment__at")}
    return Asked(
        (
            *(line for pressing, line in given if pressing),
            *(of_sign_off(one, named=project is None) for one in sign_offs),
            *(of_planned(item, named=project is None) for item in due_of(user, project)),
        ),
        tuple(of_mention(mention, named=project is None) for mention in reversed(newest.values())),
        tuple(line for pressing, line in given if not pressing),
    )


def of_assignment(assignment: Assignment, *, named: bool) -> Line:
    due = assignment.due_words
    parts = [str(assignment.project) if named else "", due[:1].upper() + due[1:], _("Asked by %(name)s") % {"name": assignment.by}, assignment.note]
    return Line(_("Answer: %(question)s") % {"question": assignment.question}, assignment.get_absolute_url(), sentences(parts))


def of_sign_off(one: SignOff, *, named: bool) -> Line:
    parts = [str(one.preparation.project) if named else "", _("Asked by %(name)s") % {"name": one.by}, instant_words(one.at).capitalize()]
    return Line(_("Look at a review before it is frozen"), one.get_absolute_url(), sentences(parts))


def due_of(user: "User", project: Project | None) -> list[Action | DecisionCondition | Milestone]:
    """What someone sees to in the plan and is overdue or due within a fortnight, the earliest first: three queries."""
    until = timezone.localdate() + timedelta(days=DAYS_COUNTED)
    mine: dict[str, Any] = {"owner__user": user, "owner__ended_at": None, "owner__project__binned_at": None, "due__lte": until}
    if project is not None:
        mine["owner__project"] = project
    conditions = DecisionCondition.objects.filter(decision__correction=None, state=DecisionCondition.State.OPEN, **mine)
    found = [
        *Action.objects.open().filter(**mine).select_related("project"),
        *conditions.select_related("decision__project"),
        *Milestone.objects.open().filter(**mine).select_related("project"),
    ]
    return sorted(found, key=lambda item: item.due or until)


def of_planned(item: Action | DecisionCondition | Milestone, *, named: bool) -> Line:
    project = item.decision.project if isinstance(item, DecisionCondition) else item.project
    due = due_words(item.due, project.today) if item.due else ""
    kind = {Action: _("Action"), DecisionCondition: _("Condition of a decision"), Milestone: _("Milestone")}[type(item)]
    parts = [str(project) if named else "", due[:1].upper() + due[1:], kind]
    href = f"{item.decision.get_absolute_url()}#conditions" if isinstance(item, DecisionCondition) else item.get_absolute_url()
    return Line(item.text, href, sentences(parts))


def of_mention(mention: Mention, *, named: bool) -> Line:
    comment = mention.comment
    words = _("%(name)s tells you of a comment: %(about)s") % {"name": comment.by, "about": about(comment.thread)}
    parts = [str(comment.thread.project) if named else "", instant_words(comment.at).capitalize(), _("Team only")]
    return Line(words, comment.thread.get_absolute_url(), sentences(parts))


def sentences(parts: list[str]) -> str:
    return " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in parts if part)
