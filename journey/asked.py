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
    assignments = (project.assignments if project else Assignment.objects.select_related("project")).waiting_for(user).select_related("by")
    given = [(assignment.is_pressing, of_assignment(assignment, named=project is None)) for assignment in assignments]
    newest = {mention.comment.thread_id: mention for mention in unseen_mentions(user, project)}
    return Asked(
        (
            *(line for pressing, line in given if pressing),
            *(of_sign_off(one, named=project is None) for one in sign_offs_of(user, project)),
            *(of_planned(item, named=project is None) for item in due_of(user, project)),
        ),
        tuple(of_mention(mention, named=project is None) for mention in reversed(newest.values())),
        tuple(line for pressing, line in given if not pressing),
    )


# Where the project is known, no query asks for it again: its columns are a third of what Django has to put together for each.


def unseen_mentions(user: "User", project: Project | None) -> list[Mention]:
    """The oldest first."""
    mentions = Mention.objects.unseen_by(user).order_by("comment__at")
    of_thread = ("comment__by", "comment__thread__move", "comment__thread__decision")
    if project is None:
        return list(mentions.select_related(*of_thread, "comment__thread__project"))
    found = list(mentions.filter(comment__thread__project=project).select_related(*of_thread))
    for mention in found:
        mention.comment.thread.project = project
    return found


def sign_offs_of(user: "User", project: Project | None) -> list[SignOff]:
    asked = SignOff.objects.waiting_for(user)
    if project is None:
        return list(asked.select_related("preparation__project", "by"))
    found = list(asked.filter(preparation__project=project).select_related("preparation", "by"))
    for one in found:
        one.preparation.project = project
    return found


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
    mine: dict[str, Any] = {"owner__user": user, "owner__ended_at": None, "due__lte": until}
    conditions = DecisionCondition.objects.filter(decision__correction=None, state=DecisionCondition.State.OPEN, **mine)
    if project is None:
        mine["owner__project__binned_at"] = None
        conditions = conditions.filter(owner__project__binned_at=None).select_related("decision__project")
        actions, milestones = Action.objects.open().select_related("project"), Milestone.objects.open().select_related("project")
    else:
        conditions = conditions.filter(decision__project=project).select_related("decision")
        actions, milestones = project.actions.open(), project.milestones.open()
    found = [*actions.filter(**mine), *conditions, *milestones.filter(**mine)]
    for item in found:
        if project and isinstance(item, DecisionCondition):
            item.decision.project = project
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
