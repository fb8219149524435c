"""The one exception to freezing: a passage with a personal detail is blacked out, and that it was stays on the record."""

import json
import re
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from journey.models import Redaction, Review, User
from journey.review.canonical import canonical_json
from journey.review.files import forget_files
from journey.review.prints import forget_prints
from journey.review.versions import read_document

BOX = "█████"
"""What stands in the place of a passage, however long that was."""
SHORTEST = 2
NEVER = ("schema_version", "status", "number", "key", "theme_key", "log_head", "before", "off", "depth", "edition", "kind", "standing")
"""Fields with keys and fingerprints, which hold nothing that anybody typed. `standing` is one of a stage, and a sentence of the document itself."""
AROUND = 60
"""Characters shown on either side of a place."""


class NotThere(Exception):
    """The passage stands nowhere in the review. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the passage stands: the words before it, itself, and the words after."""

    before: str
    passage: str
    after: str


def places(review: Review, passage: str) -> list[Place]:
    """Every place in the review at which the passage stands."""
    found: list[Place] = []
    pattern = pattern_of(passage)

    def note(text: str) -> str:
        for match in pattern.finditer(text):
            before, after = text[: match.start()], text[match.end() :]
            found.append(Place(before[-AROUND:], match[0], after[:AROUND]))
        return text

    through(json.loads(review.text), note)
    return found


def redact(review: Review, passage: str, *, because: str, by: User) -> Redaction:
    """Black out every place of a passage. The text before, and every file made from it, is gone.

    Raises NotThere, and ValueError if the review was changed meanwhile or could not be read afterwards.
    """
    there = len(places(review, passage))
    if not there:
        raise NotThere
    pattern, before = pattern_of(passage), review.sha256
    said = through(json.loads(review.text), lambda text: pattern.sub(BOX, text))
    told = {"day": timezone.localdate().isoformat(), "by": str(by), "because": because, "before": before}
    said["redactions"] = [*said.get("redactions", []), told]
    text = canonical_json(said)
    read_document(text)  # what is kept can be read
    with transaction.atomic():
        made = review.redact(text, because=because, places=there, by=by)
        if review.preparation is not None:
            review.preparation.black_out(lambda words: pattern.sub(BOX, words))
    forget_files(before)
    forget_prints()
    return made


def pattern_of(passage: str) -> re.Pattern[str]:
    """The passage as someone copies it from the page: its blanks and newlines may differ, and marks of emphasis may stand between its words.

    No word begins or ends with such a mark, so that there is one way to read a run of them, however long. Marks alone stand nowhere.
    """
    words = [word.strip("*_") for word in passage.split()]
    return re.compile(r"[\s*_]+".join(re.escape(word) for word in words if word) or r"(?!)")


def through(value: Any, change: Any, *, top: bool = True) -> Any:
    """The same JSON with each text changed that somebody may have typed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [through(part, change, top=False) for part in value]
    if isinstance(value, dict):
        return {
            name: part if name in NEVER and not (top and name == "standing") else through(part, change, top=False) for name, part in value.items()
        }
    return value
