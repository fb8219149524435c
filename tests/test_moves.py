"""Moving round the wheel."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from journey.models import Move, Project, User
from journey.models.move import AlreadyThere
from journey.overview import overview

type ClientOf = Callable[[User], Client]


def test_the_first_placing_needs_no_reason_and_keeps_its_day(project: Project) -> None:
    placed = project.moves.get()

    assert (placed.kind, placed.from_stage, placed.to_stage, placed.reason, placed.day) == ("placed", None, "mobilising", "", timezone.localdate())


def test_a_move_holds_from_to_reason_person_and_day(project: Project, amina: User, client_of: ClientOf) -> None:
    reply = client_of(amina).post(project.address("move"), {"to": "designing", "reason": "Partners agreed the need.", "seen": "1"})

    move = project.moves.get(number=2)
    assert (reply.status_code, reply["Location"]) == (302, project.address())
    assert (move.kind, move.from_stage, move.to_stage) == ("moved", "mobilising", "designing")
    assert (move.reason, move.by, move.day) == ("Partners agreed the need.", amina, timezone.localdate())


def test_going_back_is_said_plainly_and_counts_the_visit(project: Project, amina: User, client_of: ClientOf, walk: Callable[..., None]) -> None:
    walk(project, "designing", "developing")
    client = client_of(amina)

    page = client.post(project.address("move"), {"to": "designing", "reason": "Evening groups failed.", "seen": "3"}, follow=True).content.decode()

    assert "You are in Designing again (second visit)." in page
    assert "Back to Designing" in page
    assert "Evening groups failed." in page


def test_what_is_missing_is_said_and_blocks_nothing(project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)

    page = client.get(project.address("move")).content.decode()

    assert "9 questions in Mobilising have no answer. You can still move." in page
    assert client.post(project.address("move"), {"to": "growing", "reason": "We begin further on.", "seen": "1"}).status_code == 302


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"to": "designing", "reason": "  "}, "Say why, in a sentence or two"),
        ({"to": "", "reason": "Because."}, "Choose a stage"),
        ({"to": "nowhere", "reason": "Because."}, "Choose a stage"),
        ({"to": "mobilising", "reason": "Because."}, "Choose a stage"),
        ({"to": "designing", "reason": "a" * 2001}, "This text is 1 character too long."),
    ],
)
def test_a_move_that_cannot_be_kept_says_why_and_keeps_the_text(
    project: Project, amina: User, client_of: ClientOf, sent: dict[str, str], message: str
) -> None:
    reply = client_of(amina).post(project.address("move"), sent)

    page = reply.content.decode()
    assert reply.status_code == 422
    assert page.count(message) == 2
    assert sent["reason"].strip() in page
    assert project.moves.count() == 1


def test_moving_to_where_one_is_changes_nothing(project: Project, amina: User) -> None:
    with pytest.raises(AlreadyThere):
        project.move_to("mobilising", by=amina, reason="Again.")

    assert project.moves.count() == 1


def test_a_project_that_was_not_sure_is_placed_later(amina: User, client_of: ClientOf) -> None:
    project = Project.objects.start(by=amina, name="Unplaced")

    client_of(amina).post(project.address("move"), {"to": "developing", "reason": ""})

    assert [(move.kind, move.to_stage) for move in project.moves.all()] == [("placed", "developing")]


def test_the_facts_follow_from_the_moves(project: Project, walk: Callable[..., None]) -> None:
    walk(project, "designing", "developing", "designing", "developing")

    facts = overview(project)

    assert [told.title for told in facts.moves] == [
        "We began in Mobilising",
        "On to Designing",
        "On to Developing",
        "Back to Designing",
        "On to Developing again",
    ]
    assert [(told.stage.key, told.standing, len(told.stays)) for told in facts.stages[:4]] == [
        ("mobilising", "visited", 1),
        ("designing", "visited", 2),
        ("developing", "main", 2),
        ("integrating", "untouched", 0),
    ]
    assert facts.moves[2].stay is not None
    assert facts.moves[2].stay.end == timezone.localdate() - timedelta(days=1)


def test_the_path_can_be_read_for_one_stage(project: Project, amina: User, client_of: ClientOf, walk: Callable[..., None]) -> None:
    walk(project, "designing", "developing", "designing", "integrating")
    client = client_of(amina)

    def titles(query: str) -> list[str]:
        listed = client.get(project.address("journey") + query).content.decode().split('<ol class="log after">')[1].split("</ol>")[0]
        return re.findall("<h3>(.*?)</h3>", listed)

    assert titles("?stage=developing") == ["On to Developing", "Back to Designing"]
    assert len(titles("")) == len(titles("?stage=growing")) == len(titles("?stage=nowhere")) == 5


def test_the_database_itself_refuses_moves_that_make_no_sense(project: Project, amina: User) -> None:
    for wrong in (
        {"kind": "moved", "from_stage": "mobilising", "to_stage": "mobilising", "reason": "x"},
        {"kind": "moved", "from_stage": "mobilising", "to_stage": "designing", "reason": ""},
        {"kind": "moved", "from_stage": None, "to_stage": "designing", "reason": "x"},
        {"kind": "placed", "from_stage": "mobilising", "to_stage": "designing"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Move.objects.create(project=project, number=2, day=timezone.localdate(), by=amina, **wrong)
