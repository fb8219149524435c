"""How often the database is asked does not depend on how much it holds."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from journey.models import Described, Involvement, Measure, Preparation, Project, Resource, Review, SignOff, User
from journey.models.condition import Reading
from journey.models.decision import Deliberation, Terms
from journey.models.preparation import ReaderSaid
from journey.models.sign import Heard
from journey.review.freeze import freeze
from tests.conftest import family_circle, member_of
from tests.remembered import remembered

type ClientOf = Callable[[User], Client]
STAGES = ("designing", "developing", "designing", "developing", "integrating")


def decide(project: Project, amina: User, stage: str, count: int) -> None:
    """A decision with as many of everything that hangs on it."""
    said = Deliberation(
        "stay",
        "Reason.",
        parties=tuple((f"Role {n}", n + 1) for n in range(count)),
        details={"unfinished": "Much."},
        conditions=tuple(Terms(f"Condition {n}.", due=timezone.localdate()) for n in range(count)),
    )
    for condition in project.decide(stage, said, by=amina).conditions.all():
        condition.settle("met", note="Done.", by=amina)


def grow(project: Project, amina: User, walk: Callable[..., None]) -> None:
    for question in project.map.questions:
        project.answer(question.key, f"An answer to {question.text}", by=amina, seen=0)
    for stage in project.map.stages:
        for question in stage.questions[:3]:
            talk(project, question.key, amina)
    walk(project, *STAGES)
    for stage in project.map.stages:
        project.read_signs(stage, {sign.key: Heard("partly", "A note.") for sign in stage.signs_ready}, by=amina)
        for _ in range(2):
            decide(project, amina, stage.key, 3)
    for condition in project.map.conditions:
        project.rate_conditions({condition.key: Reading("impeding", "partly", "Some.", "More.")}, by=amina)
        project.agree_condition(condition.key, Reading("impeding", "partly"), by=amina, seen=0)
    for kind in ("momentum-lost", "paused", "renewed"):
        project.stand(kind, by=amina, reason="Why.")
    project.start_thread("Why then?", move=project.moves.get(number=2), by=amina)


def talk(project: Project, key: str, you: User, by: User | None = None) -> None:
    """A thread in which someone is told of a comment, one that is resolved, and an assignment; all on one question."""
    part = project.memberships.get(user=you)
    project.start_thread("What do you think?", key=key, by=by or you, tell=[part]).reply("Say more.", by=by or you)
    project.start_thread("Is this right?", key=key, by=by or you).resolve(by=by or you)
    project.assign(key, part, by=by or you, due=project.today)


def counts(client_of: ClientOf, user: User, project: Project, pages: Iterable[str]) -> dict[str, int]:
    """How often each of a project's pages asks the database. All pages of one world: making it costs far more than asking for them."""
    found = {}
    for page in pages:
        client = client_of(user)  # a session of a minute ago would be saved on the way
        with CaptureQueriesContext(connection) as queries:
            client.get(project.address() + page)
        found[page] = len(queries)
    return found


@pytest.fixture
def grown(amina: User, walk: Callable[..., None]) -> Project:
    """Family Circle with as much in it as `grow` puts there."""

    def make() -> Project:
        project = family_circle(amina)
        grow(project, amina, walk)
        return project

    return remembered("grown", make, amina)


def test_a_projects_pages_ask_the_same_whether_it_is_empty_or_full(project: Project, grown: Project, amina: User, client_of: ClientOf) -> None:
    decide(project, amina, "mobilising", 1)
    expected = {
        "": 17,
        "stages/mobilising/": 24,
        "themes/": 6,
        "themes/voice/": 6,
        "journey/": 8,
        "review/": 31,
        "moves/new/": 9,
        "evidence/": 8,
        "answers/mob-1/evidence/": 6,
        "decisions/": 11,
        "crosswalk/nirn/": 7,
        "standing/": 6,
    }

    assert counts(client_of, amina, project, expected) == expected
    assert counts(client_of, amina, grown, expected) == expected


def test_pages_ask_the_same_at_no_evidence_and_at_twelve_cited_everywhere(grown: Project, amina: User, client_of: ClientOf) -> None:
    expected = {"stages/mobilising/": 24, "journey/": 8, "review/": 31, "moves/new/": 9, "evidence/": 8, "answers/mob-1/evidence/": 6}
    assert counts(client_of, amina, grown, expected) == expected

    made = [grown.add_evidence(Described(f"Survey {number}", "survey"), by=amina) for number in range(12)]
    for answer in grown.answers.filter(key__startswith="mob"):
        grown.cite(made[:6], answer=answer, by=amina)
    for move in grown.moves.all():
        grown.cite(made[3:9], move=move, by=amina)
    for item in made[::4]:
        item.remove(by=amina)

    assert counts(client_of, amina, grown, expected) == expected


