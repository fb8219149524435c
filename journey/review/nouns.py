"""Which kinds of things a review's document holds, and the words for each.

They are found in the document's own classes, so that whatever is added there is compared, listed and written with no new code. A noun that
has no words here is called after its field.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Union, get_args, get_origin

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from pydantic import JsonValue

from journey.dates import day_words
from journey.review.document import Part, ReviewDocument

type Kind = str
"""How a part differs: "new", "changed" or "gone"."""

IN_WORDS = (_("none"), _("one"), _("two"), _("three"), _("four"), _("five"), _("six"), _("seven"), _("eight"), _("nine"), _("ten"))


def number_words(number: int) -> str:
    """Up to ten in words, then in figures."""
    return str(IN_WORDS[number]) if 0 <= number < len(IN_WORDS) else str(number)


@dataclass(frozen=True)
class Noun:
    """`known_by` are the fields that two documents know one by, tried in turn; `called` names one, `quiet` are the fields that tell nothing new.

    `said` are the words for so many that are new, changed and gone; `then` those that follow another number of the same noun.
    """

    title: Promise | str
    known_by: tuple[tuple[str, ...], ...] = (("key",), ("id",), ("number",), ("title",), ("name",), ("text",))
    called: tuple[str, ...] = ("said", "title", "question", "text", "name")
    quiet: frozenset[str] = frozenset()
    said: Mapping[Kind, Promise] = field(default_factory=dict)
    then: Mapping[Kind, Promise] = field(default_factory=dict)


THEN: dict[Kind, Promise] = {
    "changed": ngettext_lazy("%(count)s changed", "%(count)s changed", "number"),
    "new": ngettext_lazy("%(count)s new", "%(count)s new", "number"),
    "gone": ngettext_lazy("%(count)s no longer there", "%(count)s no longer there", "number"),
}
WITHDRAWN = {"gone": ngettext_lazy("%(count)s withdrawn", "%(count)s withdrawn", "number")}

NOUNS: dict[str, Noun] = {
    "moves": Noun(
        _("Moves"),
        known_by=(("kind", "day", "stage", "reason"), ("kind", "day", "stage")),
        quiet=frozenset({"length", "title", "back", "by"}),
        said={
            "new": ngettext_lazy("%(count)s move", "%(count)s moves", "number"),
            "changed": ngettext_lazy("%(count)s move told otherwise", "%(count)s moves told otherwise", "number"),
            "gone": ngettext_lazy("%(count)s move no longer there", "%(count)s moves no longer there", "number"),
        },
        then={"changed": ngettext_lazy("%(count)s told otherwise", "%(count)s told otherwise", "number")},
    ),
    "decisions": Noun(
        _("Decisions"),
        known_by=(("number",),),
        quiet=frozenset({"by", "option"}),
        said={
            "new": ngettext_lazy("%(count)s decision", "%(count)s decisions", "number"),
            "changed": ngettext_lazy("%(count)s decision told otherwise", "%(count)s decisions told otherwise", "number"),
            "gone": ngettext_lazy("%(count)s decision no longer stands", "%(count)s decisions no longer stand", "number"),
        },
        then={"changed": ngettext_lazy("%(count)s told otherwise", "%(count)s told otherwise", "number")},
    ),
    "decisions.conditions": Noun(
        _("Conditions of decisions"),
        known_by=(("text", "who"), ("text",)),
        called=("text",),
        quiet=frozenset({"changed", "by"}),
        said={
            "changed": ngettext_lazy("%(count)s condition of a decision changed", "%(count)s conditions of decisions changed", "number"),
            "new": ngettext_lazy("%(count)s new condition of a decision", "%(count)s new conditions of decisions", "number"),
            "gone": ngettext_lazy("%(count)s condition of a decision gone", "%(count)s conditions of decisions gone", "number"),
        },
    ),
    "standings": Noun(
        _("How the project stood"),
        known_by=(("day", "title", "reason"), ("day", "title")),
        quiet=frozenset({"by", "paused", "parting"}),
        said={
            "new": ngettext_lazy("%(count)s change in how the project stands", "%(count)s changes in how the project stands", "number"),
            "changed": ngettext_lazy("%(count)s standing told otherwise", "%(count)s standings told otherwise", "number"),
            "gone": ngettext_lazy("%(count)s standing no longer there", "%(count)s standings no longer there", "number"),
        },
    ),
    "stages.answers": Noun(
        _("Answers"),
        known_by=(("key",),),
        called=("question",),
        quiet=frozenset({"number", "theme", "question", "written_on", "written_by"}),
        said={
            "changed": ngettext_lazy("%(count)s answer changed", "%(count)s answers changed", "number"),
            "new": ngettext_lazy("%(count)s new answer", "%(count)s new answers", "number"),
            "gone": ngettext_lazy("%(count)s answer withdrawn", "%(count)s answers withdrawn", "number"),
        },
        then=WITHDRAWN,
    ),
    "stages.not_relevant": Noun(
        _("Not relevant"),
        known_by=(("key",),),
        called=("question",),
        quiet=frozenset({"number", "question"}),
        said={
            "new": ngettext_lazy("%(count)s question set aside", "%(count)s questions set aside", "number"),
            "changed": ngettext_lazy("%(count)s question set aside for another reason", "%(count)s questions set aside for another reason", "number"),
            "gone": ngettext_lazy("%(count)s question taken up again", "%(count)s questions taken up again", "number"),
        },
        then={"gone": ngettext_lazy("%(count)s taken up again", "%(count)s taken up again", "number")},
    ),
    "stages.unanswered": Noun(
        _("Not answered"),
        known_by=(("key",),),
        called=("question",),
        quiet=frozenset({"number", "question"}),
        said={
            "new": ngettext_lazy("%(count)s question new on the map", "%(count)s questions new on the map", "number"),
            "changed": ngettext_lazy("%(count)s question changed", "%(count)s questions changed", "number"),
            "gone": ngettext_lazy("%(count)s question no longer on the map", "%(count)s questions no longer on the map", "number"),
        },
    ),
    "wording": Noun(
        _("Wording of questions"),
        called=("question",),
        said={"changed": ngettext_lazy("%(count)s question worded otherwise", "%(count)s questions worded otherwise", "number")},
    ),
    "signs": Noun(
        _("Signs of being ready"),
        known_by=(("key",),),
        called=("text",),
        quiet=frozenset({"day", "by"}),
        said={
            "changed": ngettext_lazy("%(count)s sign read otherwise", "%(count)s signs read otherwise", "number"),
            "new": ngettext_lazy("%(count)s sign read for the first time", "%(count)s signs read for the first time", "number"),
            "gone": ngettext_lazy("%(count)s sign no longer asked about", "%(count)s signs no longer asked about", "number"),
        },
        then={"new": ngettext_lazy("%(count)s read for the first time", "%(count)s read for the first time", "number")},
    ),
    "evidence": Noun(
        _("Evidence"),
        known_by=(("title", "type"), ("title",), ("link",), ("held",)),
        quiet=frozenset({"cited_by"}),
        said={
            "new": ngettext_lazy("%(count)s new piece of evidence", "%(count)s new pieces of evidence", "number"),
            "changed": ngettext_lazy("%(count)s piece of evidence changed", "%(count)s pieces of evidence changed", "number"),
            "gone": ngettext_lazy("%(count)s piece of evidence no longer listed", "%(count)s pieces of evidence no longer listed", "number"),
        },
    ),
    "stages": Noun(
        _("Stages"),
        known_by=(("key",),),
        called=("name",),
        quiet=frozenset({"number", "standing", "words", "in_wheel", "counts"}),
        said={
            "changed": ngettext_lazy("%(count)s stage named otherwise", "%(count)s stages named otherwise", "number"),
            "new": ngettext_lazy("%(count)s stage new on the map", "%(count)s stages new on the map", "number"),
            "gone": ngettext_lazy("%(count)s stage no longer on the map", "%(count)s stages no longer on the map", "number"),
        },
    ),
    "about": Noun(
        _("About the project"),
        said={"changed": ngettext_lazy("%(count)s line about the project changed", "%(count)s lines about the project changed", "number")},
    ),
    "beside": Noun(
        _("Open beside the main stage"),
        known_by=(("stage", "start"), ("stage",)),
        called=("stage",),
        quiet=frozenset({"stage", "start", "end"}),
    ),
}
UNTOLD = frozenset({"beside"})
"""Nouns that another noun tells of already: what was open beside follows from the moves."""
WALKED = frozenset({"stages", "decisions"})
"""Nouns whose own parts are nouns too. The parts of any other, and those in KEPT_WHOLE, are told as one of its facts."""
KEPT_WHOLE = frozenset({"evidence", "details", "corrections"})

ABOUT = ("project", "outcome", "organisations", "leads", "commissioners", "rhythm", "made_up", "map_title")
"""The document's own fields that are told where they changed. The others follow from the rest, or from the day it was made."""

