"""The whole project as one open file: what goes into it, what stays behind, and how it arrives on another copy."""

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from journey.log import WORDS
from journey.models import (
    Described,
    Event,
    Hazard,
    Involvement,
    Line,
    Measure,
    Membership,
    Preparation,
    Project,
    Resource,
    ReviewDay,
    SignOff,
    Task,
    User,
)
from journey.models.condition import Reading as Rated
from journey.models.decision import Deliberation, Terms
from journey.models.event import fault
from journey.models.preparation import ReaderSaid, clear
from journey.models.sign import Heard
from journey.models.standing import Parting
from journey.project_file.document import LARGEST_FILE, MOST_MOVES, MOST_PEOPLE, ProjectFile
from journey.project_file.load import WrongFile, load
from journey.project_file.nouns import FIELDS_STAY, STAYS, TRAVELS, about, hanging
from journey.project_file.write import write
from journey.review.compose import compose
from journey.review.freeze import freeze
from journey.tables import as_tables
from tests.conftest import member_of
from tests.test_involvements import PANEL
from tests.test_measures import STRAIN
from tests.test_tables import put_together, read

type ClientOf = Callable[[User], Client]


@pytest.fixture
def full(project: Project, amina: User, tom: User, leila: User) -> Project:
    """Family Circle with something of everything that a project can hold."""
    for number in range(3):
        project.answer("mob-1", f"What we found, version {number + 1}. Mae’n dda 👪", by=tom, seen=number)
    project.answer("mob-2", "", because="Another project does that.", by=amina, seen=0)
    project.confirm_answer("mob-1", by=amina, seen=3)
    answer = project.answers.get(key="mob-1")
    answer.clear_warning("postcode", 1, reason="It is the office’s.", by=tom)
    answer.come_back("After the summer.", by=tom)
    heard = project.add_evidence(Described("What 31 carers said", "voice", held="Research folder"), by=tom, answer=answer)
    heard.change(Described("What 32 carers said", "voice", held="Research folder"), by=amina, seen=1)
    project.add_evidence(Described("Counted twice", "data"), by=tom).remove(by=amina)
    amina_in, tom_in = project.memberships.get(user=amina), project.memberships.get(user=tom)
    tom_in.describe(job="Practice lead", organisation=project.organisations.get(name="Juniper Steps"), by=amina)
    said = Deliberation(
        "stay",
        "Too early.",
        parties=(("Carers", 3),),
        details={"unfinished": "The list."},
        conditions=(Terms("Ask again.", owner=tom_in, due=timezone.localdate()),),
    )
    first = project.decide("mobilising", said, by=amina, evidence=[heard])
    second = project.correct_decision(
        first, Deliberation("move-on", "Not too early after all.", conditions=(Terms("Ask."),)), because="A slip.", by=tom
    )
    second.conditions.get().settle("met", note="Asked.", by=leila)
    made = project.move_to("developing", by=tom, reason="They are ready.", decision=second, evidence=[heard])
    project.open_stage("mobilising", by=tom, reason="Some of it goes on.")
    project.correct_move(made.number, by=amina, why="The reason was another.", reason="The carers are ready.")
    stage = project.map.stage("mobilising")
    project.read_signs(stage, {stage.signs_ready[0].key: Heard("partly", "Two of three.", 0)}, by=tom)
    project.stand(
        "paused", by=amina, reason="Summer.", parting=Parting("We learned to wait.", "None open.", "All were told.", "The autumn."), decision=second
    )
    thread = project.start_thread("Could we say where from?", key="mob-1", by=leila, tell=[amina_in])
    thread.reply("From the study.", by=tom)
    thread.resolve(by=amina)
    project.start_thread("And here?", move=made, by=tom).comments.get().withdraw()
    project.start_thread("Why?", decision=second, by=leila)
    project.assign("mob-3", tom_in, by=amina, due=timezone.localdate() + timedelta(days=3), note="Two sentences.").finish(by=tom)
    project.assign("mob-4", tom_in, by=amina)
    plan(project, amina, tom_in)
    review(project, amina, leila)
    project.invite("new@example.org", role="viewer", by=amina)
    project.offer_lead(tom_in, by=amina, afterwards="viewer")
    former = member_of(project, "Tom Reid", "editor")
    project.memberships.get(user=former).end(by=amina)
    return Project.objects.visible_to(amina).get(pk=project.pk)


