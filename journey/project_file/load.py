"""Load a project from a file, as a new one. People become names without accounts; a file that is wrong is refused and changes nothing."""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError as WrongValue
from django.db import DatabaseError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import ValidationError

from journey.models import Event, Membership, Project, User
from journey.models.move import journey_of
from journey.models.review import fingerprint
from journey.options import QUESTIONS
from journey.project_file.document import LARGEST_FILE, ProjectFile
from journey.project_file.nouns import about, is_late, is_log, noun, pointers, signatures, travelling
from journey.review.versions import read_document
from journey.review_number import LARGEST as MOST_REVIEWS
from journey.visits import Impossible
from stages.editions import EditionError, get_edition
from stages.schema import Edition

IN_ONE = 500
"""Rows written by one statement."""
type Made = dict[type[models.Model], list[models.Model]]
"""The rows made so far, by model, in the order of the file."""
type Later = dict[type[models.Model], list[UUID]]
"""The ids of rows that are pointed to before they are made."""
STAGE_FIELDS = ("stage", "from_stage", "to_stage")


class WrongFile(Exception):
    """The file cannot be loaded, in words for whoever sent it. Nothing was changed."""


def load(data: bytes, *, by: User) -> Project:
    """Make a project of what the file says, owned by `by`. Raises WrongFile."""
    file = read(data)
    edition = check(file)
    try:
        with transaction.atomic():
            project = fill(file, by=by)
            journey_of(list(project.moves.order_by("number")), edition)
            project.memberships.create(user=by, role=Membership.Role.OWNER)
            # The fingerprint of the copy it comes from stays in the log, so that what was printed there can be found.
            project.note(Event.Kind.PROJECT_LOADED, by=by, key=file.fingerprint)
            project.index_anew()
    except Impossible:
        raise WrongFile(_("The moves in the file are not a journey: one of them cannot follow on the one before.")) from None
    except (DatabaseError, WrongValue):
        raise WrongFile(_("What the file says does not fit together: something in it is too long, is there twice or says nothing.")) from None
    return project


def read(data: bytes) -> ProjectFile:
    """What the file says, if it says it in the right form. Raises WrongFile."""
    if len(data) > LARGEST_FILE:
        raise WrongFile(_("The file is too large. A project’s file has at most 20 MB."))
    try:
        return ProjectFile.model_validate_json(data)
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_context=False, include_input=False)[0]
    where = " › ".join(str(part + 1 if isinstance(part, int) else part) for part in first["loc"])
    if first["loc"] == ("version",):
        raise WrongFile(_("The file was made by a newer version of the planner than this one."))
    if first["type"] == "extra_forbidden":
        raise WrongFile(_("The file holds something this version of the planner does not know, at: %(where)s") % {"where": where[:200]})
    if first["type"] == "json_invalid" or not where or first["loc"][0] == "format":
        raise WrongFile(_("This is not a project’s file. Choose one that “Download the whole project” gave."))
    raise WrongFile(_("Something in the file is missing or not as it should be, at: %(where)s") % {"where": where[:200]})


def check(file: ProjectFile) -> Edition:
    """That the file speaks of a stage map that is here, and only of what is in it. The edition. Raises WrongFile."""
    try:
        edition = get_edition(file.project.edition)  # type: ignore[attr-defined]  # made in document.py
    except EditionError:
        raise WrongFile(_("The project uses an edition of the stage map that this copy does not have.")) from None
    stages = {stage.key for stage in edition.stages}
    questions = {question.key for question in edition.questions}
    signs = {sign.key for stage in edition.stages for sign in (*stage.signs_ready, *stage.signs_back)}
    conditions = {condition.key for condition in edition.conditions}
    keys: dict[str, set[Any]] = {
        "answer": questions,
        "assignment": questions,
        "thread": questions | {None},
        "sign_reading": signs,
        "decision_detail": set(QUESTIONS),
        "action": questions | {None},
        "action_version": questions | {None},
        "condition_rating": conditions,
        "condition_view": conditions,
    }
    check_people(file)
    for name, row in rows(file):
        known = all(getattr(row, field, None) in stages | {"", None} for field in STAGE_FIELDS if name != "event")
        if not known or (name in keys and row.key not in keys[name]):
            raise WrongFile(
                _("The file speaks of a stage or a question that its edition of the stage map does not have, at: %(where)s") % {"where": name}
            )
        if name == "decision" and (row.stage not in stages or row.option not in edition.stage(row.stage).decisions):
            raise WrongFile(_("The file has a decision that cannot be taken at its stage."))
        if name == "action" and row.condition not in conditions | {None}:
            raise WrongFile(_("The file speaks of a condition that its edition of the stage map does not have."))
        if name == "move" and row.day > timezone.localdate() + timedelta(days=1):  # the clock there may have gone before ours
            raise WrongFile(_("The file tells of a move on a day that is still to come."))
        if name == "review":
            if row.major > MOST_REVIEWS or row.minor > MOST_REVIEWS:
                raise WrongFile(_("A review in the file has a number that no review gets."))
            check_review(row.text, row.sha256, row.edition)
    return edition


