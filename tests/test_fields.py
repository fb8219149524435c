"""What the boxes of forms make of what is typed."""

from collections.abc import Callable
from datetime import date

import pytest
from django.forms import ValidationError
from django.test import Client

from journey.forms.fields import DayField
from journey.models import Project, User

type ClientOf = Callable[[User], Client]

TWO_WHEN_KEPT = "\u0958"
"""A letter of Hindi that NFC writes as two signs."""


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        ("/projects/new/", {"name": TWO_WHEN_KEPT * 61, "stage": "not-sure"}),
        ("/accounts/", {"name": TWO_WHEN_KEPT * 61}),
        ("people/invite/", {"email": "new@example.org", "role": "viewer", "job": TWO_WHEN_KEPT * 101}),
        ("stages/mobilising/decisions/new/", {"option": "stay", "reason": "Why.", "role_1": TWO_WHEN_KEPT * 61}),
        (
            "stages/mobilising/decisions/new/",
            {"option": "stay", "reason": "Why.", "condition_1_text": "C", "condition_1_owner_words": TWO_WHEN_KEPT * 101},
        ),
        ("reviews/prepare/", {"reader_1": TWO_WHEN_KEPT * 61}),
    ],
)
def test_a_line_is_measured_as_it_would_be_kept(address: str, typed: dict[str, str], project: Project, amina: User, client_of: ClientOf) -> None:
    longest = max(typed.values(), key=len)

    reply = client_of(amina).post(address if address.startswith("/") else project.address() + address, typed)

    assert reply.status_code == 422
    assert f"(it has {2 * len(longest)})" in reply.content.decode()


@pytest.mark.parametrize("typed", ["2027-05-04", "04/05/2027", "4/5/27", "4 May 2027"])
def test_a_day_is_read_as_people_and_browsers_write_it(typed: str) -> None:
    assert DayField().clean(typed) == date(2027, 5, 4)


@pytest.mark.parametrize("typed", ["soon", "31/02/2027", "05/13/2027", "0202-05-04", "31/12/1899", "2027"])
def test_what_is_no_day_or_one_of_no_full_year_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        DayField().clean(typed)
