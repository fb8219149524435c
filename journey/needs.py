"""What needs someone next, over all their projects."""

from typing import TYPE_CHECKING, Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _

from journey.asked import asked_of
from journey.dates import day_words, due_words
from journey.models import Handover, Invitation, Notice, Project
from journey.overview import Overview
from journey.rhythm import dues
from journey.whats_next import Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from journey.models import User

MOST = 8


def needs(user: "User", told: "Sequence[tuple[Project, Overview]]") -> list[Line]:
    """What colleagues ask, the most pressing first; what waits for an answer and will end; what they asked without haste; all of that, however much.

    Then, up to eight lines in all, what is open in the real projects they may write in, the last changed first.
    """
    asked = asked_of(user)
    lines = [*asked.pressing, *reviews_due(told), *asked.told]
    lines += [
        Line(
            _("Will you lead %(project)s?") % {"project": offer.project},
            offer.get_absolute_url(),
            _("%(name)s asks you. Until %(day)s.") % {"name": offer.by, "day": day_words(timezone.localdate(offer.expires_at))},
        )
        for offer in Handover.objects.waiting_for(user).select_related("project", "by")
    ]
    lines += [
        Line(
            _("You are invited to %(project)s") % {"project": invitation.project},
            invitation.get_absolute_url(),
            _("By %(name)s. Until %(day)s.") % {"name": invitation.by, "day": day_words(timezone.localdate(invitation.expires_at))},
        )
        for invitation in Invitation.objects.waiting_for(user.email or "").select_related("project", "by")
    ]
    lines += asked.later
    suggested = [line for project, facts in told if project.kind == "real" for line in open_in(project, facts)]
    return lines + suggested[: max(0, MOST - len(lines))]


def waiting_for(user: "User") -> "list[tuple[str, str, int]]":
    """What waits for someone beside their projects, or may end at any moment, in one query: what is shown of it follows from these.

    Kinds, ids, and the versions of projects that are not among theirs.
    """
    found: dict[str, tuple[QuerySet[Any], Combinable]] = {
        "notice": (Notice.objects.shown_to(user).unseen(), Value(0)),
        "bin": (Project.objects.in_bin_of(user), F("version")),
        "handover": (Handover.objects.waiting_for(user), F("project__version")),
        "invitation": (Invitation.objects.waiting_for(user.email or ""), F("project__version")),
    }
    parts = [rows.order_by().values_list(Value(kind, CharField()), Cast("pk", CharField()), of) for kind, (rows, of) in found.items()]
    return sorted(parts[0].union(*parts[1:]))


def reviews_due(told: "Sequence[tuple[Project, Overview]]") -> list[Line]:
    """The reviews that are due within two weeks or past, of the real projects in which someone may prepare them."""
    mine = {project: facts.begins(project) for project, facts in told if project.kind == "real" and project.may("prepare") and not facts.rests}
    return [
        Line(
            _("Review of %(project)s: %(due)s") % {"project": project, "due": due_words(one.day, one.today)},
            project.address("reviews"),
            day_words(one.day),
        )
        for project, one in dues(mine).items()
        if one.is_near
    ]


def open_in(project: "Project", facts: Overview) -> list[Line]:
    """The next thing in one project, if there is one."""
    if facts.standing and facts.standing.is_parting:
        return []
    if facts.main is None:
        return [Line(_("Say where %(project)s is on the map") % {"project": project}, project.address("move"))] if project.may("move") else []
    if not project.may("answer") or not facts.unanswered_starters:
        return []
    stage, question = facts.main.stage, facts.unanswered_starters[0]
    note = _("%(project)s, %(stage)s. A good question to start with.") % {"project": project, "stage": stage.name}
    return [Line(question.text, project.address("stage", stage.key) + f"#{question.key}", note)]
