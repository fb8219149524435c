"""The journey as facts: the steps of the main stage, and the stays between them.

Pure, standard library only. Days are dates; stages are numbers, 1 to 6.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


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
