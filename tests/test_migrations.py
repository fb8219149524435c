"""Migrations: forward from nothing, back one by one, forward again; and whatever was kept is still there. Each on a database of its own.

Django draws every model anew for nearly every step, which takes seconds of each trip; so the trips are few, and one goes all the way back.
"""

import gc
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connection, connections
from django.db.backends.utils import CursorWrapper
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from journey.models import Answer, AnswerVersion, Event, Membership, Move, Preparation, Project, Review, User
from journey.models.event import fault, is_log_closed
from journey.models.evidence import Described
from journey.models.review import are_reviews_closed
from journey.review.freeze import freeze
from tests.drawn import drawn_when_asked
from tests.elsewhere import empty_database, opened
from tests.migrated import migrated_database

FIRST = "0001_first"

type Table = list[object]


@pytest.fixture
def empty(tmp_path: Path, db: None) -> Iterator[None]:
    """While a test runs, the one database that it knows is an empty one."""
    with empty_database(tmp_path) as url, known_alone(url, tmp_path):
        yield


@pytest.fixture
def newest(tmp_path: Path, db: None) -> Iterator[None]:
    """The same, but all migrations are made."""
    with migrated_database(tmp_path) as url, known_alone(url, tmp_path):
        yield


@contextmanager
def known_alone(url: str, folder: Path) -> Iterator[None]:
    kept = connections["default"]
    connections["default"] = opened(url, folder)
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = kept


def ours() -> list[str]:
    """The names of our migrations, the first first."""
    graph = MigrationExecutor(connection).loader.graph
    (newest,) = graph.leaf_nodes("journey")
    return [name for app, name in graph.forwards_plan(newest) if app == "journey"]


def newest_of_others() -> list[tuple[str, str]]:
    return [leaf for leaf in MigrationExecutor(connection).loader.graph.leaf_nodes() if leaf[0] != "journey"]


def migrate(*targets: tuple[str, str | None], at_each: Callable[[], None] = lambda: None) -> None:
    """Bring the database to these migrations. Wherever an operator could have stopped on the way, do what the command does there, then `at_each`."""

    def tell(action: str, migration: Any = None, fake: bool | None = False, /) -> None:
        if action in ("apply_start", "unapply_start"):
            emit_pre_migrate_signal(0, False, connection.alias)
        elif action in ("apply_success", "unapply_success"):
            emit_post_migrate_signal(0, False, connection.alias)
            if migration.app_label == "journey":
                at_each()

    gc.disable()  # among so many models it takes a third of the time and finds next to nothing
    try:
        with drawn_when_asked():
            MigrationExecutor(connection, tell).migrate(targets)
    finally:
        gc.enable()


def migrate_to(name: str | None, at_each: Callable[[], None] = lambda: None) -> None:
    """Bring the database to this migration of ours, None for what was before the first."""
    migrate(("journey", name), at_each=at_each)


def migrate_to_newest() -> None:
    migrate(*newest_of_others(), ("journey", ours()[-1]))


def models_of(name: str) -> Any:
    """The models as they were after this migration."""
    return MigrationExecutor(connection).loader.project_state([("journey", name)]).apps


def shape() -> dict[str, Table]:
    """Our tables, with their columns and what is asked of them."""
    with connection.cursor() as cursor:
        tables = [table for table in connection.introspection.table_names(cursor) if table.startswith("journey_")]
        return {table: table_of(cursor, table, sources(cursor, table)) for table in tables}


def sources(cursor: CursorWrapper, table: str) -> tuple[str, ...]:
    """The statements that SQLite keeps of a table; where there are none, a time that comes once."""
    if connection.vendor != "sqlite":
        return (str(time.monotonic_ns()),)
    cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL AND type IN ('table', 'index') ORDER BY sql", [table])
    return tuple(sql for (sql,) in cursor.fetchall())


READ: dict[tuple[str, ...], Table] = {}
"""What was read of a table already, by its statements: to read them takes Django longer than to make the table."""


def table_of(cursor: CursorWrapper, table: str, statements: tuple[str, ...]) -> Table:
    if statements not in READ:
        READ[statements] = [
            sorted(columns_of(cursor, table)),
            sorted(str((one["columns"], one["unique"], one["check"])) for one in connection.introspection.get_constraints(cursor, table).values()),
        ]
    return READ[statements]


