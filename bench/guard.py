"""How well the guard does on sentences marked by hand.

Recall: of what is marked, how much it finds. Precision: of what it finds, how much is marked.

The third that is held out shows how it does on sentences it was not made with. Kept in docs/evidence/guard.md.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bench.site import ROOT
from journey.guard import Found, Kind, look

SENTENCES = ROOT / "tests" / "guard_sentences.toml"
EVIDENCE = ROOT / "docs" / "evidence" / "guard.md"
LEAST_RECALL = 0.95
LEAST_PRECISION = 0.90
MARK = re.compile(r"\{(?:(?P<kind>[a-z-]+)\|)?(?P<value>[^{}]+)\}")


@dataclass(frozen=True)
class Sentence:
    """A text without its marks, and where they were."""

    text: str
    marks: tuple[Found, ...]
    held_out: bool


@dataclass(frozen=True)
class Score:
    """Marks of one kind, how many of them were found, how many things of the kind were found, and how many of those are marked."""

    marks: int
    met: int
    found: int
    right: int

    @property
    def recall(self) -> float:
        return self.met / self.marks if self.marks else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0


def main() -> int:
    sentences = read_sentences()
    parts = {"made with": score(one for one in sentences if not one.held_out), "held out": score(one for one in sentences if one.held_out)}
    table = ["| kind | part | marked | recall | found | precision |", "|---|---|---|---|---|---|"]
    for kind in Kind:
        for part, scores in parts.items():
            one = scores[kind]
            table.append(f"| {kind} | {part} | {one.marks} | {one.recall:.2f} | {one.found} | {one.precision:.2f} |")
    print("\n".join(table))
    harmless = [one for one in sentences if not one.marks]
    alarmed = {
        part: sum(bool(look(one.text)) for one in harmless if one.held_out is held) for part, held in (("made with", False), ("held out", True))
    }
    told = (
        f"{len(sentences)} sentences, {len(harmless)} of them harmless, {sum(one.held_out for one in sentences)} held out. Harmless sentences with a "
        f"warning: {alarmed['made with']} of those it was made with, {alarmed['held out']} of those held out."
    )
    print(told)
    EVIDENCE.parent.mkdir(parents=True, exist_ok=True)
    EVIDENCE.write_text(
        "# What the guard of personal data finds\n\n"
        "`python -m bench guard`, on `tests/guard_sentences.toml`: sentences of our own with made-up values, marked before the patterns were "
        "written. Its head says what counts of each kind. Every third sentence of each list is held out: nothing was changed for what the guard "
        f"did there.\n\n{told}\n\n"
        f"Wanted of each kind on those held out: recall at least {LEAST_RECALL:.2f}, precision at least {LEAST_PRECISION:.2f}. "
        "A find is right if it overlaps a mark of its kind.\n\n" + "\n".join(table) + "\n\n"
        "One author wrote the sentences, held out ones too, and then the patterns, and they are few: these are figures of a test and promise "
        "nothing about texts in the wild. The guard cannot recognise a name, an address without its postcode, or a story that only one family has.\n",
        encoding="utf-8",
    )
    return int(any(one.recall < LEAST_RECALL or one.precision < LEAST_PRECISION for one in parts["held out"].values()))


def read_sentences(path: Path = SENTENCES) -> list[Sentence]:
    """All sentences in order of the file; the third, sixth and so on of each list are held out."""
    groups: dict[str, dict[str, list[str]]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return [
        Sentence(*unmark(sentence, group), held_out=number % 3 == 0)
        for group, lists in groups.items()
        for sentences in lists.values()
        for number, sentence in enumerate(sentences, start=1)
    ]


def unmark(sentence: str, group: str) -> tuple[str, tuple[Found, ...]]:
    """The plain text of a marked sentence, and its marks in places of that text."""
    text, marks, done = "", [], 0
    for mark in MARK.finditer(sentence):
        text += sentence[done : mark.start()]
        marks.append(Found(Kind(mark["kind"] or group), len(text), len(text) + len(mark["value"])))
        text += mark["value"]
        done = mark.end()
    return text + sentence[done:], tuple(marks)


def score(sentences: Iterable[Sentence]) -> dict[Kind, Score]:
    tally = {kind: [0, 0, 0, 0] for kind in Kind}
    for sentence in sentences:
        found = look(sentence.text)
        for mark in sentence.marks:
            tally[mark.kind][0] += 1
            tally[mark.kind][1] += any(agree(mark, one) for one in found)
        for one in found:
            tally[one.kind][2] += 1
            tally[one.kind][3] += any(agree(mark, one) for mark in sentence.marks)
    return {kind: Score(*numbers) for kind, numbers in tally.items()}


def agree(mark: Found, found: Found) -> bool:
    return mark.kind is found.kind and mark.start < found.end and found.start < mark.end
