"""Saving an answer, with and without htmx."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from journey.models import Answer, AnswerVersion, Clash, Project, User

HTMX = {"HX-Request": "true"}
type ClientOf = Callable[[User], Client]


def url(project: Project, key: str = "mob-2") -> str:
    return project.address("answer", key)


def test_a_first_answer_is_kept_with_its_first_version(project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)

    reply = client.post(url(project), {"text": "Children first.", "seen": "0"})

    assert (reply.status_code, reply["Location"]) == (302, project.address("stage", "mobilising") + "#mob-2")
    answer = Answer.objects.get(project=project, key="mob-2")
    assert (answer.text, answer.state, answer.version, answer.changed_by) == ("Children first.", "written", 1, amina)
    assert list(answer.versions.values_list("number", "text", "by")) == [(1, "Children first.", amina.pk)]


def test_every_saved_text_is_kept(project: Project, amina: User) -> None:
    for seen, text in enumerate(["One.", "Two.", "Three."]):
        project.answer("mob-1", text, by=amina, seen=seen)

    kept = AnswerVersion.objects.filter(answer__key="mob-1").values_list("number", "text")

    assert list(kept) == [(1, "One."), (2, "Two."), (3, "Three.")]


def test_the_same_text_again_is_no_new_version(project: Project, amina: User) -> None:
    project.answer("mob-1", "One.", by=amina, seen=0)

    again = project.answer("mob-1", "One.", by=amina, seen=0)

    assert again.version == 1
    assert AnswerVersion.objects.count() == 1


def test_htmx_gets_a_status_line_and_the_new_version_but_not_the_box(project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)

    page = client.post(url(project), {"text": "Children first.", "seen": "0"}, headers=HTMX).content.decode()

    assert "Saved at " in page
    assert '<input type="hidden" name="seen" value="1" id="seen-mob-2" data-hx-swap-oob="true">' in page
    assert "Amina Rahman" in page
    assert "1 of 9 answered" in page
    assert '<div class="answer" id="answer-mob-2" data-hx-swap-oob="true"><p>Children first.</p>' in page
    assert "<textarea" not in page


def test_an_emptied_answer_is_saved_and_counts_as_not_answered(project: Project, amina: User, client_of: ClientOf) -> None:
    project.answer("mob-2", "Children first.", by=amina, seen=0)

    client_of(amina).post(url(project), {"text": " \r\n ", "seen": "1"})

    answer = Answer.objects.get(project=project, key="mob-2")
    assert (answer.text, answer.state, answer.version) == ("", "empty", 2)
    assert "0 of 9 answered" in client_of(amina).get(project.address()).content.decode()


def test_nothing_at_all_makes_no_answer(project: Project, amina: User, client_of: ClientOf) -> None:
    reply = client_of(amina).post(url(project), {"text": "", "seen": "0"}, headers=HTMX)

    assert reply.status_code == 200
    assert not Answer.objects.exists()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_text_over_the_limit_is_refused_and_stays_in_its_box(project: Project, amina: User, client_of: ClientOf, headers: dict[str, str]) -> None:
    project.answer("mob-2", "Children first.", by=amina, seen=0)
    long = "é" * 4001

    reply = client_of(amina).post(url(project), {"text": long, "seen": "1"}, headers=headers)

    page = reply.content.decode()
    assert reply.status_code == 422
    assert "This text is 1 character too long. Shorten it to 4,000 characters or fewer; it has not been saved yet." in page
    assert "<title>Error: " in page
    assert headers or long in page
    assert Answer.objects.get(key="mob-2").text == "Children first."


def test_a_text_at_the_limit_is_kept_whole_and_newlines_count_once(project: Project, amina: User, client_of: ClientOf) -> None:
    text = "a\r\n" * 2000

    reply = client_of(amina).post(url(project), {"text": text, "seen": "0"})

    assert reply.status_code == 302
    assert Answer.objects.get(key="mob-2").text == "a\n" * 2000


def test_form_feeds_become_newlines_and_other_control_characters_go(project: Project, amina: User, client_of: ClientOf) -> None:
    client_of(amina).post(url(project), {"text": "One\fTwo\x07\x1b\tThree e\u0301", "seen": "0"})

    assert Answer.objects.get(key="mob-2").text == "One\nTwo\tThree é"


def test_nul_is_refused_with_a_message(project: Project, amina: User, client_of: ClientOf) -> None:
    reply = client_of(amina).post(url(project), {"text": "One\x00Two", "seen": "0"})

    assert reply.status_code == 422
    assert "Null characters are not allowed." in reply.content.decode()
    assert not Answer.objects.exists()


@pytest.mark.parametrize("key", ["mob-99", "abc", "mob-0", "MOB-1"])
def test_a_key_of_no_edition_is_not_found(project: Project, amina: User, client_of: ClientOf, key: str) -> None:
    assert client_of(amina).post(url(project, key), {"text": "One.", "seen": "0"}).status_code == 404


@pytest.mark.parametrize("seen", ["-1", "one", str(2**40)])
def test_a_version_that_is_no_number_is_refused(project: Project, amina: User, client_of: ClientOf, seen: str) -> None:
    reply = client_of(amina).post(url(project), {"text": "One.", "seen": seen})

    assert reply.status_code == 422
    assert "One." in reply.content.decode()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_text_begun_from_an_older_version_is_not_saved_over_the_newer_one(
    project: Project, amina: User, client_of: ClientOf, headers: dict[str, str]
) -> None:
    project.answer("mob-2", "First.", by=amina, seen=0)
    project.answer("mob-2", "Second, saved meanwhile.", by=amina, seen=1)

    reply = client_of(amina).post(url(project), {"text": "Begun from the first.", "seen": "1"}, headers=headers)

    page = reply.content.decode()
    assert reply.status_code == 409
    assert "Second, saved meanwhile." in page
    assert '<button class="button button--quiet" name="seen" value="2">Save my text instead</button>' in page
    assert headers or "Begun from the first." in page
    assert Answer.objects.get(key="mob-2").text == "Second, saved meanwhile."


def test_keeping_my_text_after_a_clash_keeps_both_versions(project: Project, amina: User, client_of: ClientOf) -> None:
    project.answer("mob-2", "First.", by=amina, seen=0)
    project.answer("mob-2", "Theirs.", by=amina, seen=1)

    client_of(amina).post(url(project), {"text": "Mine.", "seen": ["1", "2"]})

    assert Answer.objects.get(key="mob-2").text == "Mine."
    assert list(AnswerVersion.objects.values_list("text", flat=True)) == ["First.", "Theirs.", "Mine."]


def test_a_clash_names_what_stands_now(project: Project, amina: User) -> None:
    project.answer("mob-1", "One.", by=amina, seen=0)

    with pytest.raises(Clash) as clash:
        project.answer("mob-1", "Two.", by=amina, seen=0)

    assert clash.value.now.text == "One."


def test_a_text_said_to_follow_a_version_that_never_was_is_not_saved(project: Project, amina: User) -> None:
    with pytest.raises(Clash):
        project.answer("mob-1", "Three?", by=amina, seen=2)

    assert not Answer.objects.exists()


def test_a_save_under_htmx_after_the_session_ended_is_no_page_to_swap_in(project: Project, client: Client) -> None:
    reply = client.post(url(project), {"text": "One.", "seen": "0"}, headers=HTMX)

    assert (reply.status_code, reply.content) == (401, b"")


def test_the_database_itself_refuses_a_text_too_long_and_a_state_that_does_not_fit(project: Project, amina: User) -> None:
    answer = project.answer("mob-1", "One.", by=amina, seen=0)

    for wrong in ({"text": "a" * 4001}, {"state": "empty"}, {"state": "not-relevant"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Answer.objects.filter(pk=answer.pk).update(**wrong)
