"""A new project begun from a sample or from another of one's own: what it says and plans, without its history.

What is copied is written anew by whoever begins: answers, evidence and what cites it, open actions and risks, milestones still to come,
measures without readings, people, money and time without what was spent. A day that has passed is not copied. Left behind is what only the
first can have lived through: its journey, decisions, signs, standing, conditions, comments, people, reviews and log. Nobody of the first
project sees to anything in the second.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction

from journey.models import Event, Measure, Project, Resource, Task
from journey.models.answer import Said

if TYPE_CHECKING:
    from journey.models import Evidence, User


def begin_from(source: Project, name: str, *, by: "User") -> Project:
    """Make a project called `name` that begins with what `source` says. One begun from a sample is a practice copy."""
    with transaction.atomic():
        made = Project.objects.create(
            name=name,
            outcome=source.outcome,
            review_every=source.review_every,
            edition=source.edition,
            kind=Project.Kind.REAL if source.kind == Project.Kind.REAL else Project.Kind.PRACTICE,
        )
        made.memberships.create(user=by, role="owner")
        made.note(Event.Kind.PROJECT_BEGUN_FROM, by=by)
        made.set_organisations([(organisation.name, organisation.part) for organisation in source.organisations.all()])
        copy_answers(source, made, by)
        copy_plan(source, made, by)
    return made


def copy_answers(source: Project, made: Project, by: "User") -> None:
    evidence: dict[object, Evidence] = {item.pk: made.add_evidence(item.said, by=by) for item in source.evidence.listed().order_by("made_at", "pk")}
    for answer in source.answers.exclude(state="empty").prefetch_related("citations").order_by("pk"):
        said: Said = answer.said
        new = made.answer(answer.key, said.text, by=by, seen=0, strength=said.strength, because=said.because)
        if cited := [evidence[citation.evidence_id] for citation in answer.citations.all() if citation.evidence_id in evidence]:
            made.cite(cited, answer=new, by=by)


def copy_plan(source: Project, made: Project, by: "User") -> None:
    today = made.today
    for action in source.actions.open():
        if not action.comment_id:  # the team's own, and not for another project
            due = action.due if action.due and action.due >= today else None
            task = Task(text=action.text, owner_words=action.owner_words, stage=action.stage, key=action.key, due=due)
            made.actions.make(made, task, by=by, condition=action.condition)
    for risk in source.risks.filter(state="open").order_by("made_at", "pk"):
        made.risks.make(made, replace(risk.said, owner=None), by=by)
    for milestone in source.milestones.filter(state="open", due__gte=today).order_by("due", "pk"):
        made.milestones.make(made, replace(milestone.said, owner=None), by=by, due=milestone.due)
    for measure in source.measures.filter(removed_at=None).order_by("made_at", "pk"):
        Measure.add(made, measure.said, by=by)
    for resource in source.resources.filter(removed_at=None).order_by("made_at", "pk"):
        Resource.add(made, resource.said | {"spent": None}, by=by)