def columns_of(cursor: CursorWrapper, table: str) -> Iterable[tuple[str, bool]]:
    """The name of each column, and whether it may hold nothing. Of SQLite Django would read the whole statement, to find collations."""
    if connection.vendor == "sqlite":
        cursor.execute('SELECT name, NOT "notnull" FROM pragma_table_xinfo(%s) WHERE hidden <> 1', [table])
        return [(name, bool(null)) for name, null in cursor.fetchall()]
    return [(column.name, column.null_ok) for column in connection.introspection.get_table_description(cursor, table)]


@pytest.mark.usefixtures("empty")
def test_the_first_migration_can_be_taken_back_with_what_others_have_made_on_it_and_made_again() -> None:
    migrate(*newest_of_others(), ("journey", FIRST))
    first = shape()

    migrate_to(None)
    nothing = shape()
    migrate(*newest_of_others(), ("journey", FIRST))

    assert nothing == {}
    assert shape() == first != {}


@pytest.mark.usefixtures("empty")
def test_what_the_first_migration_kept_is_there_after_the_newest_and_can_be_worked_on() -> None:
    """Each person and each membership has a code of its own since, and the log of a project begins with the first thing done."""
    migrate_to(FIRST)
    then = models_of(FIRST)
    users = then.get_model("journey", "User").objects
    amina, tom = (users.create(name=name, email=f"{name.lower()}@example.org") for name in ("Amina", "Tom"))
    project = then.get_model("journey", "Project").objects.create(name="Family Circle", edition="1.0", outcome="Children stay.")
    for user, role in ((amina, "owner"), (tom, "editor")):
        project.memberships.create(user=user, role=role, job=f"{user.name}’s job")
    project.organisations.create(name="Juniper Steps", part="lead", position=0)
    at, day = timezone.now(), date(2026, 3, 5)
    answer = project.answers.create(key="mob-1", version=2, state="written", text="Second.", changed_by=tom, changed_at=at)
    for number, text in enumerate(("First.", "Second."), start=1):
        answer.versions.create(number=number, state="written", text=text, by=tom, at=at)
    project.moves.create(number=1, kind="placed", to_stage="mobilising", day=day, by=amina)
    project.moves.create(number=2, kind="moved", from_stage="mobilising", to_stage="designing", reason="It was time.", day=day, by=tom)

    migrate_to("0002_user_code")
    codes = list(models_of("0002_user_code").get_model("journey", "User").objects.values_list("code", flat=True))
    migrate_to(FIRST)
    names = list(users.order_by("pk").values_list("name", flat=True))

    assert None not in codes
    assert len(set(codes)) == 2
    assert names == ["Amina", "Tom"]

    migrate_to_newest()

    people = {user.pk: (user.name, user.email) for user in User.objects.all()}
    assert people == {amina.pk: ("Amina", "amina@example.org"), tom.pk: ("Tom", "tom@example.org")}
    now = Project.objects.visible_to(User.objects.get(pk=amina.pk)).get()
    assert (now.pk, now.name, now.outcome, now.version) == (project.pk, "Family Circle", "Children stay.", 1)
    assert now.partners == ["Juniper Steps"]
    assert list(now.memberships.order_by("pk").values_list("user", "role", "job")) == [
        (amina.pk, "owner", "Amina’s job"),
        (tom.pk, "editor", "Tom’s job"),
    ]
    assert len(set(Membership.objects.values_list("code", flat=True))) == 2
    said = now.answers.get()
    assert (said.key, said.version, said.state, said.text, said.changed_by_id, said.changed_at) == ("mob-1", 2, "written", "Second.", tom.pk, at)
    assert list(AnswerVersion.objects.values_list("number", "text", "by")) == [(1, "First.", tom.pk), (2, "Second.", tom.pk)]
    assert list(Move.objects.values_list("number", "from_stage", "to_stage", "reason", "day", "by")) == [
        (1, None, "mobilising", "", day, amina.pk),
        (2, "mobilising", "designing", "It was time.", day, tom.pk),
    ]

    now.answer("mob-2", "Said after the change.", by=User.objects.get(pk=amina.pk), seen=0)

    now.refresh_from_db()
    assert now.log_length == 1
    assert fault(now.events.all(), now.log_length, now.log_head) == ""