def test_the_list_of_projects_asks_the_same_at_one_and_at_three(
    project: Project,
    amina: User,
    client_of: ClientOf,
    walk: Callable[..., None],
    django_assert_num_queries: DjangoAssertNumQueries,
    request: pytest.FixtureRequest,
) -> None:
    client = client_of(amina)
    with django_assert_num_queries(18):
        client.get("/projects/")
    request.getfixturevalue("grown")
    third = Project.objects.start(by=amina, name="Third")
    talk(third, "mob-1", amina)
    walk(third, *STAGES)
    decide(third, amina, "designing", 3)

    client = client_of(amina)  # a session of a minute ago would be saved on the way
    with django_assert_num_queries(18):
        client.get("/projects/")


def test_pages_with_people_ask_the_same_at_one_and_at_thirty_members(project: Project, amina: User, client_of: ClientOf) -> None:
    expected = {"people/": 6, "log/": 7, "": 17}
    member = member_of(project, "Member 1", "editor")
    project.invite("new1@example.org", role="viewer", by=amina)
    project.memberships.get(user=member).change_role("viewer", by=amina)
    assert counts(client_of, amina, project, expected) == expected

    for number in range(2, 31):
        member = member_of(project, f"Member {number}", "editor")
        project.memberships.get(user=member).change_role("viewer", by=amina)
        project.invite(f"new{number}@example.org", role="viewer", by=amina)

    assert counts(client_of, amina, project, expected) == expected


