"""No page that is asked for by its project's key reads a whole table, however many other projects there are."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from journey.models import Project, User
from journey.shown import TEXTS
from tests.conftest import member_of

type ClientOf = Callable[[User], Client]

SCAN = re.compile(r"\bSCAN (?:journey_\w+|[TU]\d+)\b(?! VIRTUAL TABLE INDEX)|Seq Scan on journey_\w+")
"""A table read from end to end, or an index of it; a look into the index of words is none."""


def plans(statements: list[tuple[str, Any]]) -> dict[str, str]:
    """How the database would carry out each, if its tables were long."""
    found = {}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        for sql, params in statements:
            cursor.execute(("EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN ") + sql, params)
            found[sql] = "\n".join(str(row[-1]) for row in cursor.fetchall())
    return found


def asked(act: Callable[[], object]) -> list[tuple[str, Any]]:
    statements: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("SELECT", "UPDATE")) and '"journey_' in sql:
            statements.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        act()
    return statements


@pytest.mark.parametrize(
    "page",
    ["", "stages/mobilising/", "journey/", "plan/", "review/", "reviews/", "log/", "people/", "evidence/", "decisions/", "conditions/", "comments/"],
)
def test_a_page_of_a_project_reads_by_keys(project: Project, amina: User, client_of: ClientOf, page: str) -> None:
    project.answer("mob-1", "A first answer.", by=amina, seen=0)
    client = client_of(amina)
    TEXTS.clear()

    found = plans(asked(lambda: client.get(project.address() + page)))

    assert len(found) > 3
    assert {sql: plan for sql, plan in found.items() if SCAN.search(plan)} == {}


def test_a_save_reads_and_writes_by_keys(project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)

    found = plans(asked(lambda: client.post(project.address("answer", "mob-1"), {"text": "A first answer.", "seen": "0"})))

    assert len(found) > 3
    assert {sql: plan for sql, plan in found.items() if SCAN.search(plan)} == {}


def test_someones_first_page_and_search_read_by_keys(project: Project, amina: User, client_of: ClientOf) -> None:
    member_of(project, "Tom Reid", "editor")
    client = client_of(amina)
    TEXTS.clear()

    found = plans(asked(lambda: [client.get("/projects/"), client.get("/search/?q=settled")]))

    assert len(found) > 10
    assert {sql: plan for sql, plan in found.items() if SCAN.search(plan)} == {}
