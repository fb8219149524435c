"""What changed between two texts, and two texts joined."""

import time
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journey import differences as module
from journey.differences import MOST_PAIRS, Piece, differences, join, sentences, split

SIGNS = {"same": "=", "added": "+", "removed": "-"}
few = st.lists(st.sampled_from(["the ", "cat ", "sat", ", ", ".", "\n", "\n\n", " ", "a ", "Siân ", "👩‍👧 "]), max_size=30).map("".join)
texts = few | st.text(max_size=60)
lines = st.lists(st.sampled_from(["", "One", "Two", "Three", "- four", "five six"]) | st.text("abc \n", max_size=5), max_size=8).map("\n".join)


def drawn(old: str, new: str) -> str:
    """The pieces on one line, each with a sign before it."""
    return "|".join(SIGNS[piece.kind] + piece.text for piece in differences(old, new))


def words(text: str) -> set[str]:
    return {token.word for token in split(text)} - {""}


def written(text: str) -> set[str]:
    return {sentence for line in text.split("\n") for sentence in sentences(line) if sentence.strip()}


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("The cat sat.", "The cat sat.", "=The cat sat."),
        ("The cat sat.", "The dog sat.", "=The |-cat |+dog |=sat."),
        ("The cat sat.", "The cat sat down.", "=The cat sat|+ down|=."),
        ("The cat sat.", "The cat, asleep, sat.", "=The cat|- |+, asleep, |=sat."),
        ("One two", "One\n\ntwo", "=One|- |+\n\n|=two"),
        ("", "New", "+New"),
        ("Old", "", "-Old"),
        ("", "", ""),
        ("  Old", "Old", "-  |=Old"),
        ("Yr hen dŷ", "Yr hen dŷ gwyn", "=Yr hen dŷ|+ gwyn"),
        ("We 👩‍👩‍👧 met", "We 👩‍👧 met", "=We |-👩‍👩‍👧 |+👩‍👧 |=met"),
        ("It's the family's", "It's our family's", "=It's |-the |+our |=family's"),
    ],
)
def test_changes_are_shown_by_whole_words(old: str, new: str, shown: str) -> None:
    assert drawn(old, new) == shown


def test_a_short_word_alone_between_changes_is_part_of_them() -> None:
    assert drawn("We saw one of ten homes.", "We saw two of six homes.") == "=We saw |-one of ten |+two of six |=homes."
    assert drawn("We saw one from ten homes.", "We saw two from six homes.") == "=We saw |-one |+two |=from |-ten |+six |=homes."
    assert drawn("We saw one of the ten homes.", "We saw two of the six homes.") == "=We saw |-one |+two |=of the |-ten |+six |=homes."


def test_the_break_between_paragraphs_is_never_part_of_a_change_around_it() -> None:
    assert drawn("one a\n\nten", "two a\n\nsix") == "-one |+two |=a\n\n|-ten|+six"


@given(texts, texts)
def test_both_texts_can_be_read_from_the_pieces(old: str, new: str) -> None:
    pieces = differences(old, new)

    assert "".join(piece.text for piece in pieces if piece.kind != "added") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == new


@given(texts, texts)
def test_pieces_alternate_and_what_was_removed_comes_first(old: str, new: str) -> None:
    pieces = differences(old, new)

    followed = {(one.kind, other.kind) for one, other in pairwise(pieces)}
    assert all(piece.text for piece in pieces)
    assert followed <= {("same", "removed"), ("same", "added"), ("removed", "added"), ("removed", "same"), ("added", "same")}


@given(texts)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert differences(text, text) == ((Piece("same", text),) if text else ())


HOSTILE = [
    ("," * 4_000, "," * 2_000 + "." + "," * 1_999),
    (",." * 2_000, ".,," * 1_333),
    ("a b b " * 666, "b a a " * 666),
    ("a\n" * 2_000, "b\n" * 500 + "a\n" * 1_500),
    ("a\nb\nb\n" * 666, "b\na\na\n" * 666),
    ("a b\nb\n" * 666, "b a\na\n" * 666),
]


class Watched(SequenceMatcher[str]):
    """The real one, and a note of how many pairs of equal things it is asked to weigh."""

    asked: list[int] = []  # noqa: RUF012  # emptied by the test

    def __init__(self, isjunk: None, a: Sequence[str], b: Sequence[str], autojunk: bool) -> None:
        often = Counter(b)
        self.asked.append(sum(often[thing] for thing in a))
        super().__init__(isjunk, a, b, autojunk)


