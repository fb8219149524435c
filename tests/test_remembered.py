"""What is remembered and written again is what was made: the same rows, guarded and found as ever."""

import pytest
from django.db import DatabaseError, transaction

from journey.models import Project, User
from journey.models.event import fault
from tests.conftest import PASSWORD
from tests.remembered import _kept, remembered, rows


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


def test_what_is_made_again_beside_the_same_thing_shares_no_id(db: None) -> None:
    def one(name: str) -> User:
        return remembered(name, lambda: User.objects.create_user(f"{name}@example.org", PASSWORD, name=name))

    for name in ("zoe", "yusuf", "xenia"):
        with transaction.atomic():
            one(name)
            forget()
    for name in ("zoe", "yusuf"):
        with transaction.atomic():
            one("xenia")
            del _kept[name]  # as after five minutes
            one(name)
            forget()

    assert len({one(name).pk for name in ("zoe", "yusuf")}) == 2
