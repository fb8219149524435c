"""What page one has room for: texts on one line, cut at a word where they are longer."""

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from journey.review.document import ReviewDocument

MOST_OF_A_REASON, MOST_OF_NAMES = 260, 140
MOST_OF_A_DECISION, MOST_OF_A_STATUS, MOST_OF_A_LINE = 260, 180, 105
MOST_OF_A_CORRECTION = MOST_OF_THE_CHANGES = 130
"""Characters that page one gives them."""
MOST_OF_A_BRIEF_PAGE = 1450
"""Characters of all that page one holds, up to which it has room to be set larger."""
LEAST = 30
"""Characters that one of them is given in any case."""


def shorten(text: str, most: int) -> str:
    """The text on one line, cut at a word if it is longer than `most` characters."""
    return textwrap.shorten(text, most, placeholder=" …") if " " in text.strip() else text[:most]


@dataclass(frozen=True, slots=True)
class Summary:
    """What was prepared for page one, cut to what the page has room for. `cut` says whether anything was."""

    decision: str
    status: str
    achieved: tuple[str, ...]
    learned: tuple[str, ...]
    risks: tuple[str, ...]
    families: str
    money: str
    """All the money in one line, and what the team says of it."""
    changes: str
    nothing: str
    cut: bool

    @property
    def length(self) -> int:
        """Characters, all together. Of the three columns the longest counts for each: it is as high as they all are."""
        longest = max(sum(len(text) for text in texts) for texts in (self.achieved, self.learned, self.risks))
        return 3 * longest + sum(len(text) for text in (self.decision, self.status, self.families, self.money, self.changes, self.nothing))

    @classmethod
    def of(cls, review: "ReviewDocument") -> "Summary":
        cut: list[bool] = []
        since = review.since
        spent = _("So far %(money)s.") % {"money": review.money_line} if review.money_line else ""

        def short(text: str, most: int, key: str, among: int = 1) -> str:
            """What is said of it against the review before takes its room from the text, or from the three that share it."""
            told = shorten(text, max(LEAST, most - len(since.get(key, "")) // among))
            cut.append(told != " ".join(text.split()))
            return told

        def lines(texts: tuple[str, ...], key: str) -> tuple[str, ...]:
            return tuple(short(text, MOST_OF_A_LINE, key, among=3) for text in texts)

        short(review.correction_because, MOST_OF_A_CORRECTION, "")
        return cls(
            decision=short(review.decision_wanted, MOST_OF_A_DECISION, "decision"),
            status=short(review.status_reason, MOST_OF_A_STATUS, "status"),
            achieved=lines(review.three_achieved, "achieved"),
            learned=lines(review.three_learned, "learned"),
            risks=lines(review.three_risks, "risk"),
            families=short(review.families_line, MOST_OF_A_LINE, "families"),
            money=" ".join(filter(None, (spent, short(review.spending_line, MOST_OF_A_LINE - len(spent) // 2, "money")))),
            changes=short(review.changes, MOST_OF_THE_CHANGES, ""),
            nothing=short(review.nothing_to_report, MOST_OF_A_DECISION, ""),
            cut=any(cut),
        )