FIELDS: dict[str, Promise] = {
    "answers": _("Answers"),
    "as_of": _("As it stood on"),
    "because": _("Because"),
    "begins": _("Began on"),
    "by": _("By"),
    "called": _("Called"),
    "carries_over": _("What carries over"),
    "changed": _("Changed on"),
    "cited_by": _("Cited by"),
    "commissioners": _("Commissioned or funded by"),
    "conditions": _("Conditions"),
    "corrected_because": _("Corrected because"),
    "corrected_on": _("Corrected on"),
    "corrections": _("Recorded by mistake"),
    "credit_doi": _("DOI of the stage map"),
    "day": _("Day"),
    "decision.details": _("Asked of this option"),
    "details": _("Asked of this option"),
    "dissent": _("Who disagreed, and why"),
    "due": _("Due on"),
    "ethical": _("Ethically appropriate?"),
    "evidence": _("Rests on"),
    "feasible": _("Feasible here?"),
    "held": _("Held"),
    "in_wheel": _("On the wheel"),
    "instead": _("What stands instead"),
    "key": _("Key"),
    "leads": _("Innovation lead"),
    "learning": _("What was learned"),
    "link": _("Link"),
    "listed": _("In the project’s list"),
    "log_head": _("Fingerprint of the log"),
    "log_length": _("Entries in the log"),
    "look_again": _("Look again on"),
    "made_up": _("Made up"),
    "map_title": _("Stage map"),
    "next_review": _("Next review"),
    "note": _("Note"),
    "option": _("Option"),
    "options": _("Also considered"),
    "organisations": _("Organisations"),
    "outcome": _("Outcome hoped for"),
    "parties": _("Who took part"),
    "project": _("Name of the project"),
    "promises": _("Promises to families"),
    "restart": _("What would restart it"),
    "reading": _("How it is read"),
    "rhythm": _("Rhythm of reviews"),
    "said": _("What was decided"),
    "start": _("Opened on"),
    "end": _("Closed on"),
    "strength": _("How strong the evidence is"),
    "told": _("Who was told"),
    "unanswered_starters": _("Questions to start with that have no answer yet"),
    "where": _("Where it stands"),
    "who": _("Who"),
    "written_by": _("Written by"),
    "written_on": _("Written on"),
}


