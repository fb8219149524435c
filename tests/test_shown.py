"""Parts of pages that are kept: nobody meets what is old, what is not theirs, or another session's token."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.safestring import SafeString
from pytest_django import DjangoAssertNumQueries

from journey.models import Project, User
from journey.shown import FORM, ONCE, TEXTS, Texts, state
from tests.conftest import member_of

type ClientOf = Callable[[User], Client]
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
EACH_TIME = re.compile(r'name="(?:csrfmiddlewaretoken|once)" value="\w+"')


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    TEXTS.clear()


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def main(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


@pytest.mark.parametrize(
    ("page", "count"),
    [("", 3), ("stages/mobilising/", 3), ("journey/", 3), ("plan/", 3), ("review/", 3)],
)
def test_a_page_that_was_shown_before_asks_only_who_reads_it_and_of_what(
    project: Project, amina: User, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries, page: str, count: int
) -> None:
    client = client_of(amina)
    first = text(client, project.address() + page)

    with django_assert_num_queries(count):
        again = text(client, project.address() + page)

    assert EACH_TIME.sub("", main(again)) == EACH_TIME.sub("", main(first))


@pytest.mark.parametrize("page", ["", "stages/mobilising/", "journey/", "plan/", "review/"])
def test_a_change_by_anyone_is_on_the_next_page_of_everyone(project: Project, amina: User, tom: User, client_of: ClientOf, page: str) -> None:
    hers, his = client_of(amina), client_of(tom)
    address = project.address() + page
    for client in (hers, his):
        assert "the county’s own words" not in text(client, address)

    his.post(project.address("answer", "mob-1"), {"text": "We read the county’s own words.", "seen": "0"})
    project.move_to("designing", by=tom, reason="It is in the county’s own words.")
    project.start_thread("Are they the county’s own words?", key="mob-1", by=tom, tell=[project.memberships.get(user=amina)])
    his.post(project.address("action-add"), {"text": "Ask for the county’s own words", "place": "mobilising"})

    assert "the county’s own words" in text(hers, address)
    assert "the county’s own words" in text(his, address) or page == ""


def test_whoever_may_less_never_meets_a_page_made_for_whoever_may_more(project: Project, amina: User, client_of: ClientOf) -> None:
    ruth = member_of(project, "Ruth Bailey", "viewer")
    address = project.address("stage", "mobilising")
    assert "<textarea" in text(client_of(amina), address)

    assert "<textarea" not in text(client_of(ruth), address)


def test_a_role_that_changes_changes_the_page(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    client = client_of(tom)
    address = project.address("stage", "mobilising")
    assert "<textarea" in text(client, address)

    project.memberships.get(user=tom).change_role("viewer", by=amina)

    assert "<textarea" not in text(client, address)


def test_whoever_left_and_a_stranger_meet_nothing(project: Project, amina: User, tom: User, owen: User, client_of: ClientOf) -> None:
    client = client_of(tom)
    assert client.get(project.address()).status_code == 200

    project.memberships.get(user=tom).end(by=amina)

    assert client.get(project.address()).status_code == 404
    assert client_of(owen).get(project.address()).status_code == 404


def test_each_session_gets_its_own_token_and_each_form_its_own_writer(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    address = project.address("stage", "mobilising")
    here, there, his = client_of(amina), client_of(amina), client_of(tom)
    pages = [(client, user, text(client, address)) for client, user in ((here, amina), (there, amina), (his, tom), (here, amina))]

    for client, user, page in pages:
        form = page[page.index('id="form-mob-1"') :]
        token, writer = TOKEN.search(form), re.search(r'name="writer" value="([^"]+)"', form)
        assert token and writer and writer[1] == str(user.code)
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = client.cookies
        said = {"text": f"By {user}.", "seen": "0", "csrfmiddlewaretoken": token[1], "writer": writer[1]}
        assert strict.post(project.address("answer", "mob-1"), said).status_code in (302, 409)
    assert pages[0][2] != pages[1][2]


def test_no_mark_is_ever_sent(project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)
    for page in ("", "stages/mobilising/", "plan/", "journey/", "review/"):
        for _ in range(2):
            sent = text(client, project.address() + page)
            assert FORM not in sent and ONCE not in sent


def test_a_form_of_a_kept_page_pressed_twice_still_makes_one_and_the_next_one_another(project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)

    def once() -> str:
        found = re.search(r'name="once" value="(\w+)"', text(client, project.address("plan")))
        assert found
        return found[1]

    first, second = once(), once()
    for token in (first, first, second):
        client.post(project.address("action-add"), {"text": "Ring the school", "once": token, "place": "mobilising"})

    assert first != second
    assert project.actions.count() == 2


@pytest.mark.parametrize("change", ["rename", "erase"])
def test_a_person_who_is_called_otherwise_or_erased_is_so_at_once(project: Project, amina: User, tom: User, client_of: ClientOf, change: str) -> None:
    project.answer("mob-1", "By Tom.", by=tom, seen=0)
    project.memberships.get(user=tom).end(by=amina)
    client = client_of(amina)
    addresses = [project.address(), project.address("stage", "mobilising")]
    assert all("Tom Reid" in text(client, address) for address in addresses)

    if change == "rename":
        tom.rename("Thomas Read")
    else:
        tom.erase(by=tom)

    assert all("Tom Reid" not in text(client, address) for address in addresses)


def test_a_comment_that_was_seen_no_longer_waits(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    thread = project.start_thread("What now?", key="mob-1", by=tom, tell=[project.memberships.get(user=amina)])
    client = client_of(amina)
    assert "tells you of a comment" in text(client, project.address())

    client.post(project.address("thread-seen", thread.pk))

    assert "tells you of a comment" not in text(client, project.address())


def test_the_first_page_tells_at_once_what_others_ask(project: Project, amina: User, owen: User, client_of: ClientOf) -> None:
    client = client_of(owen)
    assert "Family Circle" not in text(client, "/projects/")

    invitation = project.invite("owen@example.org", role="viewer", by=amina)
    assert "You are invited to Family Circle" in text(client, "/projects/")
    Project.objects.get(pk=project.pk).change(name="Family Ring", organisations=[], by=amina)
    assert "You are invited to Family Ring" in text(client, "/projects/")
    invitation.withdraw(by=amina)

    assert "Family" not in text(client, "/projects/")


def test_what_a_backup_brings_back_is_not_taken_for_what_came_after_it(project: Project) -> None:
    before = state(project)

    Project.objects.filter(pk=project.pk).update(log_head="another end")

    again = Project.objects.get(pk=project.pk)
    again.your_role = project.your_role
    assert again.version == project.version and state(again) != before


def test_no_more_is_kept_than_there_is_room_for() -> None:
    texts = Texts(100)
    for number in range(10):
        texts.put(number, SafeString("x" * 30))
        texts.get(0)

    assert set(texts.kept) == {0, 8, 9}
    assert texts.size == 90


def test_what_is_longer_than_the_room_is_not_kept() -> None:
    texts = Texts(100)

    texts.put("long", "x" * 101)

    assert (texts.get("long"), texts.size) == (None, 0)
