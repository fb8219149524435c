"""The log: what it tells, that nothing in it can be changed, and that whatever is changed all the same is found."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client

from journey.log import tell
from journey.models import Event, Project, User
from journey.models.event import is_log_closed, log_opened, open_log

type ClientOf = Callable[[User], Client]


def words(project: Project) -> list[str]:
    return [f"{line.who} {line.words}" for line in tell(project, list(project.events.select_related("by").order_by("-sequence")))]


def fill(project: Project, amina: User, tom: User) -> None:
    project.answer("mob-1", "MARKER-TEXT One.", by=tom, seen=0)
    project.move_to("designing", by=amina, reason="MARKER-TEXT because.")
    project.invite("new@example.org", role="viewer", by=amina)
    project.memberships.get(user=tom).change_role("viewer", by=amina)


def test_the_log_tells_who_did_what_the_newest_first(project: Project, amina: User, tom: User) -> None:
    fill(project, amina, tom)

    assert words(project) == [
        "Amina Rahman changed what Tom Reid may do, to Viewer",
        "Amina Rahman invited new@example.org as Viewer",
        "Amina Rahman made Designing the main stage",
        "Tom Reid wrote an answer: What is not working now, and how do we know?",
        "Amina Rahman made Mobilising the main stage",
        "Amina Rahman started the project",
    ]


def test_rows_hold_ids_and_kinds_and_never_a_name_or_a_text(project: Project, amina: User, tom: User) -> None:
    fill(project, amina, tom)

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM journey_event")
        rows = repr(cursor.fetchall())

    assert not re.search("MARKER|Amina|Tom|Rahman|example.org|Family", rows)


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("kind=answer", ["wrote an answer"]),
        ("kind=move&stage=designing", ["made Designing"]),
        ("stage=mobilising", ["wrote an answer", "made Mobilising"]),
        ("kind=people", ["changed what", "invited"]),
        ("kind=nonsense", ["changed what", "invited", "made Designing", "wrote an answer", "made Mobilising", "started"]),
    ],
)
def test_the_log_can_be_read_by_kind_and_stage(project: Project, amina: User, tom: User, client_of: ClientOf, query: str, kept: list[str]) -> None:
    fill(project, amina, tom)

    page = client_of(amina).get(f"{project.address('log')}?{query}").content.decode()

    found = re.findall(r"<li><p><strong>[^<]+</strong> (.*?)</p>", page)
    assert [line for line, words in zip(found, kept, strict=True) if not line.startswith(words)] == []


def test_the_log_can_be_read_by_person(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    fill(project, amina, tom)

    page = client_of(amina).get(f"{project.address('log')}?person={project.memberships.get(user=tom).code}").content.decode()

    assert re.findall(r"<li><p><strong>([^<]+)</strong>", page) == ["Tom Reid"]


def test_saves_of_one_sitting_are_told_in_one_line(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    for version in range(3):
        project.answer("mob-1", f"Text {version}.", by=tom, seen=version)
    project.answer("mob-2", "Another.", by=tom, seen=0)
    project.answer("mob-1", "Text again.", by=tom, seen=3)

    page = " ".join(client_of(amina).get(f"{project.address('log')}?kind=answer").content.decode().split())

    assert page.count("wrote an answer") == 3
    assert page.count("Saved 3 times.") == 1


def test_a_long_log_is_read_in_pages(project: Project, amina: User, client_of: ClientOf) -> None:
    for number in range(130):
        project.change(organisations=[(f"Partner {number}", "lead")], by=amina)

    first = client_of(amina).get(f"{project.address('log')}?kind=project").content.decode()
    link = re.search(r'href="([^"]+before=[^"]+)"', first)
    assert link is not None
    second = client_of(amina).get(link[1].replace("&amp;", "&")).content.decode()

    assert (first.count("changed the project"), second.count("changed the project")) == (100, 30)
    assert "started the project" in second


def test_the_database_refuses_to_change_or_delete_a_row(project: Project) -> None:
    assert is_log_closed()

    for attempt in (
        lambda: Event.objects.update(kind="move-made"),
        lambda: Event.objects.all().delete(),
        lambda: connection.cursor().execute("UPDATE journey_event SET kind = 'x'"),
        lambda: connection.cursor().execute("DELETE FROM journey_event"),
    ):
        with pytest.raises(DatabaseError, match="the log is only added to"), transaction.atomic():
            attempt()

    assert project.events.count() == 2


def test_what_guards_the_log_is_put_back_after_every_migration(transactional_db: None) -> None:
    open_log()
    assert not is_log_closed()

    call_command("migrate", verbosity=0)

    assert is_log_closed()


def check(project: Project, *more: str) -> str:
    out = StringIO()
    try:
        call_command("verify_log", f"--project={project.pk}", *more, stdout=out)
    except CommandError as problem:
        return f"{out.getvalue().strip()} / {problem}"
    return out.getvalue().strip()


def test_a_whole_log_is_said_to_be_whole(project: Project) -> None:
    assert check(project) == f"Project {project.pk}: 2 entries, whole"


@pytest.mark.parametrize(
    ("harm", "found"),
    [
        ("UPDATE journey_event SET kind = 'project-started' WHERE sequence = 2", "entry 2 was changed"),
        ("UPDATE journey_event SET by_id = NULL WHERE sequence = 1", "entry 1 was changed"),
        ("DELETE FROM journey_event WHERE sequence = 2", "entry 2 is missing"),
        ("DELETE FROM journey_event WHERE sequence >= 3", "entries 3 to 5 are missing"),
        ("DELETE FROM journey_event", "entries 1 to 5 are missing"),
    ],
)
def test_a_changed_a_missing_and_a_cut_row_are_found(project: Project, amina: User, tom: User, harm: str, found: str) -> None:
    project.answer("mob-1", "One.", by=tom, seen=0)
    project.answer("mob-1", "Two.", by=tom, seen=1)
    project.move_to("designing", by=amina, reason="Why.")

    with log_opened(), connection.cursor() as cursor:
        cursor.execute(harm)

    assert check(project) == f"Project {project.pk}: {found} / The log is not whole"


def test_a_cut_end_is_found_by_a_printed_fingerprint_even_if_the_project_was_made_to_agree(
    project: Project, amina: User, client_of: ClientOf
) -> None:
    project.move_to("designing", by=amina, reason="Why.")
    page = client_of(amina).get(project.address("review")).content.decode()
    printed = re.search(r"[0-9a-f]{64}", page)
    assert printed is not None
    assert check(project, f"--fingerprint={printed[0]}").endswith("The fingerprint is that of entry 3")

    with log_opened():
        project.events.filter(sequence=3).delete()
        Project.objects.filter(pk=project.pk).update(log_length=2, log_head=project.events.get(sequence=2).hash)

    assert check(project) == f"Project {project.pk}: 2 entries, whole"
    assert "The fingerprint is in no entry of this log" in check(project, f"--fingerprint={printed[0]}")


def test_the_log_and_what_it_tells_of_are_written_together_or_not_at_all(project: Project, amina: User) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        project.answer("mob-1", "One.", by=amina, seen=0)
        raise RuntimeError

    assert project.events.count() == 2
    assert check(project).endswith("2 entries, whole")


def test_a_sitting_ends_after_half_an_hour(project: Project, amina: User) -> None:
    at = datetime(2027, 1, 11, 10, 0, tzinfo=ZoneInfo("Europe/London"))
    told = [
        Event(project=project, sequence=number, at=at + timedelta(minutes=minutes), by=amina, kind=Event.Kind.ANSWER_SAVED, key="mob-1")
        for number, minutes in ((3, 75), (2, 29), (1, 0))
    ]

    assert [line.count for line in tell(project, told)] == [1, 2]
