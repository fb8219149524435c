"""The path as a dated list: a line for each placing, move, opening and closing, with what was put right later."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from journey.dates import day_words, length_words, visit_words
from journey.models import Evidence, Move
from journey.models.move import places
from journey.visits import Entry, Span, Stay
from stages.schema import Edition, Stage


@dataclass(frozen=True, slots=True)
class CorrectionFacts:
    """That something on the path was recorded by mistake: when that was said, by whom and why, and what stands instead, "" for nothing."""

    move: Move
    instead: str

    @property
    def words(self) -> str:
        """Corrected on 3 March 2026 by Tom Reid, because:"""
        told = {"day": day_words(timezone.localdate(self.move.recorded_at)), "who": self.move.by}
        return (_("Corrected on %(day)s by %(who)s, because:") if self.instead else _("Set aside on %(day)s by %(who)s, because:")) % told


@dataclass(frozen=True, slots=True)
class MoveFacts:
    """One line of the path: a placing, a move, an opening or a closing.

    `left` is the main stage before it. Where it does not stand, because it was recorded by mistake, `corrections` say so, and there is no stay and
    no span. `number` is the row by which it may be corrected, 0 where something stands in its place; `place` is the same for all that was said there.
    """

    move: Move
    place: int
    stage: Stage
    left: Stage | None
    stay: Stay | None
    span: Span | None
    today: date
    corrections: tuple[CorrectionFacts, ...]
    number: int
    evidence: tuple[Evidence, ...] = ()
    """What the move cites, where the page reads that: see journey.evidence.with_evidence."""

    @property
    def stands(self) -> bool:
        return not self.corrections

    @property
    def kind(self) -> str:
        return self.move.kind

    @property
    def is_step(self) -> bool:
        """Whether it made a stage the main one."""
        return self.kind in ("placed", "moved")

    @property
    def back(self) -> bool:
        return self.kind == "moved" and self.left is not None and self.left.number > self.stage.number

    @property
    def latest(self) -> bool:
        return self.stay is not None and self.stay.end is None

    @property
    def title(self) -> str:
        """On to Designing; Back to Designing; On to Developing again; We began in Mobilising; Mobilising opened beside Designing."""
        name = {"stage": self.stage.name, "main": self.left.name if self.left else _("the main stage")}
        if self.kind == "opened":
            return _("%(stage)s open beside %(main)s") % name
        if self.kind == "closed":
            return _("%(stage)s closed") % name
        if self.left is None:
            return _("We began in %(stage)s") % name
        if self.back:
            return _("Back to %(stage)s") % name
        return (_("On to %(stage)s again") if self.stay and self.stay.number > 1 else _("On to %(stage)s")) % name

    @property
    def length(self) -> str:
        """7 months here, second visit; 7 months so far; 3 months open beside the main stage; "" where it does not stand."""
        if self.span:
            told = length_words(self.span.start, self.span.end or self.today)
            if self.kind == "closed":
                return _("It was open for %(length)s") % {"length": told}
            return capfirst(_("%(length)s open") % {"length": told}) if self.span.end else _("Open for %(length)s so far") % {"length": told}
        if not self.stay:
            return ""
        told = length_words(self.stay.start, self.stay.end or self.today)
        words = _("%(length)s so far") % {"length": told} if self.latest else _("%(length)s here") % {"length": told}
        return capfirst(f"{words}, {visit_words(self.stay.number)}" if self.stay.number > 1 else words)

    @property
    def because(self) -> str:
        """The kind of reason in words, "" where none was given."""
        return str(self.move.get_because_display()) if self.move.because else ""


def log_lines(moves: Sequence[Move], entries: Sequence[Entry], edition: Edition, today: date) -> tuple[MoveFacts, ...]:
    """The path as a list, in its own order: in each place what was recorded first, then what was put in its stead. Setting aside is told with
    what was set aside."""
    standing = {entry.number: entry for entry in entries}
    firsts = places(moves)
    chains: dict[int, list[Move]] = defaultdict(list)
    for move in moves:
        chains[firsts[move.number]].append(move)
    lines: list[MoveFacts] = []
    for chain in chains.values():
        later: list[MoveFacts] = []
        corrections: tuple[CorrectionFacts, ...] = ()
        for move in reversed(chain):  # from the last word backwards, so that each line knows what came after it
            if move.kind == Move.Kind.UNDONE:
                corrections = (CorrectionFacts(move, ""), *corrections)
                continue
            entry = standing.get(move.number)
            left = edition.stages[entry.left - 1] if entry and entry.left else edition.stage(move.from_stage) if move.from_stage else None
            line = MoveFacts(
                move=move,
                place=chain[0].number,
                stage=edition.stage(str(move.stage)),
                left=left,
                stay=entry.stay if entry else None,
                span=entry.span if entry else None,
                today=today,
                corrections=corrections,
                number=0 if later else chain[-1].number,
            )
            later.append(line)
            corrections = (CorrectionFacts(move, line.title),)
        lines += later[::-1]
    return tuple(lines)
