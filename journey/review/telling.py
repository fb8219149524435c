"""The differences between two documents as a reader is told of them: each once, in words."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from pydantic import JsonValue

from journey.differences import Piece, differences
from journey.review.difference import Altered, Difference
from journey.review.document import ReviewDocument
from journey.review.labels import label
from journey.review.nouns import OF_THE_REVIEW, PAGE_ONE, UNTOLD, Kind, count_words, noun_of, title_of
from journey.review.part import Part
from journey.review.shape import classes, facts_in, in_words, parts_in, read_value, tells_stage, walked_in

QUESTIONS = ("stages.answers", "stages.not_relevant", "stages.unanswered")
"""The nouns that a question may be: it is in one of them at a time."""
OF_QUESTIONS = (*QUESTIONS, "wording")
NAMED_APART = ("key", "id", "number", "kind", "length", "when", "theme_key", "since", "leaning")
"""Fields that say where a part belongs, or what its other fields say too."""
SHORT = 60
"""Characters. A change between two texts no longer than this, with no word in common, is told as "before" and "now"."""
KINDS: tuple[Kind, ...] = ("changed", "new", "closed", "gone")


@dataclass(frozen=True)
class ToldField:
    label: str
    before: str
    after: str

    @property
    def marked(self) -> str:
        return self.label if self.label.endswith("?") else f"{self.label}:"

    @property
    def is_long(self) -> bool:
        """Whether it is prose, of which word by word is told what changed."""
        alike = any(piece.kind == "same" and any(map(str.isalnum, piece.text)) for piece in self.pieces)
        return alike or "\n" in self.before + self.after or max(len(self.before), len(self.after)) > SHORT

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        return differences(self.before, self.after)


@dataclass(frozen=True)
class Told:
    """A difference as a reader is told it. `fields` are what changed in it, or, of what is new or gone, all that it says."""

    noun: str
    kind: Kind
    stage: int
    within: str
    title: str
    key: str
    fields: tuple[ToldField, ...]

    @property
    def words(self) -> str:
        """What it is, as a label: "New answer"."""
        said = count_words(self.noun, self.kind, 1).removeprefix(_("one")).strip()
        return said[:1].upper() + said[1:]


def tell_about(altered: Iterable[Altered], *, page_one: bool) -> Iterator[Told]:
    """The document's own fields, and with `page_one` what the team wrote for the two reviews."""
    for one in altered:
        noun = "page_one" if one.field in PAGE_ONE else "about"
        if one.field not in OF_THE_REVIEW and (page_one or noun == "about"):
            fields = (told_field(ReviewDocument, "", one.field, one.before, one.after),)
            yield Told(noun, "changed", 0, "", label(one.field), one.field, fields)


def tell(found: Iterable[Difference], *, same_map: bool) -> Iterator[Told]:
    """Each difference that tells a reader something. What happened to a question is one difference, whatever lists it left and came into.

    On the `same_map` no question comes or goes: one that is named no longer, or now, is answered where this reader does not get the answer.
    """
    asked: dict[tuple[int, str], dict[str, Difference]] = defaultdict(dict)
    for one in [inner for outer in found for inner in opened(outer)]:
        if one.noun in QUESTIONS:
            asked[one.stage, str(one.part["key"])][f"{one.noun} {'gone' if one.kind == 'gone' else ''}".strip()] = one
        elif is_told(one):
            yield told_as(one)
    for facts in asked.values():
        yield from tell_question(facts, same_map=same_map)


def opened(one: Difference) -> Iterator[Difference]:
    """A stage that came or went, and the questions in it."""
    yield one
    if one.noun == "stages" and one.kind != "changed":
        for name in walked_in(classes()["stages"], "stages"):
            for row in one.part.get(name) or ():  # type: ignore[union-attr]  # JSON of a list of parts
                yield Difference(noun=f"stages.{name}", kind=one.kind, stage=one.stage, within=title_of("stages", one.part), part=row)


def is_told(one: Difference) -> bool:
    if one.noun in UNTOLD:
        return False
    if one.noun == "signs" and one.kind != "changed":
        # The signs are those of the main stage: when that changes, all go and come. What the team said of one is told.
        return one.kind == "new" and one.part["day"] is not None
    return one.kind != "changed" or bool(one.loud) or any(each.field == "is_open" for each in one.altered)


def told_as(one: Difference, *others: ToldField) -> Told:
    cls = classes()[one.noun]
    if one.kind == "changed":
        fields = tuple(told_field(cls, one.noun, each.field, each.before, each.after) for each in one.loud)
    else:
        named = noun_of(one.noun).called
        apart = {*NAMED_APART, *named[:1], *(["stage"] if tells_stage(cls) else [])}
        names = [name for name in (*facts_in(cls), *parts_in(cls)) if name not in apart and not isinstance(one.part[name], bool)]
        sides = [(None, one.part[name]) if one.kind == "new" else (one.part[name], None) for name in names]
        fields = tuple(told_field(cls, one.noun, name, before, after) for name, (before, after) in zip(names, sides, strict=True))
        title = title_of(one.noun, one.part)
        fields = tuple(field for field in fields if field.before + field.after not in ("", title))
    kind = "closed" if any((each.field, each.before, each.after) == ("is_open", True, False) for each in one.altered) else one.kind
    return Told(one.noun, kind, one.stage, one.within, title_of(one.noun, one.part), str(one.part.get("key", "")), (*fields, *others))


def told_field(cls: type[Part], noun: str, name: str, before: JsonValue, after: JsonValue) -> ToldField:
    return ToldField(label(name, noun), in_words(read_value(cls, name, before)), in_words(read_value(cls, name, after)))


def tell_question(facts: Mapping[str, Difference], *, same_map: bool) -> Iterator[Told]:
    """What happened to one question: its answer, or why it is set aside, and its wording."""
    answers, aside, open_ = QUESTIONS
    came = next((facts[noun] for noun in QUESTIONS if noun in facts), None)
    went = next((facts[f"{noun} gone"] for noun in QUESTIONS if f"{noun} gone" in facts), None)
    answer = facts.get(answers) or facts.get(f"{answers} gone")
    reason = facts.get(aside) or facts.get(f"{aside} gone")
    if answer is not None and (answer.kind != "changed" or answer.loud):
        yield told_as(answer, *because(reason))
    elif reason is not None and answer is None and (reason.kind != "changed" or reason.loud):
        yield told_as(reason)
    elif answer is None and reason is None and came != went and (came is None or went is None):
        one = facts.get(open_) or facts[f"{open_} gone"]
        if one.kind != "changed" and not same_map:
            yield told_as(one)
    yield from tell_wording(came, went)


def because(reason: Difference | None) -> Iterator[ToldField]:
    """Why a question is, or was, set aside, beside what happened to its answer."""
    if reason is not None:
        said = str(reason.part["because"])
        yield ToldField(str(noun_of(reason.noun).title), "" if reason.kind == "new" else said, said if reason.kind == "new" else "")


def tell_wording(came: Difference | None, went: Difference | None) -> Iterator[Told]:
    if came is None:
        return
    stayed = next((one for one in came.altered if one.field == "question"), None)
    after = str(came.part["question"])
    before = str(stayed.before) if stayed else str(went.part["question"]) if went else after
    if before != after:
        yield Told("wording", "changed", came.stage, came.within, after, str(came.part["key"]), (ToldField(_("Wording"), before, after),))