def check_people(file: ProjectFile) -> None:
    """That every person is somebody whom a row names, as in each file that is written here. Raises WrongFile."""
    named = {getattr(row, field.name) for model in travelling() for field in signatures(model) for row in getattr(file.rows, noun(model))}
    if not named >= {person.row for person in file.people}:
        raise WrongFile(_("The file has people whom nothing in it names."))


def check_review(text: str, sha256: str, edition: str) -> None:
    """That a frozen review is what its fingerprint is of, and can be read. Raises WrongFile."""
    try:
        get_edition(edition)
        document = read_document(text)
    except (ValueError, LookupError, TypeError, EditionError, RecursionError):
        raise WrongFile(_("A review in the file cannot be read.")) from None
    if fingerprint(text) != sha256:
        raise WrongFile(_("A review in the file is not as it was frozen."))
    # What is written here cannot lead elsewhere; a file can say anything.
    if not all(item.link == "" or item.link.startswith(("https://", "http://")) for item in document.evidence):
        raise WrongFile(_("A review in the file cannot be read."))


def rows(file: ProjectFile) -> Iterable[tuple[str, Any]]:
    for model in travelling():
        for row in getattr(file.rows, noun(model)):
            yield noun(model), row


def fill(file: ProjectFile, *, by: User) -> Project:
    """Save a new project with all that the file says."""
    if not file.project.name.strip():  # type: ignore[attr-defined]  # made in document.py
        raise WrongFile(_("The project in the file has no name."))
    project = Project(**dict(file.project))
    project.save(force_insert=True)
    numbered(file.people)
    people = User.objects.create_names([person.name for person in file.people])
    made: Made = {}
    # Of rows that others point to before they are there themselves the id is made first; the database looks at it when all is saved.
    later = {field.related_model: [uuid4() for _row in getattr(file.rows, noun(field.related_model))] for field in late_pointers()}
    for model in travelling():
        said = getattr(file.rows, noun(model))
        numbered(said)
        made[model] = []
        own = [field.name for field in pointers(model) if field.related_model is model]
        for row in said:
            made[model].append(build(model, row, project, people, made, later))
            if model in later:
                made[model][-1].pk = later[model][len(made[model]) - 1]
            if own and made[model][-1].pk is None:  # a later row points to this one by an id that only the database gives
                made[model][-1].save(force_insert=True)
        if is_log(model):
            chain(project, made[model], made)
        else:
            model._default_manager.bulk_create([row for row in made[model] if row._state.adding], IN_ONE)
    return project


def late_pointers() -> Iterable[Any]:
    return [field for model in travelling() for field in pointers(model) if is_late(field)]


def numbered(said: Iterable[Any]) -> None:
    """That the rows are numbered 1, 2, 3, as others point to them."""
    if any(row.row != number for number, row in enumerate(said, start=1)):
        raise WrongFile(_("The rows of the file are not numbered as they should be."))


def build(model: type[models.Model], row: Any, project: Project, people: list[User], made: Made, later: Later) -> models.Model:
    """A row, not saved yet, that points to what was made before it."""
    said = {name: getattr(row, name) for name in type(row).model_fields if name != "row"}
    for field in pointers(model):
        number = said[field.name]
        if number is not None and is_late(field):
            del said[field.name]
            said[field.attname] = place(later[field.related_model], number)
        elif number is not None:
            said[field.name] = place(made[field.related_model], number)
    for field in signatures(model):
        if said[field.name] is not None:
            said[field.name] = place(people, said[field.name])
    if any(field.related_model is Project for field in model._meta.concrete_fields):
        said["project"] = project
    return model(**said)


def place[M](rows: list[M], number: int) -> M:
    if number > len(rows):
        raise WrongFile(_("The file points to something that is not in it."))
    return rows[number - 1]


def chain(project: Project, events: list[Any], made: Made) -> None:
    """Save the rows of the log, chained anew. Raises WrongFile if one is missing."""
    head = ""
    for sequence, event in enumerate(events, start=1):
        if event.sequence != sequence:
            raise WrongFile(_("The log in the file is not whole."))
        event.object_id, event.previous = subject(event, made), head
        event.hash = head = event.digest()
    Event.objects.bulk_create(events, IN_ONE)
    Project.objects.filter(pk=project.pk).update(log_length=len(events), log_head=head)


def subject(event: Event, made: Made) -> str:
    """The id of what a row of the log tells of, "" where that stayed behind or is of another noun than the kind of row tells of."""
    name, _blank, number = event.object_id.partition(" ")
    model = next((model for model in made if model.__name__ == about(event.kind)), None)
    if model is None or noun(model) != name or not re.fullmatch(r"[1-9][0-9]{0,8}", number) or int(number) > len(made[model]):
        return ""
    return str(made[model][int(number) - 1].pk)
