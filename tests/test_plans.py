"""The plan page: one page to plan on. What stands on it, beside its stage, in the review, and in what comes next."""

import json
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from journey.asked import asked_of
from journey.log import tell
from journey.models import Action, Hazard, Line, Project, Task, User
from journey.models.decision import Deliberation, Terms
from journey.plan import plan_of
from journey.review.compose import compose
from tests.pdf_reader import read
from tests.test_queries import counts

type ClientOf = Callable[[User], Client]
TODAY = date(2026, 11, 25)
WORDS = {"action": "Ring the housing team.", "risk": "The sponsor leaves.", "milestone": "The first family is met."}


@pytest.fixture(autouse=True)
def fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Today is a Wednesday in November."""
    monkeypatch.setattr(Project, "today", property(lambda project: TODAY))


def text_of(page: bytes) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.decode()).split())


def fill(project: Project, amina: User) -> None:
    """One of each, three days late, in Mobilising."""
    late = TODAY - timedelta(days=3)
    project.actions.make(project, Task(text=WORDS["action"], due=late, key="mob-1", owner_words="Practice lead"), by=amina)
    project.risks.make(
        project, Hazard(text=WORDS["risk"], likelihood="likely", impact="grave", response="Two sponsors.", stage="mobilising"), by=amina
    )
    project.milestones.make(project, Line(text=WORDS["milestone"], stage="mobilising"), by=amina, due=late)


def test_each_is_found_on_the_plan_beside_its_stage_in_the_review_and_in_its_pdf(project: Project, amina: User, client_of: ClientOf) -> None:
    fill(project, amina)
    client = client_of(amina)

    pages = [text_of(client.get(address).content) for address in (project.address("plan"), project.address("stage", "mobilising"))]
    pages += [text_of(client.get(project.address("review")).content), read(client.get(project.address("review-pdf")).content).text]

    for page in pages:
        assert [words for words in WORDS.values() if words not in page] == []
        assert "verdue by 3 days" in page
        assert "Likely; the impact would be grave" in page


def test_what_is_not_planned_at_a_stage_is_said_under_a_heading_of_its_own(project: Project, amina: User, client_of: ClientOf) -> None:
    page = client_of(amina).get(project.address("stage", "mobilising")).content.decode().split('id="plan-of-stage"')[1]

    assert re.findall(r"<h3[^>]*>([^<]+)</h3>\s*<p>([^<]+)</p>", page) == [
        ("Actions, milestones and risks", "Nothing is planned for this stage yet."),
        ("Who was involved", "Nobody is written down for this stage yet."),
        ("Measures", "Nothing is measured for this stage yet."),
        ("People, money and time", "Nothing is written down for this stage yet."),
        ("What helps and what gets in the way", "Nothing agreed at this stage yet."),
    ]


def test_an_action_stands_beside_its_question(project: Project, amina: User, client_of: ClientOf) -> None:
    fill(project, amina)

    page = client_of(amina).get(project.address("stage", "mobilising")).content.decode()

    beside = page.split('id="mob-1"')[1].split('id="mob-2"')[0]
    assert "Ring the housing team.</a><br>Overdue by 3 days, Practice lead" in beside
    assert "Ring the housing team." not in page.split('id="mob-2"')[1].split("</article>")[0]


@pytest.mark.parametrize("noun", ["action", "risk", "milestone"])
def test_a_new_line_comes_back_to_the_page_with_and_without_the_script(noun: str, project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)
    said = {"text": WORDS[noun], "due": "2027-03-01"}

    reply = client.post(project.address(f"{noun}-add"), said)
    part = client.post(project.address(f"{noun}-add"), said | {"text": "Another."}, headers={"HX-Request": "true"})

    first = getattr(project, f"{noun}s").get(text=WORDS[noun])
    assert reply["Location"] == f"{project.address('plan')}#{noun}-{first.pk}"
    assert (part.status_code, part.content.decode().strip()[:13]) == (200, f'<section id="{noun}s"'[:13])
    assert "“Another.” is in the plan." in part.content.decode()
    assert WORDS[noun] in part.content.decode()


@pytest.mark.parametrize("noun", ["action", "milestone"])
def test_nothing_is_due_in_a_year_that_was_not_typed_to_its_end(noun: str, project: Project, amina: User, client_of: ClientOf) -> None:
    reply = client_of(amina).post(project.address(f"{noun}-add"), {"text": "Ring the panel.", "due": "0202-05-04"})

    assert reply.status_code == 422
    assert "Give the year in full, such as 2027" in reply.content.decode()
    assert (project.actions.count(), project.milestones.count()) == (0, 0)


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_line_that_cannot_be_kept_keeps_its_text_and_changes_nothing(
    headers: dict[str, str], project: Project, amina: User, client_of: ClientOf
) -> None:
    reply = client_of(amina).post(project.address("action-add"), {"text": "a" * 501, "due": "soon"}, headers=headers)

    page = reply.content.decode()
    assert reply.status_code == 422
    assert "a" * 501 in page
    assert "This text is 1 character too long." in page
    assert "Write the day as in 31/03/2027" in page
    assert (project.actions.count(), Project.objects.get(pk=project.pk).log_length) == (0, project.log_length)


def test_open_conditions_of_decisions_stand_among_the_actions_and_are_settled_where_they_are(
    project: Project, amina: User, client_of: ClientOf
) -> None:
    terms = (Terms("Health names hours.", owner_words="Health", due=TODAY - timedelta(days=1)), Terms("A plan is written."))
    decision = project.decide("mobilising", Deliberation("move-on-with-conditions", "Agreed.", conditions=terms), by=amina)
    first, second = decision.conditions.all()
    second.settle("met", note="", by=amina)

    page = client_of(amina).get(project.address("plan")).content.decode()

    assert "A plan is written." not in page
    assert "overdue by 1 day" in page
    assert "From decision 1" in page
    assert project.address("decision-condition", decision.pk, first.pk) in page
    assert Action.objects.count() == 0


def test_the_actions_stand_by_when_they_are_due(project: Project, amina: User) -> None:
    for days in (-1, 0, 5, 6, None):
        due = None if days is None else TODAY + timedelta(days=days)
        project.actions.make(project, Task(text=f"{days}", due=due), by=amina)

    groups = [(group.words, [row.item.text for row in group.rows]) for group in plan_of(project).groups]

    assert groups == [("Overdue", ["-1"]), ("Due this month", ["0", "5"]), ("Later", ["6"]), ("No day named", ["None"])]


def test_what_does_not_stand_under_what_is_due_is_counted_as_what_it_is(project: Project, amina: User, client_of: ClientOf) -> None:
    for days in range(-8, 0):
        project.actions.make(project, Task(text=f"{days}", due=TODAY + timedelta(days=days)), by=amina)

    page = text_of(client_of(amina).get(project.address("plan")).content)

    due = page.split("What is due")[2].split("Show what is due")[0]
    assert due.startswith(" Overdue by 8 days : -8 Overdue by 7 days : -7")
    assert due.endswith("2 more are overdue or due within a fortnight; they stand below. ")


def test_the_page_shows_one_members_actions_or_one_stages(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    toms = project.memberships.get(user=tom)
    project.actions.make(project, Task(text="For Tom to do.", owner=toms), by=amina)
    project.actions.make(project, Task(text="For the stage.", stage="growing"), by=amina)
    client = client_of(amina)

    theirs, stages = (text_of(client.get(project.address("plan"), asked).content) for asked in ({"owner": str(toms.code)}, {"stage": "growing"}))

    assert ("For Tom to do." in theirs, "For the stage." in theirs) == (True, False)
    assert ("For Tom to do." in stages, "For the stage." in stages) == (False, True)


def test_what_is_mine_and_due_within_a_fortnight_needs_me_next(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    today, mine = timezone.localdate(), project.memberships.get(user=tom)
    for days, text in ((-3, "Late."), (14, "Soon."), (15, "Far.")):
        project.actions.make(project, Task(text=text, owner=mine, due=today + timedelta(days=days)), by=amina)
    project.milestones.make(project, Line(text="Reached soon.", owner=mine), by=amina, due=today)
    project.actions.make(project, Task(text="Hers.", owner=project.memberships.get(user=amina), due=today), by=amina)
    done = project.actions.make(project, Task(text="Done.", owner=mine, due=today), by=amina)
    done.settle("done", by=tom)

    assert [line.words for line in asked_of(tom).pressing] == ["Late.", "Reached soon.", "Soon."]
    assert "Late." in client_of(tom).get("/projects/").content.decode()
    assert "Late." in client_of(tom).get(project.address()).content.decode()


def test_whoever_only_reads_or_comments_sees_the_plan_and_no_box(project: Project, amina: User, leila: User, ruth: User, client_of: ClientOf) -> None:
    fill(project, amina)

    for user in (leila, ruth):
        page = client_of(user).get(project.address("plan")).content.decode()
        assert WORDS["action"] in page
        assert "<textarea" not in page
        assert "/settle/" not in page


def test_the_log_tells_of_the_plan_without_keeping_its_words(project: Project, amina: User) -> None:
    fill(project, amina)
    project.actions.get().settle("done", by=amina)

    told = [line.words for line in tell(project, list(project.events.order_by("-sequence")[:4]))]

    assert told == [
        "said that an action is done: Ring the housing team.",
        "put a milestone into the plan: The first family is met.",
        "put a risk into the plan: The sponsor leaves.",
        "put an action into the plan: Ring the housing team.",
    ]


def test_search_finds_what_is_planned(project: Project, amina: User, client_of: ClientOf) -> None:
    fill(project, amina)

    for word in ("housing", "sponsors", "family"):
        assert "1 found" in client_of(amina).get(project.address("search"), {"q": word}).content.decode()


def test_pages_ask_the_same_with_nothing_and_with_forty_actions_and_fifteen_risks(project: Project, amina: User, client_of: ClientOf) -> None:
    expected = {"plan/": 17, "stages/mobilising/": 24, "review/": 31}
    project.decide("mobilising", Deliberation("stay", "Why.", conditions=(Terms("Health says yes."),)), by=amina).conditions.get().settle(
        "open", note="", by=amina
    )
    thread = project.start_thread("Look at this.", key="mob-1", by=amina)
    assert counts(client_of, amina, project, expected) == expected

    owner = project.memberships.get(user=amina)
    risks = [project.risks.make(project, Hazard(text=f"Risk {n}.", owner=owner, stage="mobilising"), by=amina) for n in range(15)]
    for n in range(40):
        origin = ({"comment": thread.comments.get()}, {"risk": risks[0]}, {})[n % 3]
        key = None if origin else "mob-1"
        made = project.actions.make(project, Task(text=f"Action {n}.", owner=owner, due=TODAY, key=key), by=amina, **origin)
        if n % 2:
            made.settle("done", note="Done.", by=amina)
        project.milestones.make(project, Line(text=f"Milestone {n}.", stage="mobilising"), by=amina, due=TODAY)

    assert counts(client_of, amina, project, expected) == expected


def test_no_box_of_the_plan_asks_for_the_name_of_a_child_or_carer(project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)

    for page in ("plan", "action-new", "risk-new", "milestone-new"):
        labels = re.findall(r"<(?:label|legend)[^>]*>([^<]*)", client.get(project.address(page)).content.decode())
        assert [label for label in labels if re.search("name|child|carer|family", label, re.IGNORECASE)] == []


def test_a_review_made_before_there_was_a_plan_can_still_be_read(project: Project) -> None:
    review = compose(project)

    kept = review.model_dump(mode="json", exclude={"actions", "risks", "milestones"})

    assert type(review).model_validate_json(json.dumps(kept)) == review
