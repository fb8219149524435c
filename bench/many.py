# ruff: noqa: S608  # the names of our own tables and columns
"""Many projects in one database, made by the database itself from one that is full. Needs Django set up.

Each is a copy of all that hangs on the first: 58 answers of two hundred words with three versions each, the path, the log, the plan, the evidence.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connection, models

from journey.models import (
    Action,
    Answer,
    AnswerVersion,
    ConditionRating,
    ConditionView,
    Decision,
    Event,
    Evidence,
    Involvement,
    Measure,
    Milestone,
    Move,
    Organisation,
    Project,
    Reading,
    Resource,
    Risk,
    SignReading,
    User,
)
from journey.models.event import close_log, open_log

AT_ONCE = 500
"""Projects made by one statement for each table."""
OF_PROJECT: tuple[type[models.Model], ...] = (
    Organisation,
    Answer,
    Move,
    Decision,
    Event,
    Evidence,
    Action,
    Milestone,
    Risk,
    Involvement,
    Resource,
    Measure,
    SignReading,
    ConditionRating,
    ConditionView,
)
VERSIONS = 3


def add_copies(full: Project, count: int, *, mine: int, me: User, other: User) -> Iterator[int]:
    """Add `count` copies, the first `mine` of them owned by `me`, all others by `other`. How many there are, after each so many."""
    from journey.models import Membership

    full.refresh_from_db(fields=["log_length", "log_head"])
    made = 0
    while made < count:
        some = min(AT_ONCE, count - made)
        projects = Project.objects.bulk_create(
            Project(name=f"Project {made + n}", outcome=full.outcome, log_length=full.log_length, log_head=full.log_head) for n in range(some)
        )
        owners = [me if made + n < mine else other for n in range(some)]
        Membership.objects.bulk_create(Membership(project=one, user=by, role="owner") for one, by in zip(projects, owners, strict=True))
        mark(projects)
        open_log()
        for model in OF_PROJECT:
            copy_rows(model, "project_id", full)
        copy_versions()
        copy_readings(full)
        close_log()
        made += some
        yield made


def mark(projects: list[Project]) -> None:
    """Put the new ones into a table of their own, by which the statements below find them."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS made_now")
        cursor.execute(f"CREATE TEMPORARY TABLE made_now (id {Project._meta.pk.db_type(connection)})")
        cursor.executemany("INSERT INTO made_now VALUES (%s)", [(in_database(one.pk),) for one in projects])


def copy_rows(model: type[models.Model], to: str, full: Project) -> None:
    table, (named, told) = model._meta.db_table, columns(model, to)
    run(f"INSERT INTO {table} ({to}, {named}) SELECT made_now.id, {told} FROM made_now, {table} AS one WHERE one.{to} = %s", full)


def copy_versions() -> None:
    """Three versions of each new answer, the last of which is what it says."""
    answer, version = Answer._meta.db_table, AnswerVersion._meta.db_table
    said, new = "state, text, strength, because", "project_id IN (SELECT id FROM made_now)"
    for number in range(1, VERSIONS + 1):
        told = f"id, {number}, {said}, 'written', changed_by_id, changed_at"
        run(f"INSERT INTO {version} (answer_id, number, {said}, how, by_id, at) SELECT {told} FROM {answer} WHERE {new}")
    run(f"UPDATE {answer} SET version = {VERSIONS} WHERE {new}")


def copy_readings(full: Project) -> None:
    """A measure's readings hang on the measure, whose copies are found by its words. Those that correct others are left out."""
    measure, reading, (named, told) = Measure._meta.db_table, Reading._meta.db_table, columns(Reading, "measure_id")
    pairs = f"{reading} AS one JOIN {measure} AS first ON first.id = one.measure_id JOIN {measure} AS made ON made.what = first.what"
    new = "first.project_id = %s AND one.corrects_id IS NULL AND made.project_id IN (SELECT id FROM made_now)"
    run(f"INSERT INTO {reading} (measure_id, {named}) SELECT made.id, {told} FROM {pairs} WHERE {new}", full)


def columns(model: type[models.Model], but: str) -> tuple[str, str]:
    """The columns of a table but those that the database counts and this one; and what a copy has in each."""
    fields = [field for field in model._meta.concrete_fields if field.column != but and not isinstance(field, models.AutoField)]
    return ", ".join(f'"{field.column}"' for field in fields), ", ".join(value(field) for field in fields)


def value(field: Any) -> str:
    """What a copy has in a column: an id of its own, nothing that points within the project, else the same."""
    if field.primary_key:
        return "lower(hex(randomblob(16)))" if connection.vendor == "sqlite" else "gen_random_uuid()"
    if field.is_relation and field.null and field.related_model is not User:
        return "NULL"
    return f'one."{field.column}"'


def in_database(ident: Any) -> Any:
    return ident.hex if connection.vendor == "sqlite" else ident


def run(statement: str, full: Project | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [in_database(full.pk)] if full else None)
