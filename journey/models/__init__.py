"""What we remember: one file per noun."""

from journey.models.answer import Answer, AnswerVersion, Clash, Clearance
from journey.models.decision import Decision, DecisionCondition, DecisionConditionChange, DecisionDetail, DecisionParty
from journey.models.event import Event
from journey.models.handover import Handover
from journey.models.invitation import Invitation
from journey.models.membership import Membership
from journey.models.move import Move
from journey.models.organisation import Organisation
from journey.models.project import Project
from journey.models.sign import SignReading
from journey.models.standing import Standing
from journey.models.user import User

__all__ = [
    "Answer",
    "AnswerVersion",
    "Clash",
    "Clearance",
    "Decision",
    "DecisionCondition",
    "DecisionConditionChange",
    "DecisionDetail",
    "DecisionParty",
    "Event",
    "Handover",
    "Invitation",
    "Membership",
    "Move",
    "Organisation",
    "Project",
    "SignReading",
    "Standing",
    "User",
]
