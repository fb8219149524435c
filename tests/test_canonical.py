"""The one text of a review, its fingerprint, and documents of every schema there was."""

import json
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from journey.models import Project
from journey.models.review import fingerprint
from journey.review.canonical import canonical, canonical_json
from journey.review.compose import compose
from journey.review.versions import read_document

DOCUMENTS = sorted(Path(__file__).with_name("documents").glob("1-*.json"))
FROZEN = sorted(Path(__file__).with_name("documents").glob("2-*.json"))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_a_document_of_schema_1_is_read_with_every_word_of_it(path: Path) -> None:
    said = json.loads(path.read_text(encoding="utf-8"))

    document = read_document(path.read_text(encoding="utf-8"))

    assert (document.schema_version, document.status, document.number, document.project) == (3, "draft", "", said["project"])
    answers = [answer for stage in said["stages"] for answer in stage["answers"]]
    read = [answer for stage in document.stages for answer in stage.answers]
    assert [(answer.key, answer.text, answer.theme) for answer in read] == [(answer["key"], answer["text"], answer["theme"]) for answer in answers]
    assert all(answer.theme_key for answer in read)
    assert [move.reason for move in document.moves] == [move["reason"] for move in said["moves"]]


@pytest.mark.parametrize("path", FROZEN, ids=lambda path: path.stem)
def test_a_frozen_review_of_schema_2_is_read_word_for_word_and_says_of_no_part_how_it_stands(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    document = read_document(text)

    said, read = json.loads(text), json.loads(canonical(document))
    assert (document.schema_version, document.status, document.number, document.marks, document.changes) == (3, "frozen", "1", (), "")
    assert without_since(read) == without_since(said) | {"schema_version": 3, "marks": []}
    assert '"since":"N' not in canonical(document)


def without_since(value: Any) -> Any:
    """Without what schema 3 added."""
    if isinstance(value, dict):
        return {name: without_since(part) for name, part in value.items() if name not in ("since", "changes") and (name, part) != ("theme_key", "")}
    return [without_since(part) for part in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    "text", ["[]", "{}", '{"schema_version": 4}', '{"schema_version": 3}', '{"schema_version": 0}', '{"schema_version": 2}', "no"]
)
def test_what_is_no_document_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_document(text)


def test_the_text_is_the_same_however_the_same_is_said() -> None:
    at = datetime(2027, 9, 30, 16, 12, tzinfo=timezone(timedelta(hours=1)))

    assert canonical_json({"b": at, "a": "e\u0301"}) == '{"a":"é","b":"2027-09-30T15:12:00.000000Z"}'
    assert canonical_json({"a": unicodedata.normalize("NFC", "e\u0301"), "b": at.astimezone(UTC)}) == canonical_json({"b": at, "a": "e\u0301"})
    assert fingerprint("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_what_was_read_makes_the_same_text_again(samples: list[Project]) -> None:
    for project in Project.objects.samples():
        text = canonical(compose(project))

        assert canonical(read_document(text)) == text


def test_a_samples_review_is_the_same_bytes_however_often_it_is_loaded(samples: list[Project]) -> None:
    from journey.samples.load import load_sample
    from journey.samples.sample import read_samples

    before = {project.slug: project.reviews.get().sha256 for project in samples}

    again = {sample.slug: load_sample(sample).reviews.get().sha256 for sample in read_samples()}

    assert again == before