def plan(project: Project, amina: User, tom_in: Membership) -> None:
    """What is planned, who was involved, what it takes, what is measured, and what helps or hinders."""
    today = timezone.localdate()
    project.rate_conditions({"c1": Rated("enabling", helps="The director asks.")}, by=amina)
    project.agree_condition("c1", Rated("enabling"), by=amina, seen=0)
    risk = project.risks.make(project, Hazard(text="The sponsor leaves."), by=amina)
    risk.settle("happened", note="She left.", by=amina)
    action = project.actions.make(project, Task(text="Find another.", owner=tom_in, due=today, key="mob-1"), by=amina)
    action.settle("done", note="Found.", by=tom_in.user)
    milestone = project.milestones.make(project, Line(text="The first family is met.", owner=tom_in), by=amina, due=today)
    milestone.reach(today, by=amina)
    Involvement.add(project, PANEL, by=amina).change(PANEL | {"told": "By letter."}, by=amina, seen=1)
    Resource.add(project, {"stage": "developing", "what": "Crèche", "kind": "money", "budget": Decimal("1200.50")}, by=amina)
    measure = Measure.add(project, STRAIN, by=amina)
    first = measure.read(Decimal("3.5"), day=today, by=amina)
    measure.correct(first, Decimal(4), day=today - timedelta(days=30), because="The day was another.", by=amina)


def review(project: Project, amina: User, leila: User) -> None:
    """A review signed off, frozen, corrected and redacted, and the next one begun."""
    readers = (ReaderSaid("Dan Okafor", "standard", ("money",)),)
    prepared = Preparation.objects.begin(project, {"decision_wanted": "Agree.", "families": "Kayleigh chose the times."}, readers, by=amina)
    SignOff.objects.ask(prepared, project.memberships.get(user=leila), by=amina).answer(agreed=True, by=leila)
    clear(project, "postcode", "0" * 64, because="It is the office’s.", by=amina)
    first = freeze(prepared, by=amina, seen=1)
    said = {"decision_wanted": "Agree, please.", "correction_because": "A word was missing."}
    freeze(Preparation.objects.begin(project, said, readers, by=amina, corrects=first), by=amina, seen=1)
    first.redact(first.text.replace("Kayleigh", "█████"), because="It names a child.", places=1, by=amina)
    Preparation.objects.begin(project, {"correction_because": "Another word."}, (), by=amina, corrects=first)
    ReviewDay.objects.skip(project, timezone.localdate(), because="Summer.", by=amina)


def without_the_loading(file: ProjectFile) -> dict[str, Any]:
    """What a file says, less what loading adds (who loaded it, their part, a row of the log) and what is of one copy: when, and the fingerprint."""
    said = file.model_dump(mode="json")
    loaders = [event["by"] for event in said["rows"]["event"] if event["kind"] == "project-loaded"]
    for number in loaders:
        said["people"] = [person for person in said["people"] if person["row"] != number]
        said["rows"]["membership"] = [part for part in said["rows"]["membership"] if part["user"] != number]
        said["rows"]["event"] = [event for event in said["rows"]["event"] if event["kind"] != "project-loaded"]
        said["project"]["version"] -= 1
    for name in ("taken_at", "fingerprint"):
        del said[name]
    del said["project"]["changed_at"]
    return said


def loaded_by(name: str) -> User:
    return User.objects.create_user("zoe@elsewhere.example", name=name)


def test_every_model_that_hangs_on_a_project_travels_or_stays_for_a_reason() -> None:
    assert sorted(model.__name__ for model in hanging()) == sorted([*TRAVELS, *STAYS])
    assert all(reason.endswith(".") for reason in (STAYS | FIELDS_STAY).values())


def test_the_log_says_of_every_kind_what_its_row_is_about() -> None:
    assert [kind for kind in Event.Kind if not about(kind)] == []


def test_the_full_project_has_a_row_of_every_noun(full: Project) -> None:
    """Otherwise the tests below would prove less than they say."""
    rows = write(full).rows.model_dump()

    assert [noun for noun, told in rows.items() if not told] == []


def test_a_project_arrives_as_it_was(full: Project) -> None:
    file = write(full)

    # Zoë comes last by name, so nobody else's number changes.
    arrived = load(file.as_json().encode(), by=loaded_by("Zoë"))

    assert without_the_loading(write(arrived)) == without_the_loading(file)