@pytest.mark.parametrize(("old", "new"), HOSTILE)
def test_long_texts_of_few_words_are_compared_within_bounds(old: str, new: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SequenceMatcher", Watched)
    Watched.asked.clear()

    pieces = differences(old, new)

    assert "".join(piece.text for piece in pieces if piece.kind != "added") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == new
    assert max(Watched.asked, default=0) <= MOST_PAIRS
    assert sum(Watched.asked) <= 2 * MOST_PAIRS


def test_a_text_longer_than_anyone_types_goes_and_comes_as_a_whole_and_at_once() -> None:
    long, begun = "[a](" * 100_000, time.monotonic()

    found = [differences(*texts) for texts in ((long, f"{long}x"), (long, long), (long, ""))]

    assert time.monotonic() - begun < 1
    assert found == [(Piece("removed", long), Piece("added", f"{long}x")), (Piece("same", long),), (Piece("removed", long),)]


def test_a_long_text_of_few_words_still_shows_the_line_that_changed() -> None:
    old = [f"{number} " + "no no no no no" for number in range(200)]
    new = [*old]
    new[3], new[100], new[190] = "3 no yes no no no", "100 no no maybe no no", "190 yes no no no no"

    shown = [piece for piece in differences("\n".join(old), "\n".join(new)) if piece.kind != "same"]

    assert [piece.text.strip() for piece in shown] == ["no", "yes", "no", "maybe", "no", "yes"]


def test_words_that_come_often_in_a_long_text_are_matched_too() -> None:
    old = " ".join(["no", "yes"] * 110)

    assert drawn(old, f"First {old} last") == f"+First |={old}|+ last"


# Joining


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "joined"),
    [
        ("A\n\nB\n\nC", "A1\n\nB\n\nC", "A\n\nB\n\nC1", "A1\n\nB\n\nC1"),
        ("A\nB", "A1\nB", "A\nB1", "A1\nB1"),
        ("A", "A\nB", "A1", "A1\nB"),
        ("A", "B\nA", "A1", "B\nA1"),
        ("A\nB\nC", "A\nC", "A\nB\nC\nD", "A\nC\nD"),
        ("", "Mine", "Theirs", "Mine\n\nTheirs"),
        ("A\n\nB", "A\n\nB mine", "A\n\nB theirs", "A\n\nB mine\n\nB theirs"),
        ("- a", "- a\n- b", "- a\n- c", "- a\n- b\n- c"),
        ("A\nB\nC", "A\nC", "A\nB1\nC", "A\nB1\nC"),
        ("A\nB\nC", "X", "A\nB1\nC", "X\n\nA\nB1\nC"),
        ("A", "A1\nB", "A1\nC", "A1\nB\n\nC"),
        (
            "Groups meet. Carers say so.",
            "Groups meet. Carers say so. I add.",
            "Groups meet. Carers say so. They add.",
            "Groups meet. Carers say so. I add. They add.",
        ),
        ("One. Two. Three.", "One! Two. Three.", "One. Two. Three, they say.", "One! Two. Three, they say."),
        ("One. Two. Three.", "One. Two, I say. Three.", "One. Two, they say. Three.", "One. Two, I say. Two, they say. Three."),
        ("He said “no.” So. I.", "He said “no.” So. Mine.", "She said “no.” So. I.", "She said “no.” So. Mine."),
        ("One. Two.", "Mine. All mine.", "Theirs. All theirs.", "Mine. All mine.\n\nTheirs. All theirs."),
        ("One. Two.", "One. Two. Mine", "One. Two. Theirs.", "One. Two. Mine\n\nOne. Two. Theirs."),
        ("One. Two.", "One.\nTwo.", "One. Two. Three.", "One.\nTwo.\n\nOne. Two. Three."),
        ("A", "", "A1", "A1"),
        ("A", "A1", "", "A1"),
    ],
)
def test_two_texts_are_joined(base: str, mine: str, theirs: str, joined: str) -> None:
    assert join(base, mine, theirs) == joined


@given(lines, lines)
def test_where_one_side_changed_nothing_the_other_is_taken(base: str, text: str) -> None:
    assert join(base, text, base) == text
    assert join(base, base, text) == text


@given(lines, lines)
def test_the_same_change_on_both_sides_is_made_once(base: str, text: str) -> None:
    assert join(base, text, text) == text


@given(lines | texts, lines | texts, lines | texts)
def test_every_sentence_and_word_that_either_wrote_is_in_the_result(base: str, mine: str, theirs: str) -> None:
    joined = join(base, mine, theirs)

    assert (written(mine) | written(theirs)) - written(base) <= written(joined)
    assert (words(mine) | words(theirs)) - words(base) <= words(joined)
    assert words(mine) & words(theirs) <= words(joined)


@given(st.lists(st.sampled_from(["keep", "mine", "theirs", "mine gone", "theirs gone"]), min_size=1, max_size=8))
def test_changes_of_different_lines_are_all_made(plan: list[str]) -> None:
    base = "\n".join(f"line {number}" for number in range(len(plan)))
    mine = "\n".join(f"line {number}" + " by me" * (who == "mine") for number, who in enumerate(plan) if who != "mine gone")
    theirs = "\n".join(f"line {number}" + " by them" * (who == "theirs") for number, who in enumerate(plan) if who != "theirs gone")

    joined = join(base, mine, theirs)

    told = {"mine": " by me", "theirs": " by them", "keep": ""}
    assert {f"line {number}{told[who]}" for number, who in enumerate(plan) if who in told} <= set(joined.split("\n"))
    if not any("gone" in who for who in plan):
        assert joined == "\n".join(f"line {number}{told[who]}" for number, who in enumerate(plan))


@given(st.text())
def test_a_mark_stands_directly_at_the_words_and_loses_no_white_space(text: str) -> None:
    piece = Piece("added", text)

    assert piece.before + piece.words + piece.after == text
    assert piece.words.strip() == text.strip()
