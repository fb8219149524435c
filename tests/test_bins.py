"""The bin: out of sight for 30 days, back as it was, and then deleted for good."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from journey.models import Event, Project, User
from journey.models.event import is_log_closed

type ClientOf = Callable[[User], Client]


def days_ago(project: Project, days: int) -> None:
    binned = Project.objects.get(pk=project.pk).binned_at
    assert binned is not None
    Project.objects.filter(pk=project.pk).update(binned_at=binned - timedelta(days=days))


def test_a_project_in_the_bin_is_out_of_everyones_sight_and_comes_back_as_it_was(
    project: Project, amina: User, tom: User, client_of: ClientOf
) -> None:
    project.answer("mob-1", "Kept.", by=tom, seen=0)
    asked = client_of(amina).get(project.address("bin")).content.decode()
    assert "That is you and 1 other." in asked

    client_of(amina).post(project.address("bin"))
    for who in (amina, tom):
        assert client_of(who).get(project.address()).status_code == 404
        assert "Family Circle" not in client_of(who).get("/projects/").content.decode().replace("Family Circle is in the bin", "")
    assert "Family Circle" in client_of(amina).get("/bin/").content.decode()
    assert "Family Circle" not in client_of(tom).get("/bin/").content.decode()
    client_of(amina).post(project.address("restore"))

    assert "Kept." in client_of(tom).get(project.address("stage", "mobilising")).content.decode()


def test_after_30_days_it_cannot_be_taken_out(project: Project, amina: User, client_of: ClientOf) -> None:
    project.put_in_bin(by=amina)
    days_ago(project, 30)

    assert "Nothing here" in client_of(amina).get("/bin/").content.decode()
    assert client_of(amina).post(project.address("restore")).status_code == 404


def test_emptying_the_bin_deletes_what_was_in_it_for_30_days_with_its_log_and_leaves_a_line(project: Project, amina: User, tom: User) -> None:
    project.answer("mob-1", "Gone.", by=tom, seen=0)
    project.offer_lead(project.memberships.get(user=tom), by=amina, afterwards="viewer")
    project.invite("new@example.org", role="viewer", by=amina)
    kept = Project.objects.start(by=amina, name="Kept")
    for each in (project, kept):
        each.put_in_bin(by=amina)
    days_ago(project, 30)
    days_ago(kept, 29)
    head = Project.objects.get(pk=project.pk).log_head

    out = StringIO()
    call_command("empty_bin", stdout=out)
    call_command("empty_bin", stdout=out)

    assert list(Project.objects.all()) == [kept]
    assert out.getvalue().splitlines()[0] == f"Deleted project {project.pk}"
    assert not Event.objects.filter(project_id=project.pk).exists()
    assert [(event.kind, event.object_id, event.key) for event in Event.objects.of_site()] == [("project-purged", str(project.pk), head)]
    assert is_log_closed()
    call_command("verify_log", stdout=StringIO())


def test_only_an_owner_empties_nothing_and_nobody_purges_what_is_not_in_the_bin(project: Project) -> None:
    with pytest.raises(Project.DoesNotExist):
        project.purge()

    assert Project.objects.filter(pk=project.pk).exists()
    assert is_log_closed()