def test_it_arrives_the_same_from_copy_to_copy_to_copy(full: Project) -> None:
    zoe = loaded_by("Zoë")
    once = load(write(full).as_json().encode(), by=zoe)
    twice = load(write(once).as_json().encode(), by=zoe)
    thrice = load(write(twice).as_json().encode(), by=zoe)

    assert [event.kind for event in thrice.events.all()][-3:] == ["project-loaded"] * 3
    assert thrice.answers.get(key="mob-1").versions.count() == 3
    assert fault(thrice.events.all(), thrice.events.count()) == ""


def test_every_sample_arrives_as_a_practice_copy_with_the_same_review(samples: list[Project]) -> None:
    zoe = loaded_by("Zoë")

    for sample in samples:
        file = write(sample)
        arrived = load(file.as_json().encode(), by=zoe)

        assert arrived.kind == "practice"
        assert without_the_loading(write(arrived)) == without_the_loading(file)
        Project.objects.filter(pk=arrived.pk).update(told_on=sample.told_on)  # so that both are told as they stood on one day
        same = (compose(Project.objects.get(pk=project.pk)) for project in (arrived, sample))
        assert len({json.dumps([stage.model_dump(mode="json") for stage in document.stages]) for document in same}) == 1


def test_no_email_invitation_link_or_id_of_this_copy_is_in_the_file(full: Project) -> None:
    text = write(full).as_json()

    assert "@" not in text
    assert str(full.pk) not in text
    for member in full.memberships.all():
        assert str(member.code) not in text
    for invitation in full.invitations.all():
        assert str(invitation.pk) not in text
        assert invitation.key not in text
    for evidence in full.evidence.all():
        assert str(evidence.pk) not in text


def test_people_arrive_as_names_that_nobody_can_sign_in_as(full: Project) -> None:
    before = set(User.objects.values_list("pk", flat=True))
    zoe = loaded_by("Zoë")

    arrived = load(write(full).as_json().encode(), by=zoe)

    made = User.objects.exclude(pk__in=before | {zoe.pk})
    assert sorted(made.values_list("name", "email", "is_active")) == [
        (name, None, False) for name in ("Amina Rahman", "Leila Hassan", "Tom Reid", "Tom Reid")
    ]
    assert not any(user.has_usable_password() for user in made)
    assert [member.user for member in arrived.memberships.owners()] == [zoe]


def test_the_log_is_whole_tells_the_same_and_holds_the_old_fingerprint(full: Project) -> None:
    arrived = load(write(full).as_json().encode(), by=loaded_by("Zoë"))

    here = Project.objects.get(pk=arrived.pk)
    assert fault(here.events.all(), here.log_length, here.log_head) == ""
    assert [event.kind for event in here.events.all()] == [*(event.kind for event in full.events.all()), "project-loaded"]
    assert here.events.get(kind="project-loaded").key == full.log_head
    answers = {str(answer.pk) for answer in here.answers.all()}
    assert {event.object_id for event in here.events.filter(kind="answer-saved")} <= answers


def test_what_was_written_is_found_by_the_search_of_the_new_owner(full: Project, client_of: ClientOf) -> None:
    zoe = loaded_by("Zoë")
    load(write(full).as_json().encode(), by=zoe)

    page = client_of(zoe).get("/search/", {"q": "carers"}).content.decode()

    assert "What 32 <mark>carers</mark> said" in page or "carers" in page
    assert "Family Circle" in page


def broken(full: Project, change: Callable[[dict[str, Any]], object]) -> bytes:
    said = json.loads(write(full).as_json())
    change(said)
    return json.dumps(said).encode()


