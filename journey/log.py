"""The log of a project in words: who did what, when."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from journey.history import SITTING
from journey.models import Action, Assignment, Event, Evidence, Handover, Invitation, Involvement, Measure, Membership, Milestone, Resource, Risk
from journey.models.evidence import OF_DECISION
from journey.questions import LOOKS_LIKE

if TYPE_CHECKING:
    from django.db import models

    from journey.models import Project

GROUPS: dict[str, Promise] = {
    "answer": gettext_lazy("Answers and evidence"),
    "move": gettext_lazy("Moves"),
    "decision": gettext_lazy("Decisions, signs, conditions and standing"),
    "plan": gettext_lazy("The plan"),
    "talk": gettext_lazy("Comments and assignments"),
    "people": gettext_lazy("People"),
    "review": gettext_lazy("Reviews"),
    "project": gettext_lazy("The project itself"),
}
KINDS: dict[str, tuple[str, ...]] = {
    "answer": ("answer-", "come-back-", "evidence-"),
    "move": ("move-",),
    "decision": ("decision-", "condition-", "sign-", "standing-"),
    "plan": ("action-", "risk-", "milestone-", "calendar-", "involvement-", "resource-", "measure-", "reading-"),
    "talk": ("thread-", "comment-", "assignment-"),
    "people": ("invitation-", "member-", "handover-"),
    "review": ("review-",),
    "project": ("project-",),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log; `count` events of one sitting may stand in it. `since` is when the first of them was, if there are several."""

    event: Event
    words: str
    count: int = 1
    since: datetime | None = None

    @property
    def who(self) -> str:
        return str(self.event.by) if self.event.by else _("The planner")

    @property
    def note(self) -> str:
        """Saved 5 times, "" for once."""
        return ngettext("Saved %(count)s time.", "Saved %(count)s times.", self.count) % {"count": self.count} if self.count > 1 else ""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader of the log asked for, "" for everything. `person` is the code of a part in the project."""

    person: str = ""
    group: str = ""
    stage: str = ""

    def of(self, events: "models.QuerySet[Event]") -> "models.QuerySet[Event]":
        if self.person:
            events = events.filter(by__memberships__code=self.person)
        if self.group:
            kinds = Q()
            for start in KINDS[self.group]:
                kinds |= Q(kind__startswith=start)
            events = events.filter(kinds)
        if self.stage:
            events = events.filter(stage=self.stage)
        return events


def tell(project: "Project", events: Sequence[Event]) -> list[Line]:
    """These events, newest first, as lines. Seven queries more at most, however many they are."""
    names = Names(project, events)
    lines: list[Line] = []
    for event in events:
        before = lines[-1] if lines else None
        if before and is_same_sitting(event, before):
            lines[-1] = Line(before.event, before.words, before.count + 1, event.at)
        else:
            lines.append(Line(event, names.words(event)))
    return lines


def is_same_sitting(event: Event, line: Line) -> bool:
    """Whether an earlier event belongs to the sitting that a line tells of: saves of one answer, with nothing else between them."""
    later = line.event
    same = (event.kind, event.by_id, event.key) == (later.kind, later.by_id, later.key)
    return same and event.kind == Event.Kind.ANSWER_SAVED and (line.since or later.at) - event.at < SITTING


class Names:
    """What the ids of some events stand for, read at once."""

    def __init__(self, project: "Project", events: Iterable[Event]) -> None:
        wanted = defaultdict(set)
        for event in events:
            wanted[event.kind.split("-")[0]].add(event.object_id)
        self.map = project.map
        self.options = {option.key: option.name for option in self.map.decisions}
        self.conditions = {condition.key: condition.name for condition in self.map.conditions}
        self.signs = {sign.key: sign.text for stage in self.map.stages for sign in stage.signs_ready}
        self.members = found(Membership.objects.select_related("user"), project, wanted["member"])
        self.invited = found(Invitation.objects.all(), project, wanted["invitation"])
        self.evidence = found(Evidence.objects.all(), project, wanted["evidence"])
        self.assignments = found(Assignment.objects.select_related("member__user"), project, wanted["assignment"])
        self.planned: dict[str, models.Model] = {
            **found(Action.objects.all(), project, wanted["action"]),
            **found(Milestone.objects.all(), project, wanted["milestone"]),
            **found(Risk.objects.all(), project, wanted["risk"]),
            **found(Involvement.objects.all(), project, wanted["involvement"]),
            **found(Resource.objects.all(), project, wanted["resource"]),
            **found(Measure.objects.all(), project, wanted["measure"] | wanted["reading"]),
        }
        self.offers = found(Handover.objects.select_related("to__user"), project, wanted["handover"])

    def words(self, event: Event) -> str:
        """What was done, as the rest of a sentence that begins with who did it."""
        stage = self.stage(event.stage)
        told = {
            "question": self.question(event.key),
            "stage": stage,
            "role": self.role(event.key),
            "member": getattr(self.members.get(event.object_id), "user", _("someone")),
            "email": getattr(self.invited.get(event.object_id), "email", _("someone")),
            "heir": self.heir(event.object_id),
            "option": named(self.options, event.key),
            "sign": named(self.signs, event.key),
            "condition": named(self.conditions, event.key),
            "standing": named(STANDINGS, event.key),
            "state": named(STATES, event.key) % {"stage": stage} if event.key in STATES else event.key,
            "evidence": self.evidence.get(event.object_id, _("something that is gone")),
            "cited_by": self.citing(event),
            "planned": self.planned.get(event.object_id, _("something that is gone")),
            "assignee": self.assignee(event.object_id),
            "subject": self.subject(event),
            "number": event.key,
            "kind": named({kind.value: words for kind, words in LOOKS_LIKE.items()}, event.key),
        }
        return str(WORDS.get(event.kind, gettext_lazy("did something that this version has no words for"))) % told

    def citing(self, event: Event) -> str:
        """What cites a piece of evidence: a question, a decision, or a move."""
        if event.key.startswith(OF_DECISION):
            return _("decision %(number)s") % {"number": event.key.removeprefix(OF_DECISION)}
        return self.question(event.key) if event.key else _("the move to %(stage)s") % {"stage": self.stage(event.stage)}

    def question(self, key: str) -> str:
        try:
            return self.map.question(key).text
        except KeyError:
            return key

    def stage(self, key: str) -> str:
        try:
            return self.map.stage(key).name
        except KeyError:
            return key

    def role(self, key: str) -> str:
        return str(Membership.Role(key).label) if key in Membership.Role.values else key

    def assignee(self, object_id: str) -> str:
        assignment = self.assignments.get(object_id)
        return str(assignment.member.user) if assignment else _("someone")

    def subject(self, event: Event) -> str:
        """What a comment is about: a question, a decision, or a move."""
        if event.key.startswith(OF_DECISION):
            return self.citing(event)
        return self.question(event.key) if event.key else _("a move, %(stage)s") % {"stage": self.stage(event.stage)}

    def heir(self, object_id: str) -> str:
        offer = self.offers.get(object_id)
        return str(offer.to.user) if offer else _("someone")


def named(words: "Mapping[str, str | Promise]", key: str) -> str:
    """The words of a key, or the key itself where this version has none."""
    return str(words.get(key, key))


def found[M: "models.Model"](rows: "models.QuerySet[M]", project: "Project", ids: set[str]) -> dict[str, M]:
    """Those of a project's rows that have these ids, by id; no query for none. An event of a loaded project may have none, of what stayed behind."""
    return {str(row.pk): row for row in rows.filter(project=project, pk__in=ids - {""})} if ids - {""} else {}


