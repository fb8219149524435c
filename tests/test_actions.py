"""Actions: what they come from, how they stand, and that no text of one is ever lost."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from journey.models import Action, ChangedMeanwhile, Hazard, Project, Task, User
from journey.models.decision import Deliberation, Terms
from journey.review.compose import compose

type ClientOf = Callable[[User], Client]


@pytest.fixture
def action(project: Project, amina: User) -> Action:
    return project.actions.make(project, Task(text="Ring the housing team.", due=date(2027, 3, 1)), by=amina)


@pytest.mark.parametrize(("days", "told"), [(-3, "overdue by 3 days"), (1, "due tomorrow"), (12, "due in 12 days")])
def test_how_an_action_stands_in_words(days: int, told: str, action: Action, client_of: ClientOf, amina: User) -> None:
    action.change(Task(text=action.text, due=action.project.today + timedelta(days=days)), by=amina, seen=1)

    assert told in client_of(amina).get(action.get_absolute_url()).content.decode()


def test_an_action_comes_from_one_thing_at_most(project: Project, amina: User, action: Action) -> None:
    risk = project.risks.make(project, Hazard(text="The sponsor leaves."), by=amina)
    comment = project.start_thread("Look.", key="mob-1", by=amina).comments.get()
    origins: dict[str, Any] = {"risk": risk, "comment": comment, "condition": "c7", "stage": "growing", "key": "mob-1"}

    for one, other in [("risk", "comment"), ("condition", "stage"), ("key", "stage"), ("comment", "key")]:
        with pytest.raises(IntegrityError), transaction.atomic():
            Action.objects.filter(pk=action.pk).update(**{one: origins[one], other: origins[other]})
    for name, value in origins.items():
        with transaction.atomic():
            assert Action.objects.filter(pk=action.pk).update(**{name: value}) == 1
            transaction.set_rollback(True)


def test_an_action_can_come_from_a_decisions_condition_a_risk_or_a_condition_of_the_map(project: Project, amina: User, client_of: ClientOf) -> None:
    decision = project.decide("mobilising", Deliberation("stay", "Why.", conditions=(Terms("Health says yes."),)), by=amina)
    risk = project.risks.make(project, Hazard(text="The sponsor leaves.", stage="growing"), by=amina)
    client = client_of(amina)

    for query in (f"decision-condition={decision.conditions.get().pk}", f"risk={risk.pk}", "condition=c7"):
        assert client.post(f"{project.address('action-new')}?{query}", {"text": query}).status_code == 302
    assert client.get(project.address("action-new") + "?condition=c99").status_code == 404
    assert client.get(project.address("action-new") + f"?risk={decision.pk}").status_code == 404

    made = project.actions.order_by("made_at")
    assert [one.stage_key for one in made] == ["mobilising", "growing", ""]


def test_a_comment_becomes_an_action_and_no_reader_of_the_review_sees_a_word_of_it(
    project: Project, amina: User, leila: User, client_of: ClientOf
) -> None:
    thread = project.start_thread("Mr Price at housing is slow.", key="mob-1", by=leila)
    address = f"{project.address('action-new')}?comment={thread.comments.get().pk}"
    client = client_of(amina)

    assert address in client.get(thread.page).content.decode()
    assert "Make this an action" not in client_of(leila).get(thread.page).content.decode()
    assert "Mr Price" not in client.get(address).content.decode()
    client.post(address, {"text": "Ring housing."})

    made = project.actions.get()
    assert "A comment of the team" in client.get(made.get_absolute_url()).content.decode()
    told = compose(project).model_dump_json()
    assert "Ring housing." in told
    assert ("Mr Price" in told, "comment" in told.lower()) == (False, False)


def test_an_action_is_done_dropped_with_a_reason_and_opened_again(action: Action, amina: User, client_of: ClientOf) -> None:
    client, address = client_of(amina), action.project.address("action-settle", action.pk)

    assert client.post(address, {"state": "done", "note": "Two rooms."}).status_code == 302
    refused = client.post(address, {"state": "dropped"})
    assert (refused.status_code, "Say why it is dropped" in refused.content.decode()) == (422, True)
    client.post(address, {"state": "dropped", "note": "Not needed."})
    client.post(address, {"state": "open"})
    client.post(address, {"state": "open"})

    said = [(change.state, change.note, str(change.by)) for change in action.changes.all()]
    assert said == [("done", "Two rooms.", "Amina Rahman"), ("dropped", "Not needed.", "Amina Rahman"), ("open", "", "Amina Rahman")]


def test_two_who_change_an_action_at_once_lose_nothing(action: Action, amina: User, tom: User, client_of: ClientOf) -> None:
    address = action.project.address("action-edit", action.pk)
    action.change(Task(text="Tom’s words."), by=tom, seen=1)
    client = client_of(amina)

    clash = client.post(address, {"text": "Amina’s words.", "seen": "1"})
    page = clash.content.decode()
    assert clash.status_code == 409
    assert ("Tom’s words." in page, "Amina’s words." in page, 'name="seen" value="2"' in page) == (True, True, True)
    client.post(address, {"text": "Amina’s words.", "seen": "2", "do": "theirs"})

    action.refresh_from_db()
    assert action.text == "Tom’s words."
    assert [version.text for version in action.versions.all()] == ["Ring the housing team.", "Tom’s words.", "Amina’s words.", "Tom’s words."]
    with pytest.raises(ChangedMeanwhile):
        action.change(Task(text="Late."), by=amina, seen=2)


def test_an_owner_is_a_member_or_someone_in_words(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    toms = project.memberships.get(user=tom)
    said = {"text": "Ring.", "owner": str(toms.code), "owner_words": "and the housing officer", "place": "mob-1"}

    client_of(amina).post(project.address("action-new"), said)

    made = project.actions.get()
    assert (made.who, made.key, made.stage) == ("Tom Reid; and the housing officer", "mob-1", None)


@pytest.mark.parametrize(("place", "back"), [("mob-3", "#mob-3"), ("mobilising", "#plan-of-stage")])
def test_an_action_added_from_a_question_or_a_stage_leads_back_there(
    place: str, back: str, project: Project, amina: User, client_of: ClientOf
) -> None:
    client, address = client_of(amina), f"{project.address('action-new')}?place={place}"

    shown = client.get(address).content.decode()
    reply = client.post(address, {"text": "Ring.", "place": place})

    assert f'href="{project.address("stage", "mobilising")}{back}">Cancel' in shown
    assert reply.headers["Location"] == project.address("stage", "mobilising") + back


def test_what_may_identify_someone_is_pointed_out_to_whoever_may_change_it(project: Project, amina: User, ruth: User, client_of: ClientOf) -> None:
    project.actions.make(project, Task(text="Ring the flat at LS6 3HN."), by=amina)

    told = [
        "This may identify a child or family: a postcode." in client_of(who).get(project.address("plan")).content.decode() for who in (amina, ruth)
    ]

    assert told == [True, False]
