"""What a project says of itself: the facts that its page, wheel, path and review all draw from, so that they cannot disagree."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journey.dates import day_words, length_words, visit_words
from journey.models import Answer, Move, Project
from journey.models import Standing as ProjectStanding
from journey.models.move import journey_of
from journey.path_lines import MoveFacts, log_lines
from journey.stage_facts import StageFacts, Standing
from journey.visits import Journey, Span, Stay, Step, pauses
from stages.schema import Edition, Question, Stage


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
    def rests(self) -> bool:
        """Whether it is paused or has ended."""
        return self.standing is not None and self.standing.is_parting

    def begins(self, project: Project) -> date:
        """The day on which the path began; before there is one, the day on which the project was started."""
        return self.moves[0].move.day if self.moves else timezone.localdate(project.created_at)

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

    @property
    def first_question(self) -> Question | None:
        """Where to begin while nothing in the main stage is answered. A project that rests asks for nothing."""
        begun = self.main is None or self.main.answered or self.main.not_relevant
        return None if begun or self.rests else next(iter(self.unanswered_starters), None)

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
        ]
        if moved:
            told.append(ngettext("%(count)s move", "%(count)s moves", moved) % {"count": moved})
        back = sum(told.back for told in self.moves)
        words = capfirst(", ".join(told)) + "."
        if back:
            words += " " + ngettext("%(count)s was a move back.", "%(count)s were moves back.", back) % {"count": back}
        for pause in self.pauses:
            told_of = {"start": day_words(pause.start), "end": day_words(pause.end or self.today)}
            words += " " + (_("Paused from %(start)s to %(end)s.") if pause.end else _("Paused since %(start)s.")) % told_of
        return words


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
