"""Search: what people wrote is found by its words, and nothing of anybody else's."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from io import StringIO
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from journey.models import Project, SearchEntry, Task, User
from journey.models.decision import Deliberation, Terms
from journey.models.evidence import Described
from journey.models.search_entry import mark, searchable_models
from journey.samples.load import copy_sample
from journey.samples.sample import read_samples
from journey.search import KINDS, Hit, search
from journey.terms import read
from tests.conftest import member_of
from tests.test_terms import ODD

type ClientOf = Callable[[User], Client]


def hits(user: User, asked: str) -> list[Hit]:
    return search(list(Project.objects.visible_to(user)), asked, at_most=50)


def titles(user: User, asked: str) -> list[str]:
    return [hit.place.title for hit in hits(user, asked)]


def page_of(client: Client, asked: str, project: Project | None = None) -> str:
    reply = client.get((project.address("search") if project else "/search/") + "?" + urlencode({"q": asked}))
    assert reply.status_code == 200
    return " ".join(reply.content.decode().split())


def test_an_answer_is_found_with_where_it_stands_who_wrote_it_and_when(project: Project, amina: User, client_of: ClientOf) -> None:
    project.answer("mob-1", "Most carers told us that evenings are hardest.", by=amina, seen=0)

    page = page_of(client_of(amina), "evening")

    told = re.search(r'<li class="hit">(.*?)</li>', page)
    assert told is not None
    question = project.map.question("mob-1").text
    assert unescape(re.sub("<.*?>", "", told[1])).startswith(f"{question}Family Circle. Answer, Mobilising. Amina Rahman, today at ")
    assert f'href="{project.address("stage", "mobilising")}#mob-1"' in told[1]
    assert "Most carers told us that <mark>evenings</mark> are hardest." in told[1]


def test_a_move_is_found_by_its_reason_and_by_what_carries_over(project: Project, amina: User, client_of: ClientOf) -> None:
    project.move_to("designing", by=amina, reason="The panel met thrice.", carries_over="The rota of volunteers.")

    for asked in ("panel", "rota", "panel rota"):
        page = page_of(client_of(amina), asked, project)

        assert 'journey/#move-2">Move to Designing</a>' in page
        assert "Move. Amina Rahman, " in page
    assert 'id="move-2"' in client_of(amina).get(project.address("journey")).content.decode()


def test_why_a_question_is_not_relevant_is_found(project: Project, amina: User) -> None:
    project.answer("mob-1", "Set aside text.", by=amina, seen=0, because="No schools take part.")

    assert len(hits(amina, "schools part")) == 1
    assert hits(amina, "aside") == []


def test_every_kind_that_search_shows_has_its_words_kept_and_the_other_way_round() -> None:
    assert sorted(KINDS) == sorted(model.__name__.lower() for model in searchable_models())


def test_an_answer_written_anew_is_found_by_its_new_words_alone(project: Project, amina: User) -> None:
    project.answer("mob-1", "Evenings are hardest.", by=amina, seen=0)

    project.answer("mob-1", "Mornings are hardest.", by=amina, seen=1)

    assert (len(hits(amina, "evenings")), len(hits(amina, "mornings"))) == (0, 1)
    project.answer("mob-1", "", by=amina, seen=2)
    assert (len(hits(amina, "mornings")), SearchEntry.objects.filter(kind="answer").count()) == (0, 0)


def test_a_save_that_is_undone_leaves_nothing_to_find(project: Project, amina: User) -> None:
    project.answer("mob-1", "Evenings are hardest.", by=amina, seen=0)

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        project.answer("mob-1", "Mornings are hardest.", by=amina, seen=1)
        raise ZeroDivisionError

    assert (len(hits(amina, "evenings")), len(hits(amina, "mornings"))) == (1, 0)


def test_every_word_must_stand_in_one_text(project: Project, amina: User) -> None:
    project.answer("mob-1", "Foster carers need a short break.", by=amina, seen=0)
    project.answer("mob-2", "A break in school, and care after.", by=amina, seen=0)

    found = {asked: len(hits(amina, asked)) for asked in ("break", "break carers", "break school carers", '"short break"', '"a break"', "care")}

    assert found == {"break": 2, "break carers": 1, "break school carers": 0, '"short break"': 1, '"a break"': 1, "care": 2}
    assert SearchEntry.objects.holding([project], read("break school carers")).count() == 0


@pytest.mark.parametrize(
    ("written", "asked"), [("Tŷ cymunedol", "ty"), ("TY CYMUNEDOL", "tŷ"), ("Siân’s idea", "sians"), ("Łódź", "lodz"), ("家庭", "家")]
)
def test_accents_and_case_do_not_matter(project: Project, amina: User, written: str, asked: str) -> None:
    project.answer("mob-1", written, by=amina, seen=0)

    assert len(hits(amina, asked)) == 1


def test_the_newest_is_first_and_no_more_than_asked_for(project: Project, amina: User) -> None:
    for key in ("mob-1", "mob-2", "mob-3"):
        project.answer(key, f"Carers, {key}.", by=amina, seen=0)
    project.answer("mob-1", "Carers, once more.", by=amina, seen=1)

    found = search([project], "carers", at_most=2)

    assert [hit.place.href.partition("#")[2] for hit in found] == ["mob-1", "mob-3"]


def test_nothing_of_other_peoples_projects_is_found(project: Project, amina: User, owen: User, client_of: ClientOf) -> None:
    """Marker words in a stranger's project, in one in the bin, in one that she left, and in one of hers whose mark in the index is the same."""
    theirs = Project.objects.start(by=owen, name="Theirs")
    binned = Project.objects.start(by=amina, name="Binned")
    left = Project.objects.start(by=owen, name="Left")
    left.memberships.create(user=amina, role="editor")
    near = Project.objects.create(name="Near", id=UUID(project.pk.hex[:6] + "0" * 26))
    near.memberships.create(user=owen, role="owner")
    for one, by in ((theirs, owen), (binned, amina), (left, owen), (near, owen), (project, amina)):
        one.answer("mob-1", "Marker gwdihŵ.", by=by, seen=0)
        one.move_to("designing", by=by, reason="Marker gwdihŵ.")
    binned.put_in_bin(by=amina)
    left.memberships.get(user=amina).end(by=owen)

    page = page_of(client_of(amina), "gwdihw")

    assert mark(near.pk) == mark(project.pk)
    assert {hit.project.pk for hit in hits(amina, "gwdihw")} == {project.pk}
    assert page.count("<mark>") == 2
    assert not re.search("Theirs|Binned|Left|Near|Owen", page)
    assert len(hits(owen, "gwdihw")) == 6
    for closed in (theirs, binned, left, near):
        assert client_of(amina).get(closed.address("search") + "?q=gwdihw").status_code == 404


