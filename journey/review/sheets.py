"""The review as a workbook with a sheet for each kind of thing (XLSX). No cell is ever a formula: each text is marked as text."""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
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
from journey.review.facts import about, all_parts, columns, key_of
from journey.review.labels import label
from journey.review.nouns import noun_of, review_words
from journey.review.shape import in_words
from journey.words import FORMULA, for_file

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


def workbook(document: ReviewDocument) -> bytes:
    """A sheet for each kind of thing that the document holds. The same document gives the same bytes."""
    made = Workbook()
    made.remove(made.worksheets[0])
    rows_about = [{_("Fact"): field, _("What is said"): cell_value(value)} for field, value in about(document)]
    add_sheet(made, str(noun_of("about").title), [_("Fact"), _("What is said")], rows_about)
    found = tables(document)
    for noun in [*(noun for noun in FIRST if noun in found), *(noun for noun in found if noun not in FIRST)]:
        heads, rows = found[noun]
        add_sheet(made, str(noun_of(noun).title), heads, rows)
    properties = made.properties
    properties.title, properties.language = for_file(f"{document.project}: {review_words(document)}")[:255], "en-GB"
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
        while True:
            write_row(sheet, at, [value[:MOST_IN_CELL] if isinstance(value, str) else value for value in values])
            at += 1
            values = [value[MOST_IN_CELL:] if isinstance(value, str) else "" for value in values]
            if not any(values):
                break
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
