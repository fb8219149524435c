"""People who save and move in the same moment: everyone is told what happened, and nothing is lost."""

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection

from journey.limits import Limit
from journey.models import Answer, Clash, Event, Membership, Move, Preparation, Project, User
from journey.models.event import fault
from journey.models.invitation import NotOpen
from journey.models.membership import LastOwner
from journey.models.move import AlreadyThere
from journey.models.preparation import ReaderSaid
from journey.models.review import AlreadyFrozen
from journey.project_file.write import write
from journey.review.freeze import freeze

PEOPLE = 16
A_WHILE = 0.4
"""Seconds, at most, that someone takes who was told that another saved meanwhile. With none, nearly every try is a clash, which takes long."""


def all_at_once[Said](deed: Callable[[int], Said]) -> list[Said]:
    """What `deed` gives for each of sixteen people who begin together, each over a connection of their own, like workers of the server."""
    ready = Barrier(PEOPLE)

    def one(number: int) -> Said:
        try:
            ready.wait(timeout=20)
            return deed(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as people:
        return list(people.map(one, range(PEOPLE)))


def test_of_sixteen_texts_begun_from_the_same_version_one_is_saved_and_fifteen_people_are_shown_it(
    transactional_db: None, project: Project, amina: User
) -> None:
    def save(number: int, seen: int) -> str:
        try:
            return "saved " + project.answer("mob-1", f"{number} after {seen}", by=amina, seen=seen).text
        except Clash as clash:
            return "shown " + clash.now.text

    for seen in range(4):
        said = all_at_once(lambda number, seen=seen: save(number, seen))  # type: ignore[misc]  # mypy gives a default of a lambda no type

        kept = project.answers.get(key="mob-1")
        assert sorted(said) == [f"saved {kept.text}"] + [f"shown {kept.text}"] * (PEOPLE - 1)
        assert kept.version == kept.versions.count() == seen + 1


def test_of_many_saves_by_sixteen_people_none_is_lost(transactional_db: None, project: Project, amina: User, pytestconfig: pytest.Config) -> None:
    """Of a hundred and twenty-eight, or with --thorough of four hundred."""
    each = 25 if pytestconfig.getoption("--thorough") else 8
    version = project.version

    def save_all(number: int) -> None:
        seen = 0
        for text in (f"{number}: {count}" for count in range(each)):
            seen = save(text, seen)

    def save(text: str, seen: int) -> int:
        while True:
            try:
                return project.answer("mob-1", text, by=amina, seen=seen).version
            except Clash:
                time.sleep(random.random() * A_WHILE)  # noqa: S311  # when is no secret
                seen = project.answers.get(key="mob-1").version

    all_at_once(save_all)

    answer = project.answers.get(key="mob-1")
    numbers, texts = zip(*answer.versions.values_list("number", "text"), strict=True)
    assert numbers == tuple(range(1, PEOPLE * each + 1))
    assert {text: texts.count(text) for text in texts} == {f"{number}: {count}": 1 for number in range(PEOPLE) for count in range(each)}
    for number in range(PEOPLE):
        assert [text for text in texts if text.startswith(f"{number}: ")] == [f"{number}: {count}" for count in range(each)]
    assert (answer.version, answer.text) == (numbers[-1], texts[-1])
    project.refresh_from_db()
    assert project.version == version + PEOPLE * each


def test_a_file_of_the_project_that_is_written_while_others_save_tells_of_one_moment(transactional_db: None, project: Project, amina: User) -> None:
    project.answer("mob-1", "What we began with.", by=amina, seen=0)

    def save_or_write(number: int) -> set[int]:
        """How many saves each part of the file tells of."""
        if number % 2:
            now = project.answers.of(project, f"mob-{number // 2 + 1}")
            for count in range(10):
                now = project.answer(now.key, f"{number}: {count}", by=amina, seen=now.version)
            return {0}
        rows: Any = write(project).rows
        noted = [event for event in rows.event if event.kind == "answer-saved"]
        return {len(noted), len(rows.answer_version), sum(answer.version for answer in rows.answer)}

    assert [counts for counts in all_at_once(save_or_write) if len(counts) > 1] == []


def test_of_sixteen_warnings_of_one_answer_cleared_at_once_all_stay_cleared(transactional_db: None, project: Project, amina: User) -> None:
    project.answer("mob-1", "Lives at LS6 3HN.", by=amina, seen=0)
    read_before = [Answer.objects.get(key="mob-1") for _ in range(PEOPLE)]

    all_at_once(lambda number: read_before[number].clear_warning(f"kind-{number}", 1, reason="It is our office.", by=amina))

    answer = project.answers.get(key="mob-1")
    assert answer.cleared == {f"kind-{number}": 1 for number in range(PEOPLE)}
    assert answer.clearances.count() == PEOPLE


def test_moves_at_once_get_a_number_each_and_the_path_is_unbroken(transactional_db: None, project: Project, amina: User) -> None:
    each = 5

    def move(number: int) -> int:
        moved = 0
        while moved < each:
            for stage in ("designing", "developing", "integrating"):
                try:
                    project.move_to(stage, by=amina, reason=f"Reason of {number}.")
                    moved += 1
                except AlreadyThere:
                    continue
        return moved

    moved = sum(all_at_once(move))

    path = list(Move.objects.filter(project=project))
    assert [step.number for step in path] == list(range(1, 1 + moved + 1))
    assert [step.from_stage for step in path] == [None, *(step.to_stage for step in path[:-1])]


def test_of_sixteen_who_freeze_a_review_at_once_one_does_and_the_others_are_shown_it(transactional_db: None, project: Project, amina: User) -> None:
    prepared = Preparation.objects.begin(project, {"begins": date(2026, 1, 11)}, (ReaderSaid("Dan Okafor", "standard"),), by=amina)

    def press(number: int) -> str:
        try:
            return f"froze {freeze(Preparation.objects.get(pk=prepared.pk), by=amina, seen=1).pk}"
        except AlreadyFrozen as already:
            return f"shown {already.review.pk}"

    said = all_at_once(press)

    made = project.reviews.get()
    assert sorted(said) == [f"froze {made.pk}"] + [f"shown {made.pk}"] * (PEOPLE - 1)


def test_an_invitation_accepted_sixteen_times_at_once_makes_one_member(transactional_db: None, project: Project, amina: User, owen: User) -> None:
    invitation = project.invite(str(owen.email), role="viewer", by=amina)

    def accept(_: int) -> str:
        try:
            type(invitation).objects.get(pk=invitation.pk).accept(by=owen)
        except NotOpen:
            return "answered already"
        return "accepted"

    said = all_at_once(accept)

    assert sorted(said) == ["accepted"] + ["answered already"] * (PEOPLE - 1)
    assert project.memberships.filter(user=owen).count() == 1
    assert [event.kind for event in project.events.all()].count("member-joined") == 1


def test_of_sixteen_owners_who_leave_at_once_one_stays(transactional_db: None, project: Project, amina: User) -> None:
    for number in range(PEOPLE - 1):
        project.memberships.create(user=User.objects.create_user(f"owner{number}@example.org", name=f"Owner {number}"), role="owner")
    parts = list(project.memberships.all())

    def leave(number: int) -> str:
        part = Membership.objects.get(pk=parts[number].pk)
        try:
            part.end(by=part.user)
        except LastOwner:
            return "stays"
        return "left"

    assert sorted(all_at_once(leave)) == ["left"] * (PEOPLE - 1) + ["stays"]
    assert project.memberships.owners().count() == 1


def test_a_part_that_sixteen_presses_end_at_once_ends_once(transactional_db: None, project: Project, amina: User, tom: User) -> None:
    read_before = [project.memberships.get(user=tom) for _ in range(PEOPLE)]

    all_at_once(lambda number: read_before[number].end(by=amina))

    assert [event.kind for event in project.events.all()].count("member-removed") == 1


def test_who_became_the_only_owner_meanwhile_does_not_leave(project: Project, amina: User, tom: User) -> None:
    """Their request read the row of an editor, before the others handed the lead over and left."""
    read_before = project.memberships.get(user=tom)
    project.memberships.get(user=tom).change_role("owner", by=amina)
    project.memberships.get(user=amina).end(by=amina)

    with pytest.raises(LastOwner):
        read_before.end(by=tom)

    assert [part.user for part in project.memberships.owners()] == [tom]


def test_of_sixteen_who_add_to_the_log_of_the_site_at_once_each_adds_a_row(transactional_db: None, amina: User) -> None:
    all_at_once(lambda number: Event.objects.add_to_site(Event.Kind.ACCOUNT_MADE, by=amina, object_id=str(number)))

    assert sorted(Event.objects.of_site().values_list("object_id", flat=True), key=int) == [str(number) for number in range(PEOPLE)]
    assert fault(Event.objects.of_site()) == ""


def test_of_sixteen_tries_at_once_a_limit_lets_through_as_many_as_it_says(transactional_db: None) -> None:
    cache.clear()
    limit = Limit("tried-at-once", 5, 60)

    taken = [place for place in all_at_once(lambda _: limit.take("somebody")) if place]

    assert len(taken) == len(set(taken)) == 5
    assert limit.take("somebody") == ""
    limit.give_back(taken[0])
    assert limit.take("somebody") == taken[0]
    cache.clear()
