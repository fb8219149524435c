"""Documents of every schema that there ever was, read as documents of today's. What is kept is never written anew."""

import json
from collections.abc import Callable
from typing import Any

from journey.review.document import ReviewDocument

NEWEST = 3


def read_document(text: str) -> ReviewDocument:
    """The document that a canonical text holds, whichever schema it was made with. Raises ValueError if it is none."""
    said = json.loads(text)
    if not isinstance(said, dict):
        raise ValueError("not a review")
    version = said.get("schema_version")
    if not isinstance(version, int) or not 1 <= version <= NEWEST:
        raise ValueError(f"no schema {version!r} is known here")
    for step in range(version, NEWEST):
        said = UPGRADES[step](said)
    return ReviewDocument.model_validate_json(json.dumps(said))


def to_2(said: dict[str, Any]) -> dict[str, Any]:
    """Schema 2 has frozen reviews and what is prepared for them, all empty before; and answers know the key of their theme."""
    stages = [
        stage | {"answers": [answer | {"theme_key": THEMES_OF_1.get(answer["theme"], "")} for answer in stage["answers"]]} for stage in said["stages"]
    ]
    return said | {"schema_version": 2, "stages": stages}


def to_3(said: dict[str, Any]) -> dict[str, Any]:
    """Schema 3 says of every part, and not of answers alone, how it stands against the review before. Nobody said so of older reviews."""
    return said | {"schema_version": 3}


UPGRADES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {1: to_2, 2: to_3}
THEMES_OF_1 = {
    "Need and purpose": "purpose",
    "Children, young people and families": "voice",
    "Ethics, equity and safety": "ethics",
    "Leadership, governance and partners": "leadership",
    "Workforce and culture": "workforce",
    "The model: design, core components, fit": "model",
    "Evidence and learning": "evidence",
    "Money, time and capacity": "resources",
    "Policy, system and sustainability": "system",
}
"""The themes by the names that documents of schema 1 copied."""
