"""How the project of a review's document stood: the signs of being ready, and whether it was paused or ended."""

from datetime import date

from journey.review.part import Part


class ReviewSign(Part):
    """A sign of being ready of the main stage; `reading` in words. `day` is None where nothing was said of it."""

    key: str
    text: str
    reading: str
    note: str
    day: date | None
    by: str
    since: str = ""


class ReviewStanding(Part):
    """How the project as a whole stood from a day on; `title` in words. The last four are asked of a pause and of an ending."""

    day: date
    title: str
    paused: bool
    parting: bool
    reason: str
    learning: str
    promises: str
    told: str
    restart: str
    by: str
    since: str = ""
