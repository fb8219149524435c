"""People, money and time: figures as people type them, sums of money alone, and differences in words."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from journey.log import tell
from journey.models import Project, Resource, User
from journey.models.resource import amount_words, difference_words
from journey.numbers import measured, pounds, read_number, shown
from journey.resources import money_line
from journey.review.compose import compose
from journey.review.document import ReviewDocument
from journey.review.pdf import pdf
from journey.search import search
from tests.pdf_reader import read

type ClientOf = Callable[[User], Client]
GRANT: dict[str, Any] = {"stage": "", "what": "Grant", "kind": "money", "budget": Decimal(60000), "spent": Decimal(42000), "note": "Two years."}
SENT = {"stage": "developing", "what": "Crèche", "kind": "money", "budget": "£1,200.50", "spent": "1200", "note": ""}


def words(page: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", page).split())


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1200", "1200"),
        ("£1,200.50", "1200.50"),
        (" 1 200 ", "1200"),
        ("£ 12\u00a0000", "12000"),
        ("12 5", None),
        ("1 2000", None),
        ("1,234,567", "1234567"),
        ("12.5", "12.5"),
        ("0.0001", "0.0001"),
        ("-3", "-3"),
        ("−3.5", "-3.5"),
        ("12,5", None),
        ("1,20", None),
        ("1.200,50", None),
        ("about 5", None),
        ("1e6", None),
        ("NaN", None),
        (".", None),
        ("", None),
    ],
)
def test_a_figure_is_read_as_people_write_it_and_never_guessed(typed: str, number: str | None) -> None:
    assert read_number(typed) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    ("value", "told", "money"),
    [
        ("1200.00", "1,200", "£1,200"),
        ("1200.5", "1,200.5", "£1,200.50"),
        ("0", "0", "£0"),
        ("-3.2500", "−3.25", "−£3.25"),
        ("1000000000", "1,000,000,000", "£1,000,000,000"),
    ],
)
def test_figures_are_shown_without_noughts_at_their_end_and_pence_only_where_there_are_any(value: str, told: str, money: str) -> None:
    assert (shown(Decimal(value)), pounds(Decimal(value))) == (told, money)


@pytest.mark.parametrize(
    ("unit", "told"),
    [("families", "22 families"), ("of 100", "22 of 100"), ("% of calls", "22% of calls"), ("£ for each", "£22 for each"), ("", "22")],
)
def test_a_value_is_told_in_its_unit(unit: str, told: str) -> None:
    assert measured(Decimal(22), unit) == told


@pytest.mark.parametrize(
    ("kind", "budget", "spent", "told"),
    [
        ("money", "60000", "57000", "£3,000 under"),
        ("money", "228000", "236000", "£8,000 over"),
        ("money", "100", "100.00", "as planned"),
        ("time", "12", "11", "1 day under"),
        ("time", "12", "14.5", "2.5 days over"),
        ("people", "3", "2", "1 fewer"),
        ("people", "2", "2.5", "0.5 more"),
        ("money", None, "100", ""),
        ("people", "3", None, ""),
    ],
)
def test_a_difference_is_said_in_words(kind: str, budget: str | None, spent: str | None, told: str) -> None:
    assert difference_words(kind, *(None if amount is None else Decimal(amount) for amount in (budget, spent))) == told


@pytest.mark.parametrize(("kind", "told"), [("money", "£1"), ("time", "1 day"), ("people", "1")])
def test_an_amount_is_told_as_what_it_is(kind: str, told: str) -> None:
    assert amount_words(kind, Decimal("1.00")) == told


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([], ""),
        ([("people", 3, 2), ("time", 10, 5)], ""),
        ([("money", 60000, 42000), ("people", 3, 2)], "£42,000 of £60,000 spent"),
        ([("money", 60000, 42000), ("money", "100.5", "99.5")], "£42,099.50 of £60,100.50 spent"),
        ([("money", 60000, None)], "£60,000 planned; what is spent is not said yet"),
        ([("money", None, 500)], "£500 spent; no budget said"),
        ([("money", 60000, 42000), ("money", None, 500)], "£42,500 of £60,000 spent (1 line says only one of the two, or neither)"),
    ],
)
def test_money_and_nothing_else_is_told_in_one_line(lines: list[tuple[str, Any, Any]], told: str) -> None:
    found = money_line((kind, *(None if amount is None else Decimal(amount) for amount in pair)) for kind, *pair in lines)  # type: ignore[misc]  # pairs

    assert found == told


def test_a_line_is_kept_to_the_penny(project: Project, tom: User, client_of: ClientOf) -> None:
    reply = client_of(tom).post(project.address("resource-new"), SENT, follow=True)

    made = project.resources.get()
    assert (made.budget, made.spent, made.stage, made.version) == (Decimal("1200.50"), Decimal(1200), "developing", 1)
    page = words(reply.content.decode())
    assert "£1,200 of £1,200.50 spent." in page
    assert "Money £1,200.50 £1,200 £0.50 under" in page


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("what", " ", "Say what it is for"),
        ("kind", "", "Choose people, money or time"),
        ("budget", "12,5", "Write the number in figures, such as 1200 or 12.5"),
        ("budget", "about 200", "Write the number in figures, such as 1200 or 12.5"),
        ("budget", "1.005", "Write at most 2 figures after the point"),
        ("spent", "-5", "Write a number that is not below 0"),
        ("spent", "1000000000", "Write a number below 1,000,000,000"),
        ("stage", "finishing", "Choose one of the stages"),
        ("note", "a" * 1201, "This text is 1 character too long."),
    ],
)
def test_what_cannot_be_kept_is_said_twice_and_stays_in_its_box(
    project: Project, amina: User, client_of: ClientOf, field: str, value: str, message: str
) -> None:
    reply = client_of(amina).post(project.address("resource-new"), SENT | {field: value})

    page = reply.content.decode()
    assert (reply.status_code, page.count(message)) == (422, 2)
    assert value in page or field == "stage"
    assert not Resource.objects.exists()


def test_the_form_for_a_change_holds_the_figures_as_they_are_written(project: Project, amina: User, client_of: ClientOf) -> None:
    made = Resource.add(project, GRANT | {"spent": Decimal("41999.5")}, by=amina)

    page = client_of(amina).get(project.address("resource-edit", made.pk)).content.decode()

    assert re.findall(r'name="(?:budget|spent)" value="([^"]*)"', page) == ["60,000", "41,999.5"]
    sent = {**GRANT, "budget": "60,000", "spent": "41,999.5", "seen": "1"}
    assert client_of(amina).post(project.address("resource-edit", made.pk), sent).status_code == 302
    assert project.resources.get().version == 1  # the same again is no new version


def test_of_two_who_change_a_line_at_once_the_second_sees_both_figures(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    made = Resource.add(project, GRANT, by=amina)
    made.change(GRANT | {"spent": Decimal(50000)}, by=tom, seen=1)

    reply = client_of(amina).post(project.address("resource-edit", made.pk), {**GRANT, "spent": "45000", "seen": "1"})

    page = words(reply.content.decode())
    assert reply.status_code == 409
    assert page.index("As Tom Reid saved it") < page.index("£50,000 (£10,000 under)") < page.index("£45,000 (£15,000 under)")
    assert [version.spent for version in made.versions.all()] == [Decimal(42000), Decimal(50000)]


def test_the_table_of_a_stage_holds_its_own_lines_people_first(project: Project, amina: User, client_of: ClientOf) -> None:
    Resource.add(project, GRANT, by=amina)
    Resource.add(project, GRANT | {"stage": "developing", "what": "Crèche"}, by=amina)
    Resource.add(project, {"stage": "developing", "what": "Two workers", "kind": "people", "budget": Decimal(2)}, by=amina)

    page = words(client_of(amina).get(project.address("stage", "developing")).content.decode())

    assert page.index("Two workers") < page.index("Crèche")
    assert "Grant" not in page
    assert "People 2 not said not said" in page


def test_the_log_and_search_know_a_line(project: Project, amina: User) -> None:
    made = Resource.add(project, GRANT, by=amina)
    made.change(GRANT | {"note": "Three years."}, by=amina, seen=1)
    found = search([project], "three", at_most=5)
    made.remove(by=amina)

    assert [hit.place.title for hit in found] == ["Grant"]
    assert search([project], "three", at_most=5) == []
    assert [line.words for line in tell(project, list(project.events.order_by("-sequence")[:3]))] == [
        "took out of people, money and time: Grant",
        "changed in people, money and time: Grant",
        "added to people, money and time: Grant",
    ]


def test_the_review_holds_the_money_in_one_line_and_every_line_in_full(project: Project, amina: User) -> None:
    Resource.add(project, GRANT | {"stage": "growing", "what": "Coaching", "kind": "time", "budget": Decimal(12), "spent": Decimal("9.5")}, by=amina)
    Resource.add(project, GRANT, by=amina)
    gone = Resource.add(project, GRANT | {"what": "A slip"}, by=amina)
    gone.remove(by=amina)

    document = compose(project)

    text = " ".join(read(pdf(document)).text.split())
    assert document.money_line == "£42,000 of £60,000 spent"
    assert [(line.stage, line.what, line.difference) for line in document.resources] == [
        ("The whole project", "Grant", "£18,000 under"),
        ("Growing", "Coaching", "2.5 days under"),
    ]
    assert ReviewDocument.model_validate_json(document.model_dump_json()) == document
    for said in ("£42,000 of £60,000 spent.", "Grant", "£60,000", "£42,000", "£18,000 under", "12 days", "9.5 days", "2.5 days under"):
        assert said in text
    assert "A slip" not in text


def test_a_document_made_before_there_were_such_lines_is_still_read(project: Project) -> None:
    document = compose(project)
    old = document.model_dump(exclude={"involvements", "measures", "resources", "money_line"})

    assert ReviewDocument.model_validate(old) == document


@pytest.mark.parametrize("wrong", [{"what": ""}, {"kind": "land"}, {"budget": Decimal(-1)}, {"spent": Decimal(10**9)}, {"note": "a" * 1201}])
def test_the_database_refuses_what_no_form_lets_through(project: Project, amina: User, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Resource.add(project, GRANT | wrong, by=amina)

    assert not Resource.objects.exists()
