"""Put a sample into the database: as the sample that everyone may read, or as somebody's practice copy."""

import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from journey.models import (
    Answer,
    AnswerVersion,
    Citation,
    ConditionRating,
    ConditionView,
    Decision,
    Event,
    Evidence,
    EvidenceVersion,
    Membership,
    Move,
    Preparation,
    Project,
    Review,
    SignReading,
    Standing,
    User,
)
from journey.models.decision import Deliberation, Terms
from journey.models.review import fingerprint
from journey.review.canonical import canonical
from journey.review.compose import compose
from journey.review.document import ReviewDocument
from journey.review.prepared import ReviewReader
from journey.samples.condition import SampleRating
from journey.samples.load_plan import load_plan
from journey.samples.measures import load_measures
from journey.samples.sample import Sample, read_samples

HOUR = time(16, 0)
"""The time of day, in UK time, at which a sample's texts were saved; the files give only days."""


def load_samples() -> list[Project]:
    """Make all samples what their files say."""
    return [load_sample(sample) for sample in read_samples()]


def load_sample(sample: Sample) -> Project:
    """Make the sample what its file says, whatever was there before."""
    people = {person.key: sample_person(person.name) for person in sample.people}
    with transaction.atomic():
        Project.objects.filter(kind=Project.Kind.SAMPLE, slug=sample.slug).delete()
        project = fill(Project(kind=Project.Kind.SAMPLE, slug=sample.slug, told_on=sample.told_on), sample, people)
        project.memberships.create(user=people[sample.lead.key], role=Membership.Role.OWNER, job=sample.lead.job)
        freeze_review(project, sample, people)
    return project


def copy_sample(sample: Sample, owner: User) -> Project:
    """A practice copy that `owner` may change: what the sample's lead wrote is hers."""
    people = {person.key: owner if person.lead else sample_person(person.name) for person in sample.people}
    with transaction.atomic():
        project = fill(Project(kind=Project.Kind.PRACTICE), sample, people)
        project.memberships.create(user=owner, role=Membership.Role.OWNER, job=sample.lead.job)
        project.note(Event.Kind.PROJECT_COPIED, by=owner)
        project.index_anew()
    return project


def sample_person(name: str) -> User:
    """Someone made up. Without an email or a password nobody can sign in as them."""
    return User.objects.filter(name=name, email=None).first() or User.objects.create_user(None, name=name, is_active=False)


def fill(project: Project, sample: Sample, people: dict[str, User]) -> Project:
    """Save a new project with the sample's details, path, decisions, signs, plan and answers."""
    project.name, project.outcome, project.review_every, project.edition = sample.name, sample.outcome, sample.review_every, sample.edition
    project.created_at = at(sample.moves[0].day)
    project.changed_at = at(max(answer.day for answer in sample.answers.values()))
    project.save()
    project.set_organisations((organisation.name, organisation.part) for organisation in sample.organisations)
    decisions = [decide(project, sample, number, people) for number in range(1, len(sample.decisions) + 1)]
    rows = sorted([*moves_of(sample, decisions), *openings_of(sample)], key=lambda row: row["day"])  # a move before what was kept open on its day
    path = Move.objects.bulk_create(
        Move(project=project, number=number, **(row | {"by": people[row["by"]], "recorded_at": at(row["day"])}))
        for number, row in enumerate(rows, start=1)
    )
    moves = [move for move in path if move.kind in (Move.Kind.PLACED, Move.Kind.MOVED)]
    answers = Answer.objects.bulk_create(
        Answer(project=project, key=key, version=1, state="written", text=told.text, changed_by=people[told.by], changed_at=at(told.day))
        for key, told in sample.answers.items()
    )
    AnswerVersion.objects.bulk_create(
        AnswerVersion(answer=answer, number=1, state="written", text=told.text, by=people[told.by], at=at(told.day))
        for answer, told in zip(answers, sample.answers.values(), strict=True)
    )
    read: Counter[str] = Counter()
    for sign in sample.signs:
        read[sign.key] += 1
        said = {"key": sign.key, "number": read[sign.key], "reading": sign.reading, "note": sign.note}
        SignReading.objects.create(project=project, by=people[sign.by], at=at(sign.day), **said)
    for number, standing in enumerate(sample.standings, start=1):
        said = standing.model_dump(exclude={"by"})
        Standing.objects.create(project=project, number=number, by=people[standing.by], at=at(standing.day), **said)
    load_plan(project, sample, people, at)
    read_conditions(project, sample, people)
    load_measures(project, sample, people, at)
    list_evidence(project, sample, people, {answer.key: answer for answer in answers}, moves)
    return project


def read_conditions(project: Project, sample: Sample, people: dict[str, User]) -> None:
    """Save what the sample's people say of the conditions, and what they agree, each with the main stage of its day."""
    jobs = {person.key: person.job for person in sample.people}

    def row(key: str, number: int, told: SampleRating) -> dict[str, Any]:
        stage = [move.to for move in sample.moves if move.day <= told.day][-1]
        where = {"project": project, "key": key, "number": number, "stage": stage, "by": people[told.by], "at": at(told.day)}
        return where | told.model_dump(exclude={"by"})

    ConditionRating.objects.bulk_create(
        ConditionRating(job=jobs[said.by], **row(told.key, number, said))
        for told in sample.conditions
        for number, said in enumerate(told.ratings, start=1)
    )
    ConditionView.objects.bulk_create(
        ConditionView(**row(told.key, number, said)) for told in sample.conditions for number, said in enumerate(told.views, start=1)
    )


