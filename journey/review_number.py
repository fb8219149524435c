"""The number of a review in an address: 1, or 1.1 for its first correction."""

from django.urls import register_converter

LARGEST = 9999
"""The largest that an address takes, on either side of the dot."""


class ReviewNumber:
    regex = r"[1-9][0-9]{0,3}(?:\.[1-9][0-9]{0,3})?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: object) -> str:
        return str(value)


register_converter(ReviewNumber, "review")
