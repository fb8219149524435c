"""A review's document as the one text that is kept.

JSON with sorted keys and no blanks between them, days as ISO dates, instants in UTC, figures as words, words in NFC; UTF-8. The same document is the
same bytes.
"""

import json
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from journey.review.document import ReviewDocument


def canonical(document: ReviewDocument) -> str:
    return canonical_json(document.model_dump())


def canonical_json(value: Any) -> str:
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def plain(value: Any) -> Any:
    """What JSON has no way to say, said in its one way."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dict):
        return {unicodedata.normalize("NFC", str(key)): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return value
