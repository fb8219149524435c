"""What a project page offers to do next: what colleagues ask of its reader, then, up to three lines in all, what the map offers."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journey.dates import day_words, due_words, instant_words
from journey.following import last_decided
from journey.overview import Overview

if TYPE_CHECKING:
    from journey.asked import Asked
    from journey.models import Project
    from journey.rhythm import Due

MOST = 3
MOST_ASKED = 6


@dataclass(frozen=True, slots=True)
class Line:
    words: str
    href: str
    note: str = ""


def whats_next(project: "Project", facts: Overview, asked: "Asked | None" = None, due: "Due | None" = None) -> list[Line]:
    """First what is asked of whoever reads the page, the most pressing first; a review that is due; then what the map offers."""
    lines = asked.lines[:MOST_ASKED] if asked else []
    if due and due.is_near and project.may("prepare") and not facts.rests:
        lines.append(Line(_("A review is %(due)s") % {"due": due_words(due.day, due.today)}, project.address("reviews"), day_words(due.day)))
    return (lines + offered(project, facts))[: max(MOST, len(lines))]


def offered(project: "Project", facts: Overview) -> list[Line]:
    """First what was decided and is to be carried out, then the main stage's questions to start with that are open, then what changed last.

    A project that rests asks for nothing.
    """
    if facts.standing and facts.standing.is_parting:
        return [Line(facts.standing_words, project.address("standing"), _("What was learned, what was promised, and what would restart it."))]
    if facts.main is None:
        start = project.map.stages[0]
        asked = [Line(_("Say where you are on the map"), project.address("move"))] if project.may("move") else []
        return [*asked, Line(_("Read what to expect in %(stage)s") % {"stage": start.name}, project.address("stage", start.key))]
    stage = facts.main.stage
    lines = decided(project, facts) + come_backs(project, facts)[:1]
    lines += [
        Line(question.text, project.address("stage", stage.key) + f"#{question.key}", _("Not answered yet. A good one to start with."))
        for question in facts.unanswered_starters
    ]
    written = sorted((answer.changed_at, answer.key) for answer in facts.answers.values() if answer.changed_at)
    for at, key in written[-1:]:
        answer = facts.answers[key]
        asked_in = project.map.stage_of(answer.key)
        lines.append(
            Line(
                project.map.question(answer.key).text,
                project.address("stage", asked_in.key) + f"#{answer.key}",
                _("Changed last: %(who)s, %(when)s.") % {"who": answer.changed_by, "when": instant_words(at)},
            )
        )
    return lines[:MOST]


def decided(project: "Project", facts: Overview) -> list[Line]:
    """The move, the pause or the ending that the last decision leads to."""
    found = last_decided(project, facts)
    return [Line(_("%(step)s, as you decided") % {"step": found[0].words}, found[0].href, found[1])] if found else []


def come_backs(project: "Project", facts: Overview) -> list[Line]:
    """The question that was marked first to come back to, and how many others there are."""
    marked = sorted((answer.come_back_at, answer.key) for answer in facts.answers.values() if answer.come_back_at)
    if not marked:
        return []
    _at, key = marked[0]
    question, note = project.map.question(key), facts.answers[key].come_back_note
    words = _("Come back to: %(question)s") % {"question": question.text}
    others = ngettext("and %(count)s more", "and %(count)s more", len(marked) - 1) % {"count": len(marked) - 1} if len(marked) > 1 else ""
    return [Line(words, project.address("come-back"), "; ".join(part for part in (note, others) if part))]
