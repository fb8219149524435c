"""The cast: Amina leads, Tom edits, Leila comments, Dan commissions, Owen must see nothing."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from journey.models import Project, User
from journey.samples.load import load_sample
from journey.samples.sample import read_samples

PASSWORD = "a long walk round the lake"


@pytest.fixture
def fresh_limits(db: None) -> Iterator[None]:
    """Limits on tries count in the cache, which no test's end rolls back."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def amina(db: None) -> User:
    return User.objects.create_user("amina@example.org", PASSWORD, name="Amina Rahman")


@pytest.fixture
def owen(db: None) -> User:
    return User.objects.create_user("owen@example.org", PASSWORD, name="Owen Pryce")


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """A browser in which someone is signed in."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def project(amina: User) -> Project:
    """Family Circle, owned by Amina, placed in Mobilising, with nothing answered."""
    project = Project.objects.start(
        by=amina, name="Family Circle", outcome="Children stay with people who know them.", review_every=Project.Rhythm.HALF_YEARLY
    )
    project.set_organisations([("Juniper Steps", "lead"), ("Brackenshire County Council", "commissioner")])
    project.move_to("mobilising", by=amina)
    return Project.objects.visible_to(amina).get(pk=project.pk)


@pytest.fixture
def samples(db: None) -> list[Project]:
    return [load_sample(sample) for sample in read_samples()]


@pytest.fixture
def walk(amina: User) -> Callable[..., None]:
    """Take a project along stages, a move a day, ending today."""

    def go(project: Project, *stages: str) -> None:
        for number, stage in enumerate(stages):
            day = date.fromordinal(timezone.localdate().toordinal() - len(stages) + 1 + number)
            project.moves.record(project, stage, by=amina, reason=f"Reason {number}: the work went there.", day=day)

    return go
