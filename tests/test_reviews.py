"""Frozen reviews: one press, one review, and not a character of it changes afterwards."""

import hashlib
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client

from journey.models import Described, Preparation, Project, Review, User
from journey.models.decision import Deliberation, Terms
from journey.models.preparation import ReaderSaid
from journey.models.review import AlreadyFrozen, are_reviews_closed, close_reviews, fingerprint, open_reviews
from journey.review.canonical import canonical
from journey.review.files import folder
from journey.review.freeze import freeze
from journey.review.versions import read_document
from tests.conftest import member_of

type ClientOf = Callable[[User], Client]

SAID = {
    "begins": date(2026, 1, 11),
    "decision_wanted": "Agree that we test day-time groups until March.",
    "status": "difficult",
    "status_reason": "Two of the five posts are empty.",
    "achieved_1": "Groups run in two districts.",
    "learned_1": "Evenings do not suit carers.",
    "risk_1": "The third district has no room.",
    "families": "Carers chose the new times.",
}
READERS = (ReaderSaid("Dan Okafor", "standard"), ReaderSaid("Priya Shah", "one-page", ("money",)))


@pytest.fixture
def prepared(project: Project, amina: User) -> Preparation:
    project.answer("mob-1", "Carers told us that nobody rang.", by=amina, seen=0)
    return Preparation.objects.begin(project, SAID, READERS, by=amina)


@pytest.fixture
def review(prepared: Preparation, amina: User) -> Review:
    return freeze(prepared, by=amina, seen=1)


def test_a_frozen_review_says_its_number_who_froze_it_and_what_was_prepared(prepared: Preparation, amina: User) -> None:
    made = freeze(prepared, by=amina, seen=1)

    document = read_document(made.text)
    assert (made.number, document.number, document.status, document.schema_version) == ("1", "1", "frozen", 3)
    assert (document.frozen_by, document.decision_wanted) == ("Amina Rahman", SAID["decision_wanted"])
    assert (document.status_words, document.three_risks) == ("Going, with difficulty", (SAID["risk_1"],))
    assert [(reader.name, reader.depth, reader.off) for reader in document.readers] == [
        ("Dan Okafor", "standard", ()),
        ("Priya Shah", "one-page", ("money",)),
    ]
    assert made.sha256 == fingerprint(made.text)
    assert canonical(document) == made.text


def test_two_presses_give_one_review_and_the_second_says_so(prepared: Preparation, amina: User, client_of: ClientOf) -> None:
    project = prepared.project
    other = member_of(project, "Ola Second", "owner")
    press = {"preparation": str(prepared.pk), "seen": "1"}

    first = client_of(amina).post(project.address("review-freeze"), press)
    second = client_of(other).post(project.address("review-freeze"), press, follow=True)

    assert first.status_code == 302
    assert project.reviews.count() == 1
    assert "Review 1 was frozen already, by Amina Rahman" in second.content.decode()
    with pytest.raises(AlreadyFrozen):
        freeze(prepared, by=amina, seen=1)


