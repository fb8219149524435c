"""The path as facts: steps of the main stage, and the stays between them. Pure; days are dates, stages are numbers 1 to 6."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Step:
    """On `day` the main stage became `to`. The first step of a journey is its placing."""

    day: date
    to: int


@dataclass(frozen=True, slots=True)
class Stay:
    """A stay of the main stage from `start` until `end` (None: it is the main stage now), the `number`-th visit to that stage."""

    stage: int
    start: date
    end: date | None
    number: int


def stays(steps: Sequence[Step]) -> list[Stay]:
    """Turn n steps into n stays, each ending on the day of the next step."""
    seen: Counter[int] = Counter()
    ends = [step.day for step in steps[1:]] + [None]
    found = []
    for step, end in zip(steps, ends, strict=bool(steps)):
        seen[step.to] += 1
        found.append(Stay(step.to, step.day, end, seen[step.to]))
    return found
