"""How each part of a review stands against the review before: new or changed since, still true, or not looked at.

Whether a part changed, the comparison of the two documents says, and nothing else does.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils import timezone
from django.utils.translation import gettext as _

from journey.dates import day_words
from journey.models import Confirmation
from journey.models.review import fingerprint
from journey.review.before import Before
from journey.review.canonical import canonical_json
from journey.review.compare import Comparison, compare
from journey.review.difference import cites
from journey.review.document import ReviewDocument
from journey.review.nouns import PARTS_OF_PAGE_ONE, quiet_in, title_of
from journey.review.part import Part
from journey.review.prepared import ReviewMark
from journey.review.reader import for_reader
from journey.review.shape import in_words, walked_in
from journey.review.standing import ReviewSign
from journey.review.telling import is_told

type Path = tuple[str | int, ...]
"""The way to a part of the document: fields, and places in lists."""
type State = Literal["new", "changed", "confirmed", "open"]

TELLING = ("text", "reason", "because", "changed", "reading", "words", "response", "note")
"""Of a part, the fields that tell the most of it beside its title, the first that says something."""
PAGE_ONE, ANSWERS = "page_one", "stages.answers"


@dataclass(frozen=True, slots=True)
class Stands:
    """A part of a review, held against the review before. `digest` is the SHA-256 of what it says; `path` leads to it, () for a part of page one."""

    noun: str
    key: str
    title: str
    text: str
    """What it says beside its title, "" where the title says it."""
    digest: str
    path: Path
    state: State
    words: str

    @property
    def part(self) -> str:
        """What names it, as it reads now, where someone says that it is still true."""
        return f"{self.noun} {self.digest}"


@dataclass(frozen=True, slots=True)
class Against:
    """A review held against the one before: every part that says something, those of page one first, then in the order of the document."""

    last: Before
    comparison: Comparison
    parts: list[Stands]


def held_against(document: ReviewDocument, last: Before) -> Against:
    comparison = compare(last.document, document)
    return Against(last, comparison, [*page_one_against(document, comparison, last), *parts_against(document, comparison, last)])


def marked(document: ReviewDocument, last: Before) -> ReviewDocument:
    """The same review, each part with how it stands against the one before, and how much differs in all of it and in what each reader gets."""
    against = held_against(document, last)
    found = against.parts
    marks = tuple(ReviewMark.model_validate({"key": one.key, "title": one.title, "since": one.words}) for one in found if one.noun == PAGE_ONE)
    told = with_words(document, "", (), {one.path: one.words for one in found if one.path})
    readers = tuple(
        reader.model_copy(update={"changes": compare(for_reader(last.document, reader, later=document), for_reader(document, reader)).summary})
        for reader in document.readers
    )
    return told.model_copy(update={"marks": marks, "changes": against.comparison.summary, "readers": readers})


def with_words[P: Part](part: P, noun: str, path: Path, words: Mapping[Path, str]) -> P:
    changed: dict[str, object] = {"since": words[path]} if path in words else {}
    for name in walked_in(type(part), noun):
        inner = f"{noun}.{name}" if noun else name
        changed[name] = tuple(with_words(one, inner, (*path, name, place), words) for place, one in enumerate(getattr(part, name)))
    return part.model_copy(update=changed)


def page_one_against(document: ReviewDocument, comparison: Comparison, last: Before) -> Iterator[Stands]:
    altered = {one.field for one in comparison.altered}
    for key, (title, fields) in PARTS_OF_PAGE_ONE.items():
        said = {name: getattr(document, name) for name in fields}
        if any(said.values()):
            is_new = not any(getattr(last.document, name) for name in fields)
            kind = "new" if is_new else "changed" if altered.intersection(fields) else ""
            text = " ".join(words for words in map(in_words, said.values()) if words)
            yield stands(PAGE_ONE, key, str(title), text, digest(key, said), (), kind, last)


def parts_against(document: ReviewDocument, comparison: Comparison, last: Before) -> Iterator[Stands]:
    for path, noun, part, kind in kinds(document, comparison):
        if "since" in type(part).model_fields and not (isinstance(part, ReviewSign) and part.day is None):
            title = title_of(noun, part)
            text = next((said for name in TELLING if isinstance(said := getattr(part, name, ""), str) and said not in ("", title)), "")
            yield stands(noun, str(getattr(part, "key", "")), title, text, digest_of(noun, part), path, kind, last)


def kinds(document: ReviewDocument, comparison: Comparison) -> Iterator[tuple[Path, str, Part, str]]:
    """Each part of the later document with its noun, and as what the comparison tells it: "new", "changed", or "" where it tells nothing."""
    lists = {rows.path: rows for rows in comparison.lists}

    def below(owner: Part, noun: str, path: Path, was: Path | None) -> Iterator[tuple[Path, str, Part, str]]:
        for name in walked_in(type(owner), noun):
            inner = f"{noun}.{name}" if noun else name
            rows = None if was is None else lists.get((*was, name))
            told = {place for place, one in rows.changes if is_told(one)} if rows else set()
            for place, part in enumerate(getattr(owner, name)):
                before = None if was is None else rows.order[place] if rows else place
                here = (*path, name, place)
                yield here, inner, part, "new" if before is None else "changed" if before in told else ""
                yield from below(part, inner, here, None if was is None or before is None else (*was, name, before))

    return below(document, "", (), ())


def stands(noun: str, key: str, title: str, text: str, said: str, path: Path, kind: str, last: Before) -> Stands:
    number = {"number": last.review.number}
    confirmed = last.confirmed.get(("", key) if noun == ANSWERS else (noun, said))
    if kind == "new":
        return Stands(noun, key, title, text, said, path, "new", _("New since Review %(number)s") % number)
    if kind == "changed":
        return Stands(noun, key, title, text, said, path, "changed", _("Changed since Review %(number)s") % number)
    if confirmed is not None:
        return Stands(noun, key, title, text, said, path, "confirmed", confirmed_words(confirmed))
    return Stands(noun, key, title, text, said, path, "open", _("Not looked at since Review %(number)s") % number)


def confirmed_words(confirmed: Confirmation) -> str:
    said = {"name": confirmed.by, "day": day_words(timezone.localdate(confirmed.at))}
    return _("Still true, confirmed by %(name)s on %(day)s") % said


def digest_of(noun: str, part: Part) -> str:
    """SHA-256 of all that the comparison would tell if it changed. A part that reads otherwise has another."""
    row = part.model_dump(mode="json")
    apart = {*quiet_in(noun), *walked_in(type(part), noun)}
    return digest(noun, {name: cites(value) if name == "evidence" else value for name, value in row.items() if name not in apart})


def digest(name: str, said: Mapping[str, object]) -> str:
    return fingerprint(canonical_json([name, dict(said)]))
