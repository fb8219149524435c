"""The calendar that a member's own program reads: what is in it, and who gets it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from journey.models import CalendarFeed, Line, Project, Task, User
from journey.models.decision import Deliberation, Terms

type ClientOf = Callable[[User], Client]
MARCH = date(2027, 3, 28)
"""The day on which clocks go forward."""


@pytest.fixture
def feed(project: Project, tom: User) -> CalendarFeed:
    return CalendarFeed.objects.renew(project.memberships.get(user=tom), by=tom)


def events_in(file: bytes) -> list[Any]:
    calendar: Any = Calendar.from_ical(file)
    return list(calendar.walk("VEVENT"))


def fill(project: Project, amina: User) -> None:
    project.actions.make(project, Task(text="Ring housing.", due=MARCH), by=amina)
    project.actions.make(project, Task(text="Without a day."), by=amina)
    project.actions.make(project, Task(text="Done.", due=MARCH), by=amina).settle("done", by=amina)
    project.milestones.make(project, Line(text="A first family."), by=amina, due=MARCH)
    terms = (Terms("Health says yes.", due=MARCH), Terms("No day."))
    project.decide("mobilising", Deliberation("stay", "Why.", look_again=MARCH, conditions=terms), by=amina)


def test_it_holds_what_is_due_as_whole_days(project: Project, amina: User, feed: CalendarFeed, client: Client) -> None:
    fill(project, amina)

    reply = client.get(feed.get_absolute_url())

    entries: dict[str, Any] = {str(event["summary"]): event["dtstart"] for event in events_in(reply.content)}
    review = entries.pop("Next review (Family Circle)")
    assert review.dt > timezone.localdate()
    assert {words.partition(":")[0]: start.dt for words, start in entries.items()} == {
        "Action": MARCH,
        "Milestone": MARCH,
        "Condition of decision 1": MARCH,
        "Look again": MARCH,
    }
    assert {start.params.get("VALUE") for start in entries.values()} == {"DATE"}
    assert (reply["Cache-Control"], reply["Content-Type"]) == ("private", "text/calendar; charset=utf-8")


def test_an_entry_keeps_its_name_when_its_day_or_words_change(project: Project, amina: User, feed: CalendarFeed, client: Client) -> None:
    action = project.actions.make(project, Task(text="Ring housing.", due=MARCH), by=amina)
    uids = []
    for number, due in enumerate((MARCH, MARCH + timedelta(days=7)), start=1):
        action.change(Task(text="Ring housing again.", due=due), by=amina, seen=number)
        uids.append(sorted(str(event["uid"]) for event in events_in(client.get(feed.get_absolute_url()).content)))

    assert uids[0] == uids[1]


def test_an_entry_whose_day_was_moved_is_stamped_later(project: Project, amina: User, feed: CalendarFeed, client: Client) -> None:
    milestone = project.milestones.make(project, Line(text="A first family."), by=amina, due=MARCH)

    def told() -> tuple[date, datetime]:
        event = next(one for one in events_in(client.get(feed.get_absolute_url()).content) if "Milestone" in one["summary"])
        return event["dtstart"].dt, event["dtstamp"].dt

    Project.objects.filter(pk=project.pk).update(changed_at=timezone.now() - timedelta(days=1))
    before = told()
    milestone.move(MARCH + timedelta(days=7), by=amina, reason="The school asked.")

    assert told()[0] == before[0] + timedelta(days=7)
    assert told()[1] > before[1]


def test_an_address_that_is_wrong_renewed_stopped_or_ended_is_nobodys(
    project: Project, amina: User, tom: User, feed: CalendarFeed, client: Client
) -> None:
    def answer(address: str) -> tuple[int, bytes]:
        reply = client.get(address)
        return reply.status_code, reply.content

    member, first = project.memberships.get(user=tom), feed.get_absolute_url()
    nobodys = answer("/calendar/nonsense.ics")
    assert nobodys[0] == 404
    assert answer(first.replace(".ics", "0.ics")) == nobodys
    assert answer(first)[0] == 200

    second = CalendarFeed.objects.renew(member, by=tom)
    assert answer(first) == nobodys
    assert answer(second.get_absolute_url())[0] == 200
    project.put_in_bin(by=amina)
    assert answer(second.get_absolute_url()) == nobodys
    project.take_out_of_bin(by=amina)
    assert answer(second.get_absolute_url())[0] == 200
    second.stop(by=tom)
    assert answer(second.get_absolute_url()) == nobodys

    third = CalendarFeed.objects.renew(member, by=tom)
    member.end(by=amina)
    assert answer(third.get_absolute_url()) == nobodys
    member.ended_at = None
    member.save()
    assert answer(third.get_absolute_url()) == nobodys


def test_the_page_says_that_text_leaves_the_site_and_shows_only_ones_own_address(
    project: Project, amina: User, tom: User, ruth: User, feed: CalendarFeed, client_of: ClientOf
) -> None:
    address = project.address("calendar")

    pages = {user.name: client_of(user).get(address).content.decode() for user in (amina, tom, ruth)}

    assert all("What is in a calendar leaves this site." in page for page in pages.values())
    assert {name: feed.secret in page for name, page in pages.items()} == {"Amina Rahman": False, "Tom Reid": True, "Ruth Bailey": False}
    client_of(ruth).post(address, {"do": "renew"})
    client_of(tom).post(address, {"do": "stop"})
    assert [str(one.member.user) for one in CalendarFeed.objects.current()] == ["Ruth Bailey"]


def test_the_database_holds_nothing_that_opens_it(feed: CalendarFeed) -> None:
    held = " ".join(str(value) for value in CalendarFeed.objects.values().get().values())

    assert feed.secret.partition("-")[2] not in held
