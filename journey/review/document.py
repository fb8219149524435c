"""The review as a document that stands by itself: wording, names and dates are copied in, and nothing in it is looked up again.

Days are dates in UK time. Texts are as they were typed: plain text with small Markdown, newlines plain.
"""

from datetime import date, datetime
from typing import Literal

from django.utils.translation import gettext as _

from journey.review.conditions import ReviewConditionReading, named
from journey.review.decisions import ReviewDecision
from journey.review.evidence import ReviewEvidence
from journey.review.measures import ReviewInvolvement, ReviewMeasure, ReviewResource
from journey.review.part import Part
from journey.review.path import ReviewMove, ReviewSpan
from journey.review.plan import ReviewAction, ReviewMilestone, ReviewRisk
from journey.review.prepared import DEPTHS, Depth, ReviewMark, ReviewReader, ReviewRedaction
from journey.review.stages import ReviewAnswer, ReviewStage
from journey.review.standing import ReviewSign, ReviewStanding
from journey.review.summary import (
    MOST_OF_A_BRIEF_PAGE,
    MOST_OF_A_CORRECTION,
    MOST_OF_A_DECISION,
    MOST_OF_A_LINE,
    MOST_OF_A_REASON,
    MOST_OF_NAMES,
    MOST_OF_THE_CHANGES,
    Summary,
    shorten,
)
from journey.review_sections import off_words


