"""Whatever is typed or made up for a form: it is saved, sent back with a word, or refused; the server never stumbles.

Nor does any of it reach somebody else's project, though its ids are among what is sent. `python -m bench hostile_forms` does it at length.
"""

import pytest
from django.urls import resolve
from hypothesis import HealthCheck, given, settings

from journey.models import User
from tests.hostile_forms import FINE, SENT, Site

EXAMPLES = 2
"""Per address; `python -m bench hostile_forms` takes 2,000."""


@pytest.fixture
def site(amina: User, owen: User, fresh_limits: None, no_files: None) -> Site:
    return Site(amina, owen)


def statuses(site: Site, name: str) -> list[int]:
    """What made-up forms for this address are answered with."""
    found: list[int] = []

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), database=None)
    @given(said=site.said(name))
    def tried(said: dict[str, object]) -> None:
        found.append(site.send(name, said))
        assert found[-1] in FINE, name

    tried()
    return found


def test_no_form_makes_the_server_stumble_or_reaches_somebody_elses_project(site: Site) -> None:
    named = {str(resolve(action.split("?")[0]).url_name) for action in site.forms if action != "get"}
    assert named <= set(SENT)
    assert len(named) > 60

    assert [name for name in SENT if not statuses(site, name)] == []
