"""What a project says of itself: the facts that its page, wheel, path and review all draw from, so that they cannot disagree."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journey.dates import day_words, length_words, month_words, times_words, visit_words
from journey.models import Answer, Evidence, Move, Project
from journey.models import Standing as ProjectStanding
from journey.visits import Span, Stay, Step, pauses, stays
from stages.schema import Edition, Question, Stage

Standing = Literal["main", "visited", "untouched"]


@dataclass(frozen=True, slots=True)
class StageFacts:
    """One stage of one project."""

    stage: Stage
    standing: Standing
    stays: tuple[Stay, ...]
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
        if self.standing == "visited":
            return (answered, _("visited %(times)s") % {"times": times_words(len(self.stays))}) if len(self.stays) > 1 else (answered,)
        return (_("not started"), answered) if self.touched else (_("not started"),)

    @property
    def words(self) -> str:
        """What the list of stages says after "Main stage."."""
        if self.standing == "untouched":
            return _("Not started. %(counts)s.") % {"counts": self.counts} if self.touched else _("Not started.")
        last = self.stays[-1]
        if self.standing == "main":
            since = {"nth": visit_words(last.number).capitalize(), "day": day_words(last.start)}
            return f"{self.counts}. " + _("%(nth)s, since %(day)s.") % since
        if len(self.stays) == 1:
            start, end = month_words(last.start), month_words(last.end or last.start)
            when = _("Visited once, %(start)s to %(end)s.") if start != end else _("Visited once, in %(start)s.")
            return f"{self.counts}. " + when % {"start": start, "end": end}
        told = {"times": times_words(len(self.stays)), "end": month_words(last.end or last.start)}
        return f"{self.counts}. " + _("Visited %(times)s, last until %(end)s.") % told


@dataclass(frozen=True, slots=True)
class MoveFacts:
    """One move, as the path tells it."""

    move: Move
    stage: Stage
    left: Stage | None
    stay: Stay
    back: bool
    latest: bool
    today: date
    evidence: tuple[Evidence, ...] = ()
    """What the move cites, where the page reads that: see journey.evidence.with_evidence."""

    @property
    def title(self) -> str:
        """On to Designing; Back to Designing; On to Developing again; We began in Mobilising."""
        name = {"stage": self.stage.name}
        if self.left is None:
            return _("We began in %(stage)s") % name
        if self.back:
            return _("Back to %(stage)s") % name
        return (_("On to %(stage)s again") if self.stay.number > 1 else _("On to %(stage)s")) % name

    @property
    def length(self) -> str:
        """7 months here, second visit; 7 months so far."""
        told = length_words(self.stay.start, self.stay.end or self.today)
        words = _("%(length)s so far") % {"length": told} if self.latest else _("%(length)s here") % {"length": told}
        return f"{words}, {visit_words(self.stay.number)}" if self.stay.number > 1 else words

    @property
    def because(self) -> str:
        """The kind of reason in words, "" where none was given."""
        return str(self.move.get_because_display()) if self.move.because else ""


@dataclass(frozen=True, slots=True)
class Overview:
    edition: Edition
    stages: tuple[StageFacts, ...]
    moves: tuple[MoveFacts, ...]
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
    def main(self) -> StageFacts | None:
        return next((facts for facts in self.stages if facts.standing == "main"), None)

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(Step(told.move.day, told.stage.number) for told in self.moves)

    @property
    def last_move(self) -> MoveFacts | None:
        return self.moves[-1] if self.moves else None

    def moves_of(self, stage: Stage | None) -> tuple[MoveFacts, ...]:
        """The moves into and out of a stage; all of them without one."""
        return tuple(told for told in self.moves if stage is None or stage in (told.stage, told.left))

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
        if stay.number > 1:
            return _("Main stage: %(stage)s, since %(day)s (%(nth)s).") % told
        return _("Main stage: %(stage)s, since %(day)s.") % told

    @property
    def lengths(self) -> list[str]:
        """How long in each stage in all, and in how many visits: "Designing: 10 months, 2 visits"."""
        told = []
        for facts in self.stages:
            if not facts.stays:
                continue
            days = sum(((stay.end or self.today) - stay.start).days for stay in facts.stays)
            length = length_words(self.today - timedelta(days=days), self.today)
            if facts.standing == "main":
                length = _("%(length)s so far") % {"length": length}
            visits = ngettext("%(count)s visit", "%(count)s visits", len(facts.stays)) % {"count": len(facts.stays)}
            told.append(_("%(stage)s: %(length)s, %(visits)s") % {"stage": facts.stage.name, "length": length, "visits": visits})
        return told

    @property
    def arrival_words(self) -> str:
        """What is said after a move: "You are in Designing again (second visit)."."""
        if self.main is None:
            return ""
        stay = self.main.stays[-1]
        told = {"stage": self.main.stage.name, "nth": visit_words(stay.number)}
        return (_("You are in %(stage)s again (%(nth)s).") if stay.number > 1 else _("You are in %(stage)s.")) % told

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
    moves, answers = list(project.moves.path().select_related("by")), list(project.answers.select_related("changed_by"))
    return told_by(project, moves, answers, list(project.standings.select_related("by")))


def summaries(projects: Sequence[Project]) -> list[tuple[Project, Overview]]:
    """The facts of several projects by three queries more. For lists: they hold the moves, and of the answers only their states."""
    moves, answers, standings = defaultdict(list), defaultdict(list), defaultdict(list)
    ids = [project.pk for project in projects]
    for move in Move.objects.path().filter(project__in=ids).select_related("by"):
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
    steps = [Step(move.day, edition.stage(str(move.to_stage)).number) for move in moves]
    visited = stays(steps)

    facts = []
    for stage in edition.stages:
        mine = tuple(stay for stay in visited if stay.stage == stage.number)
        states = [by_key[question.key].state for question in stage.questions if question.key in by_key]
        standing: Standing = "main" if steps and steps[-1].to == stage.number else "visited" if mine else "untouched"
        facts.append(StageFacts(stage, standing, mine, states.count("written"), states.count("not-relevant")))

    told = tuple(
        MoveFacts(
            move=move,
            stage=edition.stage(str(move.to_stage)),
            left=edition.stage(move.from_stage) if move.from_stage else None,
            stay=stay,
            back=bool(move.from_stage) and edition.stage(str(move.from_stage)).number > stay.stage,
            latest=move is moves[-1],
            today=project.today,
        )
        for move, stay in zip(moves, visited, strict=True)
    )
    return Overview(edition, tuple(facts), told, by_key, project.today, tuple(standings))
