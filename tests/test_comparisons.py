"""The pages that compare two reviews, and the files of a frozen one."""

import io
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from docx import Document

from journey.models import Preparation, Project, User
from journey.models.preparation import ReaderSaid
from journey.review.compare import compare
from journey.review.compose import compose
from journey.review.facts import csv_file
from journey.review.freeze import freeze
from journey.review.nouns import review_words
from journey.review.versions import read_document
from tests.pdf_checks import problems
from tests.pdf_reader import read
from tests.test_files import rows_of_csv, rows_of_xlsx

type ClientOf = Callable[[User], Client]


@pytest.fixture
def two_reviews(project: Project, amina: User) -> Project:
    """Family Circle, frozen twice: in between an answer was changed, one was written and the work moved on. Since then one was withdrawn."""
    project.answer("mob-1", "Families wait nine weeks.", by=amina, seen=0)
    keep(project, amina)
    project.answer("mob-1", "Families wait six weeks.", by=amina, seen=1)
    project.answer("des-1", "Carers chose the name.", by=amina, seen=0)
    project.move_to("designing", by=amina, reason="The work went there.")
    keep(project, amina)
    project.answer("des-1", "", by=amina, seen=1)
    return Project.objects.visible_to(amina).get(pk=project.pk)


def keep(project: Project, by: User, **said: str) -> None:
    now = Preparation.objects.begin(project, said, (), by=by)
    freeze(now, by=by, seen=now.version)


def words(reply: object) -> str:
    return " ".join(unescape(getattr(reply, "content", b"").decode()).split())


def test_two_frozen_reviews_are_compared_in_words(two_reviews: Project, amina: User, client_of: ClientOf) -> None:
    page = words(client_of(amina).get(two_reviews.address("comparison") + "?from=1&to=2"))

    assert "One move, one answer changed, one new." in page
    assert "The main stage was Mobilising and is Designing." in page
    assert "[Removed: nine]" in page
    assert "[Added: six]" in page
    assert page.count('role="img"') == 2


def test_without_numbers_the_newest_review_is_compared_with_today(two_reviews: Project, amina: User, client_of: ClientOf) -> None:
    page = words(client_of(amina).get(two_reviews.address("comparison")))

    assert "One answer withdrawn." in page
    assert "Carers chose the name." in page


def test_what_was_written_for_page_one_is_compared_between_frozen_reviews_and_not_with_a_draft(project: Project, amina: User) -> None:
    keep(project, amina, decision_wanted="Carers chose the name.")
    first = read_document(project.reviews.get(major=1).text)
    keep(project, amina, decision_wanted="Carers chose the day.")
    second = read_document(project.reviews.get(major=2).text)

    assert compare(first, second).summary == "One line of page one changed."
    assert compare(second, compose(project)).summary == "Nothing changed."


def test_where_nothing_changed_there_is_one_wheel_and_nothing_to_choose_or_print(two_reviews: Project, amina: User, client_of: ClientOf) -> None:
    client, address = client_of(amina), two_reviews.address("comparison")

    same, other = (client.get(f"{address}?from={before}&to=2").content.decode() for before in (2, 1))

    told = ("<figure>", "What is shown", "Open as a PDF", "Nothing changed.")
    assert [same.count(what) for what in told] == [1, 0, 0, 1]
    assert [other.count(what) for what in told] == [2, 1, 1, 0]


def test_one_stage_alone_and_what_stands_can_be_shown(two_reviews: Project, amina: User, client_of: ClientOf) -> None:
    address = two_reviews.address("comparison") + "?from=1&to=2"

    one = words(client_of(amina).get(f"{address}&stage=designing"))
    everything = words(client_of(amina).get(two_reviews.address("comparison") + "?all=1"))

    assert ("Carers chose the name." in one, "[Added: six]" in one) == (True, False)
    assert "Stands as it stood" in everything


@pytest.mark.parametrize("query", ["?from=3&to=today", "?from=1&to=x", "?from=1.1", "?from=../1"])
def test_a_review_that_there_is_not_is_a_404(two_reviews: Project, amina: User, client_of: ClientOf, query: str) -> None:
    assert client_of(amina).get(two_reviews.address("comparison") + query).status_code == 404
    assert client_of(amina).get(two_reviews.address("comparison-pdf") + query).status_code == 404