def test_nothing_alters_whatever_is_changed_afterwards(
    review: Review, amina: User, tom: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = review.project
    client = client_of(amina)
    before, page = review.text, document_on(client.get(review.get_absolute_url()))

    project.answer("mob-1", "Something else.", by=tom, seen=1)
    project.answer("mob-2", "New.", by=tom, seen=0)
    project.move_to("designing", by=tom, reason="It was time.")
    project.open_stage("growing", by=tom, reason="Also.")
    project.add_evidence(Described("A survey", "survey"), by=tom, answer=project.answers.get(key="mob-1"))
    project.decide("mobilising", Deliberation("stay", "Reason.", conditions=(Terms("Money."),)), by=tom)
    project.stand("paused", by=tom, reason="A pause.")
    project.change(organisations=[("Other", "lead")], by=amina, name="Another name", outcome="Another outcome.", review_every=1)
    User.objects.filter(pk=amina.pk).update(name="Amina Renamed")
    edition = project.map
    reworded = [stage.model_copy(update={"name": f"Other {stage.name}"}) for stage in edition.stages]
    monkeypatch.setattr(
        "journey.models.project.get_edition", lambda _key: edition.model_copy(update={"stages": tuple(reworded), "title": "Other map"})
    )

    now = Review.objects.get(pk=review.pk)
    assert (now.text, now.is_whole) == (before, True)
    assert document_on(client.get(review.get_absolute_url())) == page


def document_on(reply: object) -> str:
    """What the page shows of the review itself."""
    page = reply.content.decode()  # type: ignore[attr-defined]  # the test client's reply
    return str(page[page.index('<div class="review') : page.index('<h2 id="wrong">')])


def test_the_database_refuses_to_change_or_delete_a_review(review: Review) -> None:
    assert are_reviews_closed()

    with pytest.raises(DatabaseError, match="kept as it is"), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(text="Other.")
    with pytest.raises(DatabaseError, match="kept as it is"), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(major=7)
    with pytest.raises(DatabaseError, match="kept as it is"), transaction.atomic():
        Review.objects.filter(pk=review.pk).delete()


def test_a_review_goes_with_its_project_at_the_end_of_the_bin(review: Review, amina: User) -> None:
    project = review.project
    project.put_in_bin(by=amina)
    Project.objects.filter(pk=project.pk).update(binned_at="2020-01-01T00:00:00Z")

    project.purge()

    assert not Project.objects.filter(pk=project.pk).exists()
    assert not Review.objects.exists()


def test_a_file_is_made_once_and_then_read(
    review: Review, amina: User, client_of: ClientOf, settings: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]  # pytest-django's
    client, address = client_of(amina), review.project.address("review-kept-pdf", "1")
    monkeypatch.setattr("journey.review.prints.printed", lambda html, wait: b"%PDF- as it was printed")
    first = client.get(address)
    monkeypatch.setattr("journey.review.prints.printed", lambda html, wait: pytest.fail("printed anew"))

    second = client.get(address)

    assert (first.status_code, second.status_code) == (200, 200)
    assert first.content == second.content == b"%PDF- as it was printed"


def test_a_file_of_a_reader_that_was_drawn_in_an_older_way_is_not_given_again(
    review: Review, amina: User, client_of: ClientOf, settings: object, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]  # pytest-django's
    older = folder(review.sha256) / f"{hashlib.sha256(b'\nstandard\n').hexdigest()[:16]}.csv"
    older.parent.mkdir(parents=True)
    older.write_text("what is left out now")

    given = client_of(amina).get(review.project.address("review-kept-csv", "1") + "?depth=standard")

    assert (given.status_code, b"left out now" in given.content) == (200, False)


def test_if_the_pdf_cannot_be_made_the_review_is_there_all_the_same(
    review: Review, amina: User, client_of: ClientOf, settings: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]  # pytest-django's
    monkeypatch.setattr("journey.review.prints.PRINTER", Path("/nowhere/printer.py"))
    client = client_of(amina)

    reply = client.get(review.project.address("review-kept-pdf", "1"))

    page = reply.content.decode()
    assert reply.status_code == 503
    assert "The PDF could not be made." in page
    assert "Try again" in page
    assert client.get(review.project.address("review-print", "1")).status_code == 200


def test_the_data_is_the_very_text_and_anyone_can_check_it_without_learning_whose_it_is(
    review: Review, amina: User, owen: User, client_of: ClientOf
) -> None:
    data = client_of(amina).get(review.project.address("review-kept-json", "1")).content

    hers = client_of(amina).post("/verify/", {"file": SimpleUploadedFile("review.json", data)}).content.decode()
    his = client_of(owen).post("/verify/", {"text": data.decode()}).content.decode()
    other = client_of(owen).post("/verify/", {"text": data.decode().replace("Groups", "groups")}).content.decode()
    short = client_of(owen).post("/verify/", {"text": review.sha256.upper()}).content.decode()

    assert data.decode() == review.text
    assert "Family Circle, Review 1" in hers
    assert "It matches a review frozen on this site." in his
    assert "Family Circle" not in his
    assert "It matches no review frozen on this site." in other
    assert "It matches a review frozen on this site." in short


def test_a_fingerprint_as_a_page_shows_it_is_known_and_its_beginning_is_not_called_a_stranger(review: Review, client: Client) -> None:
    whole = client.post("/verify/", {"text": f"SHA-256 {review.sha256}"})
    foot = client.post("/verify/", {"text": f"SHA-256 {review.sha256[:12]}"})

    assert "It matches a review frozen on this site." in whole.content.decode()
    assert (foot.status_code, "It matches no review" in foot.content.decode()) == (422, False)
    assert "This is the beginning of a fingerprint." in foot.content.decode()


def test_the_command_finds_each_review_whole_and_one_that_was_changed(review: Review, tmp_path: Path) -> None:
    said, file = StringIO(), tmp_path / "review.json"
    file.write_text(review.text + "\n", encoding="utf-8")

    call_command("verify_review", stdout=said)
    call_command("verify_review", str(file), stdout=said)
    file.write_text(review.text.replace("Groups", "groups"), encoding="utf-8")

    assert "Review 1: whole" in said.getvalue()
    with pytest.raises(CommandError, match="no review that was frozen here"):
        call_command("verify_review", str(file))
    open_reviews()
    Review.objects.filter(pk=review.pk).update(text=review.text.replace("Groups", "groups"))
    close_reviews()
    with pytest.raises(CommandError, match="Not every review"):
        call_command("verify_review", stdout=StringIO())
