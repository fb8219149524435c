"""The kinds of file that a review is given as, beside its page and its PDF."""

import json
from collections.abc import Callable
from typing import NamedTuple

from journey.review.document import ReviewDocument
from journey.review.facts import csv_file


class Kind(NamedTuple):
    """How a file of a kind is made, and what it is on the way."""

    make: Callable[[ReviewDocument], bytes]
    type: str


# python-docx and openpyxl take a fifth and a third of a second to import, which no command should wait for; the first who asks a worker for one does.


def word_file(document: ReviewDocument) -> bytes:
    from journey.review.word import word

    return word(document)


def workbook_file(document: ReviewDocument) -> bytes:
    from journey.review.sheets import workbook

    return workbook(document)


def json_file(document: ReviewDocument) -> bytes:
    """The document as it is, its fields in alphabetical order."""
    return json.dumps(document.model_dump(mode="json"), ensure_ascii=False, indent=2, sort_keys=True).encode()


WRITTEN: dict[str, Kind] = {
    "docx": Kind(word_file, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": Kind(workbook_file, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": Kind(csv_file, "text/csv; charset=utf-8"),
    "json": Kind(json_file, "application/json"),
}
"""By the ending of the file's name."""
