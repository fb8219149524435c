"""What a page weighs on its way to a browser: bytes packed by gzip, of the very files and pages that are sent."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from journey.models import Project, User

type ClientOf = Callable[[User], Client]

FIRST_VISIT, WARM_PAGE, SWAP = 60 * 1024, 10 * 1024, 2 * 1024
STYLE, SCRIPT, PAGE = 20 * 1024, 25 * 1024, 10 * 1024
ASKED_FOR = re.compile(r'<(?:link rel="stylesheet"|script|img)[^>]*? (?:href|src)="([^"]+)"')
LONG = "What nine young people and two foster carers told us of the summer, and what we would do otherwise now. " * 6


def packed(content: bytes) -> int:
    return len(gzip.compress(content, 9))


def files(page: str) -> dict[str, bytes]:
    """What a page asks the browser to fetch before it can be used, by name; the print style waits until all else is there."""
    asked = [found[1] for found in ASKED_FOR.finditer(page) if 'media="print"' not in page[found.start() : page.index(">", found.start())]]
    assert all(address.startswith(settings.STATIC_URL) for address in asked), asked
    return {name: Path(str(finders.find(name))).read_bytes() for name in (address.removeprefix(settings.STATIC_URL) for address in asked)}


@pytest.fixture
def full(project: Project, amina: User) -> Project:
    """Every question answered, at some length."""
    for question in project.map.questions:
        project.answer(question.key, LONG, by=amina, seen=0)
    return project


@pytest.mark.parametrize("page", ["", "journey/", "answers/mob-1/", "stages/mobilising/"])
def test_the_first_visit_of_a_page_is_within_its_budget(full: Project, amina: User, client_of: ClientOf, page: str) -> None:
    sent = client_of(amina).get(full.address() + page).content

    found = files(sent.decode())

    style = sum(packed(content) for name, content in found.items() if name.endswith(".css"))
    script = sum(packed(content) for name, content in found.items() if name.endswith(".js"))
    assert style <= STYLE and script <= SCRIPT and packed(sent) + style + script <= FIRST_VISIT, (style, script, packed(sent))


@pytest.mark.parametrize("page", ["", "journey/", "plan/", "answers/mob-1/", "stages/mobilising/"])
def test_a_warm_page_is_its_own_bytes_alone(full: Project, amina: User, client_of: ClientOf, page: str) -> None:
    sent = client_of(amina).get(full.address() + page).content

    assert packed(sent) <= WARM_PAGE


def test_a_save_swaps_little(full: Project, amina: User, client_of: ClientOf) -> None:
    sent = client_of(amina).post(full.address("answer", "mob-1"), {"text": "Short.", "seen": "1"}, headers={"HX-Request": "true"})

    assert sent.status_code == 200 and packed(sent.content) <= SWAP


@pytest.mark.parametrize("address", ["/", "/map/", "/samples/"])
def test_whoever_is_signed_out_fetches_at_most_one_file_to_begin(client: Client, db: None, address: str) -> None:
    found = files(client.get(address).content.decode())

    assert len(found) == 1


def test_a_page_on_which_someone_writes_asks_for_five_files(full: Project, amina: User, client_of: ClientOf) -> None:
    found = files(client_of(amina).get(full.address("stage", "mobilising")).content.decode())

    assert sorted(name.rpartition("/")[2] for name in found) == ["app.css", "app.js", "drafts.js", "htmx-2.min.js", "session.js"]
