"""Measures: what is said of them, their readings, which are only added to, and how they are told in words."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from journey.log import tell
from journey.measures import measure_facts, measure_words
from journey.models import Measure, Project, Reading, User
from journey.models.measure import AlreadyCorrected
from journey.review.compose import compose
from journey.review.document import ReviewDocument
from journey.review.pdf import pdf
from journey.search import search
from tests.pdf_reader import read

type ClientOf = Callable[[User], Client]
STRAIN: dict[str, Any] = {
    "stage": "developing",
    "what": "Carer strain",
    "unit": "points",
    "direction": "less",
    "baseline": Decimal(31),
    "target": Decimal(25),
    "source": "A short questionnaire.",
    "limits": "No comparison group.",
    "strength": "early",
}
SENT = {name: str(value) for name, value in STRAIN.items()}
MARCH, MAY, JULY = date(2026, 3, 1), date(2026, 5, 1), date(2026, 7, 1)


def words(page: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", page).split())


@pytest.fixture
def strain(project: Project, amina: User) -> Measure:
    """Read three times: in July first, as it happens, and twice before."""
    made = Measure.add(project, STRAIN, by=amina)
    for value, day in (("26.5", JULY), ("29.5", MARCH), ("28", MAY)):
        made.read(Decimal(value), day=day, note=f"Note of {day:%B}.", by=amina)
    return made


def test_the_short_form_of_the_list_takes_a_measure(project: Project, tom: User, client_of: ClientOf) -> None:
    short = {"stage": "", "what": "Calls", "unit": "a week", "baseline": "1,200", "target": "", "source": ""}

    reply = client_of(tom).post(project.address("measure-new"), short, follow=True)

    made = project.measures.get()
    assert (made.what, made.baseline, made.target, made.direction, made.strength) == ("Calls", Decimal(1200), None, "", "")
    assert "Calls Nothing was read yet. Baseline: 1,200 a week. No target said. How we know: not said yet." in words(reply.content.decode())


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("what", " ", "Say what is measured"),
        ("unit", "a" * 61, "Ensure this value has at most 60 characters (it has 61)."),
        ("direction", "up", "Choose one of these"),
        ("baseline", "12,5", "Write the number in figures, such as 1200 or 12.5"),
        ("target", "0.00001", "Write at most 4 figures after the point"),
        ("target", "1000000000", "Write a number below 1,000,000,000"),
        ("strength", "proof", "Choose one of these"),
        ("limits", "a" * 1201, "This text is 1 character too long."),
    ],
)
def test_what_cannot_be_kept_is_said_twice(project: Project, amina: User, client_of: ClientOf, field: str, value: str, message: str) -> None:
    reply = client_of(amina).post(project.address("measure-new"), SENT | {field: value})

    page = reply.content.decode()
    assert (reply.status_code, page.count(message)) == (422, 2)
    assert "A short questionnaire." in page
    assert not Measure.objects.exists()


def test_a_measure_is_told_in_words_by_the_days_of_its_readings(strain: Measure, project: Project) -> None:
    (told,) = measure_facts(project)

    assert told.standing == [(MARCH, Decimal("29.5")), (MAY, Decimal(28)), (JULY, Decimal("26.5"))]
    assert told.words == (
        "3 readings: first 29.5 points, on 1 March 2026; last 26.5 points, on 1 July 2026. Baseline: 31 points. Target: 25 points. Hoped for: less."
    )


@pytest.mark.parametrize(
    ("readings", "told"),
    [
        ([], "Nothing was read yet. No baseline said. Target: £5,000 for each."),
        ([(MARCH, Decimal(3700))], "One reading: £3,700 for each, on 1 March 2026. No baseline said. Target: £5,000 for each."),
    ],
)
def test_few_readings_are_told_in_words_as_well(readings: list[tuple[date, Decimal]], told: str) -> None:
    assert measure_words(readings, "£ for each", None, Decimal(5000), "") == told


def test_nothing_judges_a_measure_anywhere(strain: Measure, project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)
    pages = [client.get(address).content.decode() for address in (project.address("measures"), project.address("measure", strain.pk))]

    for page in [*pages, client.get(project.address("review")).content.decode()]:
        assert not re.search(r"on track|off track|achieved|behind|better than|worse|progress", words(page), re.IGNORECASE)


def test_a_reading_is_added_with_its_day_and_note(strain: Measure, project: Project, tom: User, client_of: ClientOf) -> None:
    sent = {"day": "2026-09-01", "value": "1,025.25", "note": "After the summer."}

    reply = client_of(tom).post(project.address("reading-new", strain.pk), sent, follow=True)

    made = strain.readings.get(number=4)
    assert reply.redirect_chain == [(project.address("measure", strain.pk) + "#readings", 302)]
    assert (made.value, made.day, made.note, made.by) == (Decimal("1025.25"), date(2026, 9, 1), "After the summer.", tom)
    assert "1 September 2026 1,025.25 After the summer. Tom Reid" in words(reply.content.decode())


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("value", "", "Write the reading in figures"),
        ("value", "many", "Write the number in figures, such as 1200 or 12.5"),
        ("day", "", "Give the day"),
        ("day", "2999-01-01", "This day is still to come"),
        ("day", "0026-01-01", "Give the year in full, such as 2027"),
        ("note", "a" * 501, "This text is 1 character too long."),
    ],
)
def test_a_reading_that_cannot_be_kept_says_why(
    strain: Measure, project: Project, amina: User, client_of: ClientOf, field: str, value: str, message: str
) -> None:
    reply = client_of(amina).post(project.address("reading-new", strain.pk), {"day": "2026-09-01", "value": "24", "note": "Kept."} | {field: value})

    page = reply.content.decode()
    assert (reply.status_code, page.count(message)) == (422, 2)
    assert strain.readings.count() == 3


def test_a_correction_stands_beside_the_first_reading_and_says_why(
    strain: Measure, project: Project, amina: User, tom: User, client_of: ClientOf
) -> None:
    first = strain.readings.get(number=1)
    sent = {"day": "2026-07-02", "value": "27", "note": "", "because": "Two were counted twice."}

    client_of(tom).post(project.address("reading-correct", strain.pk, first.pk), sent)

    (told,) = measure_facts(project)
    page = words(client_of(amina).get(project.address("measure", strain.pk)).content.decode())
    assert told.standing[-1] == (date(2026, 7, 2), Decimal(27))
    assert [(one.reading.number, one.stands) for one in told.readings] == [(2, True), (3, True), (1, False), (4, True)]
    assert re.search(r"1 July 2026 26\.5 Note of July\. Corrected by Tom Reid, [^:]*: Two were counted twice\. Amina Rahman 2 July 2026 27", page)
    assert "Correct the reading of 1 July 2026" not in page  # what was corrected is corrected by correcting its correction
    first.refresh_from_db()
    assert (first.value, first.day, first.note) == (Decimal("26.5"), JULY, "Note of July.")


def test_a_reading_that_should_not_be_there_is_set_aside_and_stays_readable(
    strain: Measure, project: Project, amina: User, client_of: ClientOf
) -> None:
    first = strain.readings.get(number=1)
    sent = {"day": "2026-07-01", "value": "", "because": "It was another measure."}

    client_of(amina).post(project.address("reading-correct", strain.pk, first.pk), sent)

    (told,) = measure_facts(project)
    page = words(client_of(amina).get(project.address("measure", strain.pk)).content.decode())
    assert told.standing == [(MARCH, Decimal("29.5")), (MAY, Decimal(28))]
    assert re.search(r"26\.5 Note of July\. Set aside by Amina Rahman, [^:]*: It was another measure\.", page)


def test_a_correction_needs_a_reason(strain: Measure, project: Project, amina: User, client_of: ClientOf) -> None:
    first = strain.readings.get(number=1)

    reply = client_of(amina).post(project.address("reading-correct", strain.pk, first.pk), {"day": "2026-07-01", "value": "27", "because": " "})

    assert (reply.status_code, reply.content.decode().count("Say what was wrong with the first reading")) == (422, 2)
    assert strain.readings.count() == 3


def test_of_two_who_correct_one_reading_the_second_is_told_and_keeps_the_words(
    strain: Measure, project: Project, amina: User, tom: User, client_of: ClientOf
) -> None:
    first = strain.readings.get(number=1)
    strain.correct(first, Decimal(27), day=JULY, because="What Tom found.", by=tom)
    sent = {"day": "2026-07-01", "value": "28", "because": "What Amina found."}

    reply = client_of(amina).post(project.address("reading-correct", strain.pk, first.pk), sent)

    page = words(reply.content.decode())
    assert reply.status_code == 409
    assert "Tom Reid corrected this reading already" in page
    assert "Their reason: What Tom found." in page
    assert "What Amina found." in reply.content.decode()
    assert strain.readings.count() == 4
    with pytest.raises(AlreadyCorrected):
        strain.correct(first, Decimal(28), day=JULY, because="Again.", by=amina)


def test_a_reading_of_another_measure_is_not_found(strain: Measure, project: Project, amina: User, client_of: ClientOf) -> None:
    other = Measure.add(project, STRAIN | {"what": "Other"}, by=amina)

    reply = client_of(amina).get(project.address("reading-correct", other.pk, strain.readings.get(number=1).pk))

    assert reply.status_code == 404


def test_the_chart_stands_on_its_stage_in_the_plan_and_on_its_own_page(strain: Measure, project: Project, ruth: User, client_of: ClientOf) -> None:
    for address in (project.address("measures"), project.address("stage", "developing"), project.address("measure", strain.pk)):
        page = client_of(ruth).get(address).content.decode()

        assert page.count('<svg class="chart"') == 1
        assert f'<title id="chart-{strain.pk}-title">Chart: Carer strain. 3 readings: first 29.5 points' in page
        assert '<th scope="row">1 March 2026</th>' in page
        assert "reading-new" not in page
        assert "/correct/" not in page
    assert 'class="chart"' not in client_of(ruth).get(project.address("stage", "designing")).content.decode()


def test_of_two_who_change_a_measure_at_once_the_second_sees_both(
    strain: Measure, project: Project, amina: User, tom: User, client_of: ClientOf
) -> None:
    Measure.objects.get(pk=strain.pk).change(STRAIN | {"target": Decimal(20)}, by=tom, seen=1)

    reply = client_of(amina).post(project.address("measure-edit", strain.pk), SENT | {"target": "22", "seen": "1"})

    page = words(reply.content.decode())
    assert reply.status_code == 409
    assert page.index("As Tom Reid saved it") < page.index("Target: 20.") < page.index("As you have written it") < page.index("Target: 22.")
    assert Measure.objects.get().target == Decimal(20)


def test_the_log_and_search_know_measures_and_readings(strain: Measure, project: Project, amina: User) -> None:
    strain.correct(strain.readings.get(number=1), Decimal(27), day=JULY, because="Counted twice.", by=amina)
    found = [[hit.place.title for hit in search([project], asked, at_most=5)] for asked in ("questionnaire", "note of may", "counted twice")]
    strain.remove(by=amina)

    assert found == [["Carer strain"]] * 3
    assert search([project], "questionnaire", at_most=5) == []
    assert [line.words for line in tell(project, list(project.events.order_by("-sequence")[:6]))] == [
        "took out a measure: Carer strain",
        "corrected a reading of: Carer strain",
        *["added a reading of: Carer strain"] * 3,
        "added a measure: Carer strain",
    ]


def test_the_review_holds_each_measure_its_chart_and_every_reading(strain: Measure, project: Project, amina: User) -> None:
    strain.correct(strain.readings.get(number=3), Decimal("28.75"), day=MAY, because="Counted twice.", by=amina)

    document = compose(project)

    found = read(pdf(document))
    text = " ".join(found.text.split())
    (told,) = document.measures
    assert [(reading.value, bool(reading.instead)) for reading in told.readings] == [
        (Decimal("29.5"), False),
        (Decimal(28), True),
        (Decimal("28.75"), False),
        (Decimal("26.5"), False),
    ]
    assert ReviewDocument.model_validate_json(document.model_dump_json()) == document
    assert any(words.startswith("Chart: Carer strain. 3 readings: first 29.5 points, on 1 March 2026") for words in found.alternatives)
    for said in (
        "Difference made: measures",
        told.words,
        "How we know: A short questionnaire.",
        "What it cannot tell: No comparison group.",
        "Early signs",
        "28.75",
        "Counted twice.",
        "Note of March.",
        "1 July 2026",
    ):
        assert said in text


def test_the_review_on_screen_holds_the_same_chart(strain: Measure, project: Project, amina: User, client_of: ClientOf) -> None:
    page = client_of(amina).get(project.address("review")).content.decode()
    plan = client_of(amina).get(project.address("measures")).content.decode()

    def drawing(source: str) -> str:
        return re.sub(r' id="[^"]*"| aria-labelledby="[^"]*"', "", re.findall(r'<svg class="chart".*?</svg>', source, re.DOTALL)[0])

    assert drawing(page) == drawing(plan)


@pytest.mark.parametrize("wrong", [{"what": ""}, {"direction": "up"}, {"strength": "proof"}, {"baseline": Decimal(10**9)}, {"source": "a" * 1201}])
def test_the_database_refuses_a_measure_that_no_form_lets_through(project: Project, amina: User, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.add(project, STRAIN | wrong, by=amina)

    assert not Measure.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"value": None}, {"value": Decimal(-(10**9))}, {"number": 1}, {"because": "No reason for a first reading."}, {"note": "a" * 501}],
)
def test_the_database_refuses_a_reading_that_says_nothing_or_too_much(strain: Measure, amina: User, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        strain.readings.create(**{"number": 9, "day": MARCH, "value": Decimal(1), "by": amina} | wrong)

    assert Reading.objects.count() == 3