def test_the_comparison_as_a_pdf_says_the_same_and_can_be_read_without_seeing_it(two_reviews: Project, amina: User, client_of: ClientOf) -> None:
    reply = client_of(amina).get(two_reviews.address("comparison-pdf") + "?from=1&to=2")

    assert (reply.status_code, reply["Content-Disposition"]) == (200, 'inline; filename="family-circle-1-to-2.pdf"')
    text = read(reply.content).text
    assert "One move, one answer changed, one new." in text
    assert "[Removed: nine] [Added: six]" in text
    assert problems(reply.content) == []


def test_a_comparison_for_a_reader_tells_nothing_of_what_they_do_not_get(project: Project, amina: User, client_of: ClientOf) -> None:
    money = next(question for question in project.map.questions if question.theme == "resources")
    readers = (ReaderSaid("Dan Okafor", "full"), ReaderSaid("Priya Shah", "full", ("money",)))
    for number, text in enumerate(("Eighty thousand pounds.", "Ninety thousand pounds.")):
        project.answer(money.key, text, by=amina, seen=number)
        project.answer("mob-1", f"Families wait {9 - number} weeks.", by=amina, seen=number)
        freeze(Preparation.objects.begin(project, {"money": text}, readers, by=amina), by=amina, seen=1)
    client, address = client_of(amina), project.address("comparison") + "?from=1&to=2"

    all_of_it, hers = (words(client.get(address + query)) for query in ("", "&for=2"))
    paper = client.get(project.address("comparison-pdf") + "?from=1&to=2&for=2")
    review = client.get(project.address("review-kept", "2") + "?for=2").content.decode()

    assert "Two answers changed, one line of page one changed." in all_of_it
    assert "thousand" in all_of_it
    for shown in (hers, " ".join(read(paper.content).text.split())):
        assert "One answer changed." in shown
        assert "for Priya Shah (full, with parts left out)" in shown
        assert ("thousand" in shown, "Spending" in shown) == (False, False)
    assert paper["Content-Disposition"] == 'inline; filename="family-circle-1-to-2-for-priya-shah.pdf"'
    assert f'href="{address.replace("&", "&amp;")}&amp;for=2">what changed since Review 1</a>' in review
    assert [client.get(f"{address}&for={place}").status_code for place in ("3", "0", "x")] == [404, 404, 404]


def test_a_comparison_for_a_reader_shows_nothing_of_the_first_that_they_get_only_since(project: Project, amina: User, client_of: ClientOf) -> None:
    for number, reader in enumerate((ReaderSaid("Priya Shah", "full", ("money",)), ReaderSaid("Priya Shah", "full"))):
        said = {"money": ("Over the budget.", "Within the budget.")[number], "families": ("Later.", "Sooner.")[number]}
        freeze(Preparation.objects.begin(project, said, (reader,), by=amina), by=amina, seen=1)

    hers = words(client_of(amina).get(project.address("comparison") + "?from=1&to=2&for=1"))

    assert "One line of page one changed." in hers
    assert ("Later" in hers, "budget" in hers) == (True, False)


def test_without_a_frozen_review_the_page_says_so(project: Project, amina: User, client_of: ClientOf) -> None:
    reply = client_of(amina).get(project.address("comparison"))

    assert (reply.status_code, "None frozen yet" in words(reply)) == (200, True)
    assert client_of(amina).get(project.address("comparison-pdf")).status_code == 404


def test_a_frozen_review_is_given_as_each_file_and_stays_as_it_was(two_reviews: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)
    document = read_document(two_reviews.reviews.get(major=1).text)

    files = {ending: client.get(two_reviews.address(f"review-kept-{ending}", "1")).content for ending in ("docx", "xlsx", "csv")}

    assert Document(io.BytesIO(files["docx"])).sections[0].header.paragraphs[0].text == f"Family Circle, {review_words(document)}"
    assert [row["Text"] for row in rows_of_xlsx(files["xlsx"])["Answers"]] == ["Families wait nine weeks."]
    assert files["csv"] == csv_file(document)
    assert "Families wait six weeks." not in str(rows_of_csv(files["csv"]))


def test_answers_of_every_theme_stand_in_the_word_document(project: Project, amina: User, client_of: ClientOf) -> None:
    for question in project.map.questions:
        project.answer(question.key, f"What is said of {question.key}.", by=amina, seen=0)

    file = client_of(amina).get(project.address("review-docx")).content

    told = [one.text for one in Document(io.BytesIO(file)).paragraphs]
    assert [told.count(f"What is said of {question.key}.") for question in project.map.questions] == [1] * len(project.map.questions)
