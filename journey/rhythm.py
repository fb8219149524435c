"""When the next review is due: by the rhythm, or on days of the project's own, less those that are skipped."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from journey.dates import day_words, due_words
from journey.models import Move, Review, ReviewDay
from journey.models.move import journey_of
from journey.months import add_months

if TYPE_CHECKING:
    from journey.models import Project

SOON = timedelta(days=14)
"""From how long before its day a review is told of as coming."""
AHEAD = 24
"""Steps of the rhythm that are looked at beyond today."""


@dataclass(frozen=True, slots=True)
class Due:
    """The day on which the next review is due, as it stands on another day."""

    day: date
    today: date

    @property
    def is_late(self) -> bool:
        return self.day < self.today

    @property
    def is_near(self) -> bool:
        """Within two weeks, today, or past."""
        return self.day <= self.today + SOON

    @property
    def words(self) -> str:
        """Due in 5 days; Overdue by 3 days; Due 3 March 2027."""
        told = due_words(self.day, self.today)
        return told[:1].upper() + told[1:]

    @property
    def sentence(self) -> str:
        """The next review: 3 March 2027, overdue by 3 days."""
        told = due_words(self.day, self.today)
        day = day_words(self.day)
        return (
            _("The next review is %(due)s.") % {"due": told} if day in told else _("The next review is %(due)s: %(day)s.") % {"due": told, "day": day}
        )


def begins_of(project: "Project") -> date:
    """The day on which the project's path began; before it has one, the day on which it was started. One query."""
    return beginnings([project])[project]


def beginnings(projects: Sequence["Project"]) -> "dict[Project, date]":
    """The same of each of these. One query, however many they are."""
    moves = defaultdict(list)
    for move in Move.objects.filter(project__in=[project.pk for project in projects]).order_by("number"):
        moves[move.project_id].append(move)
    stays = {project: journey_of(moves[project.pk], project.map).stays for project in projects}
    return {project: some[0].start if some else timezone.localdate(project.created_at) for project, some in stays.items()}


def due(project: "Project", begins: date) -> Due | None:
    """The next review of a project whose path began on `begins`; None where no day is named. Two queries."""
    return due_of(project, begins, list(project.review_days.all()), frozen_on(last_review(project)))


def following(project: "Project", begins: date) -> date | None:
    """The day of the review that comes after one which is frozen today. One query."""
    found = due_of(project, begins, list(project.review_days.all()), project.today)
    return found.day if found else None


def due_of(project: "Project", begins: date, days: Sequence[ReviewDay], done: date | None) -> Due | None:
    """The same, from what was read already; `done` is the day on which the last review was frozen."""
    today = project.today
    skipped = {one.day for one in days if one.skipped_because}
    own = {one.day for one in days if not one.skipped_because}
    slack = timedelta(days=min(31, 10 * project.review_every)) if project.review_every else timedelta()
    known = sorted((set(steps(begins, project.review_every, today)) | own) - skipped)
    # A review a little before its day was the review of that day; and one late review makes up for all the days before it.
    waiting = [day for day in known if (done is None and day > begins) or (done is not None and day > done + (timedelta() if day in own else slack))]
    past = [day for day in waiting if day <= today]
    coming = [day for day in waiting if day > today]
    if past:
        return Due(past[-1], today)
    return Due(coming[0], today) if coming else None


def dues(projects: Mapping["Project", date]) -> "dict[Project, Due]":
    """The next review of each of these, by the day on which its path began. Two queries, however many they are."""
    from_days, from_reviews = defaultdict(list), {}
    for day in ReviewDay.objects.filter(project__in=projects):
        from_days[day.project_id].append(day)
    for review in Review.objects.without_text().filter(project__in=projects).order_by("frozen_at"):
        from_reviews[review.project_id] = review
    found = {project: due_of(project, begins, from_days[project.pk], frozen_on(from_reviews.get(project.pk))) for project, begins in projects.items()}
    return {project: one for project, one in found.items() if one}


def frozen_on(review: Review | None) -> date | None:
    return timezone.localdate(review.frozen_at) if review else None


def steps(begins: date, every: int | None, today: date) -> Iterable[date]:
    """The days of the rhythm from the beginning until well after today."""
    if not every:
        return
    number = 1
    after = 0
    while after < AHEAD:
        day = add_months(begins, number * every)
        after += day > today
        number += 1
        yield day


def last_review(project: "Project") -> "Review | None":
    """The last that was frozen, without its text."""
    return project.reviews.without_text().order_by("-frozen_at").first()