def noun_of(path: str) -> Noun:
    """The words for a noun; for one without any, its field's name."""
    return NOUNS.get(path) or Noun(called_after(path.rpartition(".")[2]))


def called_after(name: str) -> str:
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def label(name: str) -> str:
    """What a field is called on a page."""
    return str(FIELDS.get(name) or called_after(name))


def count_words(path: str, kind: Kind, number: int, *, follows: bool = False) -> str:
    """How many of a noun differ so: "three new answers"; with `follows`, after another number of the same noun: "three new"."""
    noun = noun_of(path)
    counted = {"number": number, "count": number_words(number)}
    if follows:
        return str((noun.then.get(kind) or THEN[kind]) % counted)
    if kind in noun.said:
        return str(noun.said[kind] % counted)
    return gettext("%(what)s under “%(noun)s”") % {"what": THEN[kind] % counted, "noun": noun.title}


# The document's classes


def part_class(annotation: object) -> type[Part] | None:
    """The class of the parts in a tuple, None for any other annotation."""
    inner = get_args(annotation)
    if get_origin(annotation) is tuple and inner and isinstance(inner[0], type) and issubclass(inner[0], Part):
        return inner[0]
    return None


@cache
def parts_in(cls: type[Part]) -> dict[str, type[Part]]:
    """The fields of a class that hold parts, with the class of those."""
    found = {name: part_class(info.annotation) for name, info in cls.model_fields.items()}
    return {name: kind for name, kind in found.items() if kind is not None}


