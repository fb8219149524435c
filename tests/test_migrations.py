"""Migrations: forward from nothing, back one by one, forward again; and whatever was kept is still there. Each on a database of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from journey.models import Answer, AnswerVersion, Event, Membership, Move, Preparation, Project, Review, User
from journey.models.event import fault, is_log_closed
from journey.models.evidence import Described
from journey.models.review import are_reviews_closed
from journey.review.freeze import freeze
from tests.elsewhere import empty_database, opened
from tests.migrated import migrated_database

FIRST, NOTHING = "0001_first", "zero"


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


def migrate_to(name: str) -> None:
    """Bring the database to this migration, as an operator does."""
    call_command("migrate", "journey", name, verbosity=0, interactive=False)


def models_of(name: str) -> Any:
    """The models as they were after this migration."""
    return MigrationExecutor(connection).loader.project_state([("journey", name)]).apps


def migrate_to_newest() -> None:
    call_command("migrate", verbosity=0, interactive=False)


def shape() -> dict[str, list[object]]:
    """Our tables, with their columns and what is asked of them."""
    with connection.cursor() as cursor:
        look = connection.introspection
        return {
            table: [
                sorted((column.name, column.null_ok) for column in look.get_table_description(cursor, table)),
                sorted(str((one["columns"], one["unique"], one["check"])) for one in look.get_constraints(cursor, table).values()),
            ]
            for table in look.table_names(cursor)
            if table.startswith("journey_")
        }


@pytest.mark.usefixtures("newest")
def test_each_migration_can_be_taken_back_to_nothing_and_made_again_and_wherever_there_is_a_log_it_is_guarded() -> None:
    shapes = {ours()[-1]: shape()}
    assert is_log_closed()

    for name in reversed(ours()[:-1]):
        migrate_to(name)
        shapes[name] = shape()
        assert Event._meta.db_table not in shapes[name] or is_log_closed(), name
    migrate_to(NOTHING)

    assert shape() == {}
    for name in ours():
        migrate_to(name)
        assert shape() == shapes[name], name
        assert Event._meta.db_table not in shapes[name] or is_log_closed(), name


@pytest.mark.usefixtures("empty")
def test_what_the_first_migration_kept_is_there_after_the_newest_and_each_membership_has_a_code_of_its_own() -> None:
    migrate_to(FIRST)
    then = models_of(FIRST)
    amina, tom = (then.get_model("journey", "User").objects.create(name=name, email=f"{name.lower()}@example.org") for name in ("Amina", "Tom"))
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


@pytest.mark.usefixtures("empty")
def test_a_project_of_the_first_migration_can_be_worked_on_and_its_log_begins_then() -> None:
    migrate_to(FIRST)
    then = models_of(FIRST)
    old = then.get_model("journey", "User").objects.create(name="Amina", email="amina@example.org")
    then.get_model("journey", "Project").objects.create(name="Family Circle", edition="1.0").memberships.create(user=old, role="owner")
    migrate_to_newest()
    amina = User.objects.get()
    project = Project.objects.visible_to(amina).get()

    project.answer("mob-1", "Said after the change.", by=amina, seen=0)

    project.refresh_from_db()
    assert project.log_length == 1
    assert fault(project.events.all(), project.log_length, project.log_head) == ""


@pytest.mark.usefixtures("newest")
def test_answers_marks_and_moves_outlive_the_way_back_to_the_first_migration_and_forward_again() -> None:
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

    migrate_to(FIRST)
    migrate_to_newest()

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


@pytest.mark.usefixtures("newest")
def test_where_moves_were_corrected_the_way_back_is_refused_before_any_word_of_it_is_lost() -> None:
    project = Project.objects.start(by=User.objects.create_user("amina@example.org", name="Amina"), name="Family Circle")
    amina = User.objects.get()
    project.move_to("mobilising", by=amina)
    project.move_to("designing", by=amina, reason="It was time.")
    project.set_move_aside(2, by=amina, why="A slip of the mouse.")

    with pytest.raises(IrreversibleError, match="corrected or set aside"):
        migrate_to("0006_comments")

    migrate_to_newest()
    assert list(Move.objects.values_list("kind", "reason", "why_corrected")) == [
        ("placed", "", ""),
        ("moved", "It was time.", ""),
        ("undone", "", "A slip of the mouse."),
    ]


@pytest.mark.usefixtures("empty")
def test_everyone_gets_a_code_of_their_own_and_loses_nothing_on_the_way_back() -> None:
    migrate_to(FIRST)
    users = models_of(FIRST).get_model("journey", "User").objects
    for name in ("amina", "tom", "leila"):
        users.create(email=f"{name}@example.org", name=name)

    migrate_to("0002_user_code")
    codes = list(models_of("0002_user_code").get_model("journey", "User").objects.values_list("code", flat=True))
    migrate_to(FIRST)
    names = list(users.order_by("pk").values_list("name", flat=True))

    assert None not in codes
    assert len(set(codes)) == 3
    assert names == ["amina", "tom", "leila"]


@pytest.mark.usefixtures("newest")
def test_where_reviews_are_frozen_the_way_back_is_refused_and_they_are_still_there() -> None:
    amina = User.objects.create_user("amina@example.org", name="Amina")
    project = Project.objects.start(by=amina, name="Family Circle")
    made = freeze(Preparation.objects.begin(project, {"decision_wanted": "Agree."}, (), by=amina), by=amina, seen=1)

    with pytest.raises(IrreversibleError, match="frozen reviews"):
        migrate_to("0014_decision_threads")

    migrate_to_newest()
    assert Review.objects.get().text == made.text
    assert are_reviews_closed()
