"""A spreadsheet that someone brings in, CSV or XLSX, as rows of words under named columns: read whole or refused, with a reason for a person.

Nothing in a file is run or looked up: a formula is refused by its cell, a link is a text. What a file may cost is bounded before it is opened.
"""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

LARGEST = 2_000_000
"""Bytes of a file."""
LARGEST_UNPACKED = 15_000_000
"""Bytes that an XLSX may come to when its parts are unpacked."""
MOST_ROWS, MOST_COLUMNS, LONGEST = 2_000, 40, 4_000
"""Rows under the heads, columns, and characters in one cell."""
PARTS = {"[Content_Types].xml", "xl/workbook.xml"}
"""What every XLSX holds."""
MOST_PARTS, LOOKED_AT = 300, 2_000
"""Parts that an XLSX may have, and the bytes of each that are looked at first."""
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SEPARATORS = ",;\t|"


class Unreadable(Exception):
    """The file cannot be read. The message says why, and what to do, to whoever chose it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is looked for. `names` are its heads as people write them, in lower case; the first is ours."""

    key: str
    names: tuple[str, ...]
    required: bool = False

    @property
    def name(self) -> str:
        return self.names[0].capitalize()


@dataclass(frozen=True, slots=True)
class Row:
    """`number` is the row's number as the spreadsheet shows it. `cells` are words by the column's key; a day is told as 2027-03-31.

    `faults` are cells that hold what is no text, by key, each with what is wrong.
    """

    number: int
    cells: Mapping[str, str]
    faults: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`left_out` are the heads of columns that nobody looked for."""

    rows: tuple[Row, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wrong:
    """What stands in a cell instead of a text, in words."""

    why: str


def read_sheet(name: str, content: bytes, columns: Sequence[Column]) -> Sheet:
    """The rows of a file called `name`. Raises Unreadable."""
    if not content.strip():
        raise Unreadable(_("The file is empty."))
    if len(content) > LARGEST:
        raise Unreadable(_("The file is larger than 2 MB. Split it, or take out what is not needed."))
    lines = numbered(xlsx_lines(content) if is_packed(name, content) else csv_lines(content))
    first = next(lines, None)
    if first is None:
        raise Unreadable(_("The file is empty."))
    return under_heads(first[1], lines, columns)


def is_packed(name: str, content: bytes) -> bool:
    """Whether the file is an XLSX. Raises Unreadable for what is neither that nor text."""
    if content.startswith(OLD_OFFICE):
        raise Unreadable(_("This is an older Excel file, or one with a password. Save it as .xlsx without a password, or as CSV."))
    if content.startswith(b"%PDF"):
        raise Unreadable(_("This is a PDF. Save the spreadsheet as .xlsx or CSV."))
    if content.startswith(b"PK"):
        return True
    if name.lower().endswith((".xlsx", ".xlsm")):
        raise Unreadable(_("This file is called .xlsx but is not an Excel file. Open it in a spreadsheet program and save it as .xlsx or CSV."))
    return False


def numbered(lines: Iterable[Sequence[Any]]) -> Iterator[tuple[int, Sequence[Any]]]:
    """Those that are not blank, each with its number in the file."""
    for number, line in enumerate(lines, start=1):
        if any(cell not in (None, "") and str(cell).strip() for cell in line):
            yield number, line


def under_heads(heads: Sequence[Any], lines: Iterator[tuple[int, Sequence[Any]]], columns: Sequence[Column]) -> Sheet:
    found: dict[int, str] = {}
    left_out: list[str] = []
    known = {name: column for column in columns for name in column.names}
    if len(heads) > MOST_COLUMNS and any(cell not in (None, "") for cell in heads[MOST_COLUMNS:]):
        raise Unreadable(_("The file has more than %(most)s columns.") % {"most": MOST_COLUMNS})
    for place, cell in enumerate(heads):
        head = "" if cell is None or isinstance(cell, Wrong) else " ".join(str(cell).split())
        column = known.get(head.lower())
        if column is None:
            left_out += [head] if head else []
        elif column.key in found.values():
            raise Unreadable(_("Two columns are called “%(name)s”.") % {"name": column.name})
        else:
            found[place] = column.key
    if missing := [column.name for column in columns if column.required and column.key not in found.values()]:
        told = {"missing": ", ".join(missing), "all": ", ".join(column.name for column in columns)}
        raise Unreadable(_("The first row has no column called %(missing)s. Columns that are read: %(all)s.") % told)
    rows: list[Row] = []
    for number, line in lines:
        if len(rows) == MOST_ROWS:
            raise Unreadable(_("The file has more than %(most)s rows. Split it.") % {"most": f"{MOST_ROWS:,}"})
        rows.append(row_of(number, {key: line[place] if place < len(line) else None for place, key in found.items()}))
    if not rows:
        raise Unreadable(_("There is nothing under the first row."))
    return Sheet(tuple(rows), tuple(left_out))


def row_of(number: int, cells: Mapping[str, Any]) -> Row:
    words: dict[str, str] = {}
    faults: dict[str, str] = {}
    for key, cell in cells.items():
        if isinstance(cell, Wrong):
            words[key], faults[key] = "", cell.why
            continue
        words[key] = in_words(cell)
        if len(words[key]) > LONGEST:
            faults[key] = _("is longer than %(most)s characters") % {"most": f"{LONGEST:,}"}
    return Row(number, words, faults)


def in_words(cell: Any) -> str:
    """What a cell holds, as one would type it."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bool):
        return _("yes") if cell else _("no")
    if isinstance(cell, float):
        return format(cell, ".15g")
    return str(cell).replace("\r\n", "\n").strip()


