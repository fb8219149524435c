"""How the signs of being ready stand: in words, with history, never added up."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from journey.models import Project, SignReading, User
from journey.models.sign import Heard
from journey.review.compose import compose

type ClientOf = Callable[[User], Client]


def sent(project: Project, **said: str) -> dict[str, str]:
    """The page's own form, as it comes, with some of it changed."""
    told = SignReading.objects.of_stage(project, project.map.stage("mobilising"))
    form: dict[str, str] = {}
    for key, readings in told.items():
        now = readings[0] if readings else None
        form |= {f"reading-{key}": now.reading if now else "", f"note-{key}": now.note if now else "", f"seen-{key}": str(now.number if now else 0)}
    return form | {name.replace("_", "-"): value for name, value in said.items()}


def standing(page: str) -> list[tuple[str, str]]:
    """The signs of a stage's page: how each stands, and what it is."""
    return re.findall(r"<li><span>([^<]+)</span><div><p>([^<]+)</p>", page.split('id="ready"')[1].split('id="goback"')[0])


def address(project: Project) -> str:
    return project.address("signs", "mobilising")


def read(client: Client, project: Project, **said: str) -> Any:
    return client.post(address(project), sent(project, **said), follow=True)


def test_before_anyone_spoke_each_sign_is_not_said(project: Project, amina: User, client_of: ClientOf) -> None:
    page = client_of(amina).get(project.address("stage", "mobilising")).content.decode()

    assert [words for words, _sign in standing(page)] == ["Not said"] * 6


def test_what_is_true_of_every_note_is_said_once_and_each_box_points_to_it(project: Project, amina: User, client_of: ClientOf) -> None:
    page = client_of(amina).get(address(project)).content.decode()

    boxes = re.findall(r"<textarea[^>]*>", page)
    assert (len(boxes), page.count("could identify a child or family")) == (6, 1)
    assert [box for box in boxes if 'aria-describedby="notes-hint ' not in box] == []


def test_a_sign_stands_as_it_was_said_with_its_note_and_who_said_it(project: Project, tom: User, client_of: ClientOf) -> None:
    said = {
        "reading_mob_ready_1": "yes",
        "reading_mob_ready_2": "partly",
        "note_mob_ready_2": "Young people, not parents.",
        "reading_mob_ready_3": "not-yet",
    }

    page = read(client_of(tom), project, **said).content.decode()

    assert standing(page)[:4] == [
        ("Yes", "The problem, and for whom it should be better, agreed in writing"),
        ("Partly", "Young people and families have shaped both"),
        ("Not yet", "Named sponsor and lead"),
        ("Not said", "Partners know what is asked of them"),
    ]
    assert "Young people, not parents." in page
    assert "Tom Reid" in page.split('id="ready"')[1]


