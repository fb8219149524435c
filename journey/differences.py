"""What changed between two texts, word by word; and two texts that grew from one, joined.

Pure, standard library only. Texts are as `journey.words.tidy` keeps them, but any text will do.
"""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal, NamedTuple

MOST_PAIRS = 30_000
"""Pairs of equal words that are compared. Two texts of 4,000 characters of prose have about 15,000; the limit is for texts of the same few words."""
LONGEST = 50_000
"""Characters of a text that is read word by word. Of a longer one, as a review from a file may hold, all goes and all comes."""
SHORT = 3
"""Letters. An unchanged word no longer than this, alone between two changes, is read as part of the change."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is in both texts, only in the new one, or only in the old one."""

    kind: Literal["same", "added", "removed"]
    text: str

    @property
    def words(self) -> str:
        """The text without the white space at its ends, so that a mark stands directly at the words."""
        return self.text.strip() or self.text

    @property
    def before(self) -> str:
        """The white space that `words` leaves out at the start."""
        return self.text[: self.text.find(self.words)]

    @property
    def after(self) -> str:
        return self.text[len(self.before) + len(self.words) :]


def differences(old: str, new: str) -> tuple[Piece, ...]:
    """The way from `old` to `new`. What is same and removed makes up `old`, what is same and added makes up `new`, to the character.

    No piece is empty, no two neighbours are of one kind, and what was removed comes before what was added in its place.
    """
    if max(len(old), len(new)) > LONGEST:
        whole = [Piece("same", old)] if old == new else [Piece("removed", old), Piece("added", new)]
        return tuple(piece for piece in whole if piece.text)
    pieces: list[Piece] = []
    for change in without_islands(changes(split(old), split(new))):
        pieces += [Piece("removed", change.removed)] if change.removed else []
        pieces += [Piece("added", change.added)] if change.added else []
        pieces += [Piece("same", change.same)] if change.same else []
    return tuple(pieces)


def join(base: str, mine: str, theirs: str) -> str:
    """One text of two that both started from `base`. Lines are joined, and within a paragraph that both changed, sentences.

    Where only one of the two changed something, its change is taken. Where both changed the same, both versions stand one after the other, `mine`
    first; what they agree on stands once. Each sentence that either wrote is in the result: only what was in `base` can be gone from it.
    """
    return "\n".join(joined(base.split("\n"), mine.split("\n"), theirs.split("\n"), both_lines))


def joined(base: list[str], mine: list[str], theirs: list[str], both: "Joining") -> list[str]:
    """The parts of two texts in one; `both` says what stands where both changed the same parts of the base."""
    ours, others = edits(base, mine), edits(base, theirs)
    parts: list[str] = []
    done = 0
    while ours or others:
        first, last, taken_ours, taken_others = meeting(ours, others)
        parts += base[done:first]
        if not taken_others:
            parts += written(base, taken_ours, first, last)
        elif not taken_ours:
            parts += written(base, taken_others, first, last)
        else:
            parts += both(base[first:last], written(base, taken_ours, first, last), written(base, taken_others, first, last))
        ours, others = ours[len(taken_ours) :], others[len(taken_others) :]
        done = last
    return parts + base[done:]


type Joining = Callable[[list[str], list[str], list[str]], list[str]]
"""What stands where both changed the same parts of the base: these parts, and how either has them now."""


# Words


class Token(NamedTuple):
    """A word or a mark of punctuation, and the white space after it. The first of a text may be white space alone."""

    word: str
    space: str


class Change(NamedTuple):
    """What went, what came, and what stayed after it. Any may be empty."""

    removed: str
    added: str
    same: str


# A word is whatever is neither white space nor punctuation, so that letters with marks and joined emoji stay whole.
PUNCTUATION = re.escape("!\"#$%&'()*+,-./:;<=>?@[\\]^`{|}~…–—‘’“”«»•·¿¡")
TOKEN = re.compile(rf"(?P<word>[^\s{PUNCTUATION}]+(?:['’-][^\s{PUNCTUATION}]+)*|[{PUNCTUATION}]|(?=\s))(?P<space>\s*)")


