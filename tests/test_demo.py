"""What `manage.py demo` makes, and that doing it again keeps what people typed."""

import re
from collections.abc import Callable
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from journey.models import Project, User

LINE = re.compile(r"^(\S+@example\.org) (\S+)$", re.MULTILINE)


@pytest.fixture
def prepare(transactional_db: None) -> Callable[[], str]:
    (settings.DATA_DIR / "demo-people").unlink(missing_ok=True)

    def run() -> str:
        out = StringIO()
        call_command("demo", "--no-serve", stdout=out)
        return out.getvalue()

    return run


def test_the_demo_makes_the_cast_and_what_they_work_in_and_doing_it_again_keeps_passwords_and_what_people_typed(
    prepare: Callable[[], str],
) -> None:
    first = prepare()

    accounts = dict(LINE.findall(first))
    assert sorted(accounts) == [f"{name}@example.org" for name in ("amina", "dan", "leila", "owen", "tom")]
    for email, password in accounts.items():
        assert Client().post("/accounts/login/", {"login": email, "password": password})["Location"] == "/projects/"
    assert (settings.DATA_DIR / "demo-people").stat().st_mode & 0o777 == 0o600

    # The lead owns a practice copy of each sample, and the outsider has nothing.
    owned = {
        email: sorted(Project.objects.visible_to(User.objects.get(email=email)).values_list("name", "kind"))
        for email in ("amina@example.org", "owen@example.org")
    }
    assert owned["amina@example.org"] == [("Bridge 16-25", "practice"), ("Family Circle", "practice"), ("Safer Places", "practice")]
    assert owned["owen@example.org"] == []
    assert sorted(str(sample.slug) for sample in Project.objects.samples()) == ["bridge-16-25", "family-circle", "safer-places"]

    amina = User.objects.get(email="amina@example.org")
    project = Project.objects.visible_to(amina).get(name="Safer Places")
    project.answer("dev-3", "They tell us that it helps.", by=amina, seen=0)

    second = prepare()

    assert LINE.findall(second) == LINE.findall(first)
    assert Project.objects.visible_to(amina).count() == 3
    assert project.answers.get(key="dev-3").text == "They tell us that it helps."
