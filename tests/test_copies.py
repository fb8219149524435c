"""A project begun from another says and plans what that one does, and has lived through none of it."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from django.test import Client
from django.utils import timezone

from journey.copies import begin_from
from journey.models import Described, Hazard, Line, Measure, Project, Resource, Task, User
from journey.models.decision import Deliberation

type ClientOf = Callable[[User], Client]


def live(project: Project, amina: User) -> None:
    """A project with something of every kind in it."""
    today = timezone.localdate()
    owner = project.memberships.get(user=amina)
    answer = project.answer("mob-1", "Earlier.", by=amina, seen=0)
    answer = project.answer("mob-1", "Children stay with their families.", by=amina, seen=1, strength="some")
    project.answer("mob-2", "", by=amina, seen=0, because="It is not for us.")
    project.add_evidence(Described("Survey", "survey"), by=amina, answer=answer)
    project.actions.make(project, Task(text="Ring the panel", owner=owner, due=today + timedelta(days=9), key="mob-1"), by=amina)
    project.actions.make(project, Task(text="Long past", due=today - timedelta(days=9)), by=amina)
    project.actions.make(project, Task(text="Done"), by=amina).settle("done", note="", by=amina)
    comment = project.start_thread("A word among us.", key="mob-1", by=amina).comments.get()
    project.actions.make(project, Task(text="From a comment"), by=amina, comment=comment)
    project.risks.make(project, Hazard(text="Staff leave", likelihood="likely", owner=owner), by=amina)
    project.milestones.make(project, Line(text="First group"), by=amina, due=today + timedelta(days=30))
    project.milestones.make(project, Line(text="Past"), by=amina, due=today - timedelta(days=30))
    Measure.add(project, {"what": "Families in touch", "baseline": Decimal(3)}, by=amina).read(Decimal(5), day=today, by=amina)
    Resource.add(project, {"what": "Workers", "kind": "money", "budget": Decimal(100), "spent": Decimal(40)}, by=amina)
    project.decide("mobilising", Deliberation("stay", "Why."), by=amina)
    project.stand("momentum-lost", by=amina, reason="Holidays.")


def test_what_it_says_and_plans_comes_with_it_and_its_history_stays(project: Project, amina: User) -> None:
    live(project, amina)

    made = begin_from(project, "Second Circle", by=amina)

    answer = made.answers.get(key="mob-1")
    assert (answer.text, answer.strength, answer.version, answer.versions.count()) == ("Children stay with their families.", "some", 1, 1)
    assert made.answers.get(key="mob-2").because == "It is not for us."
    assert [citation.evidence.title for citation in answer.citations.all()] == ["Survey"]
    assert {action.text: (action.owner, action.due is None, action.key) for action in made.actions.all()} == {
        "Ring the panel": (None, False, "mob-1"),
        "Long past": (None, True, None),
    }
    assert [(risk.text, risk.likelihood, risk.owner) for risk in made.risks.all()] == [("Staff leave", "likely", None)]
    assert [milestone.text for milestone in made.milestones.all()] == ["First group"]
    assert [(one.what, one.baseline, one.readings.count()) for one in made.measures.all()] == [("Families in touch", Decimal(3), 0)]
    assert [(one.what, one.budget, one.spent) for one in made.resources.all()] == [("Workers", Decimal(100), None)]
    assert (made.outcome, made.partners, made.commissioners) == (project.outcome, project.partners, project.commissioners)
    assert [made.moves.count(), made.decisions.count(), made.standings.count(), made.threads.count(), made.memberships.count()] == [0, 0, 0, 0, 1]
    assert made.events.order_by("sequence")[0].kind == "project-begun-from"


def test_nothing_in_the_first_project_changes(project: Project, amina: User) -> None:
    live(project, amina)
    before = Project.objects.values().get(pk=project.pk)

    begin_from(project, "Second Circle", by=amina)

    assert Project.objects.values().get(pk=project.pk) == before


def test_an_editor_begins_one_by_a_form_and_owns_it(project: Project, tom: User, client_of: ClientOf) -> None:
    client = client_of(tom)
    assert "Begin another project from this one" in client.get(project.address()).content.decode()

    refused = client.post(project.address("copy"), {"name": " "})
    reply = client.post(project.address("copy"), {"name": "Tom’s own"})

    made = Project.objects.get(name="Tom’s own")
    assert (refused.status_code, reply["Location"]) == (422, made.get_absolute_url())
    assert "Give the project a name" in refused.content.decode()
    assert [(member.user, member.role) for member in made.memberships.all()] == [(tom, "owner")]
    assert made.kind == "real"


def test_a_sample_becomes_a_practice_copy_with_every_answer(samples: list[Project], amina: User, client_of: ClientOf) -> None:
    for sample in samples:
        client_of(amina).post(sample.address("copy"), {"name": f"My {sample.name}"})

        made = Project.objects.get(name=f"My {sample.name}")
        assert made.kind == "practice"
        assert {a.key: a.said for a in made.answers.all()} == {a.key: a.said for a in sample.answers.all()}
        assert made.evidence.count() == sample.evidence.listed().count()