WRONG: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "another format": (lambda said: said.update(format="something else"), "This is not a project’s file"),
    "a newer version": (lambda said: said.update(version=2), "made by a newer version"),
    "more than is known": (lambda said: said.update(secrets=[]), "does not know, at: secrets"),
    "a field more": (lambda said: said["rows"]["answer"][0].update(colour="red"), "does not know, at: rows › answer › 1 › colour"),
    "a field less": (lambda said: said["rows"]["move"][0].pop("day"), "missing or not as it should be, at: rows › move › 1 › day"),
    "a number for a text": (lambda said: said["rows"]["answer"][0].update(text=7), "at: rows › answer › 1 › text"),
    "a number too large": (lambda said: said["rows"]["answer"][0].update(version=2**40), "at: rows › answer › 1 › version"),
    "a day without its year": (lambda said: said["rows"]["move"][0].update(day="05-01"), "at: rows › move › 1 › day"),
    "an instant without its zone": (lambda said: said["rows"]["event"][0].update(at="2026-01-01T00:00:00"), "at: rows › event › 1 › at"),
    "an instant that no day in UK time has": (
        lambda said: said["rows"]["event"][0].update(at="9999-12-31T23:59:59Z"),
        "at: rows › event › 1 › at",
    ),
    "a beginning before all days": (lambda said: said["project"].update(created_at="0001-01-01T00:00:00Z"), "at: project › created_at"),
    "a move still to come": (lambda said: said["rows"]["move"][-1].update(day="9999-12-31"), "a day that is still to come"),
    "sections that are no names": (
        lambda said: said["rows"]["prepared_reader"][0].update(off=[5]),
        "at: rows › prepared_reader › 1 › off › 1",
    ),
    "counts that are none": (lambda said: said["rows"]["answer"][0].update(cleared=["email"]), "at: rows › answer › 1 › cleared"),
    "a kind unknown": (lambda said: said["rows"]["move"][0].update(kind="jumped"), "at: rows › move › 1 › kind"),
    "a sample": (lambda said: said["project"].update(kind="sample"), "at: project › kind"),
    "a null byte": (lambda said: said["rows"]["answer"][0].update(text="a\0b"), "at: rows › answer › 1 › text"),
    "a role unknown": (lambda said: said["rows"]["membership"][0].update(role="king"), "at: rows › membership › 1 › role"),
    "no name": (lambda said: said["project"].update(name="  "), "has no name"),
    "an edition unknown": (lambda said: said["project"].update(edition="../../etc"), "an edition of the stage map that this copy does not have"),
    "a stage unknown": (lambda said: said["rows"]["move"][0].update(to_stage="moon"), "does not have, at: move"),
    "a question unknown": (lambda said: said["rows"]["answer"][0].update(key="x-1"), "does not have, at: answer"),
    "an option unknown": (lambda said: said["rows"]["decision"][0].update(option="dance"), "cannot be taken at its stage"),
    "a decision at no stage": (lambda said: said["rows"]["decision"][0].update(stage=""), "cannot be taken at its stage"),
    "somebody who is not in it": (lambda said: said["rows"]["answer"][0].update(changed_by=900), "points to something that is not in it"),
    "a row that is not in it": (lambda said: said["rows"]["answer_version"][0].update(answer=900), "points to something that is not in it"),
    "rows out of number": (lambda said: said["rows"]["answer"][0].update(row=9), "not numbered as they should be"),
    "a correction of itself": (lambda said: said["rows"]["decision"][1].update(corrects=2), "points to something that is not in it"),
    "moves that are no journey": (lambda said: said["rows"]["move"][0].update(kind="moved", from_stage="growing", reason="x"), "not a journey"),
    "an answer twice": (lambda said: said["rows"]["answer"][1].update(key=said["rows"]["answer"][0]["key"]), "does not fit together"),
    "a text too long": (lambda said: said["rows"]["answer"][0].update(text="x" * 4001), "does not fit together"),
    "a log with a gap": (lambda said: take_a_row(said["rows"]["event"]), "The log in the file is not whole"),
    "a review that says something else": (
        lambda said: said["rows"]["review"][0].update(text=said["rows"]["review"][1]["text"]),
        "not as it was frozen",
    ),
    "a review with a number that no address has": (
        lambda said: said["rows"]["review"][0].update(major=10_000),
        "a number that no review gets",
    ),
    "a review that is none": (lambda said: said["rows"]["review"][0].update(text="{}"), "cannot be read"),
    "a condition unknown": (lambda said: said["rows"]["condition_rating"][0].update(key="c99"), "does not have, at: condition_rating"),
    "a correction of no review": (
        lambda said: [row.update(corrects=99) for row in said["rows"]["preparation"]],
        "points to something that is not in it",
    ),
    "somebody whom nothing names": (
        lambda said: said["people"].append({"row": len(said["people"]) + 1, "name": "Nobody"}),
        "people whom nothing in it names",
    ),
    "too many people": (
        lambda said: said.update(people=[{"row": number, "name": "Many"} for number in range(1, MOST_PEOPLE + 2)]),
        "at: people",
    ),
    "too many moves": (
        lambda said: said["rows"].update(move=[said["rows"]["move"][0] | {"row": number} for number in range(1, MOST_MOVES + 2)]),
        "at: rows › move",
    ),
    "two parts of one person": (
        lambda said: said["rows"]["membership"][1].update(user=said["rows"]["membership"][0]["user"]),
        "does not fit together",
    ),
}


