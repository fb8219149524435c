"""Whatever is typed or made up for a form: it is saved, sent back with a word, or refused; the server never stumbles."""

import os
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journey.forms.answer import AnswerForm
from journey.models import User
from tests.remembered import remembered
from tests.test_doors import TABLE, World, make_world, patterns

NASTY = [
    *("\0", "\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace"), "\x1b[2J", "\u202e", "\r\n\r\nSet-Cookie: a=b", "'; --", "%00"),
    *("<script>alert(1)</script>", "{{ 7|add:7 }}", "../../etc/passwd", "=1+1", "9" * 400, "-1", "1e309", "NaN", "2999-99-99", "0001-01-01"),
    *("[" * 500, '{"a":' * 200, "👩‍👩‍👧" * 50, "a" * 20_001, "١٢٣", "on", "true", "mob-1", "designing", "owner", "\t", "a@" + "b" * 300 + ".example"),
]
VALUES = st.one_of(st.sampled_from(NASTY), st.text(max_size=40))
NAMES = sorted(
    {
        *("text", "seen", "strength", "because", "note", "name", "outcome", "organisations", "review_every", "to", "reason", "carries_over", "day"),
        *("email", "role", "job", "login", "password", "password1", "password2", "oldpassword", "code", "credential", "next", "kept", "writer", "do"),
        *("title", "kind", "link", "where", "option", "session", "item", "move", "theirs", "tell", "member", "keep", "back", "q", "notices", "due"),
        *("count_0", "party_0", "condition_0", "condition_0_due", "restart", "detail-restart", "signs", "mob-s1", "mob-s1-note", "afterwards"),
        *AnswerForm.base_fields,
    }
)
SAID = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=12)
FINE = {200, 302, 400, 401, 403, 404, 405, 409, 422, 429, 503}
EXAMPLES = int(os.environ.get("EXAMPLES", "25"))
"""Per address; `python -m bench hostile_forms` takes 2,000."""
SENT = sorted(name for name in TABLE if any(cell.split()[1] not in ("405",) for cell in TABLE[name]))


@pytest.fixture
def world(amina: User, owen: User, fresh_limits: None) -> Iterator[World]:
    amina.is_staff = True
    amina.save()
    yield remembered("world of one who is staff", lambda: make_world(amina, {"outsider": owen}), amina, owen)


def send(world: World, name: str, said: dict[str, str]) -> int:
    """Post this to an address as the owner; what it did is undone."""
    with transaction.atomic():
        client = Client()
        if not name.startswith(("account_login", "account_signup", "account_reset", "mfa_authenticate", "mfa_login", "sso")):
            client.force_login(world.people["owner"])
        status = int(client.post(world.address(name), said).status_code)
        transaction.set_rollback(True)
    return status


def test_every_form_is_among_those_that_are_tried() -> None:
    assert set(SENT) <= {str(pattern.name) for pattern in patterns(get_resolver())}
    assert len(SENT) > 50


@pytest.mark.parametrize("name", SENT)
def test_no_form_makes_the_server_stumble(name: str, world: World) -> None:
    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), database=None)
    @given(said=SAID)
    def tried(said: dict[str, str]) -> None:
        assert send(world, name, said) in FINE

    tried()