def test_a_practice_copy_is_searched_and_a_sample_is_not(samples: list[Project], amina: User, client_of: ClientOf) -> None:
    samples[0].memberships.create(user=amina, role="owner")
    assert page_of(client_of(amina), "the").count('class="hit"') == 0

    copied = copy_sample(read_samples()[0], amina)

    assert {hit.project.pk for hit in hits(amina, "young")} == {copied.pk}
    assert "(practice copy)" in page_of(client_of(amina), "young")
    assert SearchEntry.objects.exclude(project=copied).count() == 0


@pytest.mark.parametrize("asked", ODD)
def test_odd_input_gets_a_page(project: Project, amina: User, client_of: ClientOf, asked: str) -> None:
    project.answer("mob-1", "An ordinary answer.", by=amina, seen=0)
    client = client_of(amina)

    page_of(client, asked)
    page_of(client, asked, project)


def test_nothing_is_found_for_nothing(project: Project, amina: User, client_of: ClientOf) -> None:
    project.answer("mob-1", "An ordinary answer.", by=amina, seen=0)

    assert [hits(amina, asked) for asked in ("", " ", "%", "_", '""')] == [[]] * 5
    assert "found" not in page_of(client_of(amina), "").partition("<main")[2].partition("Capitals")[0]
    assert "There is no word in what you typed." in page_of(client_of(amina), '"')
    assert search([], "answer", at_most=50) == []


def test_what_people_typed_is_shown_and_not_obeyed(project: Project, amina: User, client_of: ClientOf) -> None:
    project.answer("mob-1", "Is <b>bold</b> & <img> bolder?", by=amina, seen=0)

    page = page_of(client_of(amina), 'bold "><i')

    assert 'value="bold &quot;&gt;&lt;i"' in page
    assert "<mark>Is</mark> &lt;b&gt;<mark>bold</mark>&lt;/b&gt; &amp; &lt;<mark>img</mark>&gt; <mark>bolder</mark>?" in page
    assert "Is &lt;<mark>b&gt;bold</mark>&lt;/b&gt;" in page_of(client_of(amina), '"b bold"')


def test_many_words_in_many_projects_are_found(amina: User) -> None:
    projects = [Project.objects.start(by=amina, name=f"Project {number}") for number in range(150)]
    words = [f"word{number}" for number in range(25)]
    projects[77].answer("mob-1", " ".join(words), by=amina, seen=0)

    assert [hit.project.name for hit in hits(amina, " ".join(words))] == ["Project 77"]


def test_more_than_a_page_says_so(project: Project, amina: User, client_of: ClientOf) -> None:
    for question in project.map.questions:
        project.answer(question.key, "Carers.", by=amina, seen=0)

    page = page_of(client_of(amina), "carers")

    assert page.count('class="hit"') == 50
    assert "The newest 50" in page
    assert "There are more. Add a word to find fewer." in page