def split(text: str) -> list[Token]:
    return [Token(match["word"], match["space"]) for match in TOKEN.finditer(text)]


def changes(old: Sequence[Token], new: Sequence[Token]) -> list[Change]:
    """The changes in order. A word whose white space changed stays; only the white space goes and comes."""
    found: list[Change] = []
    removed = added = same = ""
    at_old = at_new = 0
    for pair in [*matching(old, new), (len(old), len(new))]:
        gone, come = told(old[at_old : pair[0]]), told(new[at_new : pair[1]])
        if (gone or come) and same:
            found.append(Change(removed, added, same))
            removed = added = same = ""
        removed, added = removed + gone, added + come
        if pair[0] < len(old):
            word, before, after = old[pair[0]].word, old[pair[0]].space, new[pair[1]].space
            same += word
            if before == after:
                same += before
            else:
                found.append(Change(removed, added, same))
                removed, added, same = before, after, ""
        at_old, at_new = pair[0] + 1, pair[1] + 1
    if removed or added or same:
        found.append(Change(removed, added, same))
    return found


def told(tokens: Sequence[Token]) -> str:
    return "".join(token.word + token.space for token in tokens)


def without_islands(found: Sequence[Change]) -> list[Change]:
    """The same changes, with each short word between two of them made part of both."""
    kept: list[Change] = []
    for change in found:
        last = kept[-1] if kept else None
        if last and (last.removed or last.added) and is_island(last.same):
            kept[-1] = Change(last.removed + last.same + change.removed, last.added + last.same + change.added, change.same)
        else:
            kept.append(change)
    return kept


def is_island(text: str) -> bool:
    return "\n" not in text and len(text.strip()) <= SHORT and len(split(text)) <= 1


# What matches


def matching(old: Sequence[Token], new: Sequence[Token]) -> list[tuple[int, int]]:
    """Places of words that are in both texts, in order. If they are too many and too alike, whole lines are matched first, then words between."""
    words_old, words_new = [token.word for token in old], [token.word for token in new]
    found = pairs(words_old, words_new)
    if found is not None:
        return found
    lines_old, lines_new = line_starts(old), line_starts(new)
    same_lines = pairs(
        [tuple(words_old[start:end]) for start, end in pairwise(lines_old)], [tuple(words_new[start:end]) for start, end in pairwise(lines_new)]
    )
    found = []
    at_old = at_new = 0
    for line_old, line_new in [*(same_lines or []), (len(lines_old) - 1, len(lines_new) - 1)]:
        start_old, start_new = lines_old[line_old], lines_new[line_new]
        between = pairs(words_old[at_old:start_old], words_new[at_new:start_new], or_ends=True)
        found += [(at_old + one, at_new + other) for one, other in between or []]
        length = lines_old[min(line_old + 1, len(lines_old) - 1)] - start_old
        found += [(start_old + place, start_new + place) for place in range(length)]
        at_old, at_new = start_old + length, start_new + length
    return found


def line_starts(tokens: Sequence[Token]) -> list[int]:
    """The number of the first token of each line, and the number of tokens."""
    return [0, *(number for number, token in enumerate(tokens, start=1) if "\n" in token.space and number < len(tokens)), len(tokens)]


def pairs(old: Sequence[Hashable], new: Sequence[Hashable], *, or_ends: bool = False) -> list[tuple[int, int]] | None:
    """Places of equal things, in order. None where what differs has more than MOST_PAIRS; with `or_ends`, then what they begin and end with alike."""
    shorter = min(len(old), len(new))
    head = next((place for place in range(shorter) if old[place] != new[place]), shorter)
    tail = next((place for place in range(shorter - head) if old[-1 - place] != new[-1 - place]), shorter - head)
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    ends = [(place, place) for place in range(head)], [(len(old) - place, len(new) - place) for place in range(tail, 0, -1)]
    often = Counter(middle_new)
    if sum(often[thing] for thing in middle_old) > MOST_PAIRS:
        return [*ends[0], *ends[1]] if or_ends else None
    blocks = SequenceMatcher(None, middle_old, middle_new, autojunk=False).get_matching_blocks()
    middle = [(head + block.a + place, head + block.b + place) for block in blocks for place in range(block.size)]
    return [*ends[0], *middle, *ends[1]]


