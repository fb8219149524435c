"""What a sample's file holds, and the reading of it. Everything is checked against the stage map, and a mistake names the file and the key."""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, model_validator

from stages.editions import EditionError, get_edition

FOLDER = Path(__file__).parent

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
"""One line of words: a name."""

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1200)]
"""At most 1,200 characters, paragraphs parted by plain newlines, no blanks at either end."""


class SampleError(Exception):
    """A sample cannot be read. The message names the file and each key that is wrong, a line each; places in a list count from 1."""


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


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
    answers: Mapping[str, SampleAnswer]
    """By the question's key."""
    evidence: tuple[SampleEvidence, ...] = ()

    @property
    def lead(self) -> SamplePerson:
        return next(person for person in self.people if person.lead)

    @model_validator(mode="after")
    def _agrees_with_itself_and_the_map(self) -> Self:
        # All at once, so that an author mends the file in one go.
        if wrong := [*self._wrong_in_parts(), *self._wrong_in_moves(), *self._wrong_in_answers(), *self._wrong_in_evidence()]:
            raise ValueError("\n".join(wrong))
        return self

    def _wrong_in_parts(self) -> Iterator[str]:
        if sum(person.lead for person in self.people) != 1:
            yield "people: exactly one must have lead = true"
        for key, times in Counter(person.key for person in self.people).items():
            if times > 1:
                yield f"people: the key {key!r} is there {times} times"
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
