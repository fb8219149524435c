"""A project's evidence as its pages tell it: what is listed, what cites it, and what may identify someone in it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import F
from django.utils.translation import gettext as _

from journey.dates import day_words
from journey.models import Citation, Evidence
from journey.questions import warning_words

if TYPE_CHECKING:
    from journey.models import Answer, Decision, Project
    from journey.overview import Overview
    from journey.path_lines import MoveFacts


@dataclass(frozen=True, slots=True)
class Cited:
    """Every citation in a project, the evidence of the newest day first."""

    citations: tuple[Citation, ...]

    def by(self, answer: "Answer") -> tuple[Evidence, ...]:
        return tuple(citation.evidence for citation in self.citations if answer.pk and citation.answer_id == answer.pk)

    def by_decision(self, decision: "Decision") -> tuple[Evidence, ...]:
        return tuple(citation.evidence for citation in self.citations if citation.decision_id == decision.pk)


@dataclass(frozen=True, slots=True)
class Place:
    """Something that cites evidence: an answer, a move or a decision. `more` is the question, "" for the others."""

    words: str
    more: str
    href: str


@dataclass(frozen=True, slots=True)
class EvidenceFacts:
    """One piece of evidence and what cites it."""

    item: Evidence
    places: tuple[Place, ...]

    @property
    def warning_words(self) -> str:
        """What in it may identify a child or family, "" where nothing does."""
        return warning_words(self.item.title, self.item.held, self.item.note)


def cited(project: "Project") -> Cited:
    """One query, however much is cited."""
    found = Citation.objects.filter(evidence__project=project).select_related("evidence", "move", "decision")
    return Cited(tuple(found.order_by(F("evidence__day").desc(nulls_last=True), "evidence__title", "evidence_id", "pk")))


def with_evidence(moves: "Iterable[MoveFacts]", found: Cited) -> "tuple[MoveFacts, ...]":
    """The same moves, each with what it cites."""
    of_move: dict[int, list[Evidence]] = defaultdict(list)
    for citation in found.citations:
        if citation.move_id is not None:
            of_move[citation.move_id].append(citation.evidence)
    return tuple(replace(told, evidence=tuple(of_move[told.move.pk])) for told in moves)


def evidence_facts(project: "Project", facts: "Overview", found: Cited) -> tuple[EvidenceFacts, ...]:
    """All there is, also what was taken out of the list, the newest day first. One query."""
    citations: dict[object, list[Citation]] = defaultdict(list)
    for citation in found.citations:
        citations[citation.evidence_id].append(citation)
    items = project.evidence.select_related("changed_by", "removed_by").newest_first()
    return tuple(EvidenceFacts(item, places(project, facts, citations[item.pk])) for item in items)


def places(project: "Project", facts: "Overview", citations: Iterable[Citation]) -> tuple[Place, ...]:
    """Where these citations stand: answers in the map's order, then moves and decisions in theirs. That of an answer begun since the facts were read
    is left out."""
    citations = list(citations)
    keys: dict[int | None, str] = {answer.pk: key for key, answer in facts.answers.items()}
    answers = {keys[citation.answer_id] for citation in citations if citation.answer_id in keys}
    moves = sorted((citation.move for citation in citations if citation.move is not None), key=lambda move: move.number)
    titles = {told.move.pk: told.title for told in facts.log}
    decisions = sorted((citation.decision for citation in citations if citation.decision is not None), key=lambda decision: decision.number)
    asked = [question for question in project.map.questions if question.key in answers]
    return (
        tuple(
            Place(
                _("%(stage)s, question %(number)s") % {"stage": stage.name, "number": question.number},
                question.text,
                project.address("stage", stage.key) + f"#{question.key}",
            )
            for question in asked
            for stage in [project.map.stage_of(question.key)]
        )
        + tuple(
            Place(
                _("%(title)s, %(day)s") % {"title": titles.get(move.pk, _("Move")), "day": day_words(move.day)},
                "",
                project.address("journey") + f"#move-{move.number}",
            )
            for move in moves
        )
        + tuple(
            Place(
                _("Decision %(number)s, %(day)s") % {"number": decision.number, "day": day_words(decision.day)},
                "",
                project.address("decision", decision.pk),
            )
            for decision in decisions
        )
    )
