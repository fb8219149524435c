"""Coming back to a stage: the answers of the visit before, beside today's; and saying that one is still true."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from journey.models import AnswerVersion, Clash, Confirmation, Project, User
from journey.models.decision import Deliberation, Terms
from journey.overview import overview
from journey.returns import coming_back

type ClientOf = Callable[[User], Client]


@pytest.fixture
def returned(project: Project, amina: User) -> Project:
    """Designing from 1 March to 4 May 2026, then Developing, and back on 20 July; one answer written in the first visit and again in Developing."""
    project.moves.update(day=date(2026, 1, 11))
    project.move_to("designing", by=amina, reason="Agreed.", day=date(2026, 3, 1))
    project.answer("des-1", "As it was at first.", by=amina, seen=0)
    project.answer("des-1", "As it was on 4 May.", by=amina, seen=1)
    project.answer("des-1", "As it was in June.", by=amina, seen=2)
    for number, at in ((1, (2026, 3, 9)), (2, (2026, 5, 4)), (3, (2026, 6, 2))):
        AnswerVersion.objects.filter(number=number).update(at=datetime(*at, 15, tzinfo=UTC))
    project.move_to("developing", by=amina, reason="Ready.", day=date(2026, 5, 4))
    project.move_to("designing", by=amina, reason="Evening groups did not suit.", day=date(2026, 7, 20))
    return project


def question(page: str, key: str) -> str:
    """A question of the stage page, with its blanks as single spaces."""
    return " ".join(page.split(f'<article class="question sheet stage-2" id="{key}"')[1].split("</article>")[0].split())


def test_on_coming_back_each_answer_stands_as_it_was_when_the_visit_before_ended(returned: Project, amina: User, client_of: ClientOf) -> None:
    page = client_of(amina).get(returned.address("stage", "designing")).content.decode()

    shown = question(page, "des-1")
    then, today = shown.split("Today</h4>")
    assert "<h4>First visit, 1 March 2026 to 4 May 2026</h4><p>As it was on 4 May.</p>" in then
    assert "<p>As it was in June.</p>" in today
    assert "As it was at first." not in shown
    assert "textarea" not in then
    assert "Still true" in today
    assert "Write a new answer" in today
    assert "Not answered then." in question(page, "des-2")


def test_on_coming_back_the_decisions_of_the_visit_before_stand_above_with_their_conditions(
    returned: Project, amina: User, client_of: ClientOf
) -> None:
    for day, reason in ((date(2026, 3, 20), "Too early."), (date(2026, 5, 4), "Ready, nearly."), (date(2026, 6, 1), "Not of that visit.")):
        conditions = (Terms("Childcare is arranged."), Terms("Rooms are booked."))
        returned.decide("designing", Deliberation(option="move-on-with-conditions", reason=reason, day=day, conditions=conditions), by=amina)
    page = client_of(amina).get(returned.address("stage", "designing")).content.decode()

    above = " ".join(page.split('<h2 id="questions">')[1].split("Start with these three")[0].split())
    assert re.findall("On [0-9]+ [A-Z][a-z]+ 2026", above) == ["On 20 March 2026", "On 4 May 2026"]
    assert above.count("<li>Condition, Open: Childcare is arranged.</li><li>Condition, Open: Rooms are booked.</li>") == 2


def test_a_first_visit_has_nothing_beside_it(project: Project, amina: User, client_of: ClientOf) -> None:
    page = client_of(amina).get(project.address("stage", "mobilising")).content.decode()

    assert 'class="then"' not in page
    assert "Still true" not in page


def test_what_was_changed_after_the_visit_ended_on_the_same_day_is_not_of_that_visit(project: Project, amina: User) -> None:
    project.answer("mob-1", "Before.", by=amina, seen=0)
    project.move_to("designing", by=amina, reason="Agreed.")
    project.answer("mob-1", "After.", by=amina, seen=1)
    project.move_to("mobilising", by=amina, reason="The need looks different.")

    facts = overview(project)
    back = coming_back(project, facts, facts.facts("mobilising"))

    assert back is not None
    assert back.then["mob-1"].text == "Before."
    assert back.words == f"First visit, on {timezone.localdate():%-d %B %Y}"


def test_a_visit_that_ended_in_summer_ends_at_midnight_in_the_uk(returned: Project) -> None:
    late, later = datetime(2026, 5, 4, 22, 59, tzinfo=UTC), datetime(2026, 5, 4, 23, 1, tzinfo=UTC)

    found = []
    for at in (late, later):
        AnswerVersion.objects.filter(number=3).update(at=at)
        facts = overview(returned)
        back = coming_back(returned, facts, facts.facts("designing"))
        found.append(back and back.then["des-1"].text)

    assert found == ["As it was in June.", "As it was on 4 May."]


def test_the_visit_before_is_also_shown_when_a_stage_is_opened_again_beside_the_main_one(returned: Project, amina: User) -> None:
    returned.open_stage("mobilising", by=amina, reason="A partner is new.")

    facts = overview(returned)
    back = coming_back(returned, facts, facts.facts("mobilising"))

    assert back is not None
    assert back.words == "First visit, 11 January 2026 to 1 March 2026"


def test_still_true_is_kept_with_person_and_day_and_makes_no_new_text(returned: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    client = client_of(tom)

    reply = client.post(returned.address("answer-still-true", "des-1"), {"seen": "3"})

    assert reply["Location"] == returned.address("stage", "designing") + "#des-1"
    shown = question(client.get(returned.address("stage", "designing")).content.decode(), "des-1")
    assert f"Still true, confirmed by Tom Reid on {timezone.localdate():%-d %B %Y}" in shown
    assert not re.search("<button[^>]*>Still true", shown)
    assert returned.answers.get(key="des-1").version == 3
    assert returned.events.last().kind == "answer-confirmed"  # type: ignore[union-attr]  # there is one
    assert "said that this is still true: " in client.get(returned.address("log")).content.decode()


def test_a_newer_text_makes_the_confirmation_lapse(returned: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    returned.confirm_answer("des-1", by=tom, seen=3)

    returned.answer("des-1", "Day-time groups.", by=amina, seen=3)

    page = client_of(amina).get(returned.address("stage", "designing")).content.decode()
    assert "Still true, confirmed" not in page
    assert Confirmation.objects.count() == 1


def test_what_changed_meanwhile_and_what_is_not_answered_is_not_confirmed(returned: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)

    page = client.post(returned.address("answer-still-true", "des-1"), {"seen": "2"}, follow=True).content.decode()

    assert "This answer was changed meanwhile, so it was not confirmed." in page
    with pytest.raises(Clash):
        returned.confirm_answer("des-2", by=amina, seen=0)
    assert not Confirmation.objects.exists()


def test_the_same_text_saved_again_keeps_the_confirmation_in_sight(returned: Project, amina: User, client_of: ClientOf) -> None:
    returned.confirm_answer("des-1", by=amina, seen=3)

    reply = (
        client_of(amina)
        .post(returned.address("answer", "des-1"), {"text": "As it was in June.", "seen": "3"}, headers={"HX-Request": "true"})
        .content.decode()
    )

    assert "Still true, confirmed by Amina Rahman" in reply


def test_a_corrected_day_moves_the_end_of_the_visit(returned: Project, amina: User) -> None:
    returned.correct_move(3, by=amina, why="The wrong month.", day=date(2026, 6, 4))

    facts = overview(returned)
    back = coming_back(returned, facts, facts.facts("designing"))

    assert back is not None
    assert (back.words, back.then["des-1"].text) == ("First visit, 1 March 2026 to 4 June 2026", "As it was in June.")


def test_a_day_is_a_day_whatever_the_hour(returned: Project) -> None:
    facts = overview(returned)

    ended = coming_back(returned, facts, facts.facts("designing"))

    assert ended is not None
    assert (ended.visit.end, ended.visit.end and ended.visit.end - ended.visit.start) == (date(2026, 5, 4), timedelta(days=64))
