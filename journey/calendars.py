"""What is due in a project, as a calendar that other programs read. Every entry is a whole day, so no clock change moves it."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from journey.loose_ends import open_conditions
from journey.options import say
from journey.rhythm import begins_of, due

if TYPE_CHECKING:
    from journey.models import Project


def calendar_of(project: "Project") -> bytes:
    """What is due: open actions and conditions of decisions, milestones to reach, days to look again, the next review."""
    calendar = Calendar()
    calendar.add("prodid", "-//Innovation Journey Planner//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", project.name)
    for event in events(project):
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def events(project: "Project") -> Iterator[Event]:
    for action in project.actions.open().exclude(due=None):
        words = _("Action: %(text)s") % {"text": action.text}
        yield all_day(project, f"action-{action.pk}", action.due, words, project.address("action", action.pk))
    for condition in open_conditions(project):
        condition.decision.project = project
        if condition.due:
            words = _("Condition of decision %(number)s: %(text)s") % {"number": condition.decision.number, "text": condition.text}
            href = condition.decision.get_absolute_url() + "#conditions"
            yield all_day(project, f"condition-{condition.pk}", condition.due, words, href)
    for milestone in project.milestones.open().order_by("due", "pk"):
        words = _("Milestone: %(text)s") % {"text": milestone.text}
        yield all_day(project, f"milestone-{milestone.pk}", milestone.due, words, project.address("milestone", milestone.pk))
    for decision in project.decisions.standing().exclude(look_again=None):
        words = _("Look again: %(decision)s") % {"decision": say(project.map, decision)}
        yield all_day(project, f"look-again-{decision.pk}", decision.look_again, words, project.address("decision", decision.pk))
    yield from reviews(project)


def reviews(project: "Project") -> Iterator[Event]:
    """The day on which the next review is due; none while the project rests."""
    standing = project.standings.last()
    if standing and standing.is_parting:
        return
    if now := due(project, begins_of(project)):
        yield all_day(project, f"review-{project.pk}", now.day, _("Next review"), project.address("reviews"))


def all_day(project: "Project", name: str, day: date | None, words: str, href: str) -> Event:
    """One entry. Its UID is the same each time, so a calendar moves it and shows it once; its stamp tells that the project changed."""
    url = urljoin(settings.SITE_URL, href)
    event = Event()
    event.add("uid", f"{name}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", project.changed_at)
    event.add("dtstart", day)
    event.add("summary", f"{words} ({project.name})")
    event.add("url", url)
    event.add("description", url)
    event.add("transp", "TRANSPARENT")
    return event
