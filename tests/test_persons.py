"""What is kept about a person, given to them and to nobody else; and a person taken out of the site for good."""

import json
import logging
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from io import StringIO
from pathlib import Path
from subprocess import run
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from journey.models import Described, Event, Invitation, Membership, Notice, Preparation, Project, SignOff, Task, User
from journey.models.decision import Deliberation
from journey.models.event import fault
from journey.models.user import OnlyOwner
from journey.person_file import OF_THE_ACCOUNT, library_models, person_file
from journey.project_file.nouns import STAYS, TRAVELS, hanging
from journey.project_file.write import write
from journey.review.compose import compose
from journey.review.freeze import freeze
from tests.conftest import PASSWORD, member_of
from tests.migrated import copy_to

type ClientOf = Callable[[User], Client]

MARKER = "Zuleikha-Marker"


def signed_in(user: User) -> Client:
    """A browser in which someone signed in with their password, as a person does."""
    user.confirm_email()
    client = Client(headers={"user-agent": "Firefox"})
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return client


@pytest.fixture
def busy(project: Project, tom: User, amina: User) -> User:
    """Tom, who has left something of each kind."""
    project.answer("mob-1", "What Tom found.", by=tom, seen=0)
    project.answer("mob-1", "What Amina made of it.", by=amina, seen=1)
    project.add_evidence(Described("What Tom heard", "voice"), by=tom)
    project.decide("mobilising", Deliberation("stay", "Tom’s reason."), by=tom)
    project.start_thread("Tom’s question.", key="mob-1", by=tom).reply("Amina’s reply.", by=amina, tell=[project.memberships.get(user=tom)])
    project.assign("mob-2", project.memberships.get(user=tom), by=amina, note="For Tom.")
    other = Project.objects.start(by=amina, name="Other")
    other.invite(str(tom.email), role="viewer", by=amina)
    return tom


def test_what_is_kept_about_someone_holds_what_they_wrote_and_not_what_others_did(busy: User) -> None:
    told = person_file(busy)

    text = json.dumps(told, default=str)
    assert told["account"]["email"] == busy.email
    assert [(part["project_name"], part["role"], part["job"]) for part in told["parts"]] == [("Family Circle", "editor", "Practice lead")]
    assert [version["text"] for version in told["rows"]["answer_version"]] == ["What Tom found."]
    assert [comment["text"] for comment in told["rows"]["comment"]] == ["Tom’s question."]
    assert [(row["as"], row["note"]) for row in told["rows"]["assignment"]] == [("member", "For Tom.")]
    assert [invitation["project_name"] for invitation in told["invitations"]] == ["Other"]
    for others in ("Amina", "amina@example.org", "What Amina made of it."):
        assert others not in text


