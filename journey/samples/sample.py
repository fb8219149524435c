"""What a sample's file holds, and the reading of it. Everything is checked against the stage map, and a mistake names the file and the key."""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import StringConstraints, ValidationError, model_validator

from journey.options import asking
from journey.samples.condition import SampleConditionReading, wrong_in_conditions
from journey.samples.measures import SampleInvolvement, SampleMeasure, SampleResource, wrong_in_measures
from journey.samples.part import Line, Part, Words
from journey.samples.plan import SampleAction, SampleMilestone, SampleRisk, wrong_in_line
from stages.editions import EditionError, get_edition

FOLDER = Path(__file__).parent


class SampleError(Exception):
    """A sample cannot be read. The message names the file and each key that is wrong, a line each; places in a list count from 1."""


class SampleOrganisation(Part):
    name: Line
    part: Literal["lead", "partner", "commissioner", "funder"]


class SamplePerson(Part):
    """Someone made up who leads the sample or wrote some of it; they cannot sign in."""

    key: str
    name: Line
    job: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    lead: bool = False


class SampleMove(Part):
    """`to` is the key of a stage, `by` that of a person; `kind` is the kind of reason, as `Move.Because` has it."""

    to: str
    day: date
    by: str
    kind: Literal["", "practice", "ready", "need", "change", "missing", "other"] = ""
    reason: Words
    carries_over: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1200)] = ""
    decision: int | None = None
    """The place in `decisions`, from 1, of the decision that it follows from."""


class SampleCondition(Part):
    """`owner` is who sees to it, in words. `note` and `changed` tell what was said last of how it stands; an open one may have neither."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
    owner: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    due: date | None = None
    state: Literal["open", "met", "dropped"] = "open"
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = ""
    changed: date | None = None
    by: str = ""


class SampleDecision(Part):
    """`stage` and `option` are keys of the map; `details` answer the option's own questions; `parties` are roles and how many, 0 if not said."""

    stage: str
    option: str
    day: date
    by: str
    reason: Words
    to_stage: str = ""
    options: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1200)] = ""
    dissent: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1200)] = ""
    ethical: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = ""
    feasible: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = ""
    look_again: date | None = None
    parties: Mapping[Line, int] = {}
    details: Mapping[str, Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]] = {}
    conditions: tuple[SampleCondition, ...] = ()


class SampleSign(Part):
    """How a sign was said to stand on a day. Of several for one sign the last in the file stands."""

    key: str
    reading: Literal["yes", "partly", "not-yet"]
    day: date
    by: str
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = ""


class SampleStanding(Part):
    kind: Literal["active", "momentum-lost", "paused", "renewed", "stopped"]
    day: date
    by: str
    reason: Words
    learning: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1200)] = ""
    promises: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1200)] = ""
    told: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1200)] = ""
    restart: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1200)] = ""


class SampleOpening(Part):
    """A stage kept open beside the main one, from `day` on; with `closed_on` also when, by whom and why it was closed."""

    stage: str
    day: date
    by: str
    reason: Words
    closed_on: date | None = None
    closed_by: str = ""
    closed_because: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1200)] = ""


class SampleAnswer(Part):
    """`day` is when the text was last changed, `by` the key of the person who changed it. The text is Markdown."""

    day: date
    by: str
    text: Words


class SampleEvidence(Part):
    """`type` is a key of `EvidenceType`; `day` is the day it is from; it was `added` to the list by the person `by`, and cited at once.

    `answers` are keys of questions that the sample answers, `moves` places in its list of moves, counted from 1.
    """

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    type: Literal["voice", "survey", "practice", "data", "research", "document", "cost", "other"]
    day: date | None = None
    held: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)] = ""
    link: Annotated[str, StringConstraints(pattern=r"^(https?://[^\s/]+\.example(/\S*)?)?$", max_length=1000)] = ""
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = ""
    added: date
    by: str
    answers: tuple[str, ...] = ()
    moves: tuple[int, ...] = ()


class SampleReader(Part):
    name: Line
    depth: Literal["one-page", "standard", "full"]
    off: tuple[str, ...] = ()


OneLine = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class SampleReview(Part):
    """The one review of a sample, frozen by its lead on the day that it is told on."""

    begins: date
    decision_wanted: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]
    decision_by: date | None = None
    status: Literal["as-planned", "difficult", "changed", "slower", "paused", "ending"]
    status_reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]
    achieved: tuple[OneLine, ...]
    learned: tuple[OneLine, ...]
    risks: tuple[OneLine, ...]
    families: OneLine
    money: OneLine
    readers: tuple[SampleReader, ...] = ()
    signed_off_by: str = ""


