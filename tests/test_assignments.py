"""Assignments: who is asked to answer what, by when, and in which order things wait for someone."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from journey.asked import asked_of
from journey.dates import due_words
from journey.log import tell
from journey.models import Assignment, Project, User
from journey.models.assignment import AlreadyAssigned, AlreadyEnded, MayNotAnswer
from tests.conftest import member_of

type ClientOf = Callable[[User], Client]
QUESTION = "What is not working now, and how do we know?"


def give(project: Project, to: User, key: str = "mob-1", *, by: User, days: int | None = None, note: str = "") -> Assignment:
    due = None if days is None else timezone.localdate() + timedelta(days=days)
    return project.assign(key, project.memberships.get(user=to), by=by, due=due, note=note)


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_an_editor_asks_a_member_to_answer_by_a_day(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    due = timezone.localdate() + timedelta(days=3)
    said = {"member": str(project.memberships.get(user=amina).code), "due": due.isoformat(), "note": "Ask the panel."}

    page = client_of(tom).post(project.address("answer-assign", "mob-1"), said, follow=True)

    assert page.redirect_chain[-1][0] == project.address("stage", "mobilising") + "#mob-1"
    assert "Amina Rahman is asked to answer this, due in 3 days. Ask the panel." in words(page.content.decode())
    listed = words(client_of(amina).get(project.address("assignments")).content.decode())
    assert f"Yours {QUESTION} Amina Rahman, due in 3 days Ask the panel. Asked by Tom Reid, today at" in listed


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (-30, "overdue by 30 days"),
        (-3, "overdue by 3 days"),
        (-1, "overdue by 1 day"),
        (0, "due today"),
        (1, "due tomorrow"),
        (14, "due in 14 days"),
        (15, "due 16 March 2027"),
    ],
)
def test_how_something_due_stands_in_words(days: int, told: str) -> None:
    today = date(2027, 3, 1)

    assert due_words(today + timedelta(days=days), today) == told


def test_only_those_who_may_answer_can_be_asked(project: Project, amina: User, tom: User, leila: User, ruth: User, client_of: ClientOf) -> None:
    page = client_of(amina).get(project.address("answer-assign", "mob-1")).content.decode()
    assert re.findall(r"<option[^>]*>([^<]+)</option>", page) == ["Choose", "Amina Rahman", "Tom Reid"]

    for user in (leila, ruth):
        code = str(project.memberships.get(user=user).code)
        assert client_of(amina).post(project.address("answer-assign", "mob-1"), {"member": code}).status_code == 422
        with pytest.raises(MayNotAnswer):
            give(project, user, by=amina)

    assert project.assignments.count() == 0


def test_what_cannot_be_kept_is_said_and_stays_in_the_form(project: Project, amina: User, client_of: ClientOf) -> None:
    code = str(project.memberships.get(user=amina).code)
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    address = project.address("answer-assign", "mob-1")

    for said, problem in (
        ({"member": code, "due": yesterday}, "Give today or a later day"),
        ({"member": code, "due": "soon"}, "Write the day as in 31/03/2027"),
        ({"member": code, "due": "0202-05-04"}, "Give the year in full, such as 2027"),
        ({"member": "", "due": ""}, "Choose who is asked"),
        ({"member": code, "note": "a" * 501}, "1 character too long"),
    ):
        reply = client_of(amina).post(address, {"note": "Keep me."} | said)
        page = reply.content.decode()
        assert (reply.status_code, problem in page, said.get("note", "Keep me.") in page) == (422, True, True)
    assert client_of(amina).get(project.address("answer-assign", "nowhere")).status_code == 404


def test_a_question_is_given_to_the_same_member_once_at_a_time(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    first = give(project, tom, by=amina)

    again = client_of(amina).post(project.address("answer-assign", "mob-1"), {"member": str(project.memberships.get(user=tom).code)})
    give(project, amina, by=amina)

    assert (again.status_code, "Tom Reid is asked to answer this already" in again.content.decode()) == (422, True)
    with pytest.raises(AlreadyAssigned):
        give(project, tom, by=amina)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(project=project, key="mob-1", member=first.member, by=amina)
    first.finish(by=tom)
    assert give(project, tom, by=amina).pk != first.pk


def test_whoever_was_asked_says_it_is_done_even_if_they_answer_no_more(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    assignment = give(project, tom, by=amina, days=2)
    project.memberships.filter(user=tom).update(role="viewer")

    page = client_of(tom).post(project.address("assignment-done", assignment.pk), {"back": "list"}, follow=True)

    assert page.redirect_chain[-1][0] == project.address("assignments")
    assert f"Done: {QUESTION}" in words(page.content.decode())
    assert "1 done" in page.content.decode()
    assert "Tom Reid was asked. Tom Reid said it was done, today at" in words(page.content.decode())
    assert "is asked to answer" not in client_of(amina).get(project.address("stage", "mobilising")).content.decode()


def test_a_commenter_says_nothing_of_what_others_were_asked(project: Project, amina: User, tom: User, leila: User, client_of: ClientOf) -> None:
    assignment = give(project, tom, by=amina)

    page = client_of(leila).get(project.address("assignments")).content.decode()
    refused = [client_of(leila).post(project.address(f"assignment-{deed}", assignment.pk)).status_code for deed in ("done", "take-back")]

    assert (refused, "<button" in page.split("<main")[1].split("</main>")[0]) == ([403, 403], False)
    assert project.assignments.open().count() == 1


def test_what_was_done_meanwhile_is_said_and_stays_done(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    assignment = give(project, tom, by=amina)
    assignment.finish(by=tom)

    page = client_of(amina).post(project.address("assignment-take-back", assignment.pk), follow=True).content.decode()

    assert "That was done or taken back meanwhile." in page
    with pytest.raises(AlreadyEnded):
        assignment.take_back(by=amina)
    assignment.refresh_from_db()
    assert (assignment.done_by, assignment.taken_back_at) == (tom, None)


def test_what_was_taken_back_waits_for_nobody(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    assignment = give(project, tom, by=amina)

    client_of(amina).post(project.address("assignment-take-back", assignment.pk))

    assert asked_of(tom).lines == []
    assert QUESTION not in client_of(amina).get(project.address("assignments")).content.decode()


def test_someone_who_left_is_named_so_that_another_can_be_asked(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    give(project, tom, by=amina)

    project.memberships.get(user=tom).end(by=amina)

    assert "Tom Reid (no longer in the project)" in words(client_of(amina).get(project.address("assignments")).content.decode())
    assert "Tom Reid is asked to answer this. No longer in the project." in words(
        client_of(amina).get(project.address("stage", "mobilising")).content.decode()
    )
    assert asked_of(tom).lines == []


def test_what_needs_someone_stands_in_order_of_haste(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    other = Project.objects.start(by=amina, name="Second")
    other.memberships.create(user=tom, role="editor")
    keys = [question.key for question in project.map.questions]
    give(project, tom, keys[0], by=amina)
    give(project, tom, keys[1], by=amina, days=30)
    give(project, tom, keys[2], by=amina, days=5, note="Look at the panel’s notes")
    late = give(other, tom, keys[3], by=amina, days=0)
    Assignment.objects.filter(pk=late.pk).update(due=timezone.localdate() - timedelta(days=3))
    project.start_thread("Hm?", key=keys[4], by=amina, tell=[project.memberships.get(user=tom)]).reply("And?", by=amina)
    Project.objects.start(by=amina, name="Third").invite(str(tom.email), role="viewer", by=amina)

    page = client_of(tom).get("/projects/").content.decode().split('id="needs"')[1].split("</section>")[0]
    found = [(href, words(rest)) for href, rest in re.findall(r'<li><a href="([^"]+)">(.*?)</li>', page)]

    asked = [project.map.question(key).text for key in keys[:5]]
    assert [line for _href, line in found][:6] == [
        f"Answer: {asked[3]} Second. Overdue by 3 days. Asked by Amina Rahman.",
        f"Answer: {asked[2]} Family Circle. Due in 5 days. Asked by Amina Rahman. Look at the panel’s notes.",
        f"Amina Rahman tells you of a comment: {asked[4]} Family Circle. {found[2][1].split('Family Circle. ')[1]}",
        found[3][1],
        f"Answer: {asked[1]} Family Circle. {found[4][1].split('Family Circle. ')[1]}",
        f"Answer: {asked[0]} Family Circle. Asked by Amina Rahman.",
    ]
    assert found[3][1].startswith("You are invited to Third")
    assert found[0][0] == other.address("stage", "mobilising") + f"#{keys[3]}"
    assert found[2][0].startswith(project.address("answer-comments", keys[4]) + "#thread-")


def test_a_project_page_shows_only_what_is_asked_there(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    other = Project.objects.start(by=amina, name="Second")
    other.memberships.create(user=tom, role="editor")
    give(other, tom, "mob-2", by=amina, days=0)
    give(project, tom, "mob-1", by=amina, days=0)

    hers, his = (words(client_of(user).get(project.address()).content.decode()) for user in (amina, tom))

    assert f"What next Answer: {QUESTION} Due today. Asked by Amina Rahman." in his
    assert "Better for whom" not in his.split("Answer:")[1].split("Due today")[0]
    assert his.count("Answer:") == 1
    assert "Answer:" not in hers


def test_what_colleagues_ask_is_shown_however_much_it_is(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    for question in project.map.questions[:12]:
        give(project, tom, question.key, by=amina)

    page = client_of(tom).get("/projects/").content.decode()

    assert "<summary>4 more</summary>" in page
    assert page.count("Answer:") == 12


def test_what_is_in_the_bin_or_was_left_asks_nothing(project: Project, amina: User, tom: User) -> None:
    give(project, tom, by=amina)
    project.start_thread("Hm?", key="mob-1", by=amina, tell=[project.memberships.get(user=tom)])
    assert len(asked_of(tom).lines) == 2

    project.put_in_bin(by=amina)

    assert asked_of(tom).lines == []


def test_the_log_tells_of_assignments_and_can_be_read_for_them_alone(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    give(project, tom, by=amina, note="MARKER").finish(by=tom)
    give(project, amina, by=tom).take_back(by=tom)

    events = list(project.events.filter(kind__startswith="assignment-").select_related("by"))

    assert [f"{line.who} {line.words}" for line in tell(project, events)] == [
        f"Amina Rahman asked Tom Reid to answer: {QUESTION}",
        f"Tom Reid said that what Tom Reid was asked is done: {QUESTION}",
        f"Tom Reid asked Amina Rahman to answer: {QUESTION}",
        f"Tom Reid no longer asks Amina Rahman to answer: {QUESTION}",
    ]
    only = words(client_of(amina).get(project.address("log") + "?kind=talk").content.decode())
    assert "asked Tom Reid to answer" in only
    assert "started the project" not in only
    assert "MARKER" not in only


def test_a_project_is_deleted_for_good_with_its_talk(project: Project, amina: User, tom: User) -> None:
    member_of(project, "Zoe Marsh", "viewer")
    give(project, tom, by=amina)
    project.start_thread("Hm?", move=project.moves.get(), by=amina, tell=[project.memberships.get(user=tom)])
    Project.objects.filter(pk=project.pk).update(binned_at=timezone.now() - timedelta(days=31))

    project.purge()

    assert (Project.objects.count(), Assignment.objects.count()) == (0, 0)
