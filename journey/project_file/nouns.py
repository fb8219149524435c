"""What of a project goes into its file, and what stays behind and why. A model that hangs on Project and is in neither list fails a test."""

import re
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter

from django.apps import apps
from django.db import models

from journey.models import Event, Project, User

TRAVELS = (
    "Organisation",
    "Membership",
    "Answer",
    "AnswerVersion",
    "Clearance",
    "Confirmation",
    "Decision",
    "DecisionParty",
    "DecisionDetail",
    "DecisionCondition",
    "DecisionConditionChange",
    "Move",
    "Evidence",
    "EvidenceVersion",
    "Citation",
    "SignReading",
    "Standing",
    "Thread",
    "Comment",
    "Mention",
    "Assignment",
    "ConditionRating",
    "ConditionView",
    "Risk",
    "RiskVersion",
    "RiskChange",
    "Action",
    "ActionVersion",
    "ActionChange",
    "Milestone",
    "MilestoneVersion",
    "MilestoneChange",
    "Involvement",
    "InvolvementVersion",
    "Resource",
    "ResourceVersion",
    "Measure",
    "MeasureVersion",
    "Reading",
    "Preparation",
    "PreparedReader",
    "Cleared",
    "SignOff",
    "Review",
    "Redaction",
    "ReviewDay",
    "Event",
)
LATE = {"Preparation.corrects"}
"""Fields that point to rows which themselves point back to rows of this kind. Their target has a random id, known before it is saved."""
STAYS = {
    "Invitation": "It is for one email on one copy, and its link opens that copy alone.",
    "Handover": "It is an offer between two accounts, and accounts do not travel.",
    "Notice": "It tells one account something, and accounts do not travel.",
    "CalendarFeed": "It is a link, and links do not travel.",
    "ReaderTold": "Who was written to from one copy says nothing of another, which has no addresses.",
    "SearchEntry": "It is made anew from what travels.",
}
FIELDS_STAY = {
    "Project.slug": "Only a sample has one, and a sample arrives as a practice copy.",
    "Project.told_on": "Only a sample is told as it stood on one day.",
    "Project.binned_at": "Where a project lies on one copy says nothing of another.",
    "Project.asked_at": "When its owners were asked on one copy says nothing of another.",
    "Project.log_length": "It is counted anew.",
    "Project.log_head": "Hashes hold ids, which are new; the file says the old one as its fingerprint.",
    "Event.previous": "The rows are chained anew, since ids are new.",
    "Event.hash": "The same.",
    "Membership.code": "It names the row in addresses, and is made anew.",
    "PreparedReader.email": "Addresses do not travel.",
    "Mention.seen_at": "What someone has read is their own affair.",
}
ABOUT = {
    "answer": "Answer",
    "answer-cleared": "Clearance",
    "answer-confirmed": "Confirmation",
    "come-back": "Answer",
    "evidence": "Evidence",
    "move": "Move",
    "decision": "Decision",
    "condition": "DecisionConditionChange",
    "condition-rated": "ConditionRating",
    "condition-agreed": "ConditionView",
    "action": "Action",
    "risk": "Risk",
    "milestone": "Milestone",
    "calendar": "CalendarFeed",
    "involvement": "Involvement",
    "resource": "Resource",
    "measure": "Measure",
    "reading": "Measure",
    "review": "Review",
    "review-prepared": "Preparation",
    "review-put-away": "Preparation",
    "review-flag-cleared": "Cleared",
    "review-part-confirmed": "Confirmation",
    "review-sign-off-asked": "SignOff",
    "review-sign-off-taken-back": "SignOff",
    "review-signed-off": "SignOff",
    "review-not-yet": "SignOff",
    "review-day-named": "ReviewDay",
    "review-skipped": "ReviewDay",
    "sign": "SignReading",
    "standing": "Standing",
    "thread": "Thread",
    "comment": "Comment",
    "assignment": "Assignment",
    "member": "Membership",
    "invitation": "Invitation",
    "handover": "Handover",
    "project": "Project",
    "account": "User",
}
"""What the id in a row of the log is of, by how its kind begins; the longest that fits counts."""

type Foreign = models.ForeignKey[models.Model, models.Model]


def about(kind: str) -> str:
    """The name of the model whose id a row of the log of this kind holds, "" where this version does not know."""
    begins = [start for start in ABOUT if kind == start or kind.startswith(f"{start}-")]
    return ABOUT[max(begins, key=len)] if begins else ""


def noun(model: type[models.Model]) -> str:
    """What rows of a model are called in the file: AnswerVersion is answer_version."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", model.__name__).lower()


@cache
def hanging() -> set[type[models.Model]]:
    """Every model with rows that hang on a project, by foreign keys, directly or through others."""
    found: set[type[models.Model]] = {Project}
    new: list[type[models.Model]] = [Project]
    while new:
        here = new.pop()
        for relation in here._meta.get_fields(include_hidden=True):
            there = relation.related_model
            if relation.auto_created and not relation.concrete and isinstance(there, type) and there not in found:
                found.add(there)
                new.append(there)
    return found - {Project}


@cache
def travelling() -> tuple[type[models.Model], ...]:
    """The models that travel, each after those that its rows point to."""
    named = {name: apps.get_model("journey", name) for name in TRAVELS}
    points = {model: {field.related_model for field in pointers(model) if not is_late(field)} - {model} for model in named.values()}
    return tuple(model for model in TopologicalSorter(points).static_order() if isinstance(model, type))


def fields(model: type[models.Model]) -> Iterator["models.Field[object, object]"]:
    """The fields that travel, but for the row's own id and the project."""
    for field in model._meta.concrete_fields:
        if not field.primary_key and f"{model.__name__}.{field.name}" not in FIELDS_STAY and field.related_model is not Project:
            yield field


def pointers(model: type[models.Model]) -> list[Foreign]:
    """The fields that point to another row of the file."""
    travels = {apps.get_model("journey", name) for name in TRAVELS}
    return [field for field in fields(model) if isinstance(field, models.ForeignKey) and field.related_model in travels]


def way(model: type[models.Model]) -> str:
    """The way from a row to its project, as a filter takes it: "answer__project"."""
    if any(field.related_model is Project for field in model._meta.concrete_fields):
        return "project"
    homes = (field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey) and not field.null)
    home = next(field for field in homes if field.related_model in hanging())
    return f"{home.name}__{way(home.related_model)}"


def is_late(field: Foreign) -> bool:
    return f"{field.model.__name__}.{field.name}" in LATE


def signatures(model: type[models.Model]) -> list[Foreign]:
    """The fields that say who."""
    return [field for field in fields(model) if isinstance(field, models.ForeignKey) and field.related_model is User]


def is_log(model: type[models.Model]) -> bool:
    return model is Event