def test_what_needs_me_asks_the_same_at_one_and_at_ten(
    project: Project, amina: User, tom: User, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(tom)
    project.offer_lead(project.memberships.get(user=tom), by=amina, afterwards="owner")
    talk(project, "mob-1", tom, by=amina)
    with django_assert_num_queries(18):
        client.get("/projects/")

    for number in range(10):
        other = Project.objects.start(by=amina, name=f"Project {number}")
        other.memberships.create(user=tom, role="editor")
        talk(other, "mob-1", tom, by=amina)
        Project.objects.start(by=amina, name=f"Invited {number}").invite(str(tom.email), role="viewer", by=amina)

    client = client_of(tom)  # a session of a minute ago would be saved on the way
    with django_assert_num_queries(18):
        client.get("/projects/")


def test_pages_of_talk_ask_the_same_at_one_and_at_ten(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    expected = {"comments/": 7, "assignments/": 5, "answers/mob-1/comments/": 8, "log/": 6}
    talk(project, "mob-1", tom, by=amina)
    project.assignments.get().finish(by=tom)
    assert counts(client_of, tom, project, expected) == expected

    for number in range(10):
        talk(project, project.map.questions[number].key, tom, by=amina)
        project.start_thread(f"And {number}?", key="mob-1", by=amina)

    assert counts(client_of, tom, project, expected) == expected


def plan(project: Project, amina: User) -> None:
    """Ten lines of each kind on one stage, the measures with four readings, two of which were corrected."""
    for number in range(10):
        stage = {"stage": "mobilising"}
        Involvement.add(project, stage | {"group": f"Group {number}", "part": "families", "day": project.today}, by=amina)
        Resource.add(project, stage | {"what": f"Line {number}", "kind": "money", "budget": Decimal(10), "spent": Decimal(9)}, by=amina)
        measure = Measure.add(project, stage | {"what": f"Measure {number}", "baseline": Decimal(4), "target": Decimal(9)}, by=amina)
        readings = [measure.read(Decimal(5 + k), day=project.today - timedelta(days=30 * k), by=amina) for k in range(4)]
        for reading in readings[:2]:
            measure.correct(reading, Decimal(3), day=reading.day, because="A slip.", by=amina)


def test_pages_ask_the_same_without_lines_of_the_plan_and_with_ten_of_each(project: Project, amina: User, client_of: ClientOf) -> None:
    expected = {"involvement/": 7, "resources/": 4, "measures/": 5, "stages/mobilising/": 24, "review/": 27}
    assert counts(client_of, amina, project, expected) == expected

    plan(project, amina)

    assert counts(client_of, amina, project, expected | {"log/": 8}) == expected | {"log/": 8}  # an empty log has no names to ask for
    plan(project, amina)

    assert counts(client_of, amina, project, ["log/"]) == {"log/": 8}


def review(project: Project, amina: User, number: int) -> Review:
    """Freeze a review for as many readers, and correct it once."""
    readers = tuple(ReaderSaid(f"Reader {n}", "full", ("money",), f"reader{n}@example.org") for n in range(number))
    said = {"decision_wanted": "Agree that it goes on.", "achieved_1": "Groups run.", "risk_1": "No room."}
    made = freeze(Preparation.objects.begin(project, said, readers, by=amina), by=amina, seen=1)
    again = Preparation.objects.begin(project, said | {"correction_because": "A slip."}, readers, by=amina, corrects=made)
    return freeze(again, by=amina, seen=1)


def prepare(project: Project, amina: User, number: int) -> SignOff:
    """Prepare the next for as many readers, and ask everybody to sign it off."""
    readers = tuple(ReaderSaid(f"Reader {n}", "full", ("money",)) for n in range(number))
    now = Preparation.objects.begin(project, {"decision_wanted": "Agree.", "achieved_1": "Groups run."}, readers, by=amina)
    asked = [SignOff.objects.ask(now, part, by=amina) for part in project.memberships.exclude(user=amina)]
    return asked[0]


def test_pages_of_reviews_ask_the_same_at_one_of_each_and_at_many(
    project: Project, grown: Project, amina: User, tom: User, client_of: ClientOf
) -> None:
    expected = {"prepare/": 8, "prepare/checks/": 41, "{last}/": 8, "": 9, "compare/": 34, "sign-off": 34}

    def asked_of_pages(of: Project, last: str, asked: SignOff) -> dict[str, int]:
        addresses = {page: "reviews/" + page.format(last=last) for page in expected if page != "sign-off"}
        addresses["sign-off"] = asked.get_absolute_url().removeprefix(of.address())
        found = counts(client_of, amina, of, addresses.values())
        return {page: found[address] for page, address in addresses.items()}

    decide(project, amina, "mobilising", 1)
    project.answer("mob-1", "As it was.", by=amina, seen=0)
    plan(project, amina)
    project.add_evidence(Described("Survey", "survey"), by=amina, answer=project.answers.get())
    review(project, amina, 1)

    assert asked_of_pages(project, "1.1", prepare(project, amina, 1)) == expected

    plan(grown, amina)
    grown.add_evidence(Described("Survey", "survey"), by=amina, answer=grown.answers.get(key="mob-1"))
    for number in range(5):
        grown.confirm_part("risks", f"{number:064}", by=amina)
        member_of(grown, f"Member {number}", "editor")
    for number in (4, 8):
        review(grown, amina, number)
    asked = prepare(grown, amina, 12)
    for question in grown.map.questions[:30]:
        grown.confirm_answer(question.key, by=amina, seen=1)

    assert asked_of_pages(grown, "2.1", asked) == expected


@pytest.mark.parametrize(("headers", "count"), [({}, 11), ({"HX-Request": "true"}, 12)])
@pytest.mark.parametrize(("key", "seen", "text"), [("mob-1", "1", "Changed."), ("mob-1", "1", "DOB 14/03/2015, LS6 3HN."), ("mob-2", "0", "First.")])
def test_saving_an_answer_costs_a_fixed_number_of_queries(
    grown: Project,
    amina: User,
    client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries,
    headers: dict[str, str],
    count: int,
    key: str,
    seen: str,
    text: str,
) -> None:
    client = client_of(amina)
    if seen == "0":
        grown.answers.get(key=key).delete()

    with django_assert_num_queries(count):
        reply = client.post(grown.address("answer", key), {"text": text, "seen": seen}, headers=headers)

    assert reply.status_code == (200 if headers else 302)


def test_a_projects_pages_ask_no_more_with_58_answers_and_40_moves(project: Project, amina: User, client_of: ClientOf) -> None:
    expected = {"": 17, "stages/designing/": 26, "journey/": 8, "review/": 27, "moves/new/": 9}
    for question in project.map.questions:
        project.answer(question.key, f"An answer to {question.text}", by=amina, seen=0)
        project.confirm_answer(question.key, by=amina, seen=1)
    for number in range(40):
        keep = "Some work goes on." if number % 10 == 3 else ""
        project.move_to(("designing", "developing")[number % 2], by=amina, reason="The work went there.", keep_open=keep)
    project.correct_move(project.moves.count(), by=amina, why="A slip.", to="growing")
    project.move_to("designing", by=amina, reason="Back again.")
    assert (project.answers.count(), len([told for told in project.moves.all() if told.kind == "moved"])) == (58, 42)

    assert counts(client_of, amina, project, expected) == expected
