"""Projects: made, listed, read and changed."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from journey.models import Project, User

type ClientOf = Callable[[User], Client]


def test_only_the_name_is_needed_to_begin(amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)

    reply = client.post("/projects/new/", {"name": "Family Circle"}, follow=True)

    project = Project.objects.visible_to(amina).get()
    assert (project.name, project.your_role, project.kind, project.edition) == ("Family Circle", "owner", "real", "1.0")
    assert "No main stage yet." in reply.content.decode()


def test_all_six_fields_are_kept(amina: User, client_of: ClientOf) -> None:
    sent = {
        "name": "  Family   Circle ",
        "outcome": "Children stay with people who know them.",
        "organisations": "Juniper Steps\r\nBrackenshire County Council\r\n\r\n",
        "commissioners": "Larkfield Foundation",
        "review_every": "6",
        "stage": "mobilising",
    }

    page = client_of(amina).post("/projects/new/", sent, follow=True).content.decode()

    project = Project.objects.get()
    assert (project.name, project.review_every) == ("Family Circle", 6)
    assert list(project.organisations.values_list("name", "part")) == [
        ("Juniper Steps", "lead"),
        ("Brackenshire County Council", "partner"),
        ("Larkfield Foundation", "commissioner"),
    ]
    assert "Main stage: Mobilising, since" in page
    assert "0 of 9 answered" in page
    assert "Every six months" in page


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"name": "   "}, "Give the project a name"),
        ({"name": "\u0001"}, "Give the project a name"),
        ({"name": "a" * 121}, "at most 120 characters"),
        ({"name": "x", "outcome": "a" * 501}, "This text is 1 character too long."),
        ({"name": "x", "organisations": "\n".join(f"Org {n}" for n in range(13))}, "Name at most 12 organisations"),
        ({"name": "x", "commissioners": "a" * 121}, "A name can have at most 120 characters."),
        ({"name": "x", "stage": "nowhere"}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_kept_is_said_beside_the_field_and_nothing_is_made(
    amina: User, client_of: ClientOf, sent: dict[str, str], message: str
) -> None:
    reply = client_of(amina).post("/projects/new/", sent | {"organisations": sent.get("organisations", "Juniper Steps")})

    page = reply.content.decode()
    assert reply.status_code == 422
    assert page.count(message) == 2
    assert "<title>Error: Start a project" in page
    assert sent.get("organisations", "Juniper Steps").splitlines()[0] in page
    assert not Project.objects.exists()


def test_details_are_changed_and_an_organisation_that_stays_keeps_its_row(project: Project, amina: User, client_of: ClientOf) -> None:
    kept = project.organisations.get(name="Juniper Steps").pk

    page = (
        client_of(amina)
        .post(
            project.address("edit"),
            {"name": "Family Circle two", "outcome": "", "organisations": "Oakley\nJuniper Steps", "commissioners": "", "review_every": "3"},
            follow=True,
        )
        .content.decode()
    )

    project = Project.objects.get()
    assert (project.name, project.outcome, project.review_every) == ("Family Circle two", "", 3)
    assert list(project.organisations.values_list("name", "part")) == [("Oakley", "lead"), ("Juniper Steps", "partner")]
    assert "The details are saved." in page
    assert not project.organisations.filter(pk=kept, part="lead").exists()


def test_of_two_who_change_the_details_at_once_the_second_sees_both_and_decides(project: Project, amina: User, client_of: ClientOf) -> None:
    client, address = client_of(amina), project.address("edit")
    page = client.get(address).content.decode()
    begun = dict(re.findall(r'name="(seen)" value="([0-9a-f]{64})"', page))
    said = {"name": "Family Circle", "organisations": "Juniper Steps", "commissioners": "Brackenshire County Council", "asks_sign_off": "yes"}
    first = client.post(address, begun | said | {"outcome": "What Tom wrote.", "review_every": "6"})

    second = client.post(address, begun | said | {"outcome": "What Amina wrote.", "review_every": "12"})

    told = second.content.decode()
    stood = Project.objects.get().outcome
    again = dict(re.findall(r'name="(seen)" value="([0-9a-f]{64})"', told))
    same = client.post(address, begun | said | {"outcome": "What Tom wrote.", "review_every": "6"})
    third = client.post(address, again | said | {"outcome": "What Amina wrote.", "review_every": "12"})
    assert [reply.status_code for reply in (first, second, same, third)] == [302, 409, 302, 302]
    assert told.count("It says “What Tom wrote.” now. Save again to put yours in its place") == 2
    assert told.count("It says “Every six months” now.") == 2
    assert told.count("Save again to put yours in its place") == 4
    assert ("Someone else changed the details" in told, "What Amina wrote.</textarea>" in told, stood) == (True, True, "What Tom wrote.")
    assert Project.objects.get().outcome == "What Amina wrote."


def test_a_funder_stays_a_funder_when_details_are_saved(project: Project, amina: User, client_of: ClientOf) -> None:
    project.set_organisations([("Juniper Steps", "lead"), ("Larkfield Foundation", "funder")])
    before = set(project.organisations.values_list("pk", "name", "part"))

    client_of(amina).post(
        project.address("edit"), {"name": "Family Circle", "organisations": "Juniper Steps", "commissioners": "Larkfield Foundation"}
    )

    assert set(project.organisations.values_list("pk", "name", "part")) == before


def test_a_list_of_projects_holds_only_ones_own(project: Project, amina: User, owen: User, client_of: ClientOf) -> None:
    assert "Family Circle" in client_of(amina).get("/projects/").content.decode()
    assert "None yet" in client_of(owen).get("/projects/").content.decode()


def test_what_next_names_open_starters_and_then_what_changed_last(project: Project, amina: User, client_of: ClientOf) -> None:
    project.answer("mob-1", "Support stops at the court order.", by=amina, seen=0)

    page = client_of(amina).get(project.address()).content.decode()

    what_next = page.split('id="whatnext"')[1].split("</section>")[0]
    assert what_next.count("<li>") == 3
    assert what_next.index("Better for whom, and in what way?") < what_next.index("What is not working now, and how do we know?")
    assert "Changed last: Amina Rahman, today at" in what_next


def test_the_button_leads_on_in_the_main_stage_and_moving_waits_beside_it(project: Project, amina: User, client_of: ClientOf) -> None:
    def offered() -> list[tuple[str, str, str]]:
        page = client_of(amina).get(project.address()).content.decode()
        return [found for found in re.findall(r'<a class="(button|act)" href="([^"]*)">(.*?)</a>', page) if found[1].startswith(project.address())]

    seen = [offered()]
    project.answer("mob-3", "Support stops.", by=amina, seen=0)
    seen.append(offered())
    project.move_to("designing", reason="The need is agreed.", by=amina)
    seen.append(offered())
    project.stand("paused", reason="The money stops until March.", by=amina)
    seen.append(offered())

    move = ("act", project.address("move"), "Move to another stage")
    assert seen == [
        [("button", project.address("stage", "mobilising") + "#mob-1", "Answer the first question"), move],
        [("button", project.address("stage", "mobilising"), "Go on in Mobilising"), move],
        [("button", project.address("stage", "designing") + "#des-1", "Answer the first question"), move],
        [move],
    ]


def test_an_owner_invites_from_the_projects_page_and_everyone_finds_the_people(
    project: Project, amina: User, leila: User, client_of: ClientOf
) -> None:
    def links(reader: User) -> list[str]:
        page = client_of(reader).get(project.address()).content.decode()
        return re.findall(r'<a href="[^"]*">(.*?)</a>', page.split('id="who"')[1].split("</section>")[0])[1:]

    assert links(amina) == ["Everyone in the project", "Invite someone"]
    assert links(leila) == ["Everyone in the project"]


def test_every_fact_of_the_wheel_is_in_the_list_too(project: Project, amina: User, client_of: ClientOf) -> None:
    project.answer("mob-1", "Support stops at the court order.", by=amina, seen=0)

    page = client_of(amina).get(project.address()).content.decode()

    listed = page.split('class="stages stages--wide"')[1].split("</ol>")[0]
    for stage in project.map.stages:
        assert f'aria-label="{stage.number} {stage.name}, ' in page
        assert f">{stage.name}</a>" in listed
    assert "main stage, 1 of 9 answered" in page
    assert "<strong>Main stage.</strong> 1 of 9 answered. First visit, since" in listed
    assert listed.count("Not started.") == 5
    assert "%" not in listed
