"""Actions and measures brought in from a spreadsheet: each row read as its own form would be, then all of them kept or none."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.core import signing
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journey.forms.measure import MeasureForm, ReadingForm
from journey.forms.plan import ActionForm
from journey.models import Measure
from journey.models.answer import Strength
from journey.models.measure import Direction
from journey.spreadsheet import Column, Row, Sheet, Unreadable

if TYPE_CHECKING:
    from journey.models import Membership, Project, User

SALT = "journey.imports"
LARGEST = 2_000_000
"""Characters of rows in hand between the preview and the last press."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row cannot be brought in: the row's number in the spreadsheet, and a sentence for each thing that is wrong."""

    number: int
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would bring in. `rows` are what the page shows, each cell with its head; `packed` is what the last press sends.

    "" while a row is refused.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[tuple[str, str], ...], ...]
    refused: tuple[Refusal, ...]
    left_out: tuple[str, ...]
    packed: str


@dataclass(frozen=True, slots=True)
class Kind:
    """What can be brought in: its columns, how rows become forms, and how forms are kept."""

    key: str
    name: Promise
    lead: Promise
    columns: tuple[Column, ...]
    read: Callable[["Project", Sequence[Row]], Iterator[tuple[Row, Sequence[forms.Form], tuple[str, ...]]]]
    """Each row with its forms, and what else is wrong with it."""
    keep: Callable[["Project", "Sequence[tuple[Row, Sequence[forms.Form], tuple[str, ...]]]", "User"], int]
    """Put the rows into the plan. How many things there are now."""


def preview(project: "Project", kind: Kind, sheet: Sheet) -> Preview:
    """What the rows would become, and what is wrong with those that would become nothing. Raises Unreadable if it is too much at once."""
    read = list(kind.read(project, sheet.rows))
    refused = tuple(told for told in (refusal(kind, *each) for each in read) if told.why)
    used = [column for column in kind.columns if any(row.cells.get(column.key) for row in sheet.rows)]
    packed = (
        "" if refused else signing.dumps([kind.key, str(project.pk), [[row.number, dict(row.cells)] for row in sheet.rows]], salt=SALT, compress=True)
    )
    if len(packed) > LARGEST:
        raise Unreadable(_("The rows hold more text than can be brought in at once. Split the file."))
    heads = (_("Row"), *(column.name for column in used))
    shown = [(str(row.number), *(row.cells.get(column.key, "") for column in used)) for row in sheet.rows]
    return Preview(heads, tuple(tuple(zip(heads, cells, strict=True)) for cells in shown), refused, sheet.left_out, packed)


def bring_in(project: "Project", kind: Kind, packed: str, *, by: "User") -> int:
    """Keep the rows that a preview showed, all or none. Raises signing.BadSignature, and Unreadable if they do not fit any more."""
    key, pk, lines = signing.loads(packed, salt=SALT, max_age=24 * 60 * 60)
    if (key, pk) != (kind.key, str(project.pk)):
        raise signing.BadSignature
    rows = [Row(number, cells, {}) for number, cells in lines]
    read = list(kind.read(project, rows))
    if any(refusal(kind, *each).why for each in read):
        raise Unreadable(_("The project has changed meanwhile, and some rows do not fit any more. Choose the file again to see which."))
    with transaction.atomic():
        project.lock()
        return kind.keep(project, read, by)


def refusal(kind: Kind, row: Row, asked: Sequence[forms.Form], wrong: tuple[str, ...]) -> Refusal:
    names = {column.key: column.name for column in kind.columns}
    why = [f"{names[key]} {what}." for key, what in row.faults.items()]
    why += wrong
    for form in asked if not row.faults else ():
        for field, errors in form.errors.get_json_data().items():
            name = names.get(FIELDS.get(field, field), "")
            why += [f"{name}: {error['message']}." if name else f"{error['message']}." for error in errors]
    return Refusal(row.number, tuple(dict.fromkeys(words.replace("..", ".") for words in why)))


FIELDS = {"owner_words": "owner", "stage": "place"}
"""Fields that are filled from a column of another name."""


def place_of(project: "Project", words: str) -> str | None:
    """The key of the stage or question that someone means by these words, "" for none, None where there is no such thing."""
    wanted = words.strip().lower()
    if not wanted:
        return ""
    for stage in project.map.stages:
        if wanted in (stage.key, stage.name.lower(), str(stage.number), f"{stage.number}. {stage.name}".lower()):
            return stage.key
    return next((question.key for question in project.map.questions if wanted in (question.key, question.text.lower())), None)


def no_place(words: str) -> str:
    return _("Stage: the map has no “%(words)s”.") % {"words": words}


def one_of(choices: Sequence[tuple[Any, Any]], words: str) -> str:
    """The key of the choice that these words name, or the words themselves, which the form then refuses."""
    wanted = words.strip().lower()
    return next((str(key) for key, name in choices if wanted in (str(key), str(name).lower())), words)


