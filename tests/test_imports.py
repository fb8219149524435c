"""Actions and measures from a spreadsheet: seen first, then all of them or none."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from journey.models import Project, User
from tests.test_spreadsheet import BAD, bad_file, comma, excel

type ClientOf = Callable[[User], Client]
ACTIONS = (
    ("Action", "Who", "By when", "Stage"),
    ("Ring the carers’ panel", "Tom Reid", "01/03/2027", "Designing"),
    ("Book a hall", "the housing officer", "2027-03-02", ""),
    ("Ask what would be different", "", "", "mob-1"),
)
MEASURES = (
    ("Measure", "Unit", "Hoped for", "Baseline", "Target", "How we know", "Day", "Reading", "Note"),
    ("Families in touch", "families", "more", "14", "48", "The workers’ notes", "01/07/2024", "14", ""),
    ("Families in touch", "", "", "", "", "", "25/03/2025", "51", "All three districts"),
    ("Days of waiting", "days", "Less", "1,200.5", "", "", "", "", ""),
)


def send(client: Client, project: Project, kind: str, content: bytes, name: str = "plan.csv") -> HttpResponse:
    return client.post(project.address("import", kind), {"file": SimpleUploadedFile(name, content)})  # type: ignore[return-value]  # the test client's reply


def confirm(client: Client, project: Project, kind: str, reply: HttpResponse) -> HttpResponse:
    packed = re.search(r'name="rows" value="([^"]+)"', reply.content.decode())
    assert packed
    return keep(client, project, kind, packed[1])


def keep(client: Client, project: Project, kind: str, packed: str) -> HttpResponse:
    return client.post(project.address("import", kind), {"rows": packed})  # type: ignore[return-value]  # as above


@pytest.mark.parametrize("make", [comma, excel])
def test_actions_are_seen_first_and_then_in_the_plan(
    project: Project, amina: User, tom: User, client_of: ClientOf, make: Callable[..., bytes]
) -> None:
    client = client_of(amina)

    seen = send(client, project, "actions", make(*ACTIONS), f"plan.{make.__name__}")
    before = project.actions.count()
    done = confirm(client, project, "actions", seen)

    assert (seen.status_code, before) == (200, 0)
    assert "3 rows are ready" in seen.content.decode()
    assert (done.status_code, done["Location"]) == (302, project.address("plan") + "#actions")
    made = {action.text: action for action in project.actions.all()}
    assert {
        text: (action.owner.user if action.owner else action.owner_words, action.due, action.stage, action.key) for text, action in made.items()
    } == {
        "Ring the carers’ panel": (tom, date(2027, 3, 1), "designing", None),
        "Book a hall": ("the housing officer", date(2027, 3, 2), None, None),
        "Ask what would be different": ("", None, None, "mob-1"),
    }


def test_measures_take_their_readings_from_further_rows(project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)

    confirm(client, project, "measures", send(client, project, "measures", comma(*MEASURES)))

    waiting, touch = project.measures.order_by("what")
    assert (touch.unit, touch.direction, touch.baseline, touch.target) == ("families", "more", Decimal(14), Decimal(48))
    assert [(one.day, one.value, one.note) for one in touch.readings.all()] == [
        (date(2024, 7, 1), Decimal(14), ""),
        (date(2025, 3, 25), Decimal(51), "All three districts"),
    ]
    assert (waiting.direction, waiting.baseline, waiting.readings.count()) == ("less", Decimal("1200.5"), 0)


@pytest.mark.parametrize(
    ("kind", "line", "why"),
    [
        ("actions", ("", "Tom", "", ""), "Action: Say what is to be done."),
        ("actions", ("x" * 501, "", "", ""), "Action:"),
        ("actions", ("Ring", "", "next week", ""), "Due: Write the day as in 31/03/2027."),
        ("actions", ("Ring", "", "31/02/2027", ""), "Due: Write the day as in 31/03/2027."),
        ("actions", ("Ring", "", "", "Implementing"), "Stage: the map has no “Implementing”."),
        ("actions", ("Ring", "x" * 201, "", ""), "Owner:"),
        ("measures", ("", "", "", "", "", "", "01/07/2024", "3", ""), "Measure: Say what is measured."),
        ("measures", ("Days", "", "sideways", "", "", "", "", "", ""), "Hoped for: Choose one of these."),
        ("measures", ("Days", "", "", "many", "", "", "", "", ""), "Baseline: Write the number in figures, such as 1200 or 12.5."),
        ("measures", ("Days", "", "", "", "", "", "01/07/2024", "", ""), "Reading: Write the reading in figures."),
        ("measures", ("Days", "", "", "", "", "", "", "3", ""), "Day: Give the day."),
        ("measures", ("Days", "", "", "", "", "", "01/07/2999", "3", ""), "Day: This day is still to come."),
    ],
)
def test_a_row_that_cannot_be_read_is_named_with_the_reason_and_nothing_is_brought_in(
    project: Project, amina: User, client_of: ClientOf, kind: str, line: tuple[str, ...], why: str
) -> None:
    good = ACTIONS if kind == "actions" else MEASURES

    reply = send(client_of(amina), project, kind, comma(*good, line))

    page = " ".join(reply.content.decode().split())
    assert reply.status_code == 422
    assert re.search(rf"<strong>Row {len(good) + 1}:</strong> {re.escape(why)}", page)
    assert 'name="rows"' not in page
    assert "1 row cannot be read" in page
    assert (project.actions.count(), project.measures.count()) == (0, 0)


def test_what_is_said_of_a_measure_twice_and_differently_is_refused(project: Project, amina: User, client_of: ClientOf) -> None:
    other = ("Families in touch", "children", "", "", "", "", "01/04/2025", "50", "")

    reply = send(client_of(amina), project, "measures", comma(*MEASURES, other))

    assert "Unit: it says something else in the first row of this measure." in reply.content.decode()


@pytest.mark.parametrize("bad", sorted(BAD))
def test_a_bad_file_says_why_beside_the_field_and_changes_nothing(project: Project, amina: User, client_of: ClientOf, bad: str) -> None:
    name, content, why = bad_file(bad)
    before = project.log_length

    reply = send(client_of(amina), project, "actions", content, name)

    page = reply.content.decode()
    assert reply.status_code == 422
    assert why in page
    assert 'name="rows"' not in page
    assert (project.actions.count(), Project.objects.get(pk=project.pk).log_length) == (0, before)


def test_a_formula_is_refused_and_what_looks_like_one_is_only_text(project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)

    refused = send(client, project, "actions", excel(("Action",), ("=1+1",)), "plan.xlsx")
    confirm(client, project, "actions", send(client, project, "actions", comma(("Action",), ("=1+1 <b>",))))

    assert "Action holds a formula (A2). Paste its value instead." in refused.content.decode()
    assert project.actions.get().text == "=1+1 <b>"
    assert "=1+1 &lt;b&gt;" in client.get(project.address("plan")).content.decode()


def test_rows_that_nobody_has_seen_or_that_are_another_projects_are_not_brought_in(project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)
    other = Project.objects.start(by=amina, name="Another")
    seen = send(client, other, "actions", comma(*ACTIONS))

    replies = [confirm(client, project, "actions", seen), keep(client, project, "actions", "made:up:rows")]

    assert [reply.status_code for reply in replies] == [409, 409]
    assert all("Choose the file again" in reply.content.decode() for reply in replies)
    assert (project.actions.count(), other.actions.count()) == (0, 0)


def test_many_rows_come_in_at_once_and_each_is_in_the_log(project: Project, amina: User, client_of: ClientOf, pytestconfig: pytest.Config) -> None:
    """A hundred, or with --thorough a thousand."""
    client = client_of(amina)
    count = 1_000 if pytestconfig.getoption("--thorough") else 100
    lines = [(f"Action {number}", "", "01/03/2027", "") for number in range(count)]

    seen = send(client, project, "actions", comma(ACTIONS[0], *lines))
    confirm(client, project, "actions", seen)

    assert project.actions.count() == count
    assert project.events.filter(kind="action-added").count() == count


def test_columns_that_are_not_read_are_named(project: Project, amina: User, client_of: ClientOf) -> None:
    reply = send(client_of(amina), project, "actions", comma(("Action", "Colour"), ("Ring", "green")))

    assert "Columns that are not read: Colour." in " ".join(reply.content.decode().split())
