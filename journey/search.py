"""Search: what people wrote in some projects, by its words."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journey.dates import day_words, instant_words
from journey.models import Action, Answer, Decision, Evidence, Involvement, Measure, Milestone, Move, PlanLine, Resource, Risk, SearchEntry, Thread
from journey.options import say
from journey.talk import about
from journey.terms import Part, Term, excerpt, places, read

if TYPE_CHECKING:
    from django.db import models

    from journey.models import Project
    from journey.models.planned import Planned


class Place(NamedTuple):
    """What something found is called, where it stands, and who said it when."""

    title: str
    stage: str
    href: str
    who: str
    when: str


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found. `parts` is a stretch of its text, in which what was looked for is marked."""

    project: "Project"
    kind: str
    place: Place
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """Something that can be found. Its model has `search_text` and `search_date`."""

    words: Promise
    rows: "models.QuerySet[Any]"
    place: "Callable[[Project, Any], Place]"


def search(projects: "Sequence[Project]", asked: str, *, at_most: int) -> list[Hit]:
    """What holds every word, newest first: one query, and one to three for each kind found. `projects` have come through the door."""
    terms = read(asked)
    entries = list(SearchEntry.objects.holding(projects, terms).defer("words")[:at_most])
    rows = read_rows(entries)
    by_id = {project.pk: project for project in projects}
    found = ((by_id[entry.project_id], entry.kind, rows.get((entry.kind, entry.object_id))) for entry in entries)
    return [hit for project, kind, row in found if row is not None and (hit := told(project, kind, row, terms))]


def read_rows(entries: Sequence[SearchEntry]) -> dict[tuple[str, str], Any]:
    """The rows that entries stand for, by kind and id."""
    wanted = defaultdict(list)
    for entry in entries:
        wanted[entry.kind].append(entry.object_id)
    return {(kind, str(row.pk)): row for kind, ids in wanted.items() for row in KINDS[kind].rows.filter(pk__in=ids)}


def told(project: "Project", kind: str, row: Any, terms: Sequence[Term]) -> Hit | None:
    """A row as a hit; None if its text does not hold the terms, whatever its entry says."""
    text = row.search_text()
    spans = places(text, terms)
    if not spans:
        return None
    return Hit(project, str(KINDS[kind].words), KINDS[kind].place(project, row), excerpt(text, spans))


def of_answer(project: "Project", answer: Answer) -> Place:
    stage = project.map.stage_of(answer.key)
    href = f"{project.address('stage', stage.key)}#{answer.key}"
    when = instant_words(answer.changed_at) if answer.changed_at else ""
    return Place(project.map.question(answer.key).text, stage.name, href, str(answer.changed_by), when)


def of_move(project: "Project", move: Move) -> Place:
    stage = project.map.stage(str(move.to_stage or move.from_stage))
    title = {"opened": _("%(stage)s open beside the main stage"), "closed": _("%(stage)s closed")}.get(move.kind, _("Move to %(stage)s"))
    title %= {"stage": stage.name}
    return Place(title, stage.name, f"{project.address('journey')}#move-{move.number}", str(move.by), day_words(move.day))


def of_evidence(project: "Project", evidence: Evidence) -> Place:
    href = f"{project.address('evidence')}#{evidence.pk}"
    return Place(evidence.title, "", href, str(evidence.changed_by), instant_words(evidence.changed_at))


def of_decision(project: "Project", decision: Decision) -> Place:
    decision.project = project
    stage = project.map.stage(decision.stage)
    return Place(say(project.map, decision), stage.name, decision.get_absolute_url(), str(decision.by), day_words(decision.day))


def of_thread(project: "Project", thread: Thread) -> Place:
    stage = project.map.stage(thread.stage)
    return Place(about(thread), stage.name, thread.get_absolute_url(), str(thread.started_by), instant_words(thread.started_at))


def of_planned(project: "Project", item: "Planned") -> Place:
    item.project = project
    return Place(str(item), item.home.name if item.home else "", item.get_absolute_url(), str(item.changed_by), instant_words(item.changed_at))


def of_line(project: "Project", line: PlanLine) -> Place:
    """A line of the plan, which has a page of its own."""
    stage = project.map.stage(line.stage).name if line.stage else ""
    href = project.address(type(line).__name__.lower(), line.pk)
    return Place(str(line), stage, href, str(line.changed_by), instant_words(line.changed_at))


# Whatever else is to be found gets its line here, and its model `search_text` and `search_date`.
KINDS: dict[str, Kind] = {
    "answer": Kind(gettext_lazy("Answer"), Answer.objects.select_related("changed_by"), of_answer),
    "evidence": Kind(gettext_lazy("Evidence"), Evidence.objects.select_related("changed_by"), of_evidence),
    "thread": Kind(gettext_lazy("Comments, team only"), Thread.objects.with_comments(), of_thread),
    "decision": Kind(gettext_lazy("Decision"), Decision.objects.select_related("by").prefetch_related("details", "conditions"), of_decision),
    "action": Kind(gettext_lazy("Action"), Action.objects.told().with_origins(), of_planned),
    "milestone": Kind(gettext_lazy("Milestone"), Milestone.objects.told(), of_planned),
    "risk": Kind(gettext_lazy("Risk"), Risk.objects.told(), of_planned),
    "involvement": Kind(gettext_lazy("Who was involved"), Involvement.objects.select_related("changed_by"), of_line),
    "measure": Kind(gettext_lazy("Measure"), Measure.objects.select_related("changed_by").prefetch_related("readings"), of_line),
    "resource": Kind(gettext_lazy("People, money and time"), Resource.objects.select_related("changed_by"), of_line),
    "move": Kind(gettext_lazy("Move"), Move.objects.select_related("by"), of_move),
}