STANDINGS: dict[str, Promise] = {
    "active": gettext_lazy("said that the project is active"),
    "momentum-lost": gettext_lazy("said that momentum is lost"),
    "paused": gettext_lazy("paused the project"),
    "renewed": gettext_lazy("took the project up again"),
    "stopped": gettext_lazy("stopped the project and closed it well"),
}
STATES: dict[str, Promise] = {
    "open": gettext_lazy("said that a condition of a decision in %(stage)s is open"),
    "met": gettext_lazy("said that a condition of a decision in %(stage)s is met"),
    "dropped": gettext_lazy("dropped a condition of a decision in %(stage)s"),
}
WORDS: dict[str, str | Promise] = {
    Event.Kind.PROJECT_STARTED: gettext_lazy("started the project"),
    Event.Kind.PROJECT_COPIED: gettext_lazy("made this practice copy of a sample"),
    Event.Kind.PROJECT_BEGUN_FROM: gettext_lazy("began the project from what another says"),
    Event.Kind.PROJECT_CHANGED: gettext_lazy("changed the project’s details"),
    Event.Kind.PROJECT_BINNED: gettext_lazy("put the project in the bin"),
    Event.Kind.PROJECT_RESTORED: gettext_lazy("took the project out of the bin"),
    Event.Kind.PROJECT_EXPORTED: gettext_lazy("downloaded the whole project as a file"),
    Event.Kind.PROJECT_KEPT: gettext_lazy("said that the stopped project is to be kept"),
    Event.Kind.PROJECT_LOADED: gettext_lazy("loaded the project from a file; what stands before is as the file says"),
    Event.Kind.ANSWER_SAVED: gettext_lazy("wrote an answer: %(question)s"),
    Event.Kind.ANSWER_RESTORED: gettext_lazy("brought back an earlier answer: %(question)s"),
    Event.Kind.ANSWER_NOT_RELEVANT: gettext_lazy("said that this is not relevant, and why: %(question)s"),
    Event.Kind.ANSWER_CLEARED: gettext_lazy("said why what looks like personal data is none: %(question)s"),
    Event.Kind.ANSWER_CONFIRMED: gettext_lazy("said that this is still true: %(question)s"),
    Event.Kind.COME_BACK_MARKED: gettext_lazy("marked to come back to: %(question)s"),
    Event.Kind.COME_BACK_CLEARED: gettext_lazy("took off the mark to come back to: %(question)s"),
    Event.Kind.EVIDENCE_ADDED: gettext_lazy("added evidence: %(evidence)s"),
    Event.Kind.EVIDENCE_CHANGED: gettext_lazy("changed what is said of the evidence: %(evidence)s"),
    Event.Kind.EVIDENCE_REMOVED: gettext_lazy("took evidence out of the list: %(evidence)s"),
    Event.Kind.EVIDENCE_CITED: gettext_lazy("cited “%(evidence)s” as evidence for: %(cited_by)s"),
    Event.Kind.EVIDENCE_UNCITED: gettext_lazy("no longer cites “%(evidence)s” as evidence for: %(cited_by)s"),
    Event.Kind.MOVE_MADE: gettext_lazy("made %(stage)s the main stage"),
    Event.Kind.MOVE_OPENED: gettext_lazy("opened %(stage)s beside the main stage"),
    Event.Kind.MOVE_CLOSED: gettext_lazy("closed %(stage)s, which was open beside the main stage"),
    Event.Kind.MOVE_CORRECTED: gettext_lazy("corrected the journey; it now says %(stage)s"),
    Event.Kind.MOVE_SET_ASIDE: gettext_lazy("set aside what the journey said of %(stage)s"),
    Event.Kind.DECISION_RECORDED: gettext_lazy("recorded a decision in %(stage)s: %(option)s"),
    Event.Kind.DECISION_CORRECTED: gettext_lazy("corrected the record of a decision in %(stage)s: %(option)s"),
    Event.Kind.CONDITION_CHANGED: "%(state)s",
    Event.Kind.CONDITION_RATED: gettext_lazy("said for themselves whether this helps or hinders: %(condition)s"),
    Event.Kind.CONDITION_AGREED: gettext_lazy("wrote down what the team agrees of what helps or hinders: %(condition)s"),
    Event.Kind.SIGN_READ: gettext_lazy("said how a sign of being ready stands: %(sign)s"),
    Event.Kind.STANDING_CHANGED: "%(standing)s",
    Event.Kind.ACTION_ADDED: gettext_lazy("put an action into the plan: %(planned)s"),
    Event.Kind.ACTION_CHANGED: gettext_lazy("changed what an action says: %(planned)s"),
    Event.Kind.ACTION_DONE: gettext_lazy("said that an action is done: %(planned)s"),
    Event.Kind.ACTION_DROPPED: gettext_lazy("dropped an action: %(planned)s"),
    Event.Kind.ACTION_OPEN: gettext_lazy("said that an action is open: %(planned)s"),
    Event.Kind.RISK_ADDED: gettext_lazy("put a risk into the plan: %(planned)s"),
    Event.Kind.RISK_CHANGED: gettext_lazy("changed what is said of a risk: %(planned)s"),
    Event.Kind.RISK_HAPPENED: gettext_lazy("said that this has happened: %(planned)s"),
    Event.Kind.RISK_CLOSED: gettext_lazy("closed a risk: %(planned)s"),
    Event.Kind.RISK_OPEN: gettext_lazy("said that this may happen: %(planned)s"),
    Event.Kind.MILESTONE_ADDED: gettext_lazy("put a milestone into the plan: %(planned)s"),
    Event.Kind.MILESTONE_CHANGED: gettext_lazy("changed what a milestone says: %(planned)s"),
    Event.Kind.MILESTONE_MOVED: gettext_lazy("moved the day of a milestone: %(planned)s"),
    Event.Kind.MILESTONE_REACHED: gettext_lazy("said that a milestone is reached: %(planned)s"),
    Event.Kind.MILESTONE_DROPPED: gettext_lazy("dropped a milestone: %(planned)s"),
    Event.Kind.MILESTONE_OPEN: gettext_lazy("said that a milestone is still to be reached: %(planned)s"),
    Event.Kind.CALENDAR_MADE: gettext_lazy("made an address for their own calendar"),
    Event.Kind.CALENDAR_RENEWED: gettext_lazy("renewed the address for their own calendar"),
    Event.Kind.CALENDAR_STOPPED: gettext_lazy("stopped the address for their own calendar"),
    Event.Kind.INVOLVEMENT_ADDED: gettext_lazy("wrote down who was involved: %(planned)s"),
    Event.Kind.INVOLVEMENT_CHANGED: gettext_lazy("changed what is said of who was involved: %(planned)s"),
    Event.Kind.INVOLVEMENT_REMOVED: gettext_lazy("took out of who was involved: %(planned)s"),
    Event.Kind.RESOURCE_ADDED: gettext_lazy("added to people, money and time: %(planned)s"),
    Event.Kind.RESOURCE_CHANGED: gettext_lazy("changed in people, money and time: %(planned)s"),
    Event.Kind.RESOURCE_REMOVED: gettext_lazy("took out of people, money and time: %(planned)s"),
    Event.Kind.MEASURE_ADDED: gettext_lazy("added a measure: %(planned)s"),
    Event.Kind.MEASURE_CHANGED: gettext_lazy("changed what is said of a measure: %(planned)s"),
    Event.Kind.MEASURE_REMOVED: gettext_lazy("took out a measure: %(planned)s"),
    Event.Kind.READING_ADDED: gettext_lazy("added a reading of: %(planned)s"),
    Event.Kind.READING_CORRECTED: gettext_lazy("corrected a reading of: %(planned)s"),
    Event.Kind.THREAD_STARTED: gettext_lazy("commented, for the team alone: %(subject)s"),
    Event.Kind.THREAD_RESOLVED: gettext_lazy("resolved comments: %(subject)s"),
    Event.Kind.THREAD_REOPENED: gettext_lazy("took up resolved comments again: %(subject)s"),
    Event.Kind.COMMENT_ADDED: gettext_lazy("replied to a comment, for the team alone: %(subject)s"),
    Event.Kind.COMMENT_WITHDRAWN: gettext_lazy("withdrew a comment: %(subject)s"),
    Event.Kind.ASSIGNMENT_MADE: gettext_lazy("asked %(assignee)s to answer: %(question)s"),
    Event.Kind.ASSIGNMENT_DONE: gettext_lazy("said that what %(assignee)s was asked is done: %(question)s"),
    Event.Kind.ASSIGNMENT_TAKEN_BACK: gettext_lazy("no longer asks %(assignee)s to answer: %(question)s"),
    Event.Kind.REVIEW_PREPARED: gettext_lazy("prepared the next review"),
    Event.Kind.REVIEW_PUT_AWAY: gettext_lazy("put away what was prepared for a review"),
    Event.Kind.REVIEW_FLAG_CLEARED: gettext_lazy("said why what looks like personal data in a review is none: %(kind)s"),
    Event.Kind.PART_CONFIRMED: gettext_lazy("said that a part of the next review is still true"),
    Event.Kind.REVIEW_SIGN_OFF_ASKED: gettext_lazy("asked a member to sign off the next review"),
    Event.Kind.REVIEW_SIGN_OFF_TAKEN_BACK: gettext_lazy("no longer asks a member to sign off the next review"),
    Event.Kind.REVIEW_SIGNED_OFF: gettext_lazy("signed off the next review"),
    Event.Kind.REVIEW_NOT_YET: gettext_lazy("did not sign off the next review yet, and said why"),
    Event.Kind.REVIEW_FROZEN: gettext_lazy("froze Review %(number)s"),
    Event.Kind.REVIEW_CORRECTED: gettext_lazy("corrected a review; the correction is Review %(number)s"),
    Event.Kind.REVIEW_REDACTED: gettext_lazy("blacked out a passage in Review %(number)s, and said why"),
    Event.Kind.REVIEW_DAY_NAMED: gettext_lazy("named a day on which a review is due"),
    Event.Kind.REVIEW_SKIPPED: gettext_lazy("said why a review is skipped"),
    Event.Kind.INVITATION_SENT: gettext_lazy("invited %(email)s as %(role)s"),
    Event.Kind.INVITATION_SENT_AGAIN: gettext_lazy("sent the invitation of %(email)s again"),
    Event.Kind.INVITATION_WITHDRAWN: gettext_lazy("withdrew the invitation of %(email)s"),
    Event.Kind.INVITATION_DECLINED: gettext_lazy("declined the invitation"),
    Event.Kind.MEMBER_JOINED: gettext_lazy("joined as %(role)s"),
    Event.Kind.MEMBER_ROLE: gettext_lazy("changed what %(member)s may do, to %(role)s"),
    Event.Kind.MEMBER_DETAILS: gettext_lazy("changed what is said of the part of %(member)s"),
    Event.Kind.MEMBER_LEFT: gettext_lazy("left the project"),
    Event.Kind.MEMBER_REMOVED: gettext_lazy("ended the part of %(member)s"),
    Event.Kind.HANDOVER_OFFERED: gettext_lazy("offered the lead to %(heir)s"),
    Event.Kind.HANDOVER_ACCEPTED: gettext_lazy("accepted the lead"),
    Event.Kind.HANDOVER_DECLINED: gettext_lazy("did not accept the lead"),
    Event.Kind.HANDOVER_WITHDRAWN: gettext_lazy("took back the offer of the lead to %(heir)s"),
}


def actors(project: "Project") -> "list[Membership]":
    """Everyone who is or was in the project, for the filter by person, by name."""
    return list(project.memberships.select_related("user").order_by("user__name", "pk"))
