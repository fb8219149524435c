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
from journey.models.evidence import Citation, Described, Evidence, EvidenceVersion
from journey.models.handover import Handover
from journey.models.invitation import Invitation
from journey.models.involvement import Involvement, InvolvementVersion
from journey.models.line import PlanLine, PlanLineVersion
from journey.models.measure import Measure, MeasureVersion, Reading
from journey.models.membership import Membership
from journey.models.milestone import Milestone, MilestoneChange, MilestoneVersion
from journey.models.move import Move
from journey.models.notice import Notice
from journey.models.organisation import Organisation
from journey.models.planned import Line
from journey.models.preparation import Cleared, Preparation, PreparationChanged, PreparedReader
from journey.models.project import Project
from journey.models.reader_told import ReaderTold
from journey.models.resource import Resource, ResourceVersion
from journey.models.review import Redaction, Review
from journey.models.review_day import ReviewDay
from journey.models.risk import Hazard, Risk, RiskChange, RiskVersion
from journey.models.search_entry import SearchEntry
from journey.models.sign import SignReading
from journey.models.sign_off import SignOff
from journey.models.standing import Standing
from journey.models.thread import Thread
from journey.models.user import User
from journey.models.versioned import ChangedMeanwhile

__all__ = [
    "Action",
    "ActionChange",
    "ActionVersion",
    "Answer",
    "AnswerVersion",
    "Assignment",
    "CalendarFeed",
    "ChangedMeanwhile",
    "Citation",
    "Clash",
    "Clearance",
    "Cleared",
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
    "EvidenceVersion",
    "Handover",
    "Hazard",
    "Invitation",
    "Involvement",
    "InvolvementVersion",
    "Line",
    "Measure",
    "MeasureVersion",
    "Membership",
    "Mention",
    "Milestone",
    "MilestoneChange",
    "MilestoneVersion",
    "Move",
    "Notice",
    "Organisation",
    "PlanLine",
    "PlanLineVersion",
    "Preparation",
    "PreparationChanged",
    "PreparedReader",
    "Project",
    "ReaderTold",
    "Reading",
    "Redaction",
    "Resource",
    "ResourceVersion",
    "Review",
    "ReviewDay",
    "Risk",
    "RiskChange",
    "RiskVersion",
    "SearchEntry",
    "SignOff",
    "SignReading",
    "Standing",
    "Task",
    "Thread",
    "User",
]
