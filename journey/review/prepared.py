"""What is said in a review besides what the project holds: whom it is for, and what was blacked out in it later."""

from datetime import date
from typing import Literal

from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from journey.review.part import Part

Depth = Literal["one-page", "standard", "full"]
DEPTHS: dict[str, Promise] = {"one-page": _("one page"), "standard": _("standard"), "full": _("full")}


class ReviewReader(Part):
    """Someone whom the review is for. `off` are the keys of the sections that they do not get.

    `changes` says how much of what they get differs from the review before, in one sentence, "" in a first review.
    """

    name: str
    depth: Depth
    off: tuple[str, ...]
    changes: str = ""

    def in_file_names(self, place: int) -> str:
        """What the files of the reader at this place in the list say of whom they are for."""
        return f"for-{slugify(self.name)[:60].strip('-') or f'reader-{place}'}"


class ReviewMark(Part):
    """How a part of page one stands against the review before, in words. `title` is what the part is called."""

    key: Literal["status", "decision", "achieved", "learned", "risk", "families", "money"]
    title: str
    since: str


class ReviewRedaction(Part):
    """That something was blacked out after the review was frozen. `before` is the SHA-256 that the review had until then."""

    day: date
    by: str
    because: str
    before: str
