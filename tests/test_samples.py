"""The samples on their pages: open to all, read only."""

from collections.abc import Callable

from django.core.management import call_command
from django.test import Client

from journey.models import Project, User
from journey.overview import overview
from journey.samples.load import copy_sample
from journey.samples.sample import read_samples

type ClientOf = Callable[[User], Client]


def test_a_visitor_reaches_a_move_back_and_its_reason_in_two_presses(samples: list[Project], client: Client) -> None:
    front = client.get("/samples/").content.decode()
    project = client.get("/samples/safer-places/").content.decode()
    journey = client.get("/samples/safer-places/journey/").content.decode()

    assert 'href="/samples/safer-places/"' in front
    assert 'href="/samples/safer-places/journey/"' in project
    assert "Back to Designing" in journey
    assert "case system" in journey.split("Back to Designing")[1].split("</li>")[0]


def test_no_page_of_a_sample_holds_a_form_or_sets_a_cookie(samples: list[Project], client: Client) -> None:
    for page in ("", "stages/developing/", "journey/", "review/"):
        reply = client.get(f"/samples/safer-places/{page}")

        assert reply.status_code == 200
        assert "<form" not in reply.content.decode()
        assert not reply.cookies


def test_a_visitor_takes_a_kept_review_of_a_sample_away(samples: list[Project], client: Client) -> None:
    files = {
        "1.pdf?depth=one-page": b"%PDF-",
        "1.docx": b"PK",
        "1.xlsx": b"PK",
        "1.csv": b"\xef\xbb\xbfSection",
        "1.json": b"{",
        "compare.pdf": b"%PDF-",
    }

    replies = {address: client.get(f"/samples/safer-places/reviews/{address}") for address in files}

    assert {address: reply.status_code for address, reply in replies.items()} == dict.fromkeys(files, 200)
    assert {address: b"".join(reply)[: len(files[address])] for address, reply in replies.items()} == files


def test_a_sample_is_not_among_anybodys_projects(samples: list[Project], amina: User, client_of: ClientOf) -> None:
    safer = next(sample for sample in samples if sample.slug == "safer-places")

    assert client_of(amina).get(f"/projects/{safer.pk}/").status_code == 404
    assert client_of(amina).post(f"/projects/{safer.pk}/answers/mob-1/", {"text": "x", "seen": "0"}).status_code == 404
    assert client_of(amina).post("/samples/safer-places/").status_code == 405


def test_loading_again_puts_back_what_the_file_says(samples: list[Project]) -> None:
    Project.objects.filter(slug="safer-places").update(name="Changed")

    call_command("load_samples")

    assert sorted(str(sample.slug) for sample in Project.objects.samples()) == ["bridge-16-25", "family-circle", "safer-places"]
    assert Project.objects.get(slug="safer-places").name == "Safer Places"


def test_a_practice_copy_has_the_same_path_and_answers_and_can_be_changed(db: None, amina: User, client_of: ClientOf) -> None:
    safer = next(sample for sample in read_samples() if sample.slug == "safer-places")

    copy_sample(safer, amina)

    copy = Project.objects.visible_to(amina).get()
    facts = overview(copy)
    assert [told.move.to_stage for told in facts.moves] == [move.to for move in safer.moves]
    assert {key: answer.text for key, answer in facts.answers.items()} == {key: told.text for key, told in safer.answers.items()}
    assert client_of(amina).post(copy.address("answer", "dev-3"), {"text": "They say yes.", "seen": "0"}).status_code == 302
    assert "Practice copy." in client_of(amina).get(copy.address()).content.decode()


def test_a_sample_is_told_as_it_stood_on_its_day(samples: list[Project]) -> None:
    safer = Project.objects.samples().get(slug="safer-places")

    assert safer.today == safer.told_on
    assert overview(safer).lengths[-1].startswith("Developing: ")
