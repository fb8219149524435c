"""When the next review is due: by the rhythm, on days of one's own, less what is skipped."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from journey.calendars import calendar_of
from journey.models import Notice, Project, ReviewDay, User
from journey.models.standing import Parting
from journey.months import add_months
from journey.review.compose import compose
from journey.rhythm import begins_of, due, due_of

type ClientOf = Callable[[User], Client]
BEGAN = date(2027, 1, 11)


def after(
    today: date, *, every: int | None = 6, own: tuple[date, ...] = (), skipped: tuple[date, ...] = (), frozen: date | None = None
) -> date | None:
    """The day on which a review is due, of a project that began on 11 January 2027, as it stands on a day."""
    project = Project(told_on=today, review_every=every)
    days = [ReviewDay(day=day) for day in own] + [ReviewDay(day=day, skipped_because="A reason.") for day in skipped]
    found = due_of(project, BEGAN, days, frozen)
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


@pytest.mark.parametrize(
    ("begins", "every", "today", "day"),
    [
        (date(2027, 1, 11), 6, date(2027, 1, 11), date(2027, 7, 11)),
        # Frozen a little before its day, a review is the review of that day.
        (date(2027, 1, 11), 6, date(2027, 7, 10), date(2028, 1, 11)),
        (date(2027, 1, 11), 6, date(2027, 7, 11), date(2028, 1, 11)),
        (date(2026, 8, 31), 1, date(2027, 2, 1), date(2027, 2, 28)),
        (date(2024, 2, 29), 12, date(2024, 3, 1), date(2025, 2, 28)),
        (date(2027, 1, 11), None, date(2027, 2, 1), None),
    ],
)
def test_after_a_review_that_is_frozen_today_comes_the_next_of_the_rhythm(begins: date, every: int | None, today: date, day: date | None) -> None:
    found = due_of(Project(told_on=today, review_every=every), begins, [], today)

    assert (found and found.day) == day


def test_a_review_and_a_calendar_name_the_day_that_the_list_of_reviews_names(project: Project, amina: User) -> None:
    first, second = (timezone.localdate() + timedelta(days=days) for days in (20, 40))
    Project.objects.filter(pk=project.pk).update(review_every=None)
    for day in (first, second):
        ReviewDay.objects.add_day(project, day, by=amina)
    ReviewDay.objects.skip(project, first, because="The board does not meet.", by=amina)
    project = Project.objects.get(pk=project.pk)

    now = due(project, begins_of(project))

    assert now is not None and now.day == second
    assert compose(project).next_review == second
    assert second.strftime("%Y%m%d") in calendar_of(project).decode()
    assert first.strftime("%Y%m%d") not in calendar_of(project).decode()


def test_of_a_project_that_rests_no_review_is_due_until_it_goes_on(late: Project, amina: User) -> None:
    late.stand("paused", by=amina, reason="No sponsor.", parting=Parting(restart="A sponsor."))

    call_command("send_notices", verbosity=0)
    assert not Notice.objects.filter(kind="review-due").exists()
    assert compose(late).next_review is None
    assert "Next review" not in calendar_of(late).decode()

    late.stand("renewed", by=amina, reason="A sponsor came.")

    call_command("send_notices", verbosity=0)
    assert Notice.objects.filter(kind="review-due", user=amina).count() == 1
    assert "Next review" in calendar_of(late).decode()


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


@pytest.mark.parametrize("every", [6, None])
def test_why_one_is_skipped_is_not_lost_where_another_is_due_meanwhile(every: int | None, late: Project, amina: User, client_of: ClientOf) -> None:
    Project.objects.filter(pk=late.pk).update(review_every=every)

    reply = client_of(amina).post(late.address("review-skip"), {"day": "2020-01-01", "because": "The board did not meet."})

    page = reply.content.decode()
    assert (reply.status_code, "Another review is due next by now. Look again" in page) == (409, True)
    assert "The board did not meet.</textarea>" in page
    assert late.review_days.count() == 0


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
