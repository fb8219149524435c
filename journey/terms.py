"""What someone looks for, and where it stands in a text. Pure, standard library only.

Case and accents do not matter: "ty" finds "Tŷ". A word finds the words that begin with it. Words in quotation marks, and words joined as in
"co-design", stand one after the other; in quotation marks they are whole words.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

QUERY_LIMIT = 200
"""Characters of what someone looks for; the rest is not looked for."""
WORD_LIMIT = 40
"""Letters of a word that count. Longer than any real word, so that a text without blanks is no burden."""
LENGTH, BEFORE = 240, 80
"""Characters of an excerpt, and how many of them stand before what was found."""

# What lies between words; an apostrophe is within one. Other marks may cling to a word, since only its letters and digits count.
BETWEEN = re.escape('!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~…–—‐‑“”„«»•·¿¡‹›、。，')
WORD = re.compile(rf"[^\s{BETWEEN}]+")
ASKED = re.compile(r'["“”„«](?P<whole>[^"“”„«»]*)["“”»]|(?P<begun>\S+)')
# Letters that are no plain letter with a mark, and are looked for as if they were.
PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})


class Word(NamedTuple):
    """A word of a text: where it stands, and its letters and digits without case and accents."""

    start: int
    end: int
    folded: str


class Term(NamedTuple):
    """Words that follow each other. The last of them may be the beginning of a word, unless they are whole."""

    words: tuple[str, ...]
    whole: bool


class Part(NamedTuple):
    """A stretch of an excerpt, found or not."""

    text: str
    found: bool


class Span(NamedTuple):
    start: int
    end: int
    term: Term


def fold(word: str) -> str:
    if word.isascii() and word.isalnum():
        return word.lower()[:WORD_LIMIT]
    plain = unicodedata.normalize("NFKD", word).casefold().translate(PLAIN)
    return "".join(character for character in plain if character.isalnum())[:WORD_LIMIT]


def words(text: str) -> Iterator[Word]:
    for match in WORD.finditer(text):
        if folded := fold(match[0]):
            yield Word(match.start(), match.end(), folded)


def read(asked: str) -> tuple[Term, ...]:
    """What someone typed as terms, each once, all of which must be found; none where it holds no word."""
    found = []
    for match in ASKED.finditer(asked[:QUERY_LIMIT]):
        if said := tuple(word.folded for word in words(match["whole"] or match["begun"] or "")):
            found.append(Term(said, match["whole"] is not None))
    return tuple(dict.fromkeys(found))


def places(text: str, terms: Sequence[Term]) -> list[Span]:
    """Where each of the terms stands, in order of the text; nothing unless every one of them does."""
    known = list(words(text))
    found = [Span(known[at].start, known[at + len(term.words) - 1].end, term) for term in terms for at in ats(known, term)]
    return sorted(found) if {span.term for span in found} == set(terms) else []


def ats(known: Sequence[Word], term: Term) -> Iterator[int]:
    *before, last = term.words
    for at in range(len(known) - len(before)):
        end = known[at + len(before)].folded
        if (end == last if term.whole else end.startswith(last)) and all(known[at + n].folded == word for n, word in enumerate(before)):
            yield at


def excerpt(text: str, spans: Sequence[Span]) -> tuple[Part, ...]:
    """A stretch of the text, on one line, with as many of these different terms as stand close together; its beginning where nothing was found."""
    some = spans[:100]  # enough to choose from; a long text of one word has thousands
    first = max(some, key=lambda span: len({other.term for other in near(span, some)})) if some else Span(0, 0, Term((), whole=True))
    start = 0
    if first.start > BEFORE:
        blank = text.find(" ", first.start - BEFORE, first.start)
        start = blank + 1 if blank >= 0 else first.start
    end = len(text) if len(text) <= start + LENGTH else max(text.rfind(" ", start, start + LENGTH), min(first.end, start + LENGTH))
    parts, done = [Part("… ", found=False)] if start else [], start
    for span in spans:
        if done <= span.start < end:
            stop = min(span.end, end)
            parts += [Part(text[done : span.start], found=False), Part(text[span.start : stop], found=True)]
            done = stop
    parts.append(Part(text[done:end] + (" …" if end < len(text) else ""), found=False))
    return tuple(Part(re.sub(r"\s+", " ", part.text), part.found) for part in parts if part.text)


def near(first: Span, spans: Sequence[Span]) -> list[Span]:
    """The spans that fit into one excerpt with this one, if it is the first."""
    return [span for span in spans if first.start <= span.start and span.end <= first.start + LENGTH - BEFORE]
