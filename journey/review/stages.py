"""The stages of a review's document: what was answered in each, what is not relevant, what is open."""

from datetime import date
from typing import Literal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from journey.review.evidence import ReviewEvidence
from journey.review.part import Part

APART = {"voice": _("Voice and influence"), "ethics": _("Ethics, equity and safety"), "resources": _("People, money and time")}
"""Themes whose answers have a chapter of their own, with its title."""


class ReviewAnswer(Part):
    key: str
    number: int
    question: str
    theme: str
    text: str
    strength: str
    written_on: date
    written_by: str
    evidence: tuple[ReviewEvidence, ...]
    theme_key: str = ""
    since: str = ""


class ReviewQuestion(Part):
    """A question without an answer, by name."""

    key: str
    number: int
    question: str
    theme_key: str = ""


class ReviewReason(Part):
    """A question that the team says is not relevant, and why."""

    key: str
    number: int
    question: str
    because: str
    theme_key: str = ""
    since: str = ""


class ReviewStage(Part):
    """`words` is the stage's standing and counts as the list of stages says it; `in_wheel` as its segment does, two lines at most."""

    key: str
    number: int
    name: str
    standing: Literal["main", "open", "visited", "untouched"]
    words: str
    in_wheel: tuple[str, ...]
    counts: str
    answers: tuple[ReviewAnswer, ...]
    not_relevant: tuple[ReviewReason, ...]
    unanswered: tuple[ReviewQuestion, ...]

    @property
    def appended(self) -> tuple[ReviewAnswer, ...]:
        """The answers that do not stand in a chapter of their own theme."""
        return tuple(answer for answer in self.answers if answer.theme_key not in APART)

    @property
    def elsewhere(self) -> str:
        """Where the questions stand whose numbers are missing between the appended answers; "" where none is."""
        places = [(title, [answer.number for answer in self.answers if answer.theme_key == theme]) for theme, title in APART.items()]
        places.append((_("Not yet answered"), [question.number for question in self.unanswered]))
        told = [f"{', '.join(map(str, numbers))} ({chapter})" for chapter, numbers in places if numbers]
        return gettext("Elsewhere in this review: %(places)s.") % {"places": "; ".join(told)} if told else ""
