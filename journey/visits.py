"""The journey as facts: what was recorded, what of it stands, the steps of the main stage, the stays between them, and what was open beside.

Pure, standard library only. Days are dates; stages are numbers, 1 to 6.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["placed", "moved", "opened", "closed", "undone"]
Why = Literal["no main stage", "placed twice", "main already", "open already", "not open", "day before"]
"""Why a list of records is no journey; see `Impossible`."""


@dataclass(frozen=True, slots=True)
class Step:
    """On `day` the main stage became `to`. The first step of a journey is its placing; each later one names another stage than the one before."""

    day: date
    to: int


@dataclass(frozen=True, slots=True)
class Stay:
    """A stay of the main stage from `start` until `end` (None: it is the main stage now), the `number`-th visit to that stage, from 1."""

    stage: int
    start: date
    end: date | None
    number: int


@dataclass(frozen=True, slots=True)
class Span:
    """A stage kept open beside the main one (`stage` 1 to 6), or a pause of the whole project (`stage` 0). `end` None: still so today."""

    start: date
    end: date | None
    stage: int = 0


def pauses(turns: Sequence[tuple[date, bool]]) -> list[Span]:
    """The pauses of a project, from the days on which it was said to be paused (True) or anything else (False), oldest first."""
    found: list[Span] = []
    began: date | None = None
    for day, paused in turns:
        if paused and began is None:
            began = day
        elif not paused and began is not None:
            found.append(Span(began, day))
            began = None
    return [*found, Span(began, None)] if began is not None else found


def stays(steps: Sequence[Step]) -> list[Stay]:
    """Turn n steps, oldest first, into n stays, each ending on the day of the next step. A stay may be of no days."""
    seen: Counter[int] = Counter()
    found = []
    for i, step in enumerate(steps):
        seen[step.to] += 1
        end = steps[i + 1].day if i + 1 < len(steps) else None
        found.append(Stay(step.to, step.day, end, seen[step.to]))
    return found


@dataclass(frozen=True, slots=True)
class Record:
    """One row of the list of moves, as it was written down. Numbers count from 1 and rise.

    `stage` is the stage moved to, opened or closed; 0 where the row only sets another aside. `corrects` is the number of the row whose place it
    takes, 0 for none.
    """

    number: int
    kind: Kind
    day: date
    stage: int
    corrects: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """A record that stands, in its place on the journey. `left` is the main stage before it, 0 for none.

    A placing or a move began `stay`; an opening began `span`, and a closing ended it.
    """

    number: int
    kind: Kind
    day: date
    stage: int
    left: int
    stay: Stay | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Journey:
    """What follows from a list of records. `stays` and `beside` are in the order in which they began; `main` is 0 before the placing."""

    entries: tuple[Entry, ...]
    stays: tuple[Stay, ...]
    beside: tuple[Span, ...]

    @property
    def main(self) -> int:
        return self.stays[-1].stage if self.stays else 0

    @property
    def open(self) -> tuple[int, ...]:
        """The stages open beside the main one now, in the map's order."""
        return tuple(sorted(span.stage for span in self.beside if span.end is None))

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(Step(stay.start, stay.stage) for stay in self.stays)


class Impossible(Exception):
    """The records are no journey: the one with this number does not fit what stands before it."""

    def __init__(self, number: int, why: Why) -> None:
        super().__init__(number, why)
        self.number = number
        self.why = why


def journey(records: Sequence[Record]) -> Journey:
    """The journey that follows from all records, in the order of their numbers. Raises Impossible.

    A record that corrects another takes its place in the list, and of several the last one counts: the mistaken one is as if it had never been.
    One of the kind "undone" leaves the place empty. What is left must make sense from its beginning:

    - the first is the placing, and there is one; no day is before the one above it;
    - a move names another stage than the main one, and so does an opening, which names none that is open beside it;
    - a closing names a stage that is open beside the main one;
    - a move to a stage that was open beside the main one makes it the main one, and ends that span.
    """
    places: dict[int, int] = {}
    latest: dict[int, Record] = {}
    for record in records:
        place = places[record.number] = places.get(record.corrects, record.number)
        latest[place] = record
    standing = [record for _place, record in sorted(latest.items()) if record.kind != "undone"]
    steps: list[Step] = []
    began: dict[int, int] = {}  # for each stage that is open beside the main one, where its span stands in `spans`
    spans: list[Span] = []
    drafts: list[tuple[Record, int, int | None, int | None]] = []
    for record, before in zip(standing, [None, *standing], strict=False):
        main = steps[-1].to if steps else 0
        if why := misfit(record, before, main, began):
            raise Impossible(record.number, why)
        if record.kind in ("moved", "closed") and record.stage in began:
            ended = began.pop(record.stage)
            spans[ended] = Span(spans[ended].start, record.day, record.stage)
        if record.kind in ("placed", "moved"):
            drafts.append((record, main, len(steps), None))
            steps.append(Step(record.day, record.stage))
        elif record.kind == "opened":
            drafts.append((record, main, None, len(spans)))
            began[record.stage] = len(spans)
            spans.append(Span(record.day, None, record.stage))
        else:
            drafts.append((record, main, None, ended))
    found = stays(steps)
    entries = [
        Entry(record.number, record.kind, record.day, record.stage, main, None if i is None else found[i], None if j is None else spans[j])
        for record, main, i, j in drafts
    ]
    return Journey(tuple(entries), tuple(found), tuple(spans))


def misfit(record: Record, before: Record | None, main: int, open_beside: dict[int, int]) -> Why | None:
    """Why a record does not fit what stands before it, if it does not."""
    if before and record.day < before.day:
        return "day before"
    if record.kind == "placed":
        return "placed twice" if main else None
    if not main:
        return "no main stage"
    if record.kind == "closed":
        return None if record.stage in open_beside else "not open"
    if record.stage == main:
        return "main already"
    return "open already" if record.kind == "opened" and record.stage in open_beside else None
