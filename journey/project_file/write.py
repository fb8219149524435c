"""Write a project down. The same project is always written the same, and a project that was loaded as the one it comes from."""

import json
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone

from journey.models import Project, User
from journey.project_file.document import FORMAT, Details, Person, ProjectFile, Rows, Said, row_of
from journey.project_file.nouns import about, fields, is_late, is_log, noun, pointers, signatures, travelling, way

type Places = dict[type[models.Model], dict[Any, int]]
"""For each model the number that a row has in the file, by its id."""


def write(project: Project) -> ProjectFile:
    """All that a project holds. Whoever changes it meanwhile waits, so that nothing in the file is newer than the rest."""
    with transaction.atomic():
        project.lock()
        project = Project.objects.get(pk=project.pk)
        found = {model: list(rows_of(model, project)) for model in travelling()}
        people = people_of(found)
        places: Places = {User: {user.pk: number for number, user in enumerate(people, start=1)}}
        said = {model: tell(model, rows, places) for model, rows in found.items()}
    told = {noun(model): point(model, rows, said[model], places) for model, rows in found.items()}
    details = {field.name: value_of(project, field) for field in fields(Project)}
    return ProjectFile(
        format=FORMAT,
        version=1,
        taken_at=timezone.now(),
        fingerprint=project.log_head,
        project=Details(**details | {"kind": "practice" if project.kind != Project.Kind.REAL else "real"}),
        people=tuple(Person(row=number, name=user.name) for number, user in enumerate(people, start=1)),
        rows=Rows(**told),
    )


def rows_of(model: type[models.Model], project: Project) -> "models.QuerySet[models.Model]":
    return model._default_manager.filter(**{way(model): project}).order_by("pk")


def people_of(found: "dict[type[models.Model], list[models.Model]]") -> list[User]:
    """Everyone whom a row names, by name."""
    ids = {getattr(row, field.attname) for model, rows in found.items() for field in signatures(model) for row in rows}
    return list(User.objects.filter(pk__in=ids - {None}).order_by("name", "pk"))


def tell(model: type[models.Model], rows: "list[models.Model]", places: Places) -> "dict[Any, dict[str, Any]]":
    """What each row says, by its id, in the order of the file, which follows from what they say, since ids are of one copy alone."""
    said = {row.pk: tell_row(model, row, places) for row in rows}
    ordered = sorted(rows, key=lambda row: order(model, said[row.pk]))
    places[model] = {row.pk: number for number, row in enumerate(ordered, start=1)}
    return {row.pk: {"row": number} | said[row.pk] for number, row in enumerate(ordered, start=1)}


def point(model: type[models.Model], rows: "list[models.Model]", said: "dict[Any, dict[str, Any]]", places: Places) -> "tuple[Said, ...]":
    """The rows, now that every row has its number, with what could not be said before: which of their own kind, or of a later one, they point to."""
    for field in pointers(model):
        if field.related_model is model or is_late(field):
            for row in rows:
                said[row.pk][field.name] = places[field.related_model].get(getattr(row, field.attname))
    return tuple(row_of(model).model_validate(row) for row in said.values())


def tell_row(model: type[models.Model], row: models.Model, places: Places) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for field in fields(model):
        target = field.related_model
        if isinstance(field, models.ForeignKey) and (target is model or is_late(field)):
            continue  # its number is not known yet
        if isinstance(field, models.ForeignKey):
            said[field.name] = places.get(target, {}).get(getattr(row, field.attname))  # type: ignore[arg-type]  # a model
        else:
            said[field.name] = value_of(row, field)
    if is_log(model):
        said["object_id"] = subject(row, places)
    return said


def value_of(row: models.Model, field: "models.Field[Any, Any]") -> Any:  # whatever a field holds
    value = getattr(row, field.attname)
    return bytes(value) if isinstance(field, models.BinaryField) and value is not None else value


def subject(event: Any, places: Places) -> str:
    """What a row of the log tells of: a noun and the number of its row, "" for what stays behind or is gone."""
    name = about(event.kind)
    model = apps.get_model("journey", name) if name else None
    if model is None or model not in places or not event.object_id:
        return ""
    try:
        ident = UUID(event.object_id) if isinstance(model._meta.pk, models.UUIDField) else int(event.object_id)
    except ValueError:
        return ""
    number = places[model].get(ident)
    return f"{noun(model)} {number}" if number else ""


def order(model: type[models.Model], said: dict[str, Any]) -> tuple[Any, ...]:
    """First by what the row hangs on, then as the model orders its rows, then by when, then by all it says."""
    home = [said[field.name] for field in pointers(model) if not field.null and field.name in said]
    corrects = any(field.related_model is model for field in pointers(model))
    # What corrects an earlier row comes after it, whatever day it tells of.
    listed = [said["number"]] if corrects else [said[name] for name in model._meta.ordering or () if name in said]
    when = [said[field.name] for field in fields(model) if isinstance(field, models.DateTimeField) and not field.null]
    return (*home, *listed, *when, json.dumps(said, default=str, sort_keys=True))
