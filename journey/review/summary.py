"""What page one has room for: texts on one line, cut at a word where they are longer."""

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from journey.review.document import ReviewDocument

MOST_OF_A_REASON, MOST_OF_NAMES = 420, 240
MOST_OF_A_DECISION, MOST_OF_A_STATUS, MOST_OF_A_LINE = 260, 180, 105
"""Characters that page one gives them."""
MOST_OF_A_BRIEF_PAGE = 900
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
    nothing: str
    cut: bool

    @property
    def length(self) -> int:
        """Characters, all together. Of the three columns the longest counts for each: it is as high as they all are."""
        longest = max(sum(len(text) for text in texts) for texts in (self.achieved, self.learned, self.risks))
        return 3 * longest + sum(len(text) for text in (self.decision, self.status, self.families, self.money, self.nothing))

    @classmethod
    def of(cls, review: "ReviewDocument") -> "Summary":
        cut: list[bool] = []
        since = review.since

        def short(text: str, most: int, key: str, among: int = 1) -> str:
            """What is said of it against the review before takes its room from the text, or from the three that share it."""
            told = shorten(text, max(LEAST, most - len(since.get(key, "")) // among))
            cut.append(told != " ".join(text.split()))
            return told

        def lines(texts: tuple[str, ...], key: str) -> tuple[str, ...]:
            return tuple(short(text, MOST_OF_A_LINE, key, among=3) for text in texts)

        return cls(
            decision=short(review.decision_wanted, MOST_OF_A_DECISION, "decision"),
            status=short(review.status_reason, MOST_OF_A_STATUS, "status"),
            achieved=lines(review.three_achieved, "achieved"),
            learned=lines(review.three_learned, "learned"),
            risks=lines(review.three_risks, "risk"),
            families=short(review.families_line, MOST_OF_A_LINE, "families"),
            money=short(review.spending_line or review.money_line, MOST_OF_A_LINE, "money"),
            nothing=short(review.nothing_to_report, MOST_OF_A_DECISION, ""),
            cut=any(cut),
        )
