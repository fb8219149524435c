"""When the next review is due: by the rhythm, on days of one's own, less what is skipped."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from journey.models import Notice, Project, Review, ReviewDay, User
from journey.months import add_months
from journey.rhythm import due_of

type ClientOf = Callable[[User], Client]
BEGAN = date(2027, 1, 11)


def after(
    today: date, *, every: int | None = 6, own: tuple[date, ...] = (), skipped: tuple[date, ...] = (), frozen: date | None = None
) -> date | None:
    """The day on which a review is due, of a project that began on 11 January 2027, as it stands on a day."""
    project = Project(told_on=today, review_every=every)
    days = [ReviewDay(day=day) for day in own] + [ReviewDay(day=day, skipped_because="A reason.") for day in skipped]
    last = Review(frozen_at=timezone.make_aware(datetime(frozen.year, frozen.month, frozen.day, 16))) if frozen else None
    found = due_of(project, BEGAN, days, last)
    return found.day if found else None


@pytest.mark.parametrize(
    ("today", "said", "day"),
    [
        (date(2027, 3, 1), {}, date(2027, 7, 11)),
        (date(2027, 7, 20), {}, date(2027, 7, 11)),
        (date(2027, 7, 20), {"frozen": date(2027, 7, 15)}, date(2028, 1, 11)),
        # A little before its day, a review is the review of that day; long before it, it is not.
        (date(2027, 7, 20), {"frozen": date(2027, 6, 30)}, date(2028, 1, 11)),
        (date(2027, 7, 20), {"frozen": date(2027, 3, 30)}, date(2027, 7, 11)),
        # One late review makes up for all days before it, and the latest is the one named.
        (date(2028, 3, 1), {}, date(2028, 1, 11)),
        (date(2027, 7, 20), {"skipped": (date(2027, 7, 11),)}, date(2028, 1, 11)),
        (date(2027, 3, 1), {"own": (date(2027, 4, 30),)}, date(2027, 4, 30)),
        (date(2027, 3, 1), {"every": None, "own": (date(2027, 4, 30),)}, date(2027, 4, 30)),
        (date(2027, 3, 1), {"every": None}, None),
    ],
)
def test_a_review_is_due(today: date, said: dict[str, object], day: date | None) -> None:
    assert after(today, **said) == day  # type: ignore[arg-type]  # as they stand above


@pytest.fixture
def late(project: Project) -> Project:
    """Its review was due five days ago."""
    project.moves.update(day=add_months(timezone.localdate() - timedelta(days=5), -6))
    return project


def test_late_is_said_in_words_on_the_project_page_at_home_and_in_the_list_of_reviews(late: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)

    assert "A review is overdue by 5 days" in client.get(late.address()).content.decode()
    assert "Review of Family Circle: overdue by 5 days" in client.get("/projects/").content.decode()
    assert "The next review is overdue by 5 days" in client.get(late.address("reviews")).content.decode()


def test_one_is_skipped_with_a_reason(late: Project, amina: User, client_of: ClientOf) -> None:
    client, day = client_of(amina), timezone.localdate() - timedelta(days=5)

    empty = client.post(late.address("review-skip"), {"day": day.isoformat(), "because": ""})
    done = client.post(late.address("review-skip"), {"day": day.isoformat(), "because": "The board did not meet."}, follow=True)

    assert (empty.status_code, done.status_code) == (422, 200)
    page = done.content.decode()
    assert "The board did not meet." in page
    assert "overdue" not in page


def test_owners_get_one_notice_of_a_review_that_is_due(late: Project, amina: User, tom: User) -> None:
    call_command("send_notices", verbosity=0)
    call_command("send_notices", verbosity=0)

    assert list(Notice.objects.filter(kind="review-due").values_list("user", flat=True)) == [amina.pk]


def test_a_day_of_the_projects_own_is_named(project: Project, amina: User, client_of: ClientOf) -> None:
    client, day = client_of(amina), timezone.localdate() + timedelta(days=10)

    done = client.post(project.address("review-days"), {"day": day.isoformat()}, follow=True)
    past = client.post(project.address("review-days"), {"day": "2000-01-01"})

    assert "The next review is due in 10 days" in done.content.decode()
    assert past.status_code == 422
    assert "This day has been" in past.content.decode()
