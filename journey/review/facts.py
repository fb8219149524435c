"""The review as one long table of facts, and that table as CSV.

CSV cannot say that a text is a text: one that a spreadsheet would take for a formula has an apostrophe before it.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from django.utils.translation import gettext as _

from journey.review.document import ReviewDocument
from journey.review.labels import label
from journey.review.nouns import noun_of, review_words, title_of
from journey.review.part import Part
from journey.review.shape import facts_in, in_words, parts_in, walked_in
from journey.review.stages import ReviewStage
from journey.words import guarded

ABOUT_FIRST = ("project", "outcome", "where", "standing", "status_words", "decision_wanted", "decision_by", "organisations", "leads", "commissioners")
ABOUT_LAST = ("status", "edition", "map_title", "credit", "credit_doi", "schema_version", "log_length", "log_head")


def csv_file(document: ReviewDocument) -> bytes:
    """Every fact of the document once, a row each, in UTF-8 with the mark by which spreadsheets know it."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([_("Section"), _("Stage"), _("Key"), _("Question or title"), _("Field"), _("Text")])
    writer.writerows([[guarded(cell) for cell in row] for row in facts(document)])
    return file.getvalue().encode("utf-8-sig")


def facts(document: ReviewDocument) -> Iterator[tuple[str, str, str, str, str, str]]:
    """Section, stage, key, question or title, field, text. A part of which nothing more is known has one row, without field and text."""
    for field, value in about(document):
        yield str(noun_of("about").title), "", "", "", field, machine(value)
    for noun, stage, within, number, part in all_parts(document):
        section, key, title = str(noun_of(noun).title), key_of(part, number), title_of(noun, part)
        rows = [(label(name, noun), text) for name, text in said_of(noun, part, title)]
        if within:
            rows.append((_("Part of"), within))
        for field, text in rows or [("", "")]:
            yield section, stage, key, title, field, text


def about(document: ReviewDocument) -> Iterator[tuple[str, object]]:
    """What the document says of itself and the project: first which review this is, last what only a machine asks for."""
    yield _("Review"), review_words(document)
    others = [name for name in facts_in(ReviewDocument) if name not in (*ABOUT_FIRST, *ABOUT_LAST)]
    for name in (*ABOUT_FIRST, *others, *ABOUT_LAST):
        yield label(name), getattr(document, name)


def all_parts(document: ReviewDocument) -> Iterator[tuple[str, str, str, int, Part]]:
    """Each part of the document: its noun, the name of its stage, what it is part of, its number in its list, and itself."""
    names = {stage.number: stage.name for stage in document.stages}

    def below(owner: Part, noun: str, stage: str, within: str) -> Iterator[tuple[str, str, str, int, Part]]:
        for name in walked_in(type(owner), noun):
            inner = f"{noun}.{name}" if noun else name
            for number, part in enumerate(getattr(owner, name), start=1):
                at = part.name if isinstance(part, ReviewStage) else stage_words(part, names) or stage
                yield inner, at, within, number, part
                yield from below(part, inner, at, "" if inner == "stages" else title_of(inner, part))

    return below(document, "", "", "")


def stage_words(part: Part, names: Mapping[int, str]) -> str:
    """The name of the stage that a part says it belongs to, which it has by number or by name; "" for none."""
    told = getattr(part, "stage", None)
    return told if isinstance(told, str) else names.get(told or 0, "")


def key_of(part: Part, number: int) -> str:
    """What a machine knows a part by: its key, else its number, else its place in the list."""
    name = key_field(type(part))
    return str(getattr(part, name)) if name else str(number)


def key_field(cls: type[Part]) -> str:
    return next((name for name in ("key", "id", "number") if name in cls.model_fields), "")


def said_of(noun: str, part: Part, title: str) -> Iterator[tuple[str, str]]:
    """The facts of a part that its key, stage and title do not say."""
    for name in columns(type(part), noun):
        text = machine(getattr(part, name))
        if text and text != title:
            yield name, text


def columns(cls: type[Part], noun: str) -> list[str]:
    """The fields of a noun that are neither its key or its stage nor nouns of their own."""
    apart = {key_field(cls), "stage", *walked_in(cls, noun)}
    return [name for name in (*facts_in(cls), *parts_in(cls)) if name not in apart]


def machine(value: object) -> str:
    """A value as text, a day as 2027-01-11."""
    return value.isoformat() if isinstance(value, date) and not isinstance(value, datetime) else in_words(value)
