"""What a review says of the plan: milestones, actions, risks. The open ones come first. Of a comment that led to an action it says nothing."""

from datetime import date

from journey.review.part import Part


class ReviewSettled(Part):
    """What was said last of how it stands; `day` is None where nothing was."""

    note: str = ""
    day: date | None = None
    by: str = ""


class ReviewAction(Part):
    """`state` in words; `when` is how its day stood on the day of the review, such as "overdue by 3 days", "" where it is settled or has none;
    `by_day` is that day in words where `when` does not say it.

    `comes_from` is a question, a stage, a condition, a decision or a risk, in words, "" for none. `stage` is a number, None for no stage.
    """

    text: str
    who: str
    due: date | None
    when: str
    by_day: str
    state: str
    is_open: bool
    comes_from: str
    stage: int | None
    settled: ReviewSettled
    since: str = ""


class ReviewRisk(Part):
    """`likelihood` and `impact` in words, "" where they were not said. Nothing multiplies them."""

    text: str
    who: str
    likelihood: str
    impact: str
    weight: str
    response: str
    state: str
    is_open: bool
    has_happened: bool
    stage: int | None
    settled: ReviewSettled
    since: str = ""


class ReviewDayMoved(Part):
    """That the day of a milestone was moved, and why."""

    was: date
    to: date
    why: str
    day: date
    by: str


class ReviewMilestone(Part):
    """`when` and `by_day` as for an action. `reached_on` is None where it is not reached."""

    text: str
    who: str
    due: date
    when: str
    by_day: str
    state: str
    is_open: bool
    reached_on: date | None
    moved: tuple[ReviewDayMoved, ...]
    stage: int | None
    settled: ReviewSettled
    since: str = ""
