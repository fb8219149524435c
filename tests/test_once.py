"""Pressing twice does once what the form says."""

import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from journey import once
from journey.models import Project, User

type ClientOf = Callable[[User], Client]
WORDS = {"option": "stay", "reason": "We stay.", "day": "2026-01-05", "party_rows": "5", "condition_rows": "5"}


def token_of(client: Client, url: str) -> str:
    found = re.search(r'name="once" value="(\w+)"', client.get(url).content.decode())
    assert found
    return found[1]


@pytest.fixture
def url(project: Project, fresh_limits: None) -> str:
    return project.address("decision-new", "mobilising")


def test_the_second_press_makes_nothing_and_leads_where_the_first_one_led(project: Project, amina: User, url: str, client_of: ClientOf) -> None:
    client = client_of(amina)
    sent = WORDS | {"once": token_of(client, url)}

    replies = [client.post(url, sent) for _ in range(3)]

    assert project.decisions.count() == 1
    assert {(reply.status_code, reply["Location"]) for reply in replies} == {(302, project.decisions.get().get_absolute_url())}


def test_whoever_goes_back_and_changes_a_word_makes_another(project: Project, amina: User, url: str, client_of: ClientOf) -> None:
    client = client_of(amina)
    sent = WORDS | {"once": token_of(client, url)}

    client.post(url, sent)
    client.post(url, sent | {"reason": "We stay, for another reason."})

    assert sorted(decision.reason for decision in project.decisions.all()) == ["We stay, for another reason.", "We stay."]


def test_what_was_refused_is_heard_again(project: Project, amina: User, url: str, client_of: ClientOf) -> None:
    client = client_of(amina)
    sent = WORDS | {"once": token_of(client, url), "reason": ""}

    assert [client.post(url, sent).status_code for _ in range(2)] == [422, 422]
    assert project.decisions.count() == 0


def test_a_form_whose_worker_was_killed_is_heard_when_it_is_sent_again(
    project: Project, amina: User, url: str, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(once, "BEGUN_FOR", 1)
    monkeypatch.setattr(once, "PATIENCE", 0.0)
    client = client_of(amina)
    sent = WORDS | {"once": token_of(client, url)}
    with monkeypatch.context() as killed:
        killed.setattr(once.Once, "process_response", lambda _self, _request, response: response)
        client.post(url, sent | {"reason": ""})

    at_once = client.post(url, sent | {"reason": ""})
    time.sleep(2)

    assert at_once.status_code == 409
    assert client.post(url, sent | {"reason": ""}).status_code == 422


def test_the_same_words_by_someone_else_or_from_another_form_are_another(
    project: Project, amina: User, tom: User, url: str, client_of: ClientOf
) -> None:
    client = client_of(amina)
    sent = WORDS | {"once": token_of(client, url)}

    client.post(url, sent)
    client_of(tom).post(url, sent)
    client.post(url, sent | {"once": token_of(client, url)})

    assert project.decisions.count() == 3


def test_a_second_press_before_the_first_is_done_says_so_and_shows_the_words(
    project: Project, amina: User, url: str, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(once, "PATIENCE", 0.0)
    monkeypatch.setattr(cache, "add", lambda *args: False)  # as if another worker had it in hand
    client = client_of(amina)

    reply = client.post(url, WORDS | {"once": token_of(client, url)})

    assert reply.status_code == 409
    assert "the first is still being kept" in reply.content.decode()
    assert "We stay." in reply.content.decode()
    assert project.decisions.count() == 0


def pressed_at_once(clients: list[Client], url: str, sent: dict[str, str]) -> list[int]:
    def press(client: Client) -> int:
        try:
            return client.post(url, sent).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(clients)) as presses:
        return list(presses.map(press, clients))


def test_two_presses_at_the_same_instant_make_one(transactional_db: None, project: Project, amina: User, url: str, client_of: ClientOf) -> None:
    sent = WORDS | {"once": token_of(client_of(amina), url)}

    replies = pressed_at_once([client_of(amina) for _ in range(4)], url, sent)

    assert project.decisions.count() == 1
    assert replies == [302] * 4


def test_two_presses_at_the_same_instant_of_what_cannot_be_kept_are_each_told_why(
    transactional_db: None, project: Project, amina: User, url: str, client_of: ClientOf
) -> None:
    sent = WORDS | {"once": token_of(client_of(amina), url), "reason": ""}

    replies = pressed_at_once([client_of(amina) for _ in range(2)], url, sent)

    assert project.decisions.count() == 0
    assert replies == [422] * 2


def test_under_htmx_too_the_second_press_makes_nothing_and_leads_to_what_the_first_one_made(
    project: Project, amina: User, url: str, client_of: ClientOf
) -> None:
    client = client_of(amina)
    plan = project.address("plan")
    sent = {"text": "Ring the housing team.", "once": token_of(client, plan)}

    first, second = [client.post(project.address("action-add"), sent, headers={"HX-Request": "true"}) for _ in range(2)]

    assert first.status_code == 200
    assert "“Ring the housing team.” is in the plan." in first.content.decode()
    assert (second.status_code, second["Location"]) == (302, f"{plan}#action-{project.actions.get().pk}")


@pytest.mark.parametrize(
    ("page", "args"),
    [
        ("decision-new", ["mobilising"]),
        ("evidence-new", []),
        ("standing-new", []),
        ("move", []),
        ("open", []),
        ("answer-assign", ["mob-1"]),
        ("answer-comments", ["mob-1"]),
        ("invite", []),
        ("involvements", []),
        ("resource-new", []),
        ("measure-new", []),
    ],
)
def test_every_form_that_makes_something_carries_a_token(project: Project, amina: User, client_of: ClientOf, page: str, args: list[str]) -> None:
    client = client_of(amina)

    assert token_of(client, project.address(page, *args))