def test_every_change_is_a_row_and_what_stood_before_is_folded_beneath(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    read(client_of(tom), project, reading_mob_ready_1="yes", note_mob_ready_1="Agreed in May.")
    page = read(client_of(amina), project, reading_mob_ready_1="not-yet", note_mob_ready_1="It came apart.").content.decode()

    assert standing(page)[0][0] == "Not yet"
    before = page.split("How it stood before")[1].split("</details>")[0]
    assert ("<strong>Yes</strong>" in before, "Tom Reid: Agreed in May." in before) == (True, True)
    assert list(project.sign_readings.values_list("number", "reading")) == [(1, "yes"), (2, "not-yet")]


def test_a_reading_is_taken_back_to_not_said(project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)
    read(client, project, reading_mob_ready_1="yes")

    page = read(client, project, reading_mob_ready_1="").content.decode()

    assert standing(page)[0][0] == "Not said"
    assert list(project.sign_readings.values_list("reading", flat=True)) == ["yes", ""]


def test_keeping_the_page_as_it_is_adds_nothing(project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)
    read(client, project, reading_mob_ready_1="yes")

    page = read(client, project).content.decode()

    assert "Nothing was changed." in page
    assert (project.sign_readings.count(), project.events.count()) == (1, 3)


def test_what_someone_else_said_meanwhile_is_shown_and_neither_is_lost(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    client = client_of(amina)
    opened = sent(project)
    read(client_of(tom), project, reading_mob_ready_1="yes", note_mob_ready_1="Agreed.", reading_mob_ready_2="yes")

    reply = client.post(address(project), opened | {"reading-mob-ready-1": "not-yet", "note-mob-ready-1": "MARKER mine."})

    page = " ".join(reply.content.decode().split())
    assert reply.status_code == 409
    assert "Tom Reid said “Yes”" in page
    assert "MARKER mine." in page
    assert project.sign_readings.count() == 2
    seen = dict(re.findall(r'name="(seen-mob-ready-\d)" value="(\d)"', page))
    again = opened | seen | {"reading-mob-ready-1": "not-yet", "note-mob-ready-1": "MARKER mine."}
    client.post(address(project), again)
    told = SignReading.objects.of_stage(project, project.map.stage("mobilising"))
    assert [reading.reading for reading in told["mob-ready-1"]] == ["not-yet", "yes"]
    assert [reading.reading for reading in told["mob-ready-2"]] == ["yes"]


def test_a_sign_left_as_it_was_seen_does_not_undo_what_someone_else_said(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    opened = sent(project)
    read(client_of(tom), project, reading_mob_ready_2="yes")

    reply = client_of(amina).post(address(project), opened | {"reading-mob-ready-1": "partly"})

    assert reply.status_code == 302
    assert dict(project.sign_readings.values_list("key", "reading")) == {"mob-ready-1": "partly", "mob-ready-2": "yes"}


@pytest.mark.parametrize(
    ("said", "message"),
    [({"reading-mob-ready-1": "mostly"}, "Choose how the sign stands"), ({"note-mob-ready-1": "a" * 1001}, "This text is 1 character too long.")],
)
def test_what_cannot_be_kept_is_said_and_stays_in_the_form(
    project: Project, amina: User, client_of: ClientOf, said: dict[str, str], message: str
) -> None:
    reply = client_of(amina).post(address(project), sent(project) | {"note-mob-ready-2": "MARKER stays."} | said)

    page = reply.content.decode()
    assert (reply.status_code, page.count(message), "MARKER stays." in page) == (422, 2, True)
    assert not project.sign_readings.exists()


def test_nothing_adds_the_signs_up(project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)
    read(client, project, reading_mob_ready_1="yes", reading_mob_ready_2="yes", reading_mob_ready_3="partly")

    for page in (project.address(), project.address("stage", "mobilising"), address(project), project.address("review")):
        shown = client.get(page).content.decode()
        assert not re.search(r"(?i)\bscore:|per ?cent|\d ?%|\d of 6|\d signs", shown.split("<main")[1].split("</main>")[0])


def test_the_review_tells_the_signs_of_the_main_stage(project: Project, amina: User) -> None:
    project.read_signs(project.map.stage("mobilising"), {"mob-ready-3": Heard("yes", "The director.")}, by=amina)
    project.read_signs(project.map.stage("designing"), {"des-ready-2": Heard("yes")}, by=amina)

    told = compose(project).signs

    assert [(sign.key, sign.reading, sign.note, sign.by) for sign in told[1:4]] == [
        ("mob-ready-2", "Not said", "", ""),
        ("mob-ready-3", "Yes", "The director.", "Amina Rahman"),
        ("mob-ready-4", "Not said", "", ""),
    ]


def test_the_database_refuses_a_reading_it_does_not_know_and_a_number_twice(project: Project, amina: User) -> None:
    project.sign_readings.create(key="mob-ready-1", number=1, reading="yes", by=amina)

    for wrong in ({"number": 2, "reading": "mostly"}, {"number": 1, "reading": "partly"}, {"number": 2, "note": "a" * 1001}):
        with pytest.raises(IntegrityError), transaction.atomic():
            project.sign_readings.create(key="mob-ready-1", by=amina, **wrong)