class ReviewDocument(Part):
    """`since`, in any part of it, is how that part stands against the review before, in words: new or changed since, still true, not looked at; "" in
    a first review.

    `log_head` is the fingerprint that the project's log ended with, after `log_length` entries, when the review was made; "" without a log.

    What was prepared for a review is "", None or empty in a draft for which nothing was prepared yet.
    """

    schema_version: Literal[3] = 3
    status: Literal["draft", "frozen"]
    number: str = ""
    """1, or 1.1 for its first correction; "" in a draft."""
    edition: str = ""
    period_begins: date | None = None
    period_ends: date | None = None
    decision_wanted: str = ""
    decision_by: date | None = None
    status_words: str = ""
    status_reason: str = ""
    status_before: str = ""
    """The status that the review before gave, with its number and day."""
    three_achieved: tuple[str, ...] = ()
    three_learned: tuple[str, ...] = ()
    three_risks: tuple[str, ...] = ()
    families_line: str = ""
    spending_line: str = ""
    nothing_to_report: str = ""
    """Why there is nothing to report this time; "" in any other review."""
    marks: tuple[ReviewMark, ...] = ()
    """How the parts of page one that the team wrote stand against the review before."""
    last_number: str = ""
    last_frozen: date | None = None
    """Number and day of the review before."""
    changes: str = ""
    """How much differs from the review before, in one sentence, "" in a first review."""
    correction_because: str = ""
    """What was wrong in the review of the same number that this one corrects."""
    readers: tuple[ReviewReader, ...] = ()
    signed_off_by: str = ""
    signed_off_on: date | None = None
    frozen_at: datetime | None = None
    """In UTC."""
    frozen_by: str = ""
    redactions: tuple[ReviewRedaction, ...] = ()
    depth: Depth | Literal[""] = ""
    off: tuple[str, ...] = ()
    """In what one reader gets: how much of it, and the keys of the sections left out. The record itself is whole: "" and empty."""
    project: str
    outcome: str
    organisations: tuple[str, ...]
    leads: tuple[str, ...]
    commissioners: tuple[str, ...]
    made_up: bool
    begins: date
    as_of: date
    rhythm: str
    next_review: date | None
    where: str
    path: str
    standing: str = ""
    """How the project as a whole stands, in one sentence, "" where the work simply goes on."""
    standings: tuple[ReviewStanding, ...] = ()
    signs: tuple[ReviewSign, ...] = ()
    """Those of the main stage, in the map's order."""
    decisions: tuple[ReviewDecision, ...] = ()
    milestones: tuple[ReviewMilestone, ...] = ()
    actions: tuple[ReviewAction, ...] = ()
    risks: tuple[ReviewRisk, ...] = ()
    conditions: tuple[ReviewConditionReading, ...] = ()
    """What the team agrees of the conditions that help and hinder, in the map's order."""
    stages: tuple[ReviewStage, ...]
    moves: tuple[ReviewMove, ...]
    beside: tuple[ReviewSpan, ...]
    evidence: tuple[ReviewEvidence, ...]
    involvements: tuple[ReviewInvolvement, ...] = ()
    measures: tuple[ReviewMeasure, ...] = ()
    resources: tuple[ReviewResource, ...] = ()
    money_line: str = ""
    """All the money in one line, "" where there is none."""
    unanswered_starters: tuple[str, ...]
    log_length: int
    log_head: str
    map_title: str
    credit: str
    credit_doi: str

    @property
    def is_frozen(self) -> bool:
        return self.status == "frozen"

    @property
    def is_prepared(self) -> bool:
        """Whether anything was prepared for it, so that page one is a summary in the team's own words."""
        lines = (self.decision_wanted, self.status_words, self.families_line, self.spending_line, self.nothing_to_report)
        return any(lines) or bool(self.three_achieved or self.three_learned or self.three_risks)

    @property
    def since(self) -> dict[str, str]:
        """How each part of page one stands against the review before, by its key."""
        return {mark.key: mark.since for mark in self.marks}

    @property
    def summary(self) -> "Summary":
        return Summary.of(self)

    def themed(self, key: str) -> tuple[tuple[ReviewStage, ReviewAnswer], ...]:
        """The answers of one theme, each with its stage, in the map's order."""
        return tuple((stage, answer) for stage in self.stages for answer in stage.answers if answer.theme_key == key)

    @property
    def left_out(self) -> list[str]:
        """The names of the sections that this reader does not get."""
        return off_words(self.off)

    @property
    def copy_words(self) -> str:
        """Whose copy of the review this is, and how much of it: "for Priya Shah (one page, with parts left out)"; "" for the record itself."""
        if not self.depth:
            return ""
        much = _("%(depth)s, with parts left out") % {"depth": DEPTHS[self.depth]} if self.off else str(DEPTHS[self.depth])
        return _("for %(name)s (%(depth)s)") % {"name": self.readers[0].name, "depth": much} if self.readers else much

    @property
    def voice(self) -> tuple[tuple[ReviewStage, ReviewAnswer], ...]:
        return self.themed("voice")

    @property
    def ethics(self) -> tuple[tuple[ReviewStage, ReviewAnswer], ...]:
        return self.themed("ethics")

    @property
    def money_answers(self) -> tuple[tuple[ReviewStage, ReviewAnswer], ...]:
        return self.themed("resources")

    @property
    def covers_from(self) -> date:
        return self.period_begins or self.begins

    @property
    def covers_to(self) -> date:
        return self.period_ends or self.as_of

    @property
    def main(self) -> ReviewStage | None:
        return next((stage for stage in self.stages if stage.standing == "main"), None)

    @property
    def stage_names(self) -> tuple[str, ...]:
        return tuple(stage.name for stage in self.stages)

    @property
    def last_move(self) -> ReviewMove | None:
        """The last that made a stage the main one."""
        return self.steps[-1] if self.steps else None

    @property
    def steps(self) -> tuple[ReviewMove, ...]:
        return tuple(move for move in self.moves if move.is_step)

    @property
    def hindering(self) -> tuple[str, ...]:
        """What gets in the way most, by name: at most three, the strongest first."""
        return named(self.conditions, "strongly-impeding", "impeding")

    @property
    def helping(self) -> tuple[str, ...]:
        """What helps most, by name: at most three, the strongest first."""
        return named(self.conditions, "strongly-enabling", "enabling")

    @property
    def counts_words(self) -> str:
        """The counts of each stage that something is written in or that is open, in words. They are never added up."""
        told = [stage for stage in self.stages if stage.standing in ("main", "open") or stage.answers or stage.not_relevant]
        return "; ".join(f"{stage.name}: {stage.counts}" for stage in told)

    @property
    def last_reason(self) -> str:
        """The reason of the last move on one line, cut at a word so that page one stays one page. It stands in full on the path."""
        return shorten(self.last_move.reason, MOST_OF_A_REASON) if self.last_move else ""

    @property
    def organisations_words(self) -> str:
        return shorten("; ".join(self.organisations), MOST_OF_NAMES)

    @property
    def commissioners_words(self) -> str:
        return shorten("; ".join(self.commissioners), MOST_OF_NAMES)

    @property
    def short_changes(self) -> str:
        return shorten(self.changes, MOST_OF_THE_CHANGES)

    @property
    def answer_to(self) -> str:
        """Who waits for the reader's answer: the first innovation lead, by name."""
        return self.leads[0].partition(",")[0] if self.leads else ""

    # The same for the page one of a prepared review, which has more to hold.

    @property
    def short_outcome(self) -> str:
        """What was wrong in the review before takes its room from it."""
        return shorten(self.outcome, MOST_OF_A_DECISION - len(self.short_correction))

    @property
    def short_organisations(self) -> str:
        return shorten("; ".join(self.organisations), MOST_OF_A_LINE)

    @property
    def short_leads(self) -> str:
        return shorten("; ".join(self.leads), MOST_OF_A_LINE)

    @property
    def short_commissioners(self) -> str:
        return shorten("; ".join(self.commissioners), MOST_OF_A_LINE)

    @property
    def short_correction(self) -> str:
        return shorten(self.correction_because, MOST_OF_A_CORRECTION)

    @property
    def is_brief(self) -> bool:
        """Whether what was prepared leaves so much of page one free that it can be set larger. A name, which is large, counts three times."""
        named = (3 * self.project, self.short_outcome, self.short_organisations, self.short_leads, self.short_commissioners, self.short_correction)
        told = (self.where, self.standing, self.status_before, *self.since.values())
        return self.summary.length + sum(len(text) for text in (*named, *told)) <= MOST_OF_A_BRIEF_PAGE

    @property
    def answered_stages(self) -> tuple[ReviewStage, ...]:
        """The stages in which something is written outside the chapters of their own, the main stage first, then in the map's order."""
        told = [stage for stage in self.stages if stage.appended or stage.not_relevant]
        return tuple(sorted(told, key=lambda stage: (stage.standing != "main", stage.number)))

    @property
    def open_stages(self) -> tuple[ReviewStage, ...]:
        """The stages whose unanswered questions a reader would ask about: the main one, those visited, and those with an answer."""
        return tuple(stage for stage in self.stages if stage.unanswered and (stage.standing != "untouched" or stage.answers or stage.not_relevant))
