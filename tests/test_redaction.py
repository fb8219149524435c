"""The one exception to freezing: a personal detail is blacked out, and that it was stays on the record."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from journey.models import Event, Preparation, Project, Review, User
from journey.review.files import folder, kept_file
from journey.review.freeze import freeze
from journey.review.redact import BOX, NotThere, pattern_of, redact
from journey.review.versions import read_document

type ClientOf = Callable[[User], Client]
SECRET = "Kayleigh from Mill Lane"


@pytest.fixture
def review(project: Project, amina: User, tmp_path: Path, settings: object) -> Review:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]  # pytest-django's
    project.answer("mob-1", f"We heard **{SECRET}** say that nobody rang.", by=amina, seen=0)
    return freeze(Preparation.objects.begin(project, {"families": f"{SECRET} chose the times."}, (), by=amina), by=amina, seen=1)


def test_what_is_blacked_out_is_gone_from_the_row_the_page_the_files_and_what_was_prepared(review: Review, amina: User, client_of: ClientOf) -> None:
    before, old = review.text, review.sha256
    kept_file(review, None, "pdf", lambda: SECRET.encode())

    redact(review, "Kayleigh  from\nMill Lane", because="It names a parent.", by=amina)

    now = Review.objects.get(pk=review.pk)
    document = read_document(now.text)
    page = client_of(amina).get(review.get_absolute_url()).content.decode()
    assert SECRET in before
    assert "Kayleigh" not in now.text
    assert "Kayleigh" not in page
    assert page.count(BOX) == 2  # page one and the answer
    assert (document.families_line, now.is_whole, now.sha256 == old) == (f"{BOX} chose the times.", True, False)
    assert [(one.because, one.before, one.by) for one in document.redactions] == [("It names a parent.", old, "Amina Rahman")]
    assert not folder(old).exists()
    assert "Kayleigh" not in Preparation.objects.get().families
    assert review.project.events.filter(kind=Event.Kind.REVIEW_REDACTED, key="1").count() == 1


def test_a_file_that_is_made_while_a_passage_is_blacked_out_is_not_kept(review: Review, amina: User) -> None:
    begun = Review.objects.get(pk=review.pk)

    def make() -> bytes:
        redact(review, SECRET, because="It names a parent.", by=amina)
        return SECRET.encode()

    kept_file(begun, None, "pdf", make)

    assert not folder(begun.sha256).exists()


def test_the_first_press_shows_the_places_and_the_second_does_it(review: Review, amina: User, client_of: ClientOf) -> None:
    client, address = client_of(amina), review.project.address("review-redact", "1")
    said = {"passage": SECRET, "because": "It names a parent."}

    shown = client.post(address, said).content.decode()
    unchanged = Review.objects.get(pk=review.pk).text
    done = client.post(address, said | {"sure": "yes"})

    assert "It stands in 2 places" in shown
    assert unchanged == review.text
    assert done.status_code == 302
    assert SECRET not in Review.objects.get(pk=review.pk).text


@pytest.mark.parametrize(
    ("passage", "because", "word"),
    [
        ("Nobody of that name", "Why.", "These words stand nowhere in the review"),
        (SECRET, f"It names {SECRET}.", "The reason holds the very words"),
        (SECRET, "", "Say why, without the detail itself"),
        ("", "Why.", "Copy the words that have to go"),
    ],
)
def test_what_cannot_be_blacked_out_is_said_beside_its_box(
    review: Review, amina: User, client_of: ClientOf, passage: str, because: str, word: str
) -> None:
    reply = client_of(amina).post(review.project.address("review-redact", "1"), {"passage": passage, "because": because, "sure": "yes"})

    assert reply.status_code == 422
    assert word in reply.content.decode()
    assert Review.objects.get(pk=review.pk).text == review.text


@pytest.mark.parametrize("passage", [f"**{SECRET}**", "Kayleigh **from** Mill Lane", "_Kayleigh_ * from __Mill Lane__"])
def test_marks_of_emphasis_in_what_is_copied_hide_nothing(passage: str, review: Review, amina: User) -> None:
    redact(review, passage, because="It names a parent.", by=amina)

    assert SECRET not in review.text
    assert f"We heard **{BOX}** say that nobody rang." in review.text


def test_marks_alone_are_no_passage_and_hold_no_worker(review: Review, amina: User) -> None:
    begun = timezone.now()

    found = [pattern_of(passage).search("_" * 60 + " x") for passage in ("**", "_ _ _ _ _ _ y")]

    assert found == [None, None]
    assert timezone.now() - begun < timedelta(seconds=2)
    with pytest.raises(NotThere):
        redact(review, "**", because="Why.", by=amina)


def test_keys_and_fingerprints_are_never_touched(review: Review, amina: User) -> None:
    with pytest.raises(NotThere):
        redact(review, read_document(review.text).log_head, because="Why.", by=amina)
    with pytest.raises(NotThere):
        redact(review, "mob-1", because="Why.", by=amina)
