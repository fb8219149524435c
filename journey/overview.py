"""What a project says of itself: the facts that its page, wheel, path and review all draw from, so that they cannot disagree."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journey.dates import day_words, length_words, month_words, times_words, visit_words
from journey.models import Answer, Evidence, Move, Project
from journey.models import Standing as ProjectStanding
from journey.models.move import journey_of, places
from journey.visits import Entry, Journey, Span, Stay, Step, pauses
from stages.schema import Edition, Question, Stage

Standing = Literal["main", "open", "visited", "untouched"]


@dataclass(frozen=True, slots=True)
class StageFacts:
    """One stage of one project: its visits, and when it was open beside the main stage."""

    stage: Stage
    standing: Standing
    stays: tuple[Stay, ...]
    spans: tuple[Span, ...]
    answered: int
    not_relevant: int

    @property
    def asked(self) -> int:
        return len(self.stage.questions)

    @property
    def unanswered(self) -> int:
        return self.asked - self.answered - self.not_relevant

    @property
    def touched(self) -> bool:
        return self.standing != "untouched" or self.answered + self.not_relevant > 0

    @property
    def counts(self) -> str:
        """8 of 10 answered, 1 not relevant."""
        return count_words(self.answered, self.asked, self.not_relevant)

    @property
    def short_words(self) -> tuple[str, ...]:
        """At most two lines for a segment of the wheel, of about 17 characters."""
        answered = _("%(answered)s of %(asked)s answered") % {"answered": self.answered, "asked": self.asked}
        if self.standing == "main":
            return (_("main stage"), answered)
        if self.standing == "open":
            return (_("also open"), answered)
        if self.standing == "visited":
            return (answered, _("visited %(times)s") % {"times": times_words(len(self.stays))}) if len(self.stays) > 1 else (answered,)
        return (_("not started"), answered) if self.touched else (_("not started"),)

    @property
    def words(self) -> str:
        """What the list of stages says after "Main stage." or "Also open."."""
        if self.standing == "untouched":
            return f"{self.when_words} {self.counts}." if self.touched else self.when_words
        return f"{self.counts}. {self.when_words}"

    @property
    def when_words(self) -> str:
        """Since when the stage is the main one or open beside it, and when it was visited."""
        if self.standing == "untouched":
            return _("Not started.")
        told: list[str] = []
        if self.standing == "main":
            last = self.stays[-1]
            return _("%(nth)s, since %(day)s.") % {"nth": visit_words(last.number).capitalize(), "day": day_words(last.start)}
        if self.standing == "open":
            told.append(_("Open beside the main stage since %(day)s.") % {"day": day_words(self.spans[-1].start)})
        if self.stays:
            told.append(self.visited_words)
        if self.standing == "visited" and self.spans:
            told.append(_("Open beside the main stage until %(month)s.") % {"month": month_words(self.spans[-1].end or self.spans[-1].start)})
        return " ".join(told)

    @property
    def visited_words(self) -> str:
        """Visited once, May to July 2025; Visited twice, last until July 2025."""
        last = self.stays[-1]
        start, end = month_words(last.start), month_words(last.end or last.start)
        if len(self.stays) > 1:
            return _("Visited %(times)s, last until %(end)s.") % {"times": times_words(len(self.stays)), "end": end}
        return (_("Visited once, %(start)s to %(end)s.") if start != end else _("Visited once, in %(start)s.")) % {"start": start, "end": end}

    @property
    def visit_before(self) -> Stay | None:
        """On coming back to a stage, as the main one or beside it: the visit before. None where there was none, or the stage is not open now."""
        if self.standing == "main":
            return self.stays[-2] if len(self.stays) > 1 else None
        if self.standing == "open" and self.stays:
            last = self.stays[-1]
            return last if self.spans[-1].start > (last.end or last.start) else None
        return None


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
            return _("%(length)s open") % {"length": told} if self.span.end else _("Open for %(length)s so far") % {"length": told}
        if not self.stay:
            return ""
        told = length_words(self.stay.start, self.stay.end or self.today)
        words = _("%(length)s so far") % {"length": told} if self.latest else _("%(length)s here") % {"length": told}
        return f"{words}, {visit_words(self.stay.number)}" if self.stay.number > 1 else words

    @property
    def because(self) -> str:
        """The kind of reason in words, "" where none was given."""
        return str(self.move.get_because_display()) if self.move.because else ""


@dataclass(frozen=True, slots=True)
class Overview:
    """`moves` are those that made a stage the main one and stand; `log` is all that was ever recorded of the path, in the order of the path.

    `last_number` is that of the newest row, 0 before the first: what a form says it has seen.
    """

    edition: Edition
    stages: tuple[StageFacts, ...]
    journey: Journey
    log: tuple[MoveFacts, ...]
    last_number: int
    answers: dict[str, Answer]
    today: date
    standings: tuple[ProjectStanding, ...] = ()
    """How the project as a whole stood, oldest first. Where nothing was ever said, the work goes on."""

    @property
    def standing(self) -> ProjectStanding | None:
        """How it stands now, if anything was ever said."""
        return self.standings[-1] if self.standings else None

    @property
    def is_working(self) -> bool:
        """Whether the work goes on: neither momentum lost, nor paused, nor stopped."""
        return self.standing is None or self.standing.is_working

    @property
    def standing_words(self) -> str:
        """Paused since 3 May 2024. Nothing where the work simply goes on."""
        now = self.standing
        return _("%(standing)s since %(day)s.") % {"standing": now.get_kind_display(), "day": day_words(now.day)} if now else ""

    @property
    def pauses(self) -> list[Span]:
        """The days between which the project was paused."""
        return pauses([(standing.day, standing.kind == ProjectStanding.Kind.PAUSED) for standing in self.standings])

    @property
    def moves(self) -> tuple[MoveFacts, ...]:
        return tuple(told for told in self.log if told.stands and told.is_step)

    @property
    def main(self) -> StageFacts | None:
        return next((facts for facts in self.stages if facts.standing == "main"), None)

    @property
    def steps(self) -> tuple[Step, ...]:
        return self.journey.steps

    @property
    def beside(self) -> tuple[Span, ...]:
        """When stages were open beside the main one."""
        return self.journey.beside

    @property
    def also_open(self) -> list[StageFacts]:
        """The stages open beside the main one, in the map's order."""
        return [facts for facts in self.stages if facts.standing == "open"]

    @property
    def may_open(self) -> list[Stage]:
        """The stages that can be opened beside the main one."""
        return [facts.stage for facts in self.stages if self.main and facts.standing in ("visited", "untouched")]

    @property
    def last_day(self) -> date | None:
        """The day of the last thing on the path; what comes next is not before it."""
        return self.journey.entries[-1].day if self.journey.entries else None

    @property
    def last_move(self) -> MoveFacts | None:
        return self.moves[-1] if self.moves else None

    def log_of(self, stage: Stage | None) -> tuple[MoveFacts, ...]:
        """What the path says of a stage: moves into and out of it, and when it was open beside the main one. Everything without a stage."""
        return tuple(told for told in self.log if stage is None or stage == told.stage or (told.is_step and stage == told.left))

    @property
    def unanswered_starters(self) -> list[Question]:
        """Those of the main stage's three questions to start with that have no answer yet."""
        if self.main is None:
            return []
        return [question for question in self.main.stage.starters if not self.is_settled(question.key)]

    def is_settled(self, key: str) -> bool:
        """Answered, or said not to be relevant."""
        return key in self.answers and self.answers[key].state != "empty"

    def facts(self, stage_key: str) -> StageFacts:
        return next(facts for facts in self.stages if facts.stage.key == stage_key)

    @property
    def main_words(self) -> str:
        """Where the project is, in one sentence."""
        if self.main is None:
            return _("No main stage yet.")
        stay = self.main.stays[-1]
        told = {"stage": self.main.stage.name, "day": day_words(stay.start), "nth": visit_words(stay.number)}
        words = _("Main stage: %(stage)s, since %(day)s (%(nth)s).") if stay.number > 1 else _("Main stage: %(stage)s, since %(day)s.")
        return " ".join(part for part in (words % told, self.open_words) if part)

    @property
    def open_words(self) -> str:
        """Also open: Mobilising, Growing. "" where nothing is open beside the main stage."""
        names = ", ".join(facts.stage.name for facts in self.also_open)
        return _("Also open: %(stages)s.") % {"stages": names} if names else ""

    @property
    def visits_words(self) -> str:
        """The visits in their order, by name: what the line on the wheel says."""
        return "; ".join(told.title for told in self.moves) + "." if self.moves else ""

    @property
    def lengths(self) -> list[str]:
        """How long in each stage in all, and in how many visits: "Designing: 10 months, 2 visits; 3 months open beside the main stage"."""
        told = []
        for facts in self.stages:
            words = []
            if facts.stays:
                length = self.total_words(facts.stays)
                if facts.standing == "main":
                    length = _("%(length)s so far") % {"length": length}
                visits = ngettext("%(count)s visit", "%(count)s visits", len(facts.stays)) % {"count": len(facts.stays)}
                words.append(_("%(length)s, %(visits)s") % {"length": length, "visits": visits})
            if facts.spans:
                words.append(_("%(length)s open beside the main stage") % {"length": self.total_words(facts.spans)})
            if words:
                told.append(_("%(stage)s: %(lengths)s") % {"stage": facts.stage.name, "lengths": "; ".join(words)})
        return told

    def total_words(self, times: Sequence[Stay | Span]) -> str:
        """How long some stays or spans are together."""
        days = sum(((time.end or self.today) - time.start).days for time in times)
        return length_words(self.today - timedelta(days=days), self.today)

    @property
    def arrival_words(self) -> str:
        """What is said after a move: "You are in Designing again (second visit)."."""
        if self.main is None:
            return ""
        stay = self.main.stays[-1]
        told = {"stage": self.main.stage.name, "nth": visit_words(stay.number)}
        words = (_("You are in %(stage)s again (%(nth)s).") if stay.number > 1 else _("You are in %(stage)s.")) % told
        return " ".join(part for part in (words, self.open_words) if part)

    @property
    def path_words(self) -> str:
        """How long, how many visits, how many of the moves went back, and when it was paused."""
        if not self.moves:
            return _("No moves yet.")
        moved = len(self.moves) - 1
        told = [
            length_words(self.moves[0].move.day, self.today),
            ngettext("%(count)s visit", "%(count)s visits", len(self.moves)) % {"count": len(self.moves)},
            ngettext("%(count)s move", "%(count)s moves", moved) % {"count": moved},
        ]
        back = sum(told.back for told in self.moves)
        words = ", ".join(told) + "."
        if back:
            words += " " + ngettext("%(count)s was a move back.", "%(count)s were moves back.", back) % {"count": back}
        for pause in self.pauses:
            told_of = {"start": day_words(pause.start), "end": day_words(pause.end or self.today)}
            words += " " + (_("Paused from %(start)s to %(end)s.") if pause.end else _("Paused since %(start)s.")) % told_of
        return words


