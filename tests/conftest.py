"""The cast: Amina leads, Tom edits, Leila comments, Dan commissions, Owen must see nothing."""

import gc
import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from time import time
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.contenttypes.management import create_contenttypes
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.db import connection
from django.db.models.signals import post_migrate
from django.template import Template
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django import Settings
from pytest_django.plugin import DjangoDbBlocker

from journey.models import Project, User
from journey.models.event import open_log
from journey.models.review import open_reviews
from journey.review import prints
from journey.review.written import WRITTEN
from journey.samples.load import load_samples
from journey.shown import TEXTS
from journey.timeouts import SEEN, SIGNED_IN
from tests.migrated import drop_test_database, use_test_database
from tests.remembered import remembered

# How long one example takes says how busy the machine is, and nothing else.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")

# Nobody waits for pages here while files are printed.
prints.SLOTS = os.cpu_count() or 1

PASSWORD = "a long walk round the lake"
PRINT_SETTINGS = """
import json
from journey import settings
names = ("SECURE_", "SESSION_COOKIE_", "CSRF_COOKIE_", "X_FRAME")
found = {name: getattr(settings, name) for name in dir(settings) if name.startswith(names) and name not in ("SECURE_CSP",)}
print(json.dumps(found))
"""
OPENS_THE_DATABASE = {"db", "transactional_db", "live_server"}
"""The fixtures by which pytest-django knows that a test may open the database; whatever else opens it asks for one of these."""

ABOUT_DATABASES = {
    f"test_{noun}"
    for noun in (
        *("answers", "answers_model", "backup", "bins", "database", "faults", "health", "limits", "log", "migrations", "moves", "moving", "once"),
        *("path_model", "redaction", "retention", "reviews", "search", "several", "shown", "tasks", "two_at_once"),
    )
}
"""Modules of what hangs on the database itself: transactions and who waits, triggers, constraints, searching, counting, carrying over."""

COUNT_QUERIES = {"test_queries", "test_whole_plan"}
"""Modules that count what is asked, which is the same on each database."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", action="store_true", help="run only tests that touch the database, all that are about it and some of the others")
    parser.addoption("--thorough", action="store_true", help="run every case of every test, and ask axe everything at every width")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    chosen = items
    if connection.vendor != "postgresql":
        chosen = [item for item in chosen if not item.get_closest_marker("postgres")]
    if config.getoption("--database"):
        chosen = [item for item in chosen if touches_the_database(item)]
        if not config.getoption("--thorough"):
            chosen = some_of_each(chosen)
    kept = set(chosen)
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = chosen


def pytest_collection_finish() -> None:
    """What is there by now stays: whoever looks for rubbish need not walk through all modules every few pages, which takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def some_of_each(items: list[pytest.Item]) -> list[pytest.Item]:
    """Every test of the modules that are ABOUT_DATABASES, of the others every twelfth, save for those that COUNT_QUERIES; and of one with many cases
    the first and then every sixth: what a case asks of a database, the one beside it asks as well."""
    cases: Counter[str] = Counter()
    places: defaultdict[Path, dict[str, int]] = defaultdict(dict)
    chosen = []
    for item in items:
        test, of_module = item.nodeid.split("[")[0], places[item.path]
        place = of_module.setdefault(test, len(of_module))
        about = item.path.stem in ABOUT_DATABASES or (place % 12 == 1 and item.path.stem not in COUNT_QUERIES)
        if item.get_closest_marker("postgres_journey") or (about and cases[test] % 6 == 0):
            chosen.append(item)
        cases[test] += 1
    return chosen


def touches_the_database(item: pytest.Item) -> bool:
    return item.get_closest_marker("django_db") is not None or not OPENS_THE_DATABASE.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """pytest-django's own, but with migrations made once for all processes."""
    with django_db_blocker.unblock():
        use_test_database()
    if connection.vendor == "postgresql":
        connection.ops.sql_flush = emptied  # type: ignore[assignment]
    # Whenever tables were emptied, Django would fill these two again. Nothing here asks for a permission or for a type of content.
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    post_migrate.disconnect(create_contenttypes)
    yield
    with django_db_blocker.unblock():
        drop_test_database()


def emptied(style: object, tables: list[str], **more: object) -> list[str]:
    """How tables are emptied on PostgreSQL. Django's TRUNCATE makes new files for each of two hundred tables and indexes; ours hold a few rows."""
    rows = [f"DELETE FROM {connection.ops.quote_name(table)}" for table in tables]  # noqa: S608  # names of ours
    return ["; ".join(["SET LOCAL session_replication_role = replica", *rows, "SET LOCAL session_replication_role = DEFAULT"])] if rows else []