def test_whoever_has_left_is_not_told_what_others_wrote_afterwards(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    part = project.memberships.get(user=tom)
    prepared = Preparation.objects.begin(project, {"decision_wanted": "What Tom wanted."}, (), by=tom)
    evidence = project.add_evidence(Described("What Tom heard", "voice"), by=tom)
    action = project.actions.make(project, Task(text="What Tom saw to", owner=part), by=tom)
    project.answers.of(project, "mob-1").come_back("What Tom would ask.", by=tom)
    asked = SignOff.objects.ask(prepared, part, by=amina)
    asked.answer(agreed=False, by=tom, because="What Tom missed.")
    other = SignOff.objects.ask(prepared, project.memberships.get(user=amina), by=tom)
    part.end(by=amina)

    prepared.change({"decision_wanted": "LATER"}, (), by=amina, seen=1)
    evidence.change(Described("LATER", "voice"), by=amina, seen=1)
    action.change(Task(text="LATER", owner=part), by=amina, seen=1)
    project.answer("mob-1", "LATER", by=amina, seen=0)
    other.answer(agreed=False, by=amina, because="LATER")
    freeze(prepared, by=amina, seen=2)

    pages = [client_of(tom).get(f"/accounts/data{end}").content.decode() for end in ("/", ".json")]
    assert ["LATER" in page for page in pages] == [False, False]
    for words in ("What Tom heard", "What Tom saw to", "What Tom would ask.", "What Tom missed."):
        assert [words in page for page in pages] == [True, True]


def test_every_table_that_points_to_an_account_is_told_or_known_to_open_something() -> None:
    assert {str(model._meta.model_name) for model, _field in library_models() if "user_" not in str(model._meta.model_name)} <= set(OF_THE_ACCOUNT)


def test_every_row_that_names_someone_hangs_on_a_project_or_is_of_the_log() -> None:
    """So that erasing is thought of for each: what travels keeps its writer, as a former member; the rest is named here."""
    kept = {"Invitation.by", "Handover.by", "Notice.by"}
    gone = {"Notice.user"}

    fields = {
        f"{model.__name__}.{field.name}"
        for model in hanging()
        for field in model._meta.concrete_fields
        if field.related_model is User and model.__name__ not in TRAVELS
    }

    assert fields == kept | gone
    assert {name.split(".")[0] for name in kept | gone} <= set(STAYS)


def test_the_page_shows_it_and_the_file_holds_it_for_that_person_alone(busy: User, owen: User, client_of: ClientOf) -> None:
    page = signed_in(busy).get("/accounts/data/").content.decode()
    file = signed_in(busy).get("/accounts/data.json")

    assert "What Tom found." in page
    assert "What Amina made of it." not in page
    assert json.loads(file.content)["rows"]["answer_version"][0]["text"] == "What Tom found."
    assert file.headers["Content-Disposition"] == f'attachment; filename="my-data-{timezone.localdate():%Y-%m-%d}.json"'
    assert "Tom" not in client_of(owen).get("/accounts/data/").content.decode()
    assert "Tom" not in client_of(owen).get("/accounts/data.json").content.decode()


def test_no_key_of_a_session_and_no_password_is_in_the_file(busy: User) -> None:
    client = signed_in(busy)

    text = client.get("/accounts/data.json").content.decode()

    assert str(client.session.session_key) not in text
    assert busy.password not in text
    assert "Firefox" in text


def test_the_command_prints_the_same(busy: User) -> None:
    out = StringIO()
    call_command("export_person", str(busy.email).upper(), stdout=out)

    assert json.loads(out.getvalue())["rows"]["comment"][0]["text"] == "Tom’s question."
    with pytest.raises(CommandError, match="Nobody here has this email"):
        call_command("export_person", "nobody@example.org")


def delete(client: Client, password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/accounts/delete/", {"password": password, "sure": ["yes"]} | more)


def test_someone_deletes_their_account_with_their_password(
    busy: User, project: Project, amina: User, client_of: ClientOf, fresh_limits: None
) -> None:
    client = signed_in(busy)

    reply = delete(client)

    assert (reply.status_code, reply.headers["Location"]) == (302, "/")
    assert "Your account is deleted." in client.get("/").content.decode()
    assert client.get("/projects/").status_code == 302
    page = client_of(amina).get(project.address("answer-history", "mob-1")).content.decode()
    assert "A former member" in page
    assert "Tom Reid" not in page
    assert "What Tom found." in page


def test_nothing_of_the_account_is_left_and_what_was_written_stays(busy: User, project: Project) -> None:
    signed_in(busy)
    old = str(busy.email)
    busy.erase(by=busy)

    now = User.objects.get(pk=busy.pk)
    assert (now.name, now.email, now.is_active, now.last_login, now.notices, str(now)) == ("", None, False, None, "none", "A former member")
    assert not now.has_usable_password()
    assert now.erased_at is not None
    assert not EmailAddress.objects.filter(user=now).exists()
    assert not UserSession.objects.filter(user=now).exists()
    assert not Session.objects.exists()
    assert not Notice.objects.filter(user=now).exists()
    assert not Invitation.objects.filter(email=old).exists()
    part = project.memberships.get(user=now)
    assert (part.job, part.role) == ("Practice lead", "editor")
    assert part.ended_at is not None
    assert project.decisions.get().by == now
    assert [(event.kind, event.object_id) for event in Event.objects.of_site()] == [("account-erased", str(now.code))]
    call_command("verify_log", stdout=StringIO())


def test_a_decision_keeps_the_part_of_who_recorded_it_on_its_page_and_in_the_next_review(
    busy: User, project: Project, amina: User, client_of: ClientOf
) -> None:
    ruth = member_of(project, "Ruth Bailey", "editor")
    project.decide("mobilising", Deliberation("stay", "Ruth’s reason."), by=ruth)
    for person in (busy, ruth):
        person.erase(by=person)
    again = Project.objects.visible_to(amina).get(pk=project.pk)

    assert [decision.by for decision in compose(again).decisions] == ["A former member, Practice lead", "A former member, Editor"]
    for address in (again.decisions.get(number=1).get_absolute_url(), again.address("decisions")):
        assert "A former member, Practice lead" in client_of(amina).get(address).content.decode()


def test_their_email_is_free_for_somebody_else(busy: User) -> None:
    old = str(busy.email)
    busy.erase(by=busy)

    assert not User.objects.has_account(old)
    assert User.objects.create_user(old, PASSWORD, name="Another Tom").memberships.count() == 0


NOT_ENOUGH: list[tuple[dict[str, Any], str]] = [
    ({"password": "wrong"}, "This is not your password"),
    ({"password": ""}, "Give your password"),
    ({"sure": []}, "Say that you are sure"),
]


@pytest.mark.parametrize(("said", "words"), NOT_ENOUGH)
def test_without_the_password_or_without_being_sure_nothing_is_deleted(said: dict[str, Any], words: str, busy: User, fresh_limits: None) -> None:
    reply = delete(signed_in(busy), **said)

    assert reply.status_code == 422
    assert words in reply.content.decode()
    assert User.objects.get(pk=busy.pk).name == "Tom Reid"


def test_the_last_owner_is_told_of_which_projects_and_stays(project: Project, amina: User, tom: User, fresh_limits: None) -> None:
    client = signed_in(amina)

    page, reply = client.get("/accounts/delete/").content.decode(), delete(client)

    assert "You are the only owner of these projects." in page
    assert project.address("people") in page
    assert reply.status_code == 422
    assert User.objects.get(pk=amina.pk).name == "Amina Rahman"
    with pytest.raises(OnlyOwner):
        amina.erase(by=amina)


def test_once_the_lead_is_handed_over_or_the_project_binned_they_can_go(project: Project, amina: User, tom: User) -> None:
    project.memberships.get(user=tom).change_role("owner", by=amina)
    alone = Project.objects.start(by=amina, name="Alone")
    alone.put_in_bin(by=amina)

    amina.erase(by=amina)

    assert [member.user for member in project.memberships.owners()] == [tom]
    assert str(User.objects.get(pk=amina.pk)) == "A former member"
    assert not Membership.objects.current().filter(user=amina).exists()


def test_whoever_was_erased_is_a_former_member_of_a_project_that_comes_out_of_the_bin(
    project: Project, amina: User, tom: User, client_of: ClientOf
) -> None:
    project.memberships.get(user=tom).change_role("owner", by=amina)
    project.put_in_bin(by=amina)

    amina.erase(by=amina)
    project.take_out_of_bin(by=tom)

    today, before = client_of(tom).get(project.address("people")).content.decode().split("No longer in it")
    assert ("A former member" in today, "A former member" in before) == (False, True)
    assert "left the project" in client_of(tom).get(project.address("log")).content.decode()
    assert fault(project.events.all(), project.events.count()) == ""


def test_the_command_erases_and_says_what_is_left(project: Project, tom: User) -> None:
    out = StringIO()
    call_command("erase_person", str(tom.email), stdout=out)

    assert out.getvalue().startswith("Erased.")
    assert User.objects.get(pk=tom.pk).name == ""
    with pytest.raises(CommandError, match=r"Nobody else owns these projects.*Family Circle"):
        call_command("erase_person", "amina@example.org")


def test_an_erased_person_travels_as_a_former_member(busy: User, project: Project) -> None:
    busy.erase(by=busy)

    names = [person.name for person in write(project).people]

    assert names == ["", "Amina Rahman"]


FORGET = """
import django; django.setup()
from django.conf import settings
from datetime import timedelta
from django.contrib import messages
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from decimal import Decimal
from journey.models import *
from journey.models.condition import Reading as Rated
from journey.models.decision import Deliberation, Terms
from journey.models.preparation import ReaderSaid, clear
from journey.models.standing import Parting
from journey.review.freeze import freeze
M = "Zuleikha-Marker"
call_command("migrate", verbosity=0); call_command("createcachetable", verbosity=0)  # where there is no copy that is migrated already
amina = User.objects.create_user("amina@example.org", "a long walk round the lake", name="Amina")
zul = User.objects.create_user(f"{M}@example.org", "a long walk round the lake", name=M)
zul.confirm_email(); amina.confirm_email()
def write(project, by, text):
    project.answer("mob-1", text, by=by, seen=0)
    project.answer("mob-1", text + " again", by=by, seen=1)
    e = project.add_evidence(Described(text, "voice", note=text), by=by)
    project.move_to("mobilising", by=by)
    project.decide("mobilising", Deliberation("stay", text), by=by, evidence=[e])
    project.start_thread(text, key="mob-1", by=by).reply(text, by=amina)
def write_the_rest(project, by, text):
    # The plan, measures, what helps, and reviews: prepared, signed off, frozen, corrected, blacked out.
    today, me = timezone.localdate(), project.memberships.get(user=by)
    project.rate_conditions({"c1": Rated("enabling", helps=text)}, by=by)
    project.agree_condition("c1", Rated("enabling", helps=text), by=by, seen=0)
    risk = project.risks.make(project, Hazard(text=text), by=by)
    risk.settle("happened", note=text, by=by)
    project.actions.make(project, Task(text=text, owner=me, due=today, key="mob-1"), by=by).settle("done", note=text, by=by)
    project.milestones.make(project, Line(text=text, owner=me), by=by, due=today)
    Involvement.add(project, {"stage": "mobilising", "group": text, "part": "families", "told": text}, by=by)
    Resource.add(project, {"stage": "mobilising", "what": text, "kind": "money", "budget": Decimal("12.50")}, by=by)
    measure = Measure.add(project, {"what": text}, by=by)
    measure.correct(measure.read(Decimal("3.5"), day=today, by=by), Decimal(4), day=today, because=text, by=by)
    project.decide("mobilising", Deliberation("stay", text, conditions=(Terms(text),), details={"unfinished": text}), by=by)
    project.stand("paused", by=by, reason=text, parting=Parting(text, text, text, text))
    project.assign("mob-2", me, by=by, note=text)
    project.answers.get(key="mob-1").come_back(text, by=by)
    said = {"decision_wanted": text, "families": text, "money": text, "achieved_1": text}
    prepared = Preparation.objects.begin(project, said, (ReaderSaid(text, "standard", ()),), by=by)
    SignOff.objects.ask(prepared, me, by=by).answer(agreed=False, by=by, because=text)
    clear(project, "postcode", "0" * 64, because=text, by=by)
    review = freeze(prepared, by=by, seen=1)
    review.redact(review.text.replace("ein", "███"), because=text, places=1, by=by)
    Preparation.objects.begin(project, {"correction_because": text}, (ReaderSaid(text, "standard", ()),), by=by, corrects=review)
    ReviewDay.objects.skip(project, today, because=text, by=by)
    project.invite(f"{M}-new@example.org", role="viewer", by=by, job=text)
kept = Project.objects.start(by=amina, name="Kept")
kept.memberships.create(user=zul, role="editor")
other = Project.objects.start(by=amina, name="Other")
other.invite(f"{M.lower()}@example.org", role="viewer", by=amina)
write(kept, zul, "plain words")
browser = Client(headers={"user-agent": f"Firefox {M}"})
def sign_in(client, email):
    assert client.post("/accounts/login/", {"login": email, "password": "a long walk round the lake"}).status_code == 302
sign_in(browser, zul.email)
browser.post("/accounts/", {"name": M + " Second"})
# A wrong password counts as a try for this email.
Client().post("/accounts/login/", {"login": zul.email, "password": "wrong"})
if WHAT == "person":
    reply = browser.post("/accounts/delete/", {"password": "a long walk round the lake", "sure": ["yes"]})
    assert reply.status_code == 302, reply.content
else:
    zul.memberships.get(project=kept).end(by=amina)
    gone = Project.objects.start(by=amina, name=M)
    gone.set_organisations([(M, "lead")])
    words = f"What {M} said, ein, {M}-words"
    write(gone, amina, words)
    write_the_rest(gone, amina, words)
    from journey.project_file.load import load
    from journey.project_file.write import write as export
    arrived = load(export(gone).as_json().encode().replace(b'"Amina"', f'"{M} of the file"'.encode()), by=amina)
    hers = Client(); sign_in(hers, "amina@example.org")
    for each in (gone, arrived):
        for page in ("", "plan", "review", "people", "log", "calendar", "search"):
            assert hers.get(each.address(page), {"q": M}).status_code == 200, page
        hers.post(each.address("calendar"))
        for ending in ("docx", "csv", "json"):
            reply = hers.get(each.address("review-kept-" + ending, "1"))
            assert reply.status_code == 200, ending
        hers.post(each.address("bin"))
        Project.objects.filter(pk=each.pk).update(binned_at=timezone.now() - timedelta(days=31))
    from django.contrib.sessions.models import Session
    Session.objects.update(expire_date=timezone.now() - timedelta(days=1))
    call_command("erase_person", zul.email)
    assert any(settings.DATA_DIR.glob("reviews/*/*/*")), "no file of a review was made"
    call_command("empty_bin")
    assert not any(settings.DATA_DIR.glob("reviews/*/*/*")), "a file of a review was left"
# While the database is open: closing it would empty the write-ahead log by itself.
for file in settings.DATA_DIR.glob("db.sqlite3*"):
    assert b"zuleikha" not in file.read_bytes().lower(), f"{file.suffix} holds it"
"""


@pytest.mark.parametrize("what", ["person", "project"])
def test_no_trace_of_a_marker_is_left_in_the_files_of_the_database_or_in_what_was_printed(what: str, tmp_path: Path, django_db_setup: None) -> None:
    """A copy of its own, in a process of its own, since a test's transaction would hold on to what was deleted."""
    if connection.vendor == "sqlite":
        copy_to(str(tmp_path / "db.sqlite3"))
    env = {"DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": "/usr/bin:/bin"}

    done = run([sys.executable, "-c", f"WHAT = {what!r}\n{FORGET}"], env=env, capture_output=True, cwd=Path(__file__).parent.parent, check=False)

    assert done.returncode == 0, done.stderr.decode()
    needle = MARKER.lower().encode()
    printed = (done.stdout + done.stderr).lower()
    assert needle not in printed
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert any(file.name == "db.sqlite3" for file in files)
    for file in files:
        assert needle not in file.read_bytes().lower(), file.name
        assert b"zuleikha" not in file.read_bytes().lower(), file.name
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_the_logs_do_not_tell_who_was_erased(busy: User, caplog: pytest.LogCaptureFixture, fresh_limits: None) -> None:
    with caplog.at_level(logging.DEBUG, logger="journey"):
        delete(signed_in(busy))

    assert "Tom Reid" not in caplog.text