def test_a_search_asks_the_same_at_one_and_at_thirty_projects(
    project: Project, amina: User, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(amina)
    project.answer("mob-1", "Carers.", by=amina, seen=0)
    project.move_to("designing", by=amina, reason="Carers.")
    with django_assert_num_queries(6):
        client.get("/search/?q=carers")
    with django_assert_num_queries(6):
        client.get(project.address("search") + "?q=carers")

    for number in range(30):
        other = Project.objects.start(by=amina, name=f"Project {number}")
        other.answer("mob-1", "Carers.", by=amina, seen=0)
        other.move_to("designing", by=amina)

    with django_assert_num_queries(6):
        client.get("/search/?q=carers")
    with django_assert_num_queries(6):
        client.get(project.address("search") + "?q=carers")


def test_a_search_asks_the_same_for_one_and_for_three_things_of_a_kind(
    project: Project, amina: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def say_once() -> None:
        project.start_thread("Ask the carers.", key="mob-1", by=amina).reply("Which carers?", by=amina)
        project.decide("mobilising", Deliberation("stay", "Carers wait.", conditions=(Terms("Carers agree."),)), by=amina)
        project.actions.make(project, Task(text="Ring the carers.", key="mob-1"), by=amina)

    say_once()
    with django_assert_num_queries(9):
        one = hits(amina, "carers")

    say_once()
    say_once()
    with django_assert_num_queries(9):
        three = hits(amina, "carers")

    assert (len(one), len(three)) == (3, 9)


def test_the_forms_are_where_people_look_for_them(project: Project, amina: User, owen: User, samples: list[Project], client_of: ClientOf) -> None:
    assert 'action="/search/"' in client_of(amina).get("/projects/").content.decode()
    assert f'action="{project.address("search")}"' in client_of(amina).get(project.address()).content.decode()
    assert 'role="search"' not in client_of(owen).get("/projects/").content.decode()
    assert 'role="search"' not in client_of(amina).get(samples[0].address()).content.decode()


def test_reindex_finds_what_came_by_other_means(transactional_db: None, project: Project, amina: User) -> None:
    project.answer("mob-1", "Evenings are hardest.", by=amina, seen=0)
    project.answers.update(text="Mornings are hardest.")
    SearchEntry.objects.create(project=project, kind="answer", object_id="0", at=timezone.now(), words=f"{mark(project.pk)}mornings")
    assert (len(hits(amina, "evenings")), len(hits(amina, "mornings"))) == (0, 0)

    call_command("reindex", stdout=StringIO())

    assert (len(hits(amina, "evenings")), len(hits(amina, "mornings"))) == (0, 1)
    assert SearchEntry.objects.filter(kind="answer").count() == 1


REMAINS = {
    "sqlite": "SELECT count(*) FROM journey_searchindex_data WHERE instr(block, CAST(%s AS BLOB)) > 0",
    "postgresql": "SELECT count(*) FROM journey_searchentry WHERE position(%s in words) > 0",
}


def remains(word: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(REMAINS[connection.vendor], [word])
        return int(cursor.fetchone()[0])


def test_a_project_deleted_for_good_leaves_no_word_in_the_index(project: Project, amina: User) -> None:
    gone = Project.objects.start(by=amina, name="Gone")
    gone.answer("mob-1", "xyzzyplugh", by=amina, seen=0)
    project.answer("mob-1", "frobnicate", by=amina, seen=0)
    before = remains("zzyplugh")  # the beginning of a word may be shared with the word before it
    gone.put_in_bin(by=amina)
    Project.objects.filter(pk=gone.pk).update(binned_at=timezone.now() - timedelta(days=31))

    call_command("empty_bin", stdout=StringIO())

    assert (before, remains("zzyplugh")) == (1, 0)
    assert remains("robnicate") == 1
    assert len(hits(amina, "frobnicate")) == 1


def test_what_someone_who_left_wrote_is_still_found_by_the_team(project: Project, amina: User) -> None:
    tom = member_of(project, "Tom Reid", "editor")
    project.answer("mob-1", "Evenings are hardest.", by=tom, seen=0)
    project.memberships.get(user=tom).end(by=amina)

    assert [hit.place.who for hit in hits(amina, "evenings")] == ["Tom Reid"]
    assert hits(tom, "evenings") == []


def test_evidence_and_comments_are_found_until_they_are_taken_out(project: Project, amina: User, leila: User, client_of: ClientOf) -> None:
    item = project.add_evidence(Described(title="Brambling survey", type="survey", held="the linnet drive"), by=amina)
    thread = project.start_thread("Ask the siskin panel.", by=leila, key="mob-1")
    reply = thread.reply("And the dunnock group.", by=amina)

    def found(word: str) -> bool:
        return "<mark>" in client_of(leila).get(f"{project.address('search')}?q={word}").content.decode()

    assert [found(word) for word in ("brambling", "linnet", "siskin", "dunnock")] == [True] * 4
    reply.withdraw()
    item.remove(by=amina)
    assert [found(word) for word in ("brambling", "linnet", "siskin", "dunnock")] == [False, False, True, False]


def test_decisions_are_found_by_what_was_weighed_and_by_their_conditions(project: Project, amina: User, client_of: ClientOf) -> None:
    terms = (Terms("The wheatear post is paid for."),)
    said = Deliberation(
        option="stay", reason="The redstart families need more time.", dissent="One partner, for the whinchat team.", conditions=terms
    )
    made = project.decide("mobilising", said, by=amina)

    for word in ("redstart", "whinchat", "wheatear"):
        page = client_of(amina).get(f"{project.address('search')}?q={word}").content.decode()
        assert f"<mark>{word}</mark>" in page
        assert made.get_absolute_url() in page
