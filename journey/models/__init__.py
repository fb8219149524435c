"""What we remember: one file per noun."""

from journey.models.action import Action, ActionChange, ActionVersion, Task
from journey.models.answer import Answer, AnswerVersion, Clash, Clearance
from journey.models.assignment import Assignment
from journey.models.calendar_feed import CalendarFeed
from journey.models.comment import Comment, Mention
from journey.models.condition import ConditionRating, ConditionView
from journey.models.confirmation import Confirmation
from journey.models.decision import Decision, DecisionCondition, DecisionConditionChange, DecisionDetail, DecisionParty
from journey.models.event import Event
from journey.models.evidence import Citation, Described, Evidence, EvidenceChanged, EvidenceVersion
from journey.models.handover import Handover
from journey.models.invitation import Invitation
from journey.models.membership import Membership
from journey.models.milestone import Milestone, MilestoneChange, MilestoneVersion
from journey.models.move import Move
from journey.models.notice import Notice
from journey.models.organisation import Organisation
from journey.models.planned import Line, PlanChanged
from journey.models.project import Project
from journey.models.risk import Hazard, Risk, RiskChange, RiskVersion
from journey.models.search_entry import SearchEntry
from journey.models.sign import SignReading
from journey.models.standing import Standing
from journey.models.thread import Thread
from journey.models.user import User

__all__ = [
    "Action",
    "ActionChange",
    "ActionVersion",
    "Answer",
    "AnswerVersion",
    "Assignment",
    "CalendarFeed",
    "Citation",
    "Clash",
    "Clearance",
    "Comment",
    "ConditionRating",
    "ConditionView",
    "Confirmation",
    "Decision",
    "DecisionCondition",
    "DecisionConditionChange",
    "DecisionDetail",
    "DecisionParty",
    "Described",
    "Event",
    "Evidence",
    "EvidenceChanged",
    "EvidenceVersion",
    "Handover",
    "Hazard",
    "Invitation",
    "Line",
    "Membership",
    "Mention",
    "Milestone",
    "MilestoneChange",
    "MilestoneVersion",
    "Move",
    "Notice",
    "Organisation",
    "PlanChanged",
    "Project",
    "Risk",
    "RiskChange",
    "RiskVersion",
    "SearchEntry",
    "SignReading",
    "Standing",
    "Task",
    "Thread",
    "User",
]