# Joining


class Edit(NamedTuple):
    """Lines `first` up to but not with `last` of the base became `lines`."""

    first: int
    last: int
    lines: list[str]


def edits(base: Sequence[str], text: Sequence[str]) -> list[Edit]:
    found = []
    at_base = at_text = 0
    for in_base, in_text in [*(pairs(base, text, or_ends=True) or []), (len(base), len(text))]:
        if in_base > at_base or in_text > at_text:
            found.append(Edit(at_base, in_base, list(text[at_text:in_text])))
        at_base, at_text = in_base + 1, in_text + 1
    return found


def meeting(ours: Sequence[Edit], others: Sequence[Edit]) -> tuple[int, int, list[Edit], list[Edit]]:
    """The first edit of either side, and all that meet it, and those that meet these: the lines of the base they concern, and whose they are.

    Two edits meet if both change one line, or both put lines in at one place. An edit of the next line does not meet.
    """
    queue = sorted([(edit.first, edit.last, side, edit) for side, known in enumerate((ours, others)) for edit in known], key=lambda one: one[:3])
    first, last = queue[0][:2]
    taken: tuple[list[Edit], list[Edit]] = ([], [])
    for start, end, side, edit in queue:
        if taken != ([], []) and not (start < last or start == end == first == last):
            break
        taken[side].append(edit)
        last = max(last, end)
    return first, last, *taken


def written(base: Sequence[str], taken: Sequence[Edit], first: int, last: int) -> list[str]:
    """How one side has lines `first` to `last` of the base."""
    lines: list[str] = []
    for edit in taken:
        lines += [*base[first : edit.first], *edit.lines]
        first = edit.last
    return [*lines, *base[first:last]]


LIST_MARK = re.compile(r"\s*(?:[-*+]|[0-9]+[.)])\s")
SENTENCE_END = re.compile(r"(?<=[.!?…]) |(?<=[.!?…][’”\")]) ")


def sentences(line: str) -> list[str]:
    """The sentences of a line, which a blank apart make up the line."""
    return SENTENCE_END.split(line)


def both_lines(base: list[str], mine: list[str], theirs: list[str]) -> list[str]:
    """A paragraph that both changed, and of which both kept a sentence, joined by sentences. Other lines one version after the other, a blank line
    between unless they are items of a list."""
    if [len(base), len(mine), len(theirs)] == [1, 1, 1]:
        was, ours, others = sentences(base[0]), sentences(mine[0]), sentences(theirs[0])
        parts = joined(was, ours, others, both_sentences)
        # A sentence without an end would run into the next.
        if {*was} & {*ours} & {*others} and sentences(" ".join(parts)) == parts:
            return [" ".join(parts)]
    head, ours, others, end = apart(mine, theirs)
    listed = ours and others and LIST_MARK.match(ours[-1]) and LIST_MARK.match(others[0])
    blank = [] if listed or not ours or not others or not ours[-1].strip() or not others[0].strip() else [""]
    return [*head, *ours, *blank, *others, *end]


def both_sentences(_base: list[str], mine: list[str], theirs: list[str]) -> list[str]:
    return [sentence for part in apart(mine, theirs) for sentence in part]


def apart(mine: list[str], theirs: list[str]) -> tuple[list[str], list[str], list[str], list[str]]:
    """What is alike at the beginning, what either has of its own (nothing where it is blank and the other is not), and what is alike at the end."""
    shorter = min(len(mine), len(theirs))
    head = next((place for place in range(shorter) if mine[place] != theirs[place]), shorter)
    tail = next((place for place in range(shorter - head) if mine[-1 - place] != theirs[-1 - place]), shorter - head)
    ours, others = mine[head : len(mine) - tail], theirs[head : len(theirs) - tail]
    if not any(part.strip() for part in ours):
        ours = [] if others else ours
    elif not any(part.strip() for part in others):
        others = []
    return mine[:head], ours, others, mine[len(mine) - tail :]