def moves_of(sample: Sample, decisions: list[Decision]) -> Iterator[dict[str, Any]]:
    here: str | None = None
    for move in sample.moves:
        kind = Move.Kind.MOVED if here else Move.Kind.PLACED
        said: dict[str, Any] = {"because": move.kind, "reason": move.reason, "carries_over": move.carries_over}
        said["decision"] = decisions[move.decision - 1] if move.decision else None
        yield {"kind": kind, "from_stage": here, "to_stage": move.to, "day": move.day, "by": move.by} | said
        here = move.to


def openings_of(sample: Sample) -> Iterator[dict[str, Any]]:
    for opening in sample.open_beside:
        yield {"kind": Move.Kind.OPENED, "to_stage": opening.stage, "day": opening.day, "by": opening.by, "reason": opening.reason}
        if opening.closed_on:
            told = {"day": opening.closed_on, "by": opening.closed_by, "reason": opening.closed_because}
            yield {"kind": Move.Kind.CLOSED, "from_stage": opening.stage} | told


def decide(project: Project, sample: Sample, number: int, people: dict[str, User]) -> Decision:
    """One of the sample's decisions. Those of a sample itself keep their addresses, however often it is loaded."""
    told = sample.decisions[number - 1]
    said = told.model_dump(include={"stage", "option", "to_stage", "reason", "options", "dissent", "ethical", "feasible", "day", "look_again"})
    ident = uuid.uuid5(SAMPLES, f"{project.slug}/{number}") if project.is_sample else uuid.uuid4()
    made = Decision.objects.create(id=ident, project=project, number=number, by=people[told.by], at=at(told.day), **said)
    made.write_down(
        Deliberation(
            option=told.option,
            reason=told.reason,
            parties=tuple((role, count or None) for role, count in told.parties.items()),
            details=told.details,
            conditions=tuple(Terms(condition.text, owner_words=condition.owner, due=condition.due) for condition in told.conditions),
        )
    )
    for condition, kept in zip(told.conditions, made.conditions.all(), strict=True):
        if condition.changed:
            kept.changes.create(state=condition.state, note=condition.note, by=people[condition.by], at=at(condition.changed))
            kept.state = condition.state
            kept.save(update_fields=["state"])
    return made


def freeze_review(project: Project, sample: Sample, people: dict[str, User]) -> None:
    """The sample's review as its lead froze it: the same bytes, however often it is loaded."""
    told = sample.review
    if told is None:
        return
    said: dict[str, Any] = told.model_dump(include={"begins", "decision_wanted", "decision_by", "status", "status_reason", "families", "money"})
    for what, lines in (("achieved", told.achieved), ("learned", told.learned), ("risk", told.risks)):
        said |= {f"{what}_{number}": line for number, line in enumerate(lines, start=1)}
    readers = tuple(ReviewReader(name=reader.name, depth=reader.depth, off=reader.off) for reader in told.readers)
    document = compose(project, Preparation(project=project, **said), readers)
    when, signed = at(sample.told_on), people.get(told.signed_off_by)
    frozen = {"status": "frozen", "number": "1", "frozen_at": when, "frozen_by": sample.lead.name, "period_ends": sample.told_on}
    frozen |= {"signed_off_by": signed.name, "signed_off_on": sample.told_on} if signed else {}
    whole = ReviewDocument.model_validate(document.model_dump() | frozen)
    text = canonical(whole)
    Review.objects.create(
        project=project,
        major=1,
        text=text,
        sha256=fingerprint(text),
        schema_version=whole.schema_version,
        begins=told.begins,
        ends=sample.told_on,
        edition=project.edition,
        frozen_at=when,
        frozen_by=people[sample.lead.key],
        signed_off_by=signed,
    )


SAMPLES = uuid.UUID("6c0c2f8e-5a0e-4b0e-9d4e-6d1d3b6f9a52")
"""The namespace of the ids of samples' decisions."""


def list_evidence(project: Project, sample: Sample, people: dict[str, User], answers: dict[str, Answer], moves: list[Move]) -> None:
    """Save the sample's evidence, and what cites it."""
    for told in sample.evidence:
        by, when = people[told.by], at(told.added)
        said = told.model_dump(include={"title", "type", "day", "held", "link", "note"})
        item = Evidence.objects.create(project=project, version=1, made_by=by, made_at=when, changed_by=by, changed_at=when, **said)
        EvidenceVersion.objects.create(evidence=item, number=1, by=by, at=when, **said)
        Citation.objects.bulk_create(
            [Citation(evidence=item, answer=answers[key], by=by, at=when) for key in told.answers]
            + [Citation(evidence=item, move=moves[number - 1], by=by, at=at(sample.moves[number - 1].day)) for number in told.moves]
        )


def at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, HOUR))
