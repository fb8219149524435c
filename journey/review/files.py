"""Files made of frozen reviews: made once and kept under DATA_DIR, each named for the fingerprint of what it was made from.

A file is there whole or not at all. Asked for again, it costs a read. What was made from a text that was blacked out since is deleted.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from journey.models import Review
from journey.review.prepared import ReviewReader

DRAWN = 2
"""Raised when what one reader gets is drawn otherwise, so that no file with what is now left out is given again."""


def kept_file(review: Review, reader: ReviewReader | None, ending: str, make: Callable[[], bytes]) -> bytes:
    """What `make` gives for this review and reader, made now or before. Raises what `make` raises; then nothing is kept."""
    path = folder(review.sha256) / f"{of_reader(reader)}.{ending}"
    try:
        return path.read_bytes()
    except FileNotFoundError:
        made = make()
    path.parent.mkdir(parents=True, exist_ok=True)
    write(made, path)
    if not Review.objects.filter(sha256=review.sha256).exists():  # blacked out, or deleted for good, while this was made
        forget_files(review.sha256)
    return made


def write(made: bytes, path: Path) -> None:
    """All of it, in one moment for whoever reads. Its folder is there."""
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".draft")
    with os.fdopen(handle, "wb") as file:
        file.write(made)
    Path(name).replace(path)


def forget_files(sha256: str) -> None:
    """Delete all that was made from a text with this fingerprint."""
    there = folder(sha256)
    if there.is_dir():
        for path in there.iterdir():
            path.unlink(missing_ok=True)
        with suppress(OSError):  # whoever puts a file there just now deletes it themselves
            there.rmdir()


def folder(sha256: str) -> Path:
    return Path(settings.DATA_DIR) / "reviews" / sha256[:2] / sha256


def of_reader(reader: ReviewReader | None) -> str:
    """A name for what one reader gets: the same for the same depth and sections."""
    said = f"{DRAWN}\n{reader.name}\n{reader.depth}\n{' '.join(reader.off)}" if reader else ""
    return hashlib.sha256(said.encode()).hexdigest()[:16]
