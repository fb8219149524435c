"""How often the database is asked does not depend on how much it holds."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from journey.models import Project, User

type ClientOf = Callable[[User], Client]
STAGES = ("designing", "developing", "designing", "developing", "integrating")


def grow(project: Project, amina: User, walk: Callable[..., None]) -> None:
    for question in project.map.questions:
        project.answer(question.key, f"An answer to {question.text}", by=amina, seen=0)
    walk(project, *STAGES)


@pytest.mark.parametrize(
    ("page", "count"),
    [("", 7), ("stages/mobilising/", 5), ("journey/", 5), ("review/", 7), ("moves/new/", 5)],
)
def test_a_projects_page_asks_the_same_whether_it_is_empty_or_full(
    project: Project,
    amina: User,
    client_of: ClientOf,
    walk: Callable[..., None],
    django_assert_num_queries: DjangoAssertNumQueries,
    page: str,
    count: int,
) -> None:
    client = client_of(amina)

    with django_assert_num_queries(count):
        client.get(project.address() + page)
    grow(project, amina, walk)

    with django_assert_num_queries(count):
        client.get(project.address() + page)


def test_the_list_of_projects_asks_the_same_at_one_and_at_three(
    project: Project, amina: User, client_of: ClientOf, walk: Callable[..., None], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(amina)

    with django_assert_num_queries(6):
        client.get("/projects/")
    for name in ("Second", "Third"):
        grow(Project.objects.start(by=amina, name=name), amina, walk)

    with django_assert_num_queries(6):
        client.get("/projects/")


def test_saving_an_answer_costs_a_fixed_number_of_queries(
    project: Project, amina: User, client_of: ClientOf, walk: Callable[..., None], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(amina)
    grow(project, amina, walk)

    with django_assert_num_queries(10):
        client.post(project.address("answer", "mob-1"), {"text": "Changed.", "seen": "1"})
