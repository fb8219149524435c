"""Every address for everyone: who may, who may not, who is signed out. An address without a row fails.

A cell is the status of GET and of POST. A stranger meets the same page whether a project exists or not.
"""

import re
import uuid
from collections.abc import Callable, Iterator

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from journey.models import Project, User

type ClientOf = Callable[[User], Client]
OPEN = ("200 405", "200 405", "200 405")
TABLE: dict[str, tuple[str, str, str]] = {
    # name: (signed out, stranger, owner)
    "home": ("200 405", "302 405", "302 405"),
    "map": OPEN,
    "map-questions": OPEN,
    "map-crosswalk": OPEN,
    "map-glossary": OPEN,
    "map-stage": OPEN,
    "samples": OPEN,
    "sample": OPEN,
    "sample-stage": OPEN,
    "sample-journey": OPEN,
    "sample-review": OPEN,
    "sample-review-pdf": OPEN,
    "projects": ("302 302", "200 405", "200 405"),
    "project-new": ("302 302", "200 422", "200 422"),
    "project": ("302 302", "404 405", "200 405"),
    "project-edit": ("302 302", "404 404", "200 422"),
    "project-stage": ("302 302", "404 405", "200 405"),
    "project-answer": ("302 302", "404 404", "200 302"),
    "project-move": ("302 302", "404 404", "200 422"),
    "project-journey": ("302 302", "404 405", "200 405"),
    "project-review": ("302 302", "404 405", "200 405"),
    "project-review-pdf": ("302 302", "404 405", "200 405"),
    "about": OPEN,
    "privacy": OPEN,
    "accessibility": OPEN,
    "account": ("302 302", "200 422", "200 422"),
    "site-accounts": ("302 302", "404 404", "404 404"),
    "site-account-new": ("302 302", "404 404", "404 404"),
    "site-account": ("302 302", "404 404", "404 404"),
    "account_email": ("302 302", "200 302", "200 302"),
    "account_email_verification_sent": OPEN,
    "account_confirm_email": ("200 200", "200 200", "200 200"),
    "account_change_password": ("302 302", "200 200", "200 200"),
    "account_set_password": ("302 302", "302 302", "302 302"),
    "account_reauthenticate": ("302 302", "200 200", "200 200"),
    "usersessions_list": ("302 302", "200 302", "200 302"),
    "account_login": ("200 200", "302 302", "302 302"),
    "account_logout": ("302 302", "200 302", "200 302"),
    "account_signup": ("200 200", "302 302", "302 302"),
    "account_inactive": OPEN,
    "account_reset_password": ("200 200", "200 200", "200 200"),
    "account_reset_password_done": ("200 405", "200 405", "200 405"),
    "account_reset_password_from_key": ("200 200", "200 200", "200 200"),
    "account_reset_password_from_key_done": ("200 405", "200 405", "200 405"),
}


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern)
        else:
            yield pattern


def address(pattern: URLPattern, project_id: uuid.UUID) -> str:
    route = str(pattern.pattern)
    known = {
        "<uuid:project_id>": str(project_id),
        "<slug:slug>": "safer-places",
        "<slug:stage>": "developing",
        "<slug:key>": "mob-1" if "answers" in route else "mobilising",
        "<uuid:code>": "5f0c1b7e-3c1c-4c55-9a7a-0f6a0d6f2c11",
        "(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)": "1-set-password",
        "(?P<key>[-:\\w]+)": "nonsense",
    }
    for part, value in known.items():
        route = route.replace(part, value)
    return "/" + route.strip("^$")


def test_every_address_has_a_row() -> None:
    assert sorted(pattern.name or str(pattern.pattern) for pattern in patterns(get_resolver())) == sorted(TABLE)


@pytest.mark.parametrize("name", sorted(TABLE))
def test_each_address_for_each_role(name: str, project: Project, samples: list[Project], amina: User, owen: User, client_of: ClientOf) -> None:
    pattern = next(pattern for pattern in patterns(get_resolver()) if pattern.name == name)
    url = address(pattern, project.pk)

    def both(browser: Callable[[], Client]) -> str:
        return f"{browser().get(url).status_code} {browser().post(url).status_code}"

    found = (both(Client), both(lambda: client_of(owen)), both(lambda: client_of(amina)))

    assert found == TABLE[name]


PROJECT_PAGES = [name for name in TABLE if name.startswith("project-") and name != "project-new"] + ["project"]


@pytest.mark.parametrize("name", PROJECT_PAGES)
def test_a_strangers_404_is_the_same_for_what_exists_and_what_does_not(name: str, project: Project, owen: User, client_of: ClientOf) -> None:
    pattern = next(pattern for pattern in patterns(get_resolver()) if pattern.name == name)

    def seen(reply: HttpResponse) -> tuple[int, bytes, dict[str, str]]:
        return reply.status_code, reply.content, dict(reply.items())

    there = seen(client_of(owen).get(address(pattern, project.pk)))  # type: ignore[arg-type]  # the test client's reply
    nowhere = seen(client_of(owen).get(address(pattern, uuid.uuid4())))  # type: ignore[arg-type]  # the same

    assert there == nowhere
    assert there[0] == 404
    page = there[1].decode()
    assert "<form" not in page
    assert "csrf" not in page
    assert not re.search("Owen|Amina|Family Circle", page)


def test_nobody_sees_or_changes_a_project_by_another_way(project: Project, owen: User, client_of: ClientOf) -> None:
    client = client_of(owen)

    for page in (client.get("/projects/"), client.get("/samples/family-circle/"), client.get(f"/samples/{project.pk}/")):
        assert "Juniper Steps" not in page.content.decode()
    assert client.post(project.address("edit"), {"name": "Mine now"}).status_code == 404
    assert client.post(project.address("move"), {"to": "growing", "reason": "x"}).status_code == 404
    assert client.post(project.address("answer", "mob-1"), {"text": "x", "seen": "0"}).status_code == 404
    assert (Project.objects.get(pk=project.pk).name, project.moves.count(), project.answers.count()) == ("Family Circle", 1, 0)