def csv_lines(content: bytes) -> Iterator[Sequence[str]]:
    text = decoded(content)
    if "\0" in text:
        raise Unreadable(_("This is not a spreadsheet. Choose a .xlsx or CSV file."))
    first = text.lstrip("\n\r").partition("\n")[0]
    if first.lstrip().startswith(("<", "{\\rtf", "{")):
        raise Unreadable(_("This is not a spreadsheet but a page or another text. Choose a .xlsx or CSV file."))
    separator = max(SEPARATORS, key=first.count)
    csv.field_size_limit(LARGEST)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    except csv.Error:
        raise Unreadable(_("A quotation mark in the file is not closed, so its rows cannot be told apart. Save it again as CSV.")) from None


def decoded(content: bytes) -> str:
    # Excel on Windows still writes cp1252.
    for encoding in ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(_("This is not a spreadsheet, or its letters cannot be read. Save it as .xlsx, or as CSV with UTF-8."))


def xlsx_lines(content: bytes) -> list[Sequence[Any]]:
    """The rows of the first sheet that can be seen. Raises Unreadable."""
    from openpyxl import load_workbook  # half a second that no other request should wait for

    check_package(content)
    try:
        # Not read only: that mode believes what a sheet says of its own size. The size was looked at above.
        book = load_workbook(io.BytesIO(content), data_only=False, keep_links=False)
        sheet = next(sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
        if sheet.max_row > MOST_ROWS * 2 or sheet.max_column > MOST_COLUMNS * 4:
            raise Unreadable(_("The first sheet is larger than %(most)s rows or has very many columns. Split it.") % {"most": f"{MOST_ROWS:,}"})
        return [tuple(plain(cell) for cell in line) for line in sheet.iter_rows()]
    except StopIteration:
        raise Unreadable(_("The file has no sheet with rows.")) from None
    except Unreadable:
        raise
    except Exception:  # whatever openpyxl meets in a broken file: KeyError, ValueError, its own, the XML reader's
        raise Unreadable(_("The file is damaged and cannot be read. Open it in a spreadsheet program and save it again.")) from None


def check_package(content: bytes) -> None:
    """Refuse what is no XLSX, and what would unpack to far more than it is. Raises Unreadable."""
    damaged = _("The file is damaged and cannot be read. Open it in a spreadsheet program and save it again.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            if not {part.filename for part in parts} >= PARTS:
                raise Unreadable(_("This is not an Excel file. Save the spreadsheet as .xlsx or CSV."))
            if any("vbaProject" in part.filename for part in parts):
                raise Unreadable(_("The file holds macros. Save it as .xlsx without them, or as CSV."))
            if any(part.flag_bits & 1 for part in parts):
                raise Unreadable(_("The file has a password. Save it without one."))
            if sum(part.file_size for part in parts) > LARGEST_UNPACKED or len(parts) > MOST_PARTS:
                raise Unreadable(_("The file holds far more than a plan. Copy the rows into a new spreadsheet."))
            if any(declares_a_type(package, part) for part in parts if part.filename.endswith(".xml")):
                raise Unreadable(damaged)
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, EOFError, OSError):
        raise Unreadable(damaged) from None


def declares_a_type(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether a part declares a document type of its own: by that a few bytes can be made into very many, or ask for files."""
    with package.open(part) as stream:
        return b"<!DOCTYPE" in stream.read(LOOKED_AT)


def plain(cell: Any) -> Any:
    if cell.data_type == "f":
        return Wrong(_("holds a formula (%(cell)s). Paste its value instead") % {"cell": cell.coordinate})
    if cell.data_type == "e":
        return Wrong(_("holds an error of the spreadsheet (%(cell)s)") % {"cell": cell.coordinate})
    return cell.value
