"""A project read under the stages of another model: our placing, approximate. Nothing is changed, and nothing is left out without saying so."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from journey.overview import Overview
from journey.path_lines import MoveFacts
from stages.schema import Stage, StageModel

if TYPE_CHECKING:
    from journey.models import Answer, Decision
    from stages.schema import Question

PARTS = re.compile("; | / ")
"""What stands between the names of two stages of theirs that answer to one of ours."""
QUALIFIER = re.compile(r" \(([^()]*)\)$")


@dataclass(frozen=True, slots=True)
class Placed:
    """The name of a stage of theirs, and what is said of how one of ours fits there, "" for nothing."""

    name: str
    qualifier: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer under one of their stages. `first` is where it stands in full, "" if here; `also` is where else it is placed."""

    question: "Question"
    answer: "Answer"
    first: str
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OurPart:
    """One of our stages within one of theirs."""

    stage: Stage
    qualifier: str
    unanswered: int
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class TheirStage:
    """A stage of theirs with what we place there. `anchor` names it on the page."""

    name: str
    anchor: str
    parts: tuple[OurPart, ...]
    decisions: "tuple[tuple[Decision, str, tuple[str, ...]], ...]"
    """Each with the stage of theirs under which it stands in full, "" if here, and the others it is placed under."""


@dataclass(frozen=True, slots=True)
class ReadMove:
    """A move, and the stages of theirs that answer to where it went; none where nothing does."""

    told: MoveFacts
    there: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    model: StageModel
    stages: tuple[TheirStage, ...]
    moves: tuple[ReadMove, ...]
    unplaced: tuple[OurPart, ...]
    """Our stages for which the model has nothing that matches, with their answers."""
    unplaced_decisions: "tuple[Decision, ...]" = field(default=())

    @property
    def doubled(self) -> tuple[Stage, ...]:
        """Those of our stages that are placed under more than one of theirs."""
        seen: dict[str, list[Stage]] = {}
        for theirs in self.stages:
            for part in theirs.parts:
                seen.setdefault(part.stage.key, []).append(part.stage)
        return tuple(found[0] for found in seen.values() if len(found) > 1)


def read_as(model: StageModel, facts: Overview, decisions: "Iterable[Decision]") -> Reading:
    """The answers, decisions and moves under another model's stages. No query."""
    placed = {place.stage: placings(place.words) for place in model.places}
    decided = list(decisions)
    names: dict[str, str] = {}
    for stage in facts.edition.stages:
        for place in placed[stage.key]:
            names.setdefault(place.name.casefold(), place.name)

    def called(key: str) -> list[str]:
        """The names of their stages under which one of ours is placed, each as it stands at its first place."""
        return list(dict.fromkeys(names[place.name.casefold()] for place in placed[key]))

    def part(stage: Stage, name: str) -> OurPart:
        here = called(stage.key)
        qualifier = next((place.qualifier for place in placed[stage.key] if names[place.name.casefold()] == name), "")
        first = here[0] if here and here[0] != name else ""
        also = tuple(other for other in here if other not in (name, first))
        asked = [(question, facts.answers.get(question.key)) for question in stage.questions]
        entries = tuple(Entry(question, answer, first, also) for question, answer in asked if answer is not None and answer.state != "empty")
        return OurPart(stage, qualifier, facts.facts(stage.key).unanswered, entries)

    def place_decision(decision: "Decision", name: str) -> "tuple[Decision, str, tuple[str, ...]]":
        here = called(decision.stage)
        first = here[0] if here[0] != name else ""
        return decision, first, tuple(other for other in here if other not in (name, first))

    stages = []
    for number, name in enumerate(names.values(), start=1):
        ours = [stage for stage in facts.edition.stages if name in called(stage.key)]
        here = {stage.key for stage in ours}
        told = tuple(place_decision(decision, name) for decision in decided if decision.stage in here)
        stages.append(TheirStage(name, f"theirs-{number}", tuple(part(stage, name) for stage in ours), told))
    unmatched = [stage for stage in facts.edition.stages if not placed[stage.key]]
    return Reading(
        model,
        tuple(stages),
        tuple(ReadMove(told, tuple(called(told.stage.key))) for told in facts.log),
        tuple(part(stage, "") for stage in unmatched),
        tuple(decision for decision in decided if decision.stage in {stage.key for stage in unmatched}),
    )


def placings(words: str) -> list[Placed]:
    """The stages of theirs that the words beside one of ours name: "Define; Develop" is two, "Deliver (small-scale tests)" one with a qualifier."""
    found = []
    for piece in PARTS.split(words) if words else []:
        qualified = QUALIFIER.search(piece)
        name = piece[: qualified.start()] if qualified else piece
        found.append(Placed(name[:1].upper() + name[1:], qualified[1] if qualified else ""))
    return found
