"""What machines ask: whether a copy lives, whether it can serve, and its figures."""

import shutil
from collections import namedtuple
from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django import Settings

from journey.models import Project, User

Usage = namedtuple("Usage", "total used free")


def said(client: Client, url: str) -> tuple[int, str]:
    reply = client.get(url)
    return reply.status_code, reply.content.decode()


def test_it_lives_without_a_database_whoever_asks_by_whatever_name(client: Client) -> None:
    # This test may not open the database: with a session looked up it would fail.
    client.cookies["sessionid"] = "somebodys"

    reply = client.get("/healthz", headers={"Host": "10.1.2.3"})

    assert (reply.status_code, reply.content) == (200, b"Alive\n")
    assert "Set-Cookie" not in reply.headers
    assert "no-store" in reply["Cache-Control"]


def test_a_probe_is_not_sent_to_https(client: Client, settings: Settings, db: None) -> None:
    settings.SECURE_SSL_REDIRECT, settings.SECURE_REDIRECT_EXEMPT = True, [r"^(healthz|readyz|metrics)$"]

    assert [client.get(url).status_code for url in ("/healthz", "/readyz", "/map/")] == [200, 200, 301]


def test_it_is_ready_with_one_question_to_the_database(client: Client, db: None, django_assert_num_queries: object) -> None:
    client.get("/readyz")

    with django_assert_num_queries(2):  # type: ignore[operator]  # pytest-django's; is there a table, and what is in it
        found = said(client, "/readyz")

    assert found == (200, "Ready\n")


def test_it_is_not_ready_while_migrations_wait(client: Client, db: None) -> None:
    MigrationRecorder(connection).record_unapplied("journey", "0014_decision_threads")

    assert said(client, "/readyz") == (503, "The database waits for migrate.\n")


def test_it_is_not_ready_without_its_database_or_room_on_the_disk(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(recorder: MigrationRecorder) -> None:
        raise OperationalError("password of planner at db.example.org")

    monkeypatch.setattr(MigrationRecorder, "applied_migrations", gone)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(10**12, 10**12 - 10**8, 10**8))

    assert said(client, "/readyz") == (503, "The database does not answer.\nThe disk is almost full.\n")


@pytest.fixture
def token(settings: Settings, db: None) -> Iterator[str]:
    settings.METRICS_TOKEN = "a token of forty letters"
    yield settings.METRICS_TOKEN


def test_figures_are_for_the_holder_of_the_token_and_count_by_pattern(token: str, project: Project, amina: User) -> None:
    client = Client()
    client.force_login(amina)
    page = client.get(project.address())
    assert page.status_code == 200

    figures = client.get("/metrics", headers={"Authorization": f"Bearer {token}"}).content.decode()

    assert 'journey_requests_total{method="GET",route="/projects/<uuid:project_id>/",status="200"}' in figures
    assert "journey_ready 1.0" in figures
    assert str(project.pk) not in figures


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer "}, {"Authorization": "Bearer another"}, {"Authorization": "Bearer töken"}])
def test_without_the_token_there_is_no_such_page(token: str, client: Client, header: dict[str, str]) -> None:
    reply = client.get("/metrics", headers=header)

    assert (reply.status_code, reply.content) == (404, client.get("/nowhere/").content)
