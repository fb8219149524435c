"""What a review's document is made of, found in its own classes: the nouns, the facts of each, and their values in words."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Union, get_args, get_origin

from django.utils.translation import gettext
from pydantic import JsonValue

from journey.dates import day_words, exact_words
from journey.review.document import ReviewDocument
from journey.review.part import Part

WALKED = frozenset({"stages", "decisions"})
"""Nouns whose own parts are nouns too. The parts of any other, and those in KEPT_WHOLE, are told as one of its facts."""
KEPT_WHOLE = frozenset({"evidence", "details", "corrections"})


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
    if isinstance(value, datetime):
        return exact_words(value)
    if isinstance(value, date):
        return day_words(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Part):
        return part_words(value)
    if isinstance(value, tuple):
        words = [in_words(one) for one in value]
        return "\n".join(words) if any(isinstance(one, Part) for one in value) else joined(words)
    return str(value)


def part_words(part: Part) -> str:
    """The facts of a part on one line. Evidence is told by its title and kind, as it is wherever it is cited."""
    names = ("title", "type", "day") if {"title", "type", "held"} <= set(type(part).model_fields) else facts_in(type(part))
    told = (getattr(part, name) for name in (*names, *parts_in(type(part))))
    return joined([words for words in (in_words(value) for value in told if not isinstance(value, bool)) if words])


def joined(said: Sequence[str]) -> str:
    """On one line: sentences one after the other, anything else with a semicolon between."""
    return "".join(f"{words}{' ' if words.endswith(('.', '?', '!')) else '; '}" for words in said[:-1]) + "".join(said[-1:])


def read_value(cls: type[Part], name: str, value: JsonValue) -> object:
    """A value as it stands in the document's JSON, as the document holds it."""
    annotation = cls.model_fields[name].annotation
    inner = part_class(annotation)
    if inner is not None and isinstance(value, list):
        return tuple(inner.model_validate(one) for one in value)
    if isinstance(value, list):
        return tuple(value)
    for kind in one_of(annotation) if isinstance(value, str) else ():
        if kind is Decimal:
            return Decimal(str(value))
        if kind in (date, datetime):
            return date.fromisoformat(str(value)) if kind is date else datetime.fromisoformat(str(value))
    if isinstance(value, dict) and isinstance(annotation, type) and issubclass(annotation, Part):
        return annotation.model_validate(value)
    return value


def tells_stage(cls: type[Part]) -> bool:
    """Whether the field "stage" holds the number of a stage."""
    return "stage" in cls.model_fields and int in one_of(cls.model_fields["stage"].annotation)


def one_of(annotation: object) -> tuple[object, ...]:
    return tuple(kind for kind in get_args(annotation) if kind is not NoneType) if get_origin(annotation) in (Union, UnionType) else (annotation,)
