"""Every kind of thing in the plan is found wherever the plan is told, and a full plan costs no more than an empty one."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from django.test import Client
from django.utils import timezone

from journey.models import Hazard, Involvement, Line, Measure, Preparation, Project, Resource, Review, Task, User
from journey.models.condition import Reading as Said
from journey.models.decision import Deliberation, Terms
from journey.models.preparation import ReaderSaid
from journey.review.freeze import freeze
from tests.conftest import member_of
from tests.pdf_reader import read
from tests.test_queries import counts

type ClientOf = Callable[[User], Client]
FINDS = {
    "action": "Ring the carers’ panel",
    "milestone": "First group meets",
    "risk": "Staff may leave",
    "involvement": "Panel of nine carers",
    "measure": "Families in touch after nine months",
    "resource": "Two named workers",
    "condition": "What the panel brings",
    "decision's condition": "Housing says yes in writing",
}


def fill(project: Project, amina: User) -> None:
    """One thing of each kind, all in Mobilising."""
    soon = timezone.localdate() + timedelta(days=20)
    project.actions.make(project, Task(text=FINDS["action"], due=soon, key="mob-1"), by=amina)
    project.milestones.make(project, Line(text=FINDS["milestone"], stage="mobilising"), by=amina, due=soon)
    project.risks.make(project, Hazard(text=FINDS["risk"], stage="mobilising", likelihood="possible"), by=amina)
    Involvement.add(
        project, {"stage": "mobilising", "group": FINDS["involvement"], "part": "families", "how_many": 9, "changed": "The first letter."}, by=amina
    )
    Measure.add(project, {"stage": "mobilising", "what": FINDS["measure"]}, by=amina).read(Decimal(3), day=timezone.localdate(), by=amina)
    Resource.add(project, {"stage": "mobilising", "what": FINDS["resource"], "kind": "people", "budget": Decimal(2)}, by=amina)
    project.agree_condition("c2", Said("impeding", "partly", helps=FINDS["condition"]), by=amina, seen=0)
    project.decide("mobilising", Deliberation("stay", "Why.", conditions=(Terms(FINDS["decision's condition"]),)), by=amina)


def words(page: str) -> str:
    return " ".join(page.replace("&#x27;", "'").split())


def test_each_kind_is_on_its_stage_on_the_plan_in_the_review_and_in_the_file(project: Project, amina: User, client_of: ClientOf) -> None:
    fill(project, amina)
    client = client_of(amina)
    # On a stage and on the plan a condition is told by its name, with its words on its own page.
    short = FINDS | {"condition": "Pull from children and families"}

    found = {page: words(client.get(project.address() + page).content.decode()) for page in ("stages/mobilising/", "plan/", "review/")}
    file = read(client.get(project.address("review-pdf")).content).text

    lost = {
        kind: [
            place
            for place, what, text in (
                ("stage", short[kind], found["stages/mobilising/"]),
                ("plan", short[kind], found["plan/"]),
                ("review", FINDS[kind], found["review/"]),
                ("file", FINDS[kind], file),
            )
            if what not in text
        ]
        for kind in FINDS
    }
    assert lost == {kind: [] for kind in FINDS}


def test_a_full_plan_asks_no_more_than_one_of_each(project: Project, amina: User, client_of: ClientOf) -> None:
    expected = {"plan/": 17, "stages/mobilising/": 24, "review/": 31, "conditions/": 5, "measures/": 5, "": 17}
    fill(project, amina)
    assert counts(client_of, amina, project, expected) == expected

    others = [member_of(project, f"Member {number}", "editor", f"Job {number}") for number in range(3)]
    for number in range(12):
        project.actions.make(project, Task(text=f"Action {number}", stage="mobilising"), by=amina)
    for number in range(6):
        project.risks.make(project, Hazard(text=f"Risk {number}", stage="mobilising"), by=amina)
    for number in range(4):
        measure = Measure.add(project, {"stage": "mobilising", "what": f"Measure {number}"}, by=amina)
        for days in range(4):
            measure.read(Decimal(days), day=timezone.localdate() - timedelta(days=30 * days), by=amina)
    for way in ("impeding", "enabling"):
        for person in (amina, *others):
            project.rate_conditions({condition.key: Said(way) for condition in project.map.conditions}, by=person)

    assert counts(client_of, amina, project, expected) == expected


def test_no_box_of_the_plan_asks_for_a_childs_or_a_carers_name(project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)
    pages = ["plan", "action-new", "risk-new", "milestone-new", "involvement-new", "measure-new", "resource-new", "conditions-rate"]

    found = "".join(client.get(project.address(page)).content.decode() for page in pages)
    labels = re.findall(r"<label[^>]*>(.*?)</label>", found, re.DOTALL)

    assert len(labels) > 40
    assert not [label for label in labels if re.search(r"\bname\b|surname|date of birth|address", label, re.IGNORECASE)]


def test_a_frozen_review_keeps_the_plan_as_it_was_whatever_is_changed_afterwards(project: Project, amina: User, client_of: ClientOf) -> None:
    fill(project, amina)
    prepared = Preparation.objects.begin(project, {"begins": date(2026, 1, 11)}, (ReaderSaid("Dan Okafor", "full"),), by=amina)
    review = freeze(prepared, by=amina, seen=1)
    client = client_of(amina)
    text, page = review.text, client.get(review.get_absolute_url()).content.decode()

    project.actions.get().change(Task(text="Other action"), by=amina, seen=1)
    project.actions.get().settle("done", note="Done.", by=amina)
    project.milestones.get().move(timezone.localdate() + timedelta(days=90), reason="Later.", by=amina)
    project.risks.get().settle("happened", note="It has.", by=amina)
    for line in (project.involvements.get(), project.measures.get(), project.resources.get()):
        line.change(line.said | {"stage": "growing"}, by=amina, seen=1)
    project.measures.get().read(Decimal(9), day=timezone.localdate(), by=amina)
    project.agree_condition("c2", Said("enabling", "partly", helps="Other"), by=amina, seen=1)
    project.decisions.get().conditions.get().settle("met", note="Yes.", by=amina)

    now = Review.objects.get(pk=review.pk)
    assert (now.text, now.is_whole) == (text, True)
    assert all(FINDS[kind] in client.get(review.get_absolute_url()).content.decode() for kind in FINDS)
    assert [words(client.get(review.get_absolute_url()).content.decode()).count(found) for found in FINDS.values()] == [
        words(page).count(found) for found in FINDS.values()
    ]
