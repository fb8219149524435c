"""Two things measured in turn, A B B A, so that whatever else the machine does falls on both alike; and how such a comparison is kept.

What matters is the ratio. It is taken in each round by itself, and told as the median of the rounds with the least and the most.
"""

import gc
import json
import os
import platform
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from bench.evidence import FOLDER, table

type Clock = Callable[[], float]


@dataclass(frozen=True)
class Ratio:
    """How many times as much as the base something takes: medians in milliseconds, and the least and the most of the rounds' ratios."""

    name: str
    base: float
    taken: float
    ratio: float
    least: float
    most: float
    rounds: int
    at_most: float | None = None
    """The goal, if there is one."""
    note: str = ""

    @property
    def is_reached(self) -> bool:
        return self.at_most is None or self.ratio <= self.at_most


def compare(
    name: str,
    base: Callable[[], object],
    other: Callable[[], object],
    *,
    clock: Clock,
    rounds: int,
    times: int = 1,
    at_most: float | None = None,
    note: str = "",
) -> Ratio:
    """Do `base` and `other` in turn, each `times` times by the clock, after each was done once to warm up."""
    base()
    other()
    taken: dict[bool, list[float]] = {True: [], False: []}
    for number in range(rounds):
        order = (True, False, False, True) if number % 2 else (False, True, True, False)
        sums = {True: 0.0, False: 0.0}
        for is_base in order:
            sums[is_base] += seconds(base if is_base else other, clock, times)
        for is_base, total in sums.items():
            taken[is_base].append(total / 2 / times * 1000)
    return of_rounds(name, taken[True], taken[False], at_most=at_most, note=note)


def seconds(what: Callable[[], object], clock: Clock, times: int) -> float:
    """How long it takes to do something so many times, starting with nothing to tidy up."""
    gc.collect()
    begun = clock()
    for _ in range(times):
        what()
    return clock() - begun


def of_rounds(name: str, base: Sequence[float], other: Sequence[float], *, at_most: float | None = None, note: str = "") -> Ratio:
    """From milliseconds of each round."""
    each = [b / a for a, b in zip(base, other, strict=True)]
    medians = statistics.median(base), statistics.median(other)
    return Ratio(name, *medians, statistics.median(each), min(each), max(each), len(each), at_most, note)


def ratios_table(of: str, ratios: Sequence[Ratio]) -> str:
    head = ["", f"{of}, ms", "this, ms", "ratio", "least to most", "rounds", "wanted", ""]
    return table(head, ([*numbers(one), wanted(one), one.note] for one in ratios))


def numbers(one: Ratio) -> list[str]:
    return [one.name, f"{one.base:.2f}", f"{one.taken:.2f}", f"**{one.ratio:.2f}**", f"{one.least:.2f} to {one.most:.2f}", str(one.rounds)]


def wanted(one: Ratio) -> str:
    if one.at_most is None:
        return ""
    return f"at most {one.at_most:g}: " + ("reached" if one.is_reached else "**not reached**")


def keep_numbers(name: str, ratios: Sequence[Ratio], **more: Any) -> None:
    """The same as data, beside the page: docs/evidence/NAME.json."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    machine = {"cores": os.cpu_count(), "system": platform.system(), "python": platform.python_version()}
    told = {"day": f"{datetime.now(UTC):%Y-%m-%d}", "machine": machine, "ratios": [asdict(one) for one in ratios]} | more
    (FOLDER / f"{name}.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