def swap_texts(reviews: list[dict[str, Any]]) -> None:
    reviews[0]["text"], reviews[1]["text"] = reviews[1]["text"], reviews[0]["text"]


def take_a_row(events: list[dict[str, Any]]) -> None:
    del events[1]
    for number, event in enumerate(events, start=1):
        event["row"] = number


def test_a_file_that_is_wrong_is_refused_in_words_and_changes_nothing(full: Project, subtests: pytest.Subtests) -> None:
    zoe = loaded_by("Zoë")
    before = (Project.objects.count(), User.objects.count(), Event.objects.count())

    for what, (change, words) in WRONG.items():
        with subtests.test(what):
            with pytest.raises(WrongFile, match=words):
                load(broken(full, change), by=zoe)

            assert (Project.objects.count(), User.objects.count(), Event.objects.count()) == before


@pytest.mark.parametrize(
    "data", [b"", b"{", b"\xff\xfe", b"[]", b"null", b'"x"', b"[" * 100_000, b'{"a":' * 100_000, b"1e999", b'{"format":"\\ud800"}']
)
def test_what_is_no_file_of_a_project_is_refused_however_deep(data: bytes, amina: User) -> None:
    with pytest.raises(WrongFile, match="This is not a project’s file"):
        load(data, by=amina)


def test_a_file_made_before_a_field_was_there_can_still_be_read(full: Project, amina: User) -> None:
    older = broken(full, lambda said: [row.pop("because") for row in said["rows"]["move"]] and said["rows"].pop("sign_reading"))

    assert load(older, by=amina).sign_readings.count() == 0


def more_of_much(said: dict[str, Any]) -> None:
    """Forty more people, each a member who made a reading."""
    for _ in range(40):
        said["people"].append({"row": len(said["people"]) + 1, "name": "Many"})
        for noun, who in (("membership", "user"), ("reading", "by")):
            rows = said["rows"][noun]
            number = {"number": len(rows) + 1} if "number" in rows[0] else {}
            rows.append(rows[0] | number | {"row": len(rows) + 1, who: len(said["people"])})


def test_a_file_with_more_people_and_readings_takes_no_more_statements(full: Project) -> None:
    zoe, asked = loaded_by("Zoë"), []

    for change in (lambda said: None, more_of_much):
        data = broken(full, change)
        with CaptureQueriesContext(connection) as statements:
            load(data, by=zoe)
        asked.append(len(statements))

    assert asked[0] == asked[1]


def test_the_commands_write_and_load_the_same_file(full: Project, owen: User, tmp_path: Path) -> None:
    file = tmp_path / "circle.json"
    call_command("export_project", str(full.pk), "--to", str(file))

    call_command("load_project", str(file), "--owner", "owen@example.org")

    arrived = Project.objects.visible_to(owen).get()
    assert without_the_loading(write(arrived))["project"] == without_the_loading(write(full))["project"]
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(CommandError, match="nobody here has the email"):
        call_command("load_project", str(file), "--owner", "nobody@example.org")
    file.write_text("{}", encoding="utf-8")
    with pytest.raises(CommandError, match="not a project’s file"):
        call_command("load_project", str(file), "--owner", "owen@example.org")


def test_every_kind_of_event_has_words() -> None:
    site = {"project-purged", "account-made", "account-closed", "account-opened", "account-erased", "account-data-given"}

    assert [kind for kind in Event.Kind if kind not in WORDS and kind not in site] == []


def test_an_owner_downloads_the_whole_project_and_the_log_says_so(full: Project, amina: User, client_of: ClientOf) -> None:
    reply = client_of(amina).post(full.address("export"))

    assert reply.headers["Content-Disposition"] == f'attachment; filename="family-circle-{timezone.localdate():%Y-%m-%d}.json"'
    assert reply.headers["Content-Type"] == "application/json"
    assert reply.headers["Cache-Control"] == "no-store"
    assert json.loads(reply.content)["rows"]["event"][-1]["kind"] == "project-exported"
    assert "downloaded the whole project" in client_of(amina).get(full.address("log")).content.decode()