@pytest.fixture(scope="session", autouse=True)
def templates_rendered_as_they_are(django_test_environment: None) -> None:
    """Django would keep a copy of all that every template was given, which none of our tests looks at. It takes a fourteenth of a page."""
    Template._render = lambda template, context: template.nodelist.render(context)  # type: ignore[attr-defined]  # what Django itself replaced


@pytest.fixture(autouse=True)
def nothing_shown_before() -> None:
    """What is remembered for many tests has the same ids and versions in each, and some change it behind the product's back."""
    TEXTS.clear()


@pytest.fixture
def fresh_limits(db: None) -> Iterator[None]:
    """Limits on tries count in the cache, which no test's end rolls back."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def amina(db: None) -> User:
    return remembered("amina", lambda: User.objects.create_user("amina@example.org", PASSWORD, name="Amina Rahman"))


@pytest.fixture
def owen(db: None) -> User:
    return remembered("owen", lambda: User.objects.create_user("owen@example.org", PASSWORD, name="Owen Pryce"))


@pytest.fixture
def tom(project: Project) -> User:
    return member_of(project, "Tom Reid", "editor", "Practice lead")


@pytest.fixture
def leila(project: Project) -> User:
    return member_of(project, "Leila Hassan", "commenter", "Evaluation officer")


@pytest.fixture
def ruth(project: Project) -> User:
    return member_of(project, "Ruth Bailey", "viewer", "Trustee")


def member_of(project: Project, name: str, role: str, job: str = "") -> User:
    """Someone with an account who is in the project since today."""
    user = User.objects.create_user(f"{name.split(maxsplit=1)[0].lower()}{User.objects.count()}@example.org", PASSWORD, name=name)
    project.memberships.create(user=user, role=role, job=job)
    return user


@pytest.fixture(autouse=True)
def log_opened_before_flush(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test with real transactions ends by emptying every table, which the log refuses."""
    real = "transactional_db" in request.fixturenames or "live_server" in request.fixturenames
    if real:
        request.getfixturevalue("transactional_db")  # so that this ends before that does
    yield
    if real:
        open_log()
        open_reviews()


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    return lambda user: with_session(session_of(user))


def session_of(user: User) -> str:
    """The key of a session in which someone is signed in, without all that a sign-in does beside it."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[SIGNED_IN] = session[SEEN] = int(time())
    session.save()
    return str(session.session_key)


def with_session(key: str) -> Client:
    """A browser that holds this session."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    return client


@pytest.fixture
def project(amina: User) -> Project:
    """Family Circle, owned by Amina, placed in Mobilising, with nothing answered."""
    return remembered("project", lambda: family_circle(amina), amina)


def family_circle(amina: User) -> Project:
    project = Project.objects.start(
        by=amina, name="Family Circle", outcome="Children stay with people who know them.", review_every=Project.Rhythm.HALF_YEARLY
    )
    project.set_organisations([("Juniper Steps", "lead"), ("Brackenshire County Council", "commissioner")])
    project.move_to("mobilising", by=amina)
    return Project.objects.visible_to(amina).get(pk=project.pk)


@pytest.fixture(scope="session")
def production(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What journey/settings.py makes of HTTPS=1 behind a proxy."""
    known = {"DATA_DIR": str(tmp_path_factory.mktemp("data")), "PATH": "/usr/bin:/bin", "HTTPS": "1", "BEHIND_PROXY": "1"}
    done = subprocess.run([sys.executable, "-c", PRINT_SETTINGS], cwd=settings.BASE_DIR, env=known, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture
def https(production: dict[str, Any]) -> Iterator[None]:
    with override_settings(**production, WHITENOISE_USE_FINDERS=True):
        yield


@pytest.fixture
def no_files(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> None:
    """Nothing is printed, and no document or workbook is written: for tests of who gets a file, not of what is in it."""
    settings.DATA_DIR = tmp_path  # where no other test finds what stands for a file
    monkeypatch.setattr(prints, "printed", lambda html, wait: b"a PDF")
    for ending in ("docx", "xlsx"):
        monkeypatch.setitem(WRITTEN, ending, WRITTEN[ending]._replace(make=lambda document: b"a file"))


@pytest.fixture
def samples(db: None) -> list[Project]:
    return remembered("samples", load_samples)


@pytest.fixture
def walk(amina: User) -> Callable[..., None]:
    """Take a project along stages, a move a day, ending today."""

    def go(project: Project, *stages: str) -> None:
        first = timezone.localdate() - timedelta(days=len(stages))
        project.moves.filter(day__gt=first).update(day=first)  # what was there was so before the walk
        for number, stage in enumerate(stages):
            day = date.fromordinal(timezone.localdate().toordinal() - len(stages) + 1 + number)
            project.moves.record(project, stage, by=amina, reason=f"Reason {number}: the work went there.", day=day)

    return go
