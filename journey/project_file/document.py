"""What the file says, as pydantic models that follow from Django's. Nothing else is taken in, and nothing of the wrong kind."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db import models
from pydantic import AfterValidator, AwareDatetime, Base64Bytes, BaseModel, ConfigDict, Field, create_model

from journey.models import Move, Project
from journey.project_file.nouns import fields, is_log, noun, travelling

FORMAT: Literal["innovation-journey-planner/project"] = "innovation-journey-planner/project"
LARGEST_FILE = 20_000_000
"""Bytes. A project with every question answered and a hundred versions of each is about a tenth of it."""
MOST_ROWS = 200_000
"""Rows of one noun. A project of ten years has a few thousand."""
MOST_PEOPLE = 2_000
"""Each becomes an account that nobody can sign in to."""
MOST_MOVES = 2_000
"""Moves are saved one by one, while everybody else's saves wait."""


def without_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("a text holds a character that no text has")
    return text


Text = Annotated[str, AfterValidator(without_nul)]
Place = Annotated[int, Field(ge=1, le=MOST_ROWS)]
"""The number of a row, or of a person, in the file: the first of its noun is 1."""
Instant = Annotated[AwareDatetime, Field(ge=datetime(1900, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC))]
"""A clock says when something was written. At either end of the calendar an instant is of no day in UK time, and no page could tell it."""
LARGEST = {models.PositiveSmallIntegerField: 32767, models.SmallIntegerField: 32767, models.BigIntegerField: 2**63 - 1}


class Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class Person(Said):
    """Someone who wrote in the project, or was in it: a name, "" for a former member whose account was erased. Their jobs are in `membership`."""

    row: Place
    name: Annotated[Text, Field(max_length=120)]


def kind(field: "models.Field[Any, Any]") -> Any:  # what pydantic takes for a type
    """The type of a field in the file."""
    if isinstance(field, models.ForeignKey):
        return Place
    if field.choices:
        values = [value for value, _words in field.flatchoices]
        return Literal[tuple([*values, ""] if field.blank and isinstance(values[0], str) else values)]
    if isinstance(field, models.IntegerField):
        largest = next((most for kind, most in LARGEST.items() if isinstance(field, kind)), 2**31 - 1)
        least = 0 if isinstance(field, models.PositiveIntegerField | models.PositiveSmallIntegerField) else -largest
        return Annotated[int, Field(ge=least, le=largest)]
    if isinstance(field, models.DecimalField):
        return Annotated[Decimal, Field(max_digits=field.max_digits, decimal_places=field.decimal_places, allow_inf_nan=False)]
    if isinstance(field, models.CharField):
        return Annotated[Text, Field(max_length=field.max_length)]
    if isinstance(field, models.JSONField):
        return JSON[field.default]
    for django, python in KINDS.items():
        if isinstance(field, django):
            return python
    raise TypeError(f"{field}: say in document.py how this kind of field is written in the file of a project")


KINDS: dict[type[models.Field], Any] = {  # type: ignore[type-arg]  # Django’s fields take none when it runs
    models.TextField: Text,
    models.DateTimeField: Instant,
    models.DateField: date,
    models.BooleanField: bool,
    models.FloatField: Annotated[float, Field(allow_inf_nan=False)],
    models.UUIDField: UUID,
    models.BinaryField: Base64Bytes,
}
JSON: dict[Any, Any] = {dict: dict[Text, Annotated[int, Field(ge=0, le=2**31 - 1)]], list: list[Text]}
"""What a field of JSON holds, by what it holds at first: counts by their names, or names."""


def with_default(field: "models.Field[Any, Any]") -> tuple[Any, Any]:
    """The type and the default, so that a file made before a field was there can still be read."""
    said = kind(field)
    if field.null:
        return said | None, None
    if field.has_default() and (not callable(field.default) or field.default in (dict, list)):
        return said, Field(default_factory=field.get_default)
    return said, "" if field.blank and field.empty_strings_allowed else ...


@cache
def row_of(model: type[models.Model]) -> type[Said]:
    """What a row of this model says in the file."""
    said = {field.name: with_default(field) for field in fields(model)}
    if is_log(model):
        said["object_id"] = (Annotated[Text, Field(max_length=60)], "")  # "answer 3": a noun and the number of its row
    return create_model(model.__name__, __base__=Said, row=(Place, ...), **said)  # type: ignore[call-overload,no-any-return]  # fields by name


def most(model: type[models.Model]) -> int:
    return MOST_MOVES if model is Move else MOST_ROWS


Details = create_model(  # type: ignore[call-overload]  # the same
    "Details",
    __base__=Said,
    **({field.name: with_default(field) for field in fields(Project)} | {"kind": (Literal["real", "practice"], ...)}),
)
Rows = create_model(  # type: ignore[call-overload]  # the same
    "Rows",
    __base__=Said,
    **{noun(model): (Annotated[tuple[row_of(model), ...], Field(max_length=most(model))], ()) for model in travelling()},  # type: ignore[misc]  # made here
)


class ProjectFile(Said):
    """One project. `fingerprint` is what its log ended with on the copy it comes from."""

    format: Literal["innovation-journey-planner/project"]
    version: Literal[1]
    taken_at: AwareDatetime
    fingerprint: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]
    project: Details
    people: Annotated[tuple[Person, ...], Field(max_length=MOST_PEOPLE)]
    rows: Rows

    def as_json(self) -> str:
        """The one way to write it down: keys in order, a blank before each level, letters as they are."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, indent=1) + "\n"
