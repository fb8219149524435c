"""The review as tables: one long table of facts (CSV), and a workbook with a sheet for each kind of thing (XLSX).

No cell is ever a formula: in the workbook each text is marked as text; in the CSV, which cannot say so, a text that a spreadsheet would take for a
formula has an apostrophe before it.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from journey.archive import noon, timeless
from journey.review.document import ReviewDocument
from journey.review.labels import label
from journey.review.nouns import noun_of, title_of
from journey.review.part import Part
from journey.review.shape import facts_in, in_words, parts_in, walked_in
from journey.review.stages import ReviewStage
from journey.words import FORMULA, for_file, guarded

MOST_IN_CELL = 32_000
"""Characters. A cell holds 32,767; what is longer goes on in the rows below."""
FIRST = (
    "stages.answers",
    "stages.not_relevant",
    "stages.unanswered",
    "moves",
    "decisions",
    "decisions.conditions",
    "actions",
    "milestones",
    "risks",
    "involvements",
    "measures",
    "resources",
    "standings",
    "signs",
    "conditions",
    "evidence",
)
"""The order of the sheets. Whatever else there is follows."""
MOST_IN_NAME = 31
NO_NAME = re.compile(r"[\[\]:*?/\\']")
WIDTHS = {True: 60, False: 18}
"""Of a column with long texts, and of any other, in characters."""
LONG = 24
"""Characters from which on a text makes its column a wide one."""

type Value = str | date | int | Decimal


def csv_file(document: ReviewDocument) -> bytes:
    """Every fact of the document once, a row each, in UTF-8 with the mark by which spreadsheets know it."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([_("Section"), _("Stage"), _("Key"), _("Question or title"), _("Field"), _("Text")])
    writer.writerows([[guarded(cell) for cell in row] for row in facts(document)])
    return file.getvalue().encode("utf-8-sig")


def facts(document: ReviewDocument) -> Iterator[tuple[str, str, str, str, str, str]]:
    """Section, stage, key, question or title, field, text. A part of which nothing more is known has one row, without field and text."""
    for name in facts_in(ReviewDocument):
        yield str(noun_of("about").title), "", "", "", label(name), machine(getattr(document, name))
    for noun, stage, within, number, part in all_parts(document):
        section, key, title = str(noun_of(noun).title), key_of(part, number), title_of(noun, part)
        rows = [(label(name, noun), text) for name, text in said_of(noun, part, title)]
        if within:
            rows.append((_("Part of"), within))
        for field, text in rows or [("", "")]:
            yield section, stage, key, title, field, text


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


# The workbook


def workbook(document: ReviewDocument) -> bytes:
    """A sheet for each kind of thing that the document holds. The same document gives the same bytes."""
    made = Workbook()
    made.remove(made.worksheets[0])
    about = [{_("Fact"): label(name), _("What is said"): cell_value(getattr(document, name))} for name in facts_in(ReviewDocument)]
    add_sheet(made, str(noun_of("about").title), [_("Fact"), _("What is said")], about)
    found = tables(document)
    for noun in [*(noun for noun in FIRST if noun in found), *(noun for noun in found if noun not in FIRST)]:
        heads, rows = found[noun]
        add_sheet(made, str(noun_of(noun).title), heads, rows)
    properties = made.properties
    properties.title, properties.language = for_file(document.project)[:255], "en-GB"
    properties.creator, properties.lastModifiedBy = for_file("; ".join(document.leads))[:255], ""
    properties.created = properties.modified = noon(document.as_of).replace(tzinfo=None)
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(made, archive).write_data()  # Workbook.save would put the time of day in
    return timeless(file.getvalue())


def tables(document: ReviewDocument) -> dict[str, tuple[list[str], list[Mapping[str, Value]]]]:
    """Of each noun the heads of its sheet and its rows."""
    found: dict[str, tuple[list[str], list[Mapping[str, Value]]]] = {}
    for noun, stage, within, number, part in all_parts(document):
        names = columns(type(part), noun)
        heads = [_("Stage"), *([_("Part of")] if within else []), _("Key"), *(label(name, noun) for name in names)]
        row: dict[str, Value] = {_("Stage"): stage, _("Part of"): within, _("Key"): key_of(part, number)}
        row |= {label(name, noun): cell_value(getattr(part, name)) for name in names}
        found.setdefault(noun, (heads, []))[1].append(row)
    return found


def cell_value(value: object) -> Value:
    """Days and numbers as what they are, all else as text."""
    if isinstance(value, Decimal):
        return value
    if (isinstance(value, date) and not isinstance(value, datetime)) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    return for_file(in_words(value))


def add_sheet(made: Workbook, title: str, heads: Sequence[str], rows: Iterable[Mapping[str, Value]]) -> None:
    """A sheet whose first row stays in sight, is repeated on paper and is read out as the heads of its columns."""
    sheet: Worksheet = made.create_sheet(NO_NAME.sub(" ", title)[:MOST_IN_NAME])
    wide: set[int] = set()
    write_row(sheet, 1, heads)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    at = 2
    for row in rows:
        values = [row.get(head, "") for head in heads]
        wide |= {number for number, value in enumerate(values, start=1) if isinstance(value, str) and len(value) > LONG}
        while values is not None:
            write_row(sheet, at, [value[:MOST_IN_CELL] if isinstance(value, str) else value for value in values])
            at += 1
            rest: list[Value] = [value[MOST_IN_CELL:] if isinstance(value, str) else "" for value in values]
            if not any(rest):
                break
            values = rest
    for number in range(1, len(heads) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS[number in wide]
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    last = get_column_letter(len(heads))
    # Screen readers look for this name.
    sheet.defined_names["ColumnTitle"] = DefinedName("ColumnTitle", attr_text=f"{quote_sheetname(sheet.title)}!$A$1:${last}$1")


def write_row(sheet: Worksheet, number: int, values: Iterable[Value]) -> None:
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(number, column)
        assert isinstance(cell, Cell)  # noqa: S101  # nothing is merged
        if isinstance(value, str):
            cell.value = value
            cell.data_type = "s"  # whatever it was taken for
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.quotePrefix = value.startswith(FORMULA)
        else:
            cell.value = value
            cell.alignment = Alignment(vertical="top", horizontal="left")
