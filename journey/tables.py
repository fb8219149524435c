"""What is kept, as tables: a CSV file for each kind of row, in one zip archive, for whoever has no program that reads JSON.

They are made from what the JSON file says, so they say the same. A text stands as it was typed, nothing is an empty cell, and whatever else there is
stands as JSON writes it. No cell is a formula.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from journey.archive import zipped
from journey.words import guarded

type Row = Mapping[str, Any]


def as_tables(told: Row) -> bytes:
    """What a file says in JSON, as a zip archive of its tables. The same is always the same bytes."""
    return zipped({f"{name}.csv": table(rows) for name, rows in sorted(tables(told)) if rows})


def tables(told: Row) -> Iterator[tuple[str, Sequence[Row]]]:
    """The name and the rows of each. What is no list of rows is the one row of a table: of its own, or of `file` if it has no parts."""
    alone = {}
    for name, value in told.items():
        if name == "rows":
            yield from value.items()
        elif isinstance(value, list):
            yield name, value
        elif isinstance(value, dict):
            yield name, [value]
        else:
            alone[name] = value
    yield "file", [alone]


def table(rows: Sequence[Row]) -> bytes:
    """In UTF-8, with the mark by which spreadsheets know it. A column is there if one row has it."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([cell(row.get(name)) for name in columns] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def cell(value: Any) -> str:  # whatever JSON holds
    if value is None:
        return ""
    return guarded(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True))