def test_the_tables_of_a_project_with_a_row_of_every_noun_say_what_its_file_says(full: Project) -> None:
    told = write(full).model_dump(mode="json")

    assert put_together(read(as_tables(told)), told) == told


def test_looking_at_the_page_downloads_nothing(full: Project, amina: User, client_of: ClientOf) -> None:
    page = client_of(amina).get(full.address("export")).content.decode()

    assert "No emails, passwords, invitations or links" in page
    assert not full.events.filter(kind="project-exported").exists()


def sent(data: bytes, name: str = "circle.json") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, data)}


def test_a_file_loaded_on_the_page_becomes_a_project_of_whoever_sent_it(full: Project, owen: User, client_of: ClientOf) -> None:
    client = client_of(owen)

    reply = client.post("/projects/load/", sent(write(full).as_json().encode()))

    arrived = Project.objects.visible_to(owen).get()
    assert reply.headers["Location"] == arrived.get_absolute_url()
    page = client.get(arrived.get_absolute_url()).content.decode()
    assert "Family Circle is here, as the file says." in page
    for name in ("journey", "decisions", "evidence", "review", "people", "log", "comments", "assignments", "standing", "themes", "come-back"):
        assert client.get(arrived.address(name)).status_code == 200
    for stage in arrived.map.stages:
        assert client.get(arrived.address("stage", stage.key)).status_code == 200


def test_a_wrong_file_says_what_is_wrong_beside_the_field(full: Project, owen: User, client_of: ClientOf) -> None:
    reply = client_of(owen).post("/projects/load/", sent(broken(full, lambda said: said.update(version=2))))

    assert reply.status_code == 422
    assert "The file was made by a newer version of the planner than this one." in reply.content.decode()
    assert not Project.objects.visible_to(owen).exists()


def test_a_file_over_the_limit_is_refused_before_it_is_read(owen: User, client_of: ClientOf) -> None:
    reply = client_of(owen).post("/projects/load/", sent(b" " * (LARGEST_FILE + 1)))

    assert reply.status_code == 422
    assert "The file is too large." in reply.content.decode()


def test_rows_of_the_log_that_tell_of_the_wrong_thing_tell_of_nothing(full: Project, owen: User, client_of: ClientOf) -> None:
    """A row that says "evidence was added" and names an answer would point the page to an id of the wrong form."""

    def mislead(said: dict[str, Any]) -> None:
        for event in said["rows"]["event"]:
            event["object_id"] = "answer 1" if event["kind"] != "answer-saved" else "answer 99999999999999999999"
        said["rows"]["event"][0]["kind"] = "from-the-future"

    arrived = load(broken(full, mislead), by=owen)

    assert client_of(owen).get(arrived.address("log")).status_code == 200
    assert set(arrived.events.exclude(kind__startswith="answer").exclude(kind__startswith="come-back").values_list("object_id", flat=True)) == {
        "",
    }


def test_this_site_vouches_for_what_was_frozen_here_and_not_for_what_came_with_a_file(full: Project, client: Client) -> None:
    """Otherwise somebody could write a review, load it, and have it said to be genuine."""
    kept = full.reviews.get(major=1, minor=1)
    assert "It matches a review frozen on this site." in told_of(client, kept.sha256)
    load(write(full).as_json().encode(), by=loaded_by("Zoë"))
    assert "It matches a review frozen on this site." in told_of(client, kept.sha256)

    Project.objects.filter(pk=full.pk).update(binned_at=timezone.now() - timedelta(days=31))
    full.purge()

    assert Project.objects.get().reviews.filter(sha256=kept.sha256).exists()
    assert "It matches a review frozen on this site." not in told_of(client, kept.sha256)


def told_of(client: Client, fingerprint: str) -> str:
    return " ".join(client.post("/verify/", {"text": fingerprint}).content.decode().split())


def test_downloading_and_keeping_a_project_are_noted_though_nothing_else_is_written(
    transactional_db: None, project: Project, amina: User, client_of: ClientOf, fresh_limits: None
) -> None:
    """Outside of a test's own transaction, as it is when people do it."""
    client = client_of(amina)

    replies = [client.post(project.address("export")).status_code, client.post(project.address("keep")).status_code]

    assert replies == [200, 302]
    assert [event.kind for event in project.events.all()][-2:] == ["project-exported", "project-kept"]