def count_words(answered: int, asked: int, not_relevant: int) -> str:
    """8 of 10 answered, 1 not relevant."""
    told = _("%(answered)s of %(asked)s answered") % {"answered": answered, "asked": asked}
    if not_relevant:
        told += ", " + ngettext("%(count)s not relevant", "%(count)s not relevant", not_relevant) % {"count": not_relevant}
    return told


def overview(project: Project) -> Overview:
    """Read a project's facts: three queries, however long the journey and however many the answers."""
    moves, answers = list(project.moves.told()), list(project.answers.select_related("changed_by"))
    return told_by(project, moves, answers, list(project.standings.select_related("by")))


def summaries(projects: Sequence[Project]) -> list[tuple[Project, Overview]]:
    """The facts of several projects by three queries more. For lists: they hold the moves, and of the answers only their states."""
    moves, answers, standings = defaultdict(list), defaultdict(list), defaultdict(list)
    ids = [project.pk for project in projects]
    for move in Move.objects.filter(project__in=ids).told():
        moves[move.project_id].append(move)
    for answer in Answer.objects.filter(project__in=ids).only("project_id", "key", "state"):
        answers[answer.project_id].append(answer)
    for standing in ProjectStanding.objects.filter(project__in=ids):
        standings[standing.project_id].append(standing)
    return [(project, told_by(project, moves[project.pk], answers[project.pk], standings[project.pk])) for project in projects]


def told_by(project: Project, moves: list[Move], answers: list[Answer], standings: list[ProjectStanding]) -> Overview:
    """The facts that follow from these moves and standings, each in order, and these answers."""
    edition = project.map
    by_key = {answer.key: answer for answer in answers}
    path = journey_of(moves, edition)
    facts = []
    for stage in edition.stages:
        mine = tuple(stay for stay in path.stays if stay.stage == stage.number)
        spans = tuple(span for span in path.beside if span.stage == stage.number)
        states = [by_key[question.key].state for question in stage.questions if question.key in by_key]
        standing: Standing = "untouched" if not mine and not spans else "visited"
        if path.main == stage.number:
            standing = "main"
        elif stage.number in path.open:
            standing = "open"
        facts.append(StageFacts(stage, standing, mine, spans, states.count("written"), states.count("not-relevant")))
    return Overview(
        edition=edition,
        stages=tuple(facts),
        journey=path,
        log=log_lines(moves, path.entries, edition, project.today),
        last_number=moves[-1].number if moves else 0,
        answers=by_key,
        today=project.today,
        standings=tuple(standings),
    )


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