@pytest.mark.usefixtures("newest")
def test_each_migration_can_be_taken_back_and_made_again_the_log_is_guarded_wherever_there_is_one_and_answers_marks_and_moves_outlive_it() -> None:
    amina = User.objects.create_user("amina@example.org", name="Amina")
    project = Project.objects.start(by=amina, name="Family Circle")
    project.answer("mob-1", "First.", by=amina, seen=0)
    project.answer("mob-1", "Second.", by=amina, seen=1, strength="early")
    project.answer("mob-2", "", by=amina, seen=0, because="We have no such thing.")
    project.answers.of(project, "mob-3").come_back("Ask the school.", by=amina)
    project.answers.of(project, "mob-1").come_back("Ask again.", by=amina)
    project.answers.of(project, "mob-4").come_back("By mistake.", by=amina)
    project.answers.of(project, "mob-4").come_back_no_more(by=amina)
    project.move_to("mobilising", by=amina)
    project.move_to("designing", by=amina, reason="It was time.", keep_open="Some of it goes on.")
    # What the first migration has no table for may be there as well.
    project.invite("tom@example.org", role="editor", by=amina)
    project.add_evidence(Described("Survey", "survey"), by=amina, answer=project.answers.get(key="mob-1"))
    project.start_thread("Is that so?", by=amina, key="mob-1")

    shapes = [shape()]
    assert is_log_closed()

    def look() -> None:
        shapes.append(shape())
        assert Event._meta.db_table not in shapes[-1] or is_log_closed()

    migrate_to(FIRST, at_each=look)
    back, shapes = shapes, shapes[-1:]
    migrate_to(ours()[-1], at_each=look)

    assert len(back) == len(ours())
    assert [name for name, before, after in zip(ours(), reversed(back), shapes, strict=True) if before != after] == []
    found = {answer.key: (answer.version, answer.state, answer.text, answer.because, answer.come_back_note) for answer in Answer.objects.all()}
    assert found.pop("mob-4", None) in (None, (0, "empty", "", "", None))
    assert found == {
        "mob-1": (2, "written", "Second.", "", "Ask again."),
        "mob-2": (1, "not-relevant", "", "We have no such thing.", None),
        "mob-3": (0, "empty", "", "", "Ask the school."),
    }
    assert list(AnswerVersion.objects.order_by("pk").values_list("text", flat=True)) == ["First.", "Second.", ""]
    assert list(Move.objects.values_list("kind", "to_stage", "reason")) == [
        ("placed", "mobilising", ""),
        ("moved", "designing", "It was time."),
        ("opened", "mobilising", "Some of it goes on."),
    ]
    assert list(Project.objects.visible_to(User.objects.get()).values_list("name", flat=True)) == ["Family Circle"]


@pytest.mark.usefixtures("empty")
def test_where_moves_were_corrected_the_way_back_is_refused_before_any_word_of_it_is_lost() -> None:
    migrate_to("0007_moves")
    then = models_of("0007_moves")
    amina = then.get_model("journey", "User").objects.create(name="Amina", email="amina@example.org")
    moves = then.get_model("journey", "Project").objects.create(name="Family Circle", edition="1.0").moves
    day = date(2026, 3, 5)
    moves.create(number=1, kind="placed", to_stage="mobilising", day=day, by=amina)
    slip = moves.create(number=2, kind="moved", from_stage="mobilising", to_stage="designing", reason="It was time.", day=day, by=amina)
    moves.create(number=3, kind="undone", corrects=slip, why_corrected="A slip of the mouse.", day=day, by=amina)

    with pytest.raises(IrreversibleError, match="corrected or set aside"):
        migrate_to("0006_comments")

    assert list(moves.order_by("number").values_list("kind", "reason", "why_corrected")) == [
        ("placed", "", ""),
        ("moved", "It was time.", ""),
        ("undone", "", "A slip of the mouse."),
    ]


@pytest.mark.usefixtures("newest")
def test_where_reviews_are_frozen_the_way_back_is_refused_and_they_are_still_there() -> None:
    amina = User.objects.create_user("amina@example.org", name="Amina")
    project = Project.objects.start(by=amina, name="Family Circle")
    made = freeze(Preparation.objects.begin(project, {"decision_wanted": "Agree."}, (), by=amina), by=amina, seen=1)

    with pytest.raises(IrreversibleError, match="frozen reviews"):
        migrate_to("0017_measures")

    migrate_to_newest()
    assert Review.objects.get().text == made.text
    assert are_reviews_closed()