class Sample(Part):
    """A made-up project as it stood on the day `told_on`. The first move is its placing; `review_every` is in months."""

    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=50)]
    name: Line
    edition: str
    outcome: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
    review_every: Literal[1, 3, 6, 12]
    told_on: date
    organisations: tuple[SampleOrganisation, ...]
    people: tuple[SamplePerson, ...]
    moves: tuple[SampleMove, ...]
    open_beside: tuple[SampleOpening, ...] = ()
    decisions: tuple[SampleDecision, ...] = ()
    signs: tuple[SampleSign, ...] = ()
    standings: tuple[SampleStanding, ...] = ()
    conditions: tuple[SampleConditionReading, ...] = ()
    involvements: tuple[SampleInvolvement, ...] = ()
    resources: tuple[SampleResource, ...] = ()
    measures: tuple[SampleMeasure, ...] = ()
    answers: Mapping[str, SampleAnswer]
    """By the question's key."""
    evidence: tuple[SampleEvidence, ...] = ()
    milestones: tuple[SampleMilestone, ...] = ()
    actions: tuple[SampleAction, ...] = ()
    risks: tuple[SampleRisk, ...] = ()
    review: SampleReview | None = None

    @property
    def lead(self) -> SamplePerson:
        return next(person for person in self.people if person.lead)

    @model_validator(mode="after")
    def _agrees_with_itself_and_the_map(self) -> Self:
        # All at once, so that an author mends the file in one go.
        if wrong := [
            *self._wrong_in_parts(),
            *self._wrong_in_moves(),
            *self._wrong_in_answers(),
            *self._wrong_in_evidence(),
            *self._wrong_in_decisions(),
            *self._wrong_in_plan(),
            *(wrong_in_conditions(self) if self.moves else ()),
            *wrong_in_measures(self),
        ]:
            raise ValueError("\n".join(wrong))
        return self

    def _wrong_in_parts(self) -> Iterator[str]:
        if sum(person.lead for person in self.people) != 1:
            yield "people: exactly one must have lead = true"
        for key, times in Counter(person.key for person in self.people).items():
            if times > 1:
                yield f"people: the key {key!r} is there {times} times"
        if self.review:
            yield from self._wrong_in_signature("review", self.review.signed_off_by or self.people[0].key, self.review.begins)
            if any(len(lines) > 3 for lines in (self.review.achieved, self.review.learned, self.review.risks)):
                yield "review: page one has room for three of each"
        for (name, part), times in Counter((o.name, o.part) for o in self.organisations).items():
            if times > 1:
                yield f"organisations: {name} is there {times} times as {part}"
        if sum(o.part == "lead" for o in self.organisations) != 1:
            yield 'organisations: exactly one must have part = "lead"'

    def _wrong_in_moves(self) -> Iterator[str]:
        try:
            stages = {stage.key for stage in get_edition(self.edition).stages}
        except EditionError as error:
            yield f"edition: {error}"
            return
        if not self.moves:
            yield "moves: the first, the placing, is missing"
        before: SampleMove | None = None
        for position, move in enumerate(self.moves, start=1):
            here = f"moves.{position}"
            yield from self._wrong_in_signature(here, move.by, move.day)
            if move.to not in stages:
                yield f"{here}.to: edition {self.edition} has no stage {move.to!r}"
            if before and move.to == before.to:
                yield f"{here}.to: the project is in {move.to!r} already"
            if before and move.day <= before.day:
                yield f"{here}.day: {move.day} is not after {before.day}, the day of the move before"
            before = move
        yield from self._wrong_in_openings(stages)

    def _wrong_in_openings(self, stages: set[str]) -> Iterator[str]:
        for position, opening in enumerate(self.open_beside, start=1):
            here = f"open_beside.{position}"
            yield from self._wrong_in_signature(here, opening.by, opening.day)
            main = [move.to for move in self.moves if move.day <= opening.day][-1:]
            if opening.stage not in stages:
                yield f"{here}.stage: edition {self.edition} has no stage {opening.stage!r}"
            if not main or main == [opening.stage]:
                yield f"{here}.day: {opening.stage!r} cannot be open beside the main stage on {opening.day}"
            if opening.closed_on:
                yield from self._wrong_in_signature(f"{here}.closed", opening.closed_by, opening.closed_on)
                if opening.closed_on < opening.day:
                    yield f"{here}.closed_on: {opening.closed_on} is before {opening.day}"
                if not opening.closed_because:
                    yield f"{here}.closed_because: a closing needs a reason"

    def _wrong_in_answers(self) -> Iterator[str]:
        try:
            questions = {question.key for question in get_edition(self.edition).questions}
        except EditionError:
            return  # told of already, with the moves
        for key, answer in self.answers.items():
            if key not in questions:
                yield f"answers.{key}: edition {self.edition} has no such question"
            yield from self._wrong_in_signature(f"answers.{key}", answer.by, answer.day)

    def _wrong_in_evidence(self) -> Iterator[str]:
        for position, told in enumerate(self.evidence, start=1):
            here = f"evidence.{position}"
            yield from self._wrong_in_signature(here, told.by, told.added)
            if told.day and told.day > told.added:
                yield f"{here}.day: {told.day} is after {told.added}, the day it was added"
            for key in told.answers:
                if key not in self.answers:
                    yield f"{here}.answers: the sample does not answer {key!r}"
            for number in told.moves:
                if not 1 <= number <= len(self.moves):
                    yield f"{here}.moves: there is no move {number}"
                elif self.moves[number - 1].day < told.added:
                    yield f"{here}.moves: move {number} was made before {told.added}, the day it was added"

    def _wrong_in_decisions(self) -> Iterator[str]:
        try:
            edition = get_edition(self.edition)
        except EditionError:
            return  # told of already, with the moves
        allowed = {stage.key: stage.decisions for stage in edition.stages}
        for position, decision in enumerate(self.decisions, start=1):
            here = f"decisions.{position}"
            yield from self._wrong_in_signature(here, decision.by, decision.day)
            if decision.option not in allowed.get(decision.stage, ()):
                yield f"{here}.option: the stage {decision.stage!r} has no such option as {decision.option!r}"
            if (decision.option == "go-back") != (decision.to_stage in allowed):
                yield f"{here}.to_stage: a decision to go back names a stage, and no other does"
            for key in decision.details:
                if decision.option not in asking(key):
                    yield f"{here}.details.{key}: the option {decision.option!r} does not ask this"
            for number, condition in enumerate(decision.conditions, start=1):
                if condition.changed:
                    yield from self._wrong_in_signature(f"{here}.conditions.{number}", condition.by, condition.changed)
                elif condition.state != "open":
                    yield f"{here}.conditions.{number}.changed: the day on which it was {condition.state} is missing"
        for position, move in enumerate(self.moves, start=1):
            if move.decision is not None and not 1 <= move.decision <= len(self.decisions):
                yield f"moves.{position}.decision: there is no decision {move.decision}"
        signs = {sign.key for stage in edition.stages for sign in stage.signs_ready}
        for position, sign in enumerate(self.signs, start=1):
            yield from self._wrong_in_signature(f"signs.{position}", sign.by, sign.day)
            if sign.key not in signs:
                yield f"signs.{position}.key: edition {self.edition} has no sign of being ready {sign.key!r}"
        for position, standing in enumerate(self.standings, start=1):
            yield from self._wrong_in_signature(f"standings.{position}", standing.by, standing.day)
            if position > 1 and standing.day < self.standings[position - 2].day:
                yield f"standings.{position}.day: {standing.day} is before the day of the standing before"

    def _wrong_in_plan(self) -> Iterator[str]:
        try:
            edition = get_edition(self.edition)
        except EditionError:
            return  # told of already, with the moves
        stages, questions = {stage.key for stage in edition.stages}, {question.key for question in edition.questions}
        planned = [("milestones", self.milestones, ()), ("actions", self.actions, questions), ("risks", self.risks, ())]
        for kind, lines, places in planned:
            for position, told in enumerate(lines, start=1):
                here = f"{kind}.{position}"
                yield from self._wrong_in_signature(here, told.by, told.day)
                yield from wrong_in_line(here, kind, told, stages, places)
                for number, said in enumerate(told.said, start=1):
                    yield from self._wrong_in_signature(f"{here}.said.{number}", said.by, said.day)
        for position, action in enumerate(self.actions, start=1):
            if action.risk is not None and not 1 <= action.risk <= len(self.risks):
                yield f"actions.{position}.risk: there is no risk {action.risk}"

    def _wrong_in_signature(self, here: str, by: str, day: date) -> Iterator[str]:
        if by not in {person.key for person in self.people}:
            yield f"{here}.by: nobody in people has the key {by!r}"
        if day > self.told_on:
            yield f"{here}.day: {day} is after told_on, {self.told_on}"


def read_samples() -> tuple[Sample, ...]:
    """Every sample there is, in order of slug. Raises SampleError."""
    return tuple(read_sample(path) for path in sorted(FOLDER.glob("*.toml")))


def read_sample(path: Path) -> Sample:
    """The sample in one file, which is named for its slug. Raises SampleError."""
    try:
        sample = Sample.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SampleError(f"{path.name}: {error}") from error
    except ValidationError as error:
        raise SampleError("\n".join(f"{path.name}: {line}" for line in _lines(error))) from None
    if sample.slug != path.stem:
        raise SampleError(f"{path.name}: slug: {sample.slug!r} is not the name of the file")
    return sample


def _lines(error: ValidationError) -> Iterator[str]:
    for wrong in error.errors():
        if wrong["loc"]:
            yield f"{'.'.join(str(part + 1 if isinstance(part, int) else part) for part in wrong['loc'])}: {wrong['msg']}"
        else:
            yield from wrong["msg"].removeprefix("Value error, ").splitlines()
