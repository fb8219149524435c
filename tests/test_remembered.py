"""What is remembered and written again is what was made: the same rows, guarded and found as ever."""

import pytest
from django.db import DatabaseError, transaction

from journey.models import Project, User
from journey.models.event import fault
from tests.remembered import remembered, rows


def made(amina: User) -> Project:
    project = Project.objects.start(by=amina, name="Harbour")
    project.answer("mob-1", "Lighthouse.", by=amina, seen=0)
    return Project.objects.visible_to(amina).get(pk=project.pk)


def never() -> Project:
    raise AssertionError("made anew")


def forget() -> None:
    transaction.set_rollback(True)


def test_the_second_time_the_same_rows_are_there_with_their_log_and_their_search(amina: User) -> None:
    with transaction.atomic():
        first = remembered("harbour", lambda: made(amina), amina)
        before = rows()
        forget()
    assert not Project.objects.filter(pk=first.pk).exists()

    second: Project = remembered("harbour", never, amina)

    assert rows() == before
    assert second == first
    assert fault(second.events.all(), second.log_length, second.log_head) == ""
    with pytest.raises(DatabaseError), transaction.atomic():
        second.events.update(kind="project-changed")
    second.answer("mob-1", "Lighthouse and pier.", by=amina, seen=1)


def test_somebody_elses_is_made_anew(amina: User, owen: User) -> None:
    with transaction.atomic():
        remembered("somebody's", lambda: made(amina), amina)
        forget()

    assert remembered("somebody's", lambda: made(owen), owen).memberships.get().user == owen


def test_a_making_that_changes_what_was_there_is_refused(project: Project, amina: User) -> None:
    with pytest.raises(AssertionError, match="more changes what was there before"):
        remembered("more", lambda: project.answer("mob-1", "More.", by=amina, seen=0), project)
