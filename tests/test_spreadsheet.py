"""A spreadsheet is read whole, or refused with a reason that whoever chose it can act on."""

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook

from journey.spreadsheet import LONGEST, MOST_COLUMNS, MOST_ROWS, Column, Row, Sheet, Unreadable, read_sheet

COLUMNS = (Column("text", ("action", "what"), required=True), Column("owner", ("owner", "who")), Column("due", ("due", "due date")))
HEADS = ("Action", "Owner", "Due")


def comma(*lines: tuple[Any, ...], encoding: str = "utf-8", separator: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(lines)
    return out.getvalue().encode(encoding)


def excel(*lines: tuple[Any, ...], change: Callable[[Workbook], None] | None = None) -> bytes:
    book = Workbook()
    assert book.active is not None
    for line in lines:
        book.active.append(line)
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def packed(parts: dict[str, bytes], like: bytes = b"") -> bytes:
    """A zip with these parts in place of those of another."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        if like:
            with zipfile.ZipFile(io.BytesIO(like)) as old:
                for name in old.namelist():
                    if name not in parts:
                        new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


def with_password(content: bytes) -> bytes:
    """As a zip program marks what it has encrypted: a bit in every head."""
    marked = bytearray(content)
    for head, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = marked.find(head)
        while at >= 0:
            marked[at + place] |= 1
            at = marked.find(head, at + 4)
    return bytes(marked)


GOOD = (HEADS, ("Ring the panel", "Tom Reid", "01/03/2027"), ("Book a hall", "", ""))
READ = [{"text": "Ring the panel", "owner": "Tom Reid", "due": "01/03/2027"}, {"text": "Book a hall", "owner": "", "due": ""}]


def cells(sheet: Sheet) -> list[Any]:
    return [dict(row.cells) for row in sheet.rows]


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("plan.csv", lambda: comma(*GOOD)),
        ("plan.csv", lambda: comma(*GOOD, separator=";")),
        ("plan.txt", lambda: comma(*GOOD, separator="\t")),
        ("plan.csv", lambda: comma(*GOOD, encoding="utf-8-sig")),
        ("plan.csv", lambda: comma(*GOOD, encoding="utf-16")),
        ("plan.csv", lambda: comma(*GOOD, encoding="cp1252")),
        ("plan.csv", lambda: comma(*GOOD).replace(b"\r\n", b"\n")),
        ("plan.csv", lambda: comma(GOOD[0], (), *GOOD[1:], ("", " ", ""))),
        ("plan.csv", lambda: comma(("who", "WHAT", " Due  date "), *((who, what, due) for what, who, due in GOOD[1:]))),
        ("plan.xlsx", lambda: excel(*GOOD)),
        ("plan.xlsx", lambda: excel(GOOD[0], (None, None, None), *GOOD[1:])),
        ("without a proper name", lambda: excel(*GOOD)),
    ],
)
def test_the_same_rows_are_read_from_every_kind_that_programs_write(name: str, make: Callable[[], bytes]) -> None:
    assert cells(read_sheet(name, make(), COLUMNS)) == READ


def test_days_and_numbers_of_a_spreadsheet_are_told_as_one_would_type_them() -> None:
    content = excel(HEADS, ("Ring 9 people", 12, datetime(2027, 3, 1, 9, 30)), (4.5, True, date(2027, 3, 2)), (1200.0, None, "soon"))

    assert cells(read_sheet("plan.xlsx", content, COLUMNS)) == [
        {"text": "Ring 9 people", "owner": "12", "due": "2027-03-01"},
        {"text": "4.5", "owner": "yes", "due": "2027-03-02"},
        {"text": "1200", "owner": "", "due": "soon"},
    ]


def test_welsh_letters_emoji_and_several_lines_in_a_cell_stay_whole() -> None:
    said = "Gŵyl y plant 🎈\nsecond line, with a comma"

    assert [cells(read_sheet(f"p.{kind.__name__}", kind(HEADS, (said, "", "")), COLUMNS))[0]["text"] for kind in (comma, excel)] == [said] * 2


def test_a_row_keeps_the_number_that_the_spreadsheet_shows_and_other_columns_are_named() -> None:
    sheet = read_sheet("plan.csv", comma(("Action", "Colour"), (), ("Ring the panel", "green")), COLUMNS)

    assert sheet == Sheet((Row(3, {"text": "Ring the panel"}, {}),), ("Colour",))


def test_a_formula_an_error_and_a_cell_too_long_are_faults_of_their_row_alone() -> None:
    content = excel(HEADS, ('=HYPERLINK("http://example.org")', "Tom", ""), ("Fine", "#REF!", ""), ("x" * (LONGEST + 1), "", ""), ("Good", "", ""))

    assert [dict(row.faults) for row in read_sheet("plan.xlsx", content, COLUMNS).rows] == [
        {"text": "holds a formula (A2). Paste its value instead"},
        {"owner": "holds an error of the spreadsheet (B3)"},
        {"text": "is longer than 4,000 characters"},
        {},
    ]


def test_the_first_sheet_that_can_be_seen_is_read() -> None:
    def hide_the_first(book: Workbook) -> None:
        book.create_sheet("Second").append(["Action"])
        book["Second"].append(["From the second"])
        book.worksheets[0].sheet_state = "hidden"

    assert cells(read_sheet("plan.xlsx", excel(*GOOD, change=hide_the_first), COLUMNS)) == [{"text": "From the second"}]


def far_cell(book: Workbook) -> None:
    assert book.active is not None
    book.active.cell(1_048_576, 16_384, "far away")


BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet>&b;</worksheet>'
ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><worksheet>&a;</worksheet>'
SHEET = "xl/worksheets/sheet1.xml"
BAD: dict[str, tuple[str, bytes | Callable[[], bytes], str]] = {
    "nothing": ("plan.csv", b"", "empty"),
    "blanks alone": ("plan.csv", b" \r\n \n", "empty"),
    "separators alone": ("plan.csv", b",,,\n,,,\n", "empty"),
    "an empty workbook": ("plan.xlsx", lambda: excel(), "empty"),
    "heads alone": ("plan.csv", lambda: comma(HEADS), "nothing under the first row"),
    "heads alone in a workbook": ("plan.xlsx", lambda: excel(HEADS), "nothing under the first row"),
    "no column that is needed": ("plan.csv", lambda: comma(("Owner", "Due"), ("Tom", "")), "no column called Action"),
    "no heads": ("plan.csv", lambda: comma(*GOOD[1:]), "no column called Action"),
    "a column twice": ("plan.csv", lambda: comma(("Action", "What"), ("a", "b")), "Two columns are called “Action”"),
    "too many columns": ("plan.csv", lambda: comma(("Action", *map(str, range(MOST_COLUMNS))), ("a",)), "more than 40 columns"),
    "too many rows": ("plan.csv", lambda: comma(HEADS, *[("a", "", "")] * (MOST_ROWS + 1)), "more than 2,000 rows"),
    "too many rows in a workbook": ("plan.xlsx", lambda: excel(HEADS, *[("a", "", "")] * (MOST_ROWS + 1)), "more than 2,000 rows"),
    "a cell at the far end": ("plan.xlsx", lambda: excel(*GOOD, change=far_cell), "larger than 2,000 rows"),
    "very large": ("plan.csv", lambda: comma(HEADS, ("a" * 2_000_000, "", "")), "larger than 2 MB"),
    "a quotation that does not end": ("plan.csv", b'Action,Owner\n"Ring the panel,Tom\n', "quotation mark"),
    "an old Excel file": ("plan.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "older Excel file"),
    "a workbook with a password": ("plan.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1EncryptedPackage", "with a password"),
    "a zip with a password": ("plan.xlsx", lambda: with_password(excel(*GOOD)), "has a password"),
    "a PDF": ("plan.csv", b"%PDF-1.7 ...", "This is a PDF"),
    "a picture": ("plan.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not a spreadsheet"),
    "a program": ("plan.csv", b"MZ\x90\x00\x03\x00\x00\x00", "not a spreadsheet"),
    "a web page": ("plan.csv", b"<!doctype html><title>Plan</title>", "not a spreadsheet"),
    "JSON": ("plan.csv", b'{"action": "Ring"}', "not a spreadsheet"),
    "rich text": ("plan.csv", b"{\\rtf1 Action}", "not a spreadsheet"),
    "another text called .xlsx": ("plan.xlsx", lambda: comma(*GOOD), "is not an Excel file"),
    "any other zip": ("plan.xlsx", lambda: packed({"readme.txt": b"Hello"}), "not an Excel file"),
    "a Word file": ("plan.docx", lambda: packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}), "not an Excel file"),
    "an OpenDocument file": ("plan.ods", lambda: packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "not an Excel file"),
    "a workbook cut short": ("plan.xlsx", lambda: excel(*GOOD)[:-300], "damaged"),
    "a workbook with a broken sheet": ("plan.xlsx", lambda: packed({SHEET: b"<worksheet><sheetData>"}, excel(*GOOD)), "damaged"),
    "a workbook without its sheet": ("plan.xlsx", lambda: packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}), "damaged"),
    "macros": ("plan.xlsm", lambda: packed({"xl/vbaProject.bin": b"x"}, excel(*GOOD)), "macros"),
    "a little that unpacks to very much": ("plan.xlsx", lambda: packed({"xl/much.xml": bytes(30_000_000)}, excel(*GOOD)), "far more than a plan"),
    "entities that multiply": ("plan.xlsx", lambda: packed({SHEET: BOMB}, excel(*GOOD)), "damaged"),
    "an entity that asks for a file": ("plan.xlsx", lambda: packed({SHEET: ENTITY}, excel(*GOOD)), "damaged"),
    "very many parts": ("plan.xlsx", lambda: packed({f"xl/{number}.xml": b"<x/>" for number in range(400)}, excel(*GOOD)), "far more than a plan"),
}
"""Each with the name it comes under, what it holds or what makes that, and what is said of it."""


def bad_file(kind: str) -> tuple[str, bytes, str]:
    name, content, why = BAD[kind]
    return name, content if isinstance(content, bytes) else content(), why


@pytest.mark.parametrize("kind", sorted(BAD))
def test_a_bad_file_is_refused_with_a_reason(kind: str) -> None:
    name, content, why = bad_file(kind)

    with pytest.raises(Unreadable, match=why) as refused:
        read_sheet(name, content, COLUMNS)

    assert str(refused.value).endswith(".")


def test_a_thousand_rows_are_read_whole() -> None:
    lines = [(f"Action {number}", "Tom Reid", date(2027, 3, 1)) for number in range(1_000)]

    sheets = [read_sheet(f"plan.{kind.__name__}", kind(HEADS, *lines), COLUMNS) for kind in (comma, excel)]

    assert [len(sheet.rows) for sheet in sheets] == [1_000, 1_000]
