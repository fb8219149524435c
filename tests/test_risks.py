"""Risks, in words; and those that have happened."""

import pytest
from django.db import IntegrityError, transaction

from journey.models import Hazard, Project, User
from journey.models.risk import Risk
from journey.review.compose import compose


def make(project: Project, amina: User, text: str = "The sponsor leaves.", **said: str) -> Risk:
    return project.risks.make(project, Hazard(text=text, **said), by=amina)  # type: ignore[arg-type]  # words, each of them


@pytest.mark.parametrize(
    ("likelihood", "impact", "told"),
    [
        ("likely", "grave", "Likely; the impact would be grave"),
        ("possible", "", "Possible"),
        ("", "small", "The impact would be small"),
        ("", "", ""),
    ],
)
def test_how_likely_and_how_grave_is_said_in_words(likelihood: str, impact: str, told: str, project: Project, amina: User) -> None:
    assert make(project, amina, likelihood=likelihood, impact=impact).weight_words == told


def test_a_risk_happens_is_closed_with_a_reason_and_opened_again(project: Project, amina: User) -> None:
    risk = make(project, amina)

    risk.settle("happened", by=amina)
    with pytest.raises(IntegrityError), transaction.atomic():
        risk.settle("closed", by=amina)
    risk.settle("closed", note="A deputy is named.", by=amina)
    risk.settle("open", by=amina)

    assert [change.get_state_display() for change in risk.changes.all()] == ["Has happened", "Closed", "May happen"]
    assert Risk.objects.get().is_open


def test_those_that_have_happened_come_first_and_the_closed_ones_last(project: Project, amina: User) -> None:
    closed, _open, happened = (make(project, amina, text) for text in ("Closed.", "Open.", "Happened."))
    closed.settle("closed", note="Over.", by=amina)
    happened.settle("happened", by=amina)

    assert [(risk.text, risk.state) for risk in compose(project).risks] == [
        ("Happened.", "Has happened"),
        ("Open.", "May happen"),
        ("Closed.", "Closed"),
    ]


def test_the_earlier_texts_of_a_risk_are_kept(project: Project, amina: User) -> None:
    risk = make(project, amina, likelihood="likely")

    risk.change(Hazard(text="The sponsor leaves.", likelihood="possible", response="A deputy."), by=amina, seen=1)

    assert [(version.likelihood, version.response) for version in risk.versions.all()] == [("likely", ""), ("possible", "A deputy.")]
