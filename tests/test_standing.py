"""How a project as a whole stands: momentum lost, paused, renewed, stopped; fair endings."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from journey.models import Project, Standing, User
from journey.models.decision import Deliberation
from journey.models.standing import OutOfOrder, Parting
from journey.overview import overview
from journey.review.compose import compose
from journey.visits import Span, pauses

type ClientOf = Callable[[User], Client]

STOPPED = {
    "kind": "stopped",
    "reason": "The council has built its own.",
    "learning": "Carers’ company matters most.",
    "promises": "Every family keeps its worker until June.",
    "told": "Families by their worker; the funder by letter.",
    "restart": "Nothing; it is done.",
}


def say(client: Client, project: Project, **said: str) -> Any:
    return client.post(project.address("standing-new"), {"day": timezone.localdate().isoformat()} | said, follow=True)


def test_until_someone_says_otherwise_the_work_goes_on(project: Project, amina: User, client_of: ClientOf) -> None:
    page = client_of(amina).get(project.address("standing")).content.decode()

    assert "The work goes on." in page
    assert overview(project).is_working


def test_a_pause_is_told_on_the_projects_page_and_drawn_on_its_journey(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    client = client_of(tom)

    say(client, project, kind="paused", reason="The lead director left.", restart="A new sponsor.")

    today = f"{timezone.localdate():%-d %B %Y}"
    home = client.get(project.address()).content.decode()
    assert f"Paused since {today}." in home
    assert "The lead director left." in home
    journey = client.get(project.address("journey")).content.decode()
    assert 'class="pause"' in journey
    assert f"Paused since {today}." in journey
    assert "A new sponsor." in client.get(project.address("standing")).content.decode()


def test_stopping_well_asks_what_was_learned_promised_told_and_what_would_restart_it(project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)
    form = client.get(project.address("standing-new")).content.decode()

    page = say(client, project, **STOPPED).content.decode()

    asked = ("What was learned, and who should hear of it?", "What was promised to families", "Who was told, and how?", "What would restart it?")
    assert [words in form for words in asked] == [True] * 4
    assert [text in page for text in list(STOPPED.values())[1:]] == [True] * 5
    assert "The work ended on" in page
    assert not re.search(r"(?i)\b(fail|lost|incomplete|abandon|unfinished)", page.split("<main")[1].split("</main>")[0])


def test_a_stopped_project_can_be_read_exported_and_put_right(project: Project, amina: User, leila: User, client_of: ClientOf) -> None:
    project.answer("mob-1", "Before.", by=amina, seen=0)
    project.stand("stopped", by=amina, reason="Done.", parting=Parting(learning="Much."))
    client = client_of(amina)

    corrected = client.post(project.address("answer", "mob-1"), {"text": "Put right.", "seen": "1"})

    assert corrected.status_code == 302
    assert project.answers.get().text == "Put right."
    stage = client.get(project.address("stage", "mobilising")).content.decode()
    assert "nothing is locked" in stage
    assert client_of(leila).get(project.address("review-pdf")).content.startswith(b"%PDF-")
    asked = re.findall(r'<ol class="rows rows--tight">(.*?)</ol>', client.get(project.address()).content.decode(), re.DOTALL)[0]
    assert re.findall(r"<a[^>]*>([^<]+)</a>", asked) == [overview(project).standing_words]


def test_what_has_stopped_can_be_taken_up_again(project: Project, amina: User, client_of: ClientOf) -> None:
    project.stand("stopped", by=amina, reason="Done.")
    client = client_of(amina)
    page = client.get(project.address("standing")).content.decode()

    say(client, project, kind="renewed", reason="A new funder.")

    assert "Take it up again" in page
    assert [standing.kind for standing in project.standings.all()] == ["stopped", "renewed"]
    assert overview(project).is_working


def test_what_is_offered_follows_from_how_it_stands(project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)

    def offered() -> list[str]:
        return re.findall(r'name="kind" value="([^"]+)"', client.get(project.address("standing-new")).content.decode())

    assert offered() == ["momentum-lost", "paused", "stopped"]
    project.stand("paused", by=amina, reason="Why.")
    assert offered() == ["renewed", "active", "momentum-lost", "stopped"]
    project.stand("renewed", by=amina, reason="Why.")
    assert offered() == ["momentum-lost", "paused", "stopped"]


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"kind": "paused", "reason": " "}, "Say why, in a sentence or two"),
        ({"kind": "", "reason": "Why."}, "Choose how the project stands"),
        ({"kind": "renewed", "reason": "Why."}, "Choose how the project stands"),
        ({"kind": "paused", "reason": "Why.", "day": "2999-01-01"}, "This day is still to come"),
        ({"kind": "paused", "reason": "Why.", "day": "0202-05-04"}, "Give the year in full, such as 2027"),
        ({"kind": "paused", "reason": "Why.", "day": "2020-01-01"}, "This is before 11 January 2021, since when the project stands at “Renewed”"),
        ({"kind": "momentum-lost", "reason": "Why.", "promises": "Many."}, "This belongs to a pause or an ending."),
    ],
)
def test_what_cannot_be_kept_says_why_and_stays_in_the_form(
    project: Project, amina: User, client_of: ClientOf, said: dict[str, str], message: str
) -> None:
    for kind, day in (("paused", date(2021, 1, 4)), ("renewed", date(2021, 1, 11))):
        project.stand(kind, by=amina, reason="Earlier.", day=day)

    reply = say(client_of(amina), project, **({"learning": "MARKER learned."} | said))

    page = " ".join(reply.content.decode().split())
    assert (reply.status_code, page.count(message), "MARKER learned." in page) == (422, 2 if "belongs" not in message else 4, True)
    assert project.standings.count() == 2


def test_a_day_out_of_order_and_the_same_again_change_nothing(project: Project, amina: User) -> None:
    today = timezone.localdate()
    project.stand("paused", by=amina, reason="Why.", day=today)

    for kind, day in (("renewed", today - timedelta(days=1)), ("renewed", today + timedelta(days=1)), ("paused", today)):
        with pytest.raises(OutOfOrder):
            project.stand(kind, by=amina, reason="Why.", day=day)

    assert project.standings.count() == 1


def test_a_decision_to_pause_fills_in_what_it_says_and_the_pause_holds_it(project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)
    details = {"restart": "A new sponsor.", "informs": "The lead writes each month."}
    decision = project.decide("mobilising", Deliberation("pause", "No sponsor.", details=details), by=amina)
    page = client.get(f"{project.address('standing-new')}?to=paused&decision={decision.pk}").content.decode()

    say(client, project, kind="paused", reason="No sponsor.", decision=str(decision.pk))

    assert [f"{text}</textarea>" in page for text in ("No sponsor.", "A new sponsor.", "The lead writes each month.")] == [True] * 3
    assert re.search(r'value="paused"[^>]* checked', page)
    assert project.standings.get().decision == decision
    assert decision.get_absolute_url() in client.get(project.address("standing")).content.decode()


def test_pauses_follow_from_the_days_on_which_it_was_said() -> None:
    days = [date(2024, month, 1) for month in range(1, 7)]

    assert pauses([]) == []
    assert pauses([(days[0], False), (days[1], True), (days[2], True), (days[3], False), (days[4], True)]) == [
        Span(days[1], days[3]),
        Span(days[4], None),
    ]


def test_the_sample_that_lost_momentum_says_so_and_draws_its_pause(samples: list[Project], client: Client) -> None:
    page = client.get("/samples/bridge-16-25/standing/").content.decode()
    journey = client.get("/samples/bridge-16-25/journey/").content.decode()

    assert re.findall(r'<h2 class="h3">([^<]+)</h2>', page) == ["Renewed", "Paused", "Momentum lost"]
    assert "Paused from 1 May 2024 to 1 October 2024." in journey
    assert 'class="pause"' in journey
    told = compose(Project.objects.samples().get(slug="bridge-16-25"))
    assert [(one.title, one.paused) for one in told.standings] == [("Momentum lost", False), ("Paused", True), ("Renewed", False)]


def test_the_database_refuses_a_standing_without_a_reason_and_one_it_does_not_know(project: Project, amina: User) -> None:
    for wrong in ({"kind": "paused", "reason": ""}, {"kind": "failed", "reason": "x"}, {"kind": "paused", "reason": "a" * 2001}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Standing.objects.create(project=project, number=1, day=timezone.localdate(), by=amina, **wrong)