def read_actions(project: "Project", rows: Sequence[Row]) -> Iterator[tuple[Row, Sequence[forms.Form], tuple[str, ...]]]:
    members = list(project.memberships.to_choose_from())
    for row in rows:
        place = place_of(project, row.cells.get("place", ""))
        member = member_named(members, row.cells.get("owner", ""))
        data = {
            "text": row.cells["text"],
            "owner": str(member.code) if member else "",
            "owner_words": "" if member else row.cells.get("owner", ""),
            "due": row.cells.get("due", ""),
            "place": place or "",
        }
        wrong = () if place is not None else (no_place(row.cells["place"]),)
        yield row, [ActionForm(data, project=project, members=members)], wrong


def member_named(members: "Sequence[Membership]", words: str) -> "Membership | None":
    """The one member of this name or email, None where there is none or more than one."""
    wanted = " ".join(words.lower().split())
    found = [member for member in members if wanted in (str(member.user).lower(), str(member.user.email or "").lower())] if wanted else []
    return found[0] if len(found) == 1 else None


def keep_actions(project: "Project", read: Sequence[tuple[Row, Sequence[forms.Form], tuple[str, ...]]], by: "User") -> int:
    for _row, (form,), _wrong in read:
        assert isinstance(form, ActionForm)  # noqa: S101  # as read_actions makes them
        project.actions.make(project, form.line, by=by, **form.more)
    return len(read)


def read_measures(project: "Project", rows: Sequence[Row]) -> Iterator[tuple[Row, Sequence[forms.Form], tuple[str, ...]]]:
    """A measure may stand in several rows, one for each reading; what is said of it stands in the first."""
    seen: dict[str, Mapping[str, str]] = {}
    for row in rows:
        cells, name = row.cells, " ".join(row.cells["what"].lower().split())
        asked: list[forms.Form] = []
        wrong: list[str] = []
        if name not in seen or not name:
            seen[name] = cells
            place = place_of(project, cells.get("place", ""))
            if place is None or (place and place not in {stage.key for stage in project.map.stages}):
                wrong.append(no_place(cells["place"]))
            data = {key: cells.get(key, "") for key in ("what", "unit", "baseline", "target", "source", "limits")}
            data |= {"stage": place or "", "direction": one_of(Direction.choices, cells.get("direction", ""))}
            data["strength"] = one_of(Strength.choices, cells.get("strength", ""))
            asked.append(MeasureForm(data, project=project))
        elif differs := [column.name for column in SAID_ONCE if cells.get(column.key) and cells[column.key] != seen[name].get(column.key)]:
            wrong.append(_("%(names)s: it says something else in the first row of this measure.") % {"names": ", ".join(differs)})
        if cells.get("value") or cells.get("day") or cells.get("note"):
            asked.append(ReadingForm({key: cells.get(key, "") for key in ("day", "value", "note")}))
        yield row, asked, tuple(wrong)


def keep_measures(project: "Project", read: Sequence[tuple[Row, Sequence[forms.Form], tuple[str, ...]]], by: "User") -> int:
    made: dict[str, Measure] = {}
    for row, asked, _wrong in read:
        name = " ".join(row.cells["what"].lower().split())
        for form in asked:
            if isinstance(form, MeasureForm):
                made[name] = Measure.add(project, form.said, by=by)
            else:
                said = form.cleaned_data
                made[name].read(said["value"], day=said["day"], note=said["note"], by=by)
    return len(made)


SAID_ONCE = (
    Column("unit", ("unit",)),
    Column("direction", ("hoped for", "direction")),
    Column("baseline", ("baseline", "before")),
    Column("target", ("target", "aim")),
    Column("source", ("how we know", "source", "how do you know")),
    Column("limits", ("limits", "what it cannot tell")),
    Column("strength", ("strength", "strength of evidence")),
    Column("place", ("stage",)),
)
KINDS = {
    kind.key: kind
    for kind in (
        Kind(
            "actions",
            gettext_lazy("actions"),
            gettext_lazy("One row for each action. The stage may be a stage’s name or a question as the map has it."),
            (
                Column("text", ("action", "what", "what is to be done", "task"), required=True),
                Column("owner", ("owner", "who", "who sees to it")),
                Column("due", ("due", "due date", "by when", "deadline")),
                Column("place", ("stage", "stage or question", "question")),
            ),
            read_actions,
            keep_actions,
        ),
        Kind(
            "measures",
            gettext_lazy("measures"),
            gettext_lazy("One row for each reading; a measure’s name stands in each of its rows, what is said of it in the first."),
            (
                Column("what", ("measure", "what is measured"), required=True),
                *SAID_ONCE,
                Column("day", ("day", "date", "read on")),
                Column("value", ("reading", "value")),
                Column("note", ("note", "notes")),
            ),
            read_measures,
            keep_measures,
        ),
    )
}
