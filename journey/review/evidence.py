"""The evidence of a review's document."""

from datetime import date

from journey.review.part import Part


class ReviewEvidence(Part):
    """`listed` is false for what was taken out of the project's list but is still cited. `cited_by` says where, in words."""

    title: str
    type: str
    day: date | None
    held: str
    link: str
    note: str
    listed: bool
    cited_by: tuple[str, ...]
    since: str = ""
