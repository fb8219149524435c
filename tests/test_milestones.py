"""Milestones: reached on a day, moved with a reason, the earlier day still there to see."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from journey.models import Line, Milestone, Project, User
from journey.review.compose import compose

type ClientOf = Callable[[User], Client]


@pytest.fixture
def milestone(project: Project, amina: User) -> Milestone:
    return project.milestones.make(project, Line(text="The first family is met."), by=amina, due=date(2027, 3, 1))


def test_a_day_is_moved_only_with_a_reason_and_the_earlier_one_stays_visible(milestone: Milestone, amina: User, client_of: ClientOf) -> None:
    client, project = client_of(amina), milestone.project
    address = project.address("milestone-settle", milestone.pk)

    assert client.post(address, {"state": "moved", "day": "2027-05-01"}).status_code == 422
    assert client.post(address, {"state": "moved", "note": "Holidays."}).status_code == 422
    client.post(address, {"state": "moved", "day": "2027-05-01", "note": "Holidays."})

    milestone.refresh_from_db()
    assert (milestone.due, milestone.state) == (date(2027, 5, 1), "open")
    for page in ("plan", "review"):
        told = " ".join(client.get(project.address(page)).content.decode().split())
        assert "Moved from 1 March 2027 to 1 May 2027" in told
        assert "Holidays." in told


def test_the_reason_of_whoever_moves_it_to_the_same_day_a_moment_later_is_kept_too(
    milestone: Milestone, amina: User, tom: User, client_of: ClientOf
) -> None:
    address = milestone.project.address("milestone-settle", milestone.pk)
    client_of(amina).post(address, {"state": "moved", "day": "2027-05-01", "note": "Holidays."})

    for _press in range(2):
        client_of(tom).post(address, {"state": "moved", "day": "2027-05-01", "note": "The hall is booked in April."})

    assert list(milestone.changes.values_list("by", "note", "was")) == [
        (amina.pk, "Holidays.", date(2027, 3, 1)),
        (tom.pk, "The hall is booked in April.", None),
    ]
    assert "The hall is booked in April." in client_of(tom).get(milestone.get_absolute_url()).content.decode()


def test_it_is_reached_on_a_day_that_has_been(milestone: Milestone, amina: User, client_of: ClientOf) -> None:
    client, today = client_of(amina), timezone.localdate()
    address = milestone.project.address("milestone-settle", milestone.pk)

    refused = client.post(address, {"state": "reached", "day": str(today + timedelta(days=1))})
    assert (refused.status_code, "This day is still to come" in refused.content.decode()) == (422, True)
    client.post(address, {"state": "reached", "day": str(today - timedelta(days=2))})

    milestone.refresh_from_db()
    assert (milestone.state, milestone.reached_on) == ("reached", today - timedelta(days=2))
    client.post(address, {"state": "open"})
    milestone.refresh_from_db()
    assert (milestone.state, milestone.reached_on, milestone.changes.count()) == ("open", None, 2)


def test_the_review_tells_those_to_reach_first(project: Project, amina: User, milestone: Milestone) -> None:
    project.milestones.make(project, Line(text="A sponsor is named."), by=amina, due=date(2026, 1, 1)).reach(date(2026, 1, 2), by=amina)

    assert [(one.text, one.reached_on) for one in compose(project).milestones] == [
        ("The first family is met.", None),
        ("A sponsor is named.", date(2026, 1, 2)),
    ]
