"""Zip archives, as office files are: ours are the same bytes whenever they are made."""

import io
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first instant that a zip can hold: each file in it has this."""


def timeless(archive: bytes) -> bytes:
    """The same archive, its files in their order, without the instant at which each was put in."""
    with ZipFile(io.BytesIO(archive)) as old:
        return zipped({name: old.read(name) for name in old.namelist()})


def zipped(files: Mapping[str, bytes]) -> bytes:
    """An archive of these files, by name, in this order."""
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as new:
        for name, content in files.items():
            told = ZipInfo(name, EARLIEST)
            told.compress_type = ZIP_DEFLATED
            new.writestr(told, content)
    return made.getvalue()


def noon(day: date) -> datetime:
    """The instant that a file says it was made and changed at: the review's own day."""
    return datetime.combine(day, time(12), UTC)