@cache
def facts_in(cls: type[Part]) -> tuple[str, ...]:
    """The fields of a class that hold no parts, in the order in which they stand."""
    return tuple(name for name in cls.model_fields if name not in parts_in(cls))


def walked_in(cls: type[Part], path: str) -> dict[str, type[Part]]:
    """The fields whose parts are nouns of their own."""
    if path and path not in WALKED:
        return {}
    return {name: kind for name, kind in parts_in(cls).items() if not path or name not in KEPT_WHOLE}


@cache
def classes() -> dict[str, type[Part]]:
    """Every noun of the document by its path: "moves", "stages.answers"."""

    def below(cls: type[Part], path: str) -> Iterator[tuple[str, type[Part]]]:
        for name, kind in walked_in(cls, path).items():
            inner = f"{path}.{name}" if path else name
            yield inner, kind
            yield from below(kind, inner)

    return dict(below(ReviewDocument, ""))


# Values in words


def in_words(value: object) -> str:
    """A value of a document's field as words, "" for nothing. Parts are told by their facts, a line each."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, date):
        return day_words(value)
    if isinstance(value, Part):
        return part_words(value)
    if isinstance(value, tuple):
        return ("\n" if any(isinstance(one, Part) for one in value) else "; ").join(in_words(one) for one in value)
    return str(value)


def part_words(part: Part) -> str:
    """The facts of a part on one line. Evidence is told by its title and kind, as it is wherever it is cited."""
    names = ("title", "type", "day") if {"title", "type", "held"} <= set(type(part).model_fields) else facts_in(type(part))
    told = (getattr(part, name) for name in (*names, *parts_in(type(part))))
    return "; ".join(words for words in (in_words(value) for value in told if value is not False) if words)


def read_value(cls: type[Part], name: str, value: JsonValue) -> object:
    """A value as it stands in the document's JSON, as the document holds it."""
    annotation = cls.model_fields[name].annotation
    inner = part_class(annotation)
    if inner is not None and isinstance(value, list):
        return tuple(inner.model_validate(one) for one in value)
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, str) and date in one_of(annotation):
        return date.fromisoformat(value)
    return value


def one_of(annotation: object) -> tuple[object, ...]:
    return tuple(kind for kind in get_args(annotation) if kind is not NoneType) if get_origin(annotation) in (Union, UnionType) else (annotation,)


def title_of(noun: str, part: Part | Mapping[str, JsonValue]) -> str:
    """What a part is called by whoever speaks of it. It may be given as it stands in the document's JSON."""
    row: Mapping[str, object] = dict(part) if isinstance(part, Part) else part
    said = next((str(row[name]) for name in noun_of(noun).called if row.get(name)), "")
    return said or next((value for value in row.values() if isinstance(value, str) and value), str(noun_of(noun).title))
