"""An hour of somebody who has read the source and means harm: what they would try, and the refusal they meet."""

import html
import json
import logging
import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from itertools import batched
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from journey.models import Described, Event, Invitation, Preparation, Project, User
from journey.models.decision import Deliberation
from journey.models.review import fingerprint
from journey.notices import stop_address
from journey.project_file.write import write
from journey.review.freeze import freeze
from journey.timeouts import SIGNED_IN
from journey.words import prose
from tests.conftest import PASSWORD, member_of
from tests.remembered import remembered
from tests.second_steps import code_of, give_app
from tests.test_doors import World, make_world

type ClientOf = Callable[[User], Client]

HTMX = {"HX-Request": "true"}


@pytest.fixture
def theirs(owen: User) -> Project:
    """Owen's project, in which Amina has no part."""
    theirs = Project.objects.start(by=owen, name="Secret Harbour")
    theirs.set_organisations([("Harbour Trust", "lead")])
    theirs.move_to("mobilising", by=owen)
    theirs.answer("mob-1", "A secret of the harbour.", by=owen, seen=0)
    return Project.objects.visible_to(owen).get(pk=theirs.pk)


def everything() -> list[tuple[Any, ...]]:
    """What there is, to be compared with what there is afterwards."""
    people = list(User.objects.order_by("pk").values_list("pk", "name", "email", "is_staff", "is_superuser", "is_active"))
    projects = list(Project.objects.order_by("pk").values_list("pk", "name", "kind", "log_length", "binned_at"))
    return [*people, *projects]


# Ids of somebody else's, in the values of forms


def test_evidence_of_another_project_is_not_cited(project: Project, theirs: Project, amina: User, owen: User, client_of: ClientOf) -> None:
    project.add_evidence(Described("Ours", "voice"), by=amina)
    secret = theirs.add_evidence(Described("What the harbour hid", "data"), by=owen)

    reply = client_of(amina).post(project.address("answer-evidence", "mob-1"), {"evidence": [str(secret.pk)]})

    assert reply.status_code == 422
    assert "What the harbour hid" not in reply.content.decode()
    assert secret.citations.count() == 0


def test_a_decision_of_another_project_carries_no_move_and_no_standing(
    project: Project, theirs: Project, amina: User, owen: User, client_of: ClientOf
) -> None:
    secret = theirs.decide("mobilising", Deliberation("stay", "What the harbour decided."), by=owen)
    client = client_of(amina)
    today = timezone.localdate()
    said = {"reason": "Ready.", "decision": str(secret.pk), "day_0": today.day, "day_1": today.month, "day_2": today.year, "day": today.isoformat()}

    for page, more in (("move", {"to": "developing"}), ("standing-new", {"kind": "momentum-lost"})):
        reply = client.post(project.address(page), said | more)
        assert "What the harbour decided" not in reply.content.decode()

    assert (secret.moves.count(), secret.standings.count()) == (0, 0)


def test_a_member_of_another_project_is_not_told_of_a_comment(
    project: Project, theirs: Project, amina: User, owen: User, client_of: ClientOf
) -> None:
    stranger = theirs.memberships.get(user=owen)

    reply = client_of(amina).post(project.address("answer-comments", "mob-1"), {"text": "Psst.", "tell": [str(stranger.code)]})

    assert reply.status_code == 422
    assert "Owen" not in reply.content.decode()
    assert project.threads.count() == 0


def test_a_member_of_another_project_is_not_asked_to_answer(project: Project, theirs: Project, amina: User, owen: User, client_of: ClientOf) -> None:
    stranger = theirs.memberships.get(user=owen)

    reply = client_of(amina).post(project.address("answer-assign", "mob-1"), {"member": str(stranger.code)})

    assert reply.status_code == 422
    assert project.assignments.count() == 0


def test_an_organisation_of_another_project_is_not_anybodys_here(
    project: Project, theirs: Project, amina: User, tom: User, client_of: ClientOf
) -> None:
    part, secret = project.memberships.get(user=tom), theirs.organisations.get()

    reply = client_of(amina).post(project.address("member", part.code), {"role": "editor", "job": "", "organisation": str(secret.pk)})

    assert reply.status_code == 422
    assert "Harbour Trust" not in reply.content.decode()
    assert project.memberships.get(user=tom).organisation is None


def test_a_condition_is_not_given_to_a_member_of_another_project(
    project: Project, theirs: Project, amina: User, owen: User, client_of: ClientOf
) -> None:
    stranger = theirs.memberships.get(user=owen)
    today = timezone.localdate().isoformat()
    said = {"option": "stay", "reason": "More time.", "day": today, "condition_1_text": "Ask.", "condition_1_owner": str(stranger.code)}

    reply = client_of(amina).post(project.address("decision-new", "mobilising"), said | {"party_rows": "1", "condition_rows": "1"})

    assert reply.status_code == 422
    assert project.decisions.count() == 0


# More fields than the form has


MORE = {
    "role": "owner",
    "kind": "sample",
    "is_staff": "on",
    "is_superuser": "on",
    "is_active": "",
    "email": "evil@example.org",
    "user": "1",
    "user_id": "1",
    "project": str(uuid.uuid4()),
    "project_id": str(uuid.uuid4()),
    "by": "1",
    "slug": "safer-places",
    "edition": "0.1",
    "version": "99",
    "id": "1",
    "pk": "1",
    "binned_at": "2020-01-01",
    "log_head": "0" * 64,
    "erased_at": "2020-01-01",
    "memberships": "1",
}


def test_a_new_account_takes_no_more_than_name_email_and_password(client: Client, fresh_limits: None) -> None:
    client.post("/accounts/signup/", MORE | {"name": "Eve", "email": "eve@example.org", "password1": PASSWORD})

    eve = User.objects.get(email="eve@example.org")
    assert (eve.is_staff, eve.is_superuser, eve.is_active, eve.memberships.count()) == (False, False, True, 0)
    assert not eve.emailaddress_set.filter(verified=True).exists()  # type: ignore[attr-defined]  # allauth's


def test_a_name_is_all_that_changes_with_a_name(project: Project, amina: User, client_of: ClientOf) -> None:
    client_of(amina).post("/accounts/", MORE | {"name": "Amina R"})

    now = User.objects.get(pk=amina.pk)
    assert (now.name, now.email, now.is_staff, now.is_superuser, now.is_active, now.erased_at) == (
        "Amina R",
        "amina@example.org",
        False,
        False,
        True,
        None,
    )


def test_a_new_project_is_nobodys_but_its_makers_and_no_sample(owen: User, amina: User, client_of: ClientOf) -> None:
    client_of(owen).post("/projects/new/", MORE | {"name": "Mine", "stage": "not-sure", "user": str(amina.pk)})

    made = Project.objects.get(name="Mine")
    assert (made.kind, made.slug, made.edition, made.binned_at) == ("real", None, "1.0", None)
    assert [(part.user, part.role) for part in made.memberships.all()] == [(owen, "owner")]


def test_the_details_of_a_project_change_nothing_else(project: Project, amina: User, client_of: ClientOf) -> None:
    client_of(amina).post(project.address("edit"), MORE | {"name": "Family Circle 2"})

    now = Project.objects.get(pk=project.pk)
    assert (now.name, now.kind, now.slug, now.edition, now.binned_at) == ("Family Circle 2", "real", None, "1.0", None)
    assert now.log_head != "0" * 64


def test_a_member_who_changes_their_own_part_gets_no_other_role(project: Project, tom: User, client_of: ClientOf) -> None:
    part = project.memberships.get(user=tom)

    client_of(tom).post(project.address("member", part.code), MORE | {"job": "Lead, really", "organisation": ""})

    assert project.memberships.get(user=tom).role == "editor"


def test_an_invitation_gives_the_role_that_it_names(project: Project, amina: User, owen: User, client_of: ClientOf) -> None:
    invitation = project.invite(str(owen.email), role="viewer", by=amina)

    client_of(owen).post(invitation.get_absolute_url(), MORE | {"do": "accept"})

    assert [part.role for part in project.memberships.filter(user=owen)] in ([], ["viewer"])


def test_an_answer_is_written_by_whoever_is_signed_in(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    client_of(tom).post(project.address("answer", "mob-1"), MORE | {"text": "By Tom.", "seen": "0", "by": str(amina.pk), "writer": str(amina.code)})

    assert [answer.changed_by for answer in project.answers.all()] in ([], [tom])


def test_a_loaded_file_gives_nobody_else_a_part_that_they_can_enter(project: Project, amina: User, owen: User, client_of: ClientOf) -> None:
    said = json.loads(write(project).as_json())
    said["people"][0]["email"] = "amina@example.org"
    forged = {"file": SimpleUploadedFile("x.json", json.dumps(said).encode())}

    assert client_of(owen).post("/projects/load/", forged).status_code == 422
    del said["people"][0]["email"]
    client_of(owen).post("/projects/load/", {"file": SimpleUploadedFile("x.json", json.dumps(said).encode())})

    assert Project.objects.visible_to(amina).count() == 1
    assert Project.objects.visible_to(owen).count() == 1


# Addresses that lead elsewhere


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "\\\\evil.example",
    "/\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    " //evil.example",
]


@pytest.mark.parametrize("to", ELSEWHERE)
def test_signing_in_and_out_leads_nowhere_else(to: str, amina: User, client: Client, fresh_limits: None) -> None:
    amina.confirm_email()
    replies = [
        client.post(f"/accounts/login/?next={to}", {"login": amina.email, "password": PASSWORD, "next": to}),
        client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": to}),
        client.post("/accounts/logout/", {"next": to}),
    ]

    for reply in replies:
        assert reply.headers.get("Location", "/").startswith("/")
        assert "evil" not in reply.headers.get("Location", "").replace("%2F", "/").split("?")[0]


@pytest.mark.parametrize("back", ELSEWHERE)
def test_a_button_that_leads_back_leads_nowhere_else(back: str, project: Project, amina: User, client_of: ClientOf) -> None:
    asked = project.assign("mob-1", project.memberships.get(user=amina), by=amina)

    reply = client_of(amina).post(project.address("assignment-done", asked.pk), {"back": back})

    assert reply.headers["Location"].startswith(f"/projects/{project.pk}/")


# Headers that lie


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver@evil.example", "testserver:80:80", "", "testserver\\evil"])
def test_another_host_is_refused(host: str, client: Client) -> None:
    assert client.get("/", headers={"host": host}).status_code == 400


def test_a_link_in_a_mail_does_not_follow_a_forged_host(amina: User, client: Client, fresh_limits: None) -> None:
    amina.confirm_email()

    client.post("/accounts/password/reset/", {"email": amina.email}, headers={"x-forwarded-host": "evil.example", "forwarded": "host=evil.example"})

    assert len(mail.outbox) == 1
    assert "evil.example" not in mail.outbox[0].body


@pytest.mark.parametrize("header", ["x-http-method-override", "x-method-override", "x-http-method"])
def test_a_method_is_not_overridden(header: str, project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)

    assert client.get(f"{project.address('bin')}?_method=POST", headers={header: "POST"}).status_code == 200
    assert client.post(project.address("edit"), {"_method": "DELETE", "name": "x"}, headers={header: "GET"}).status_code in (302, 422)
    assert Project.objects.get(pk=project.pk).binned_at is None


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "CONNECT"])
def test_methods_that_no_page_has_are_refused(method: str, project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)

    for address in (project.address(), project.address("edit"), "/projects/", "/accounts/delete/", "/projects/load/", project.address("export")):
        assert client.generic(method, address).status_code == 405


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"HX-Boosted": "true", "HX-Request": "true"}, {"HX-History-Restore-Request": "true"}])
def test_headers_of_htmx_open_no_page(headers: dict[str, str], project: Project, owen: User, client: Client, client_of: ClientOf) -> None:
    for browser in (client, client_of(owen)):
        for page in ("", "edit", "log", "people", "export"):
            reply = browser.get(project.address(page), headers=headers)
            assert reply.status_code in (302, 401, 404)
            assert "Family Circle" not in reply.content.decode()


def test_what_htmx_says_of_its_page_is_not_sent_back(project: Project, amina: User, client_of: ClientOf) -> None:
    forged = HTMX | {"HX-Current-URL": "https://evil.example/", "HX-Target": "evil", "HX-Prompt": "<script>", "HX-Trigger-Name": "<script>"}

    reply = client_of(amina).post(project.address("answer", "mob-1"), {"text": "x", "seen": "0"}, headers=forged)

    assert "evil" not in reply.content.decode()
    assert not any("evil" in value or "<script>" in value for value in reply.headers.values())


def test_a_forged_address_of_a_browser_gives_no_more_tries(amina: User, client: Client, fresh_limits: None) -> None:
    amina.confirm_email()
    for number in range(6):
        client.post("/accounts/login/", {"login": amina.email, "password": "wrong"}, headers={"x-forwarded-for": f"10.0.0.{number}"})

    client.post("/accounts/login/", {"login": amina.email, "password": PASSWORD}, headers={"x-forwarded-for": "10.0.9.9"})

    assert client.get("/projects/").status_code == 302


# Forms that somebody else's page sends


@pytest.mark.parametrize("form", ["edit", "bin", "export", "keep", "invite", "move", "answer", "evidence-new"])
def test_a_form_of_another_site_is_refused(form: str, project: Project, amina: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(amina)
    before = everything()

    address = project.address(form, *(["mob-1"] if form == "answer" else []))
    for headers in ({}, {"origin": "https://evil.example"}, {"referer": "https://evil.example/"}, HTMX, {"content-type": "text/plain"}):
        assert client.post(address, {"name": "Evil", "text": "x", "seen": "0", "csrfmiddlewaretoken": "x" * 64}, headers=headers).status_code == 403
    assert everything() == before


WITHOUT_TOKEN = ["/accounts/login/", "/accounts/signup/", "/accounts/delete/", "/accounts/", "/projects/load/", "/accounts/logout/"]


@pytest.mark.parametrize("address", WITHOUT_TOKEN)
def test_nobody_is_signed_in_or_out_by_another_site(address: str, amina: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(amina)

    assert client.post(address, {"login": "evil@example.org", "password": "x"}, headers={"origin": "https://evil.example"}).status_code == 403
    assert client.get("/projects/").status_code == 200


def test_opening_a_link_changes_nothing(project: Project, amina: User, client_of: ClientOf) -> None:
    """As a picture in somebody's mail would."""
    before = everything()
    client = client_of(amina)

    for page in ("bin", "keep", "export", "edit"):
        client.get(project.address(page), {"do": "accept", "name": "Evil"})
    for address in ("/accounts/logout/", "/accounts/delete/", stop_address(amina), "/accounts/sessions/?session=others"):
        client.get(address)

    assert everything() == before
    assert client.get("/projects/").status_code == 200
    assert User.objects.get(pk=amina.pk).notices == "daily"


# What is put into headers, mails, names of files and logs


def test_the_name_of_a_file_takes_no_line_and_no_path_from_the_name_of_a_project(amina: User, client_of: ClientOf) -> None:
    project = Project.objects.start(by=amina, name='../../etc/passwd"\r\nSet-Cookie: a=b; "x.html')
    project = Project.objects.visible_to(amina).get(pk=project.pk)

    for reply in (client_of(amina).post(project.address("export")), client_of(amina).get(project.address("review-pdf"))):
        assert re.fullmatch(r'(attachment|inline); filename="[A-Za-z0-9 ._-]+"', reply.headers["Content-Disposition"])
        assert ".." not in reply.headers["Content-Disposition"]
        assert "Set-Cookie" not in reply.headers or "a=b" not in reply.headers["Set-Cookie"]


def test_a_mail_takes_no_header_from_a_name(project: Project, amina: User, client_of: ClientOf) -> None:
    Project.objects.filter(pk=project.pk).update(name="Circle\r\nBcc: evil@example.org")
    User.objects.filter(pk=amina.pk).update(name="Amina\nBcc: evil@example.org")

    client_of(amina).post(project.address("invite"), {"email": "new@example.org", "role": "viewer"})

    assert [(message.to, message.bcc) for message in mail.outbox] == [(["new@example.org"], [])]
    assert "Bcc" not in mail.outbox[0].message()


EMAILS = ["a@example.org\nBcc: evil@example.org", "a@example.org,evil@example.org", "a@example.org;b@example.org", "<a@example.org>"]


@pytest.mark.parametrize("email", EMAILS)
def test_an_invitation_goes_to_one_email(email: str, project: Project, amina: User, client_of: ClientOf) -> None:
    assert client_of(amina).post(project.address("invite"), {"email": email, "role": "viewer"}).status_code == 422
    assert mail.outbox == []


def test_an_address_that_no_mail_can_have_keeps_nobody_elses_mail_back(project: Project, amina: User, client: Client, fresh_limits: None) -> None:
    odd = '"a\\\x0b"@example.org'
    project.invite(odd, role="viewer", by=amina)
    project.invite("new@example.org", role="viewer", by=amina)
    Invitation.objects.update(expires_at=timezone.now() + timedelta(days=6))

    call_command("remind", verbosity=0)
    signed_up = client.post("/accounts/signup/", {"name": "Odd", "email": odd, "password1": "a long walk round the lake"})

    assert [message.to for message in mail.outbox] == [["new@example.org"]]
    assert signed_up.status_code < 500


def test_a_line_of_the_log_is_not_forged_by_an_address(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        client.get("/nowhere%0A2026-01-01 ERROR all is lost%0D%1b[31m")

    assert [record for record in caplog.records if "\n" in record.getMessage() or "\r" in record.getMessage() or "\x1b" in record.getMessage()] == []


# What is shown


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&#58;alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "![x](https://evil.example/pixel.png)",
    "<svg/onload=alert(1)>",
    '<a href="x" onclick="alert(1)">x</a>',
    '<https://evil.example/" onmouseover=alert(1)>',
    '[x](https://e.example "" onmouseover=alert(1) x=")',
    "<iframe src=//evil.example>",
    "<style>*{display:none}</style>",
    "<form action=//evil.example><button>x",
    "</textarea><script>alert(1)</script>",
    "{{ request.user.password }}{% debug %}",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
]
UNSAFE = re.compile(
    r"<(script|img|svg|iframe|style|form|base|meta|object|embed)\b|\bon\w+\s*=\s*[^&]|href=\"(javascript|data|vbscript)", re.IGNORECASE
)


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_text_comes_out_as_text(typed: str) -> None:
    shown = re.sub(r">[^<]*<", "><", f">{prose(typed)}<")

    assert not UNSAFE.search(shown)


def test_a_hostile_name_is_only_a_name_on_every_page(amina: User, client_of: ClientOf) -> None:
    """Two texts to a name, which no page must hold as they were typed."""
    client = client_of(amina)
    for typed in batched(HOSTILE, 2):
        name = " ".join(typed)
        User.objects.filter(pk=amina.pk).update(name=name)
        project = Project.objects.start(by=amina, name=name, outcome=name)
        project.set_organisations([(name, "lead")])
        project = Project.objects.visible_to(amina).get(pk=project.pk)

        for address in ("/projects/", *map(project.address, ("", "people", "review", "edit")), "/accounts/data/"):
            page = client.get(address).content.decode()
            assert [one for one in typed if one in page and re.search(r"[<>]", one)] == []
            assert PASSWORD not in page


ENCODED = ["%3Cb%3E", "&lt;b&gt;", "&amp;lt;b&amp;gt;", "%253Cb%253E", "\\u003cb\\u003e", "&#60;b&#62;", "+%2B", "PGI+"]


@pytest.mark.parametrize("typed", ENCODED)
def test_what_looks_encoded_is_kept_and_shown_as_it_was_typed(typed: str, project: Project, amina: User, client_of: ClientOf) -> None:
    client_of(amina).post(project.address("answer", "mob-1"), {"text": typed, "seen": "0"})

    assert project.answers.get().text == typed
    assert html.escape(typed) in client_of(amina).get(project.address("answer", "mob-1")).content.decode()


@pytest.mark.parametrize("typed", ["{{ request.user.email }}", "{% debug %}", "{{ 7|add:7 }}", "${7*7}", "%(name)s", "{0.__class__}"])
def test_a_template_that_someone_types_is_a_text(typed: str, amina: User, client_of: ClientOf) -> None:
    project = Project.objects.start(by=amina, name=typed, outcome=typed)
    project = Project.objects.visible_to(amina).get(pk=project.pk)
    project.move_to("mobilising", by=amina)
    project.answer("mob-1", typed, by=amina, seen=0)

    for page in ("", "review", "log", "edit"):
        assert html.escape(typed) in client_of(amina).get(project.address(page)).content.decode()


def test_a_search_does_not_give_back_markup(project: Project, amina: User, client_of: ClientOf) -> None:
    for asked in HOSTILE:
        assert not re.search(r"<script>alert|<img src=x|<svg/onload", client_of(amina).get("/search/", {"q": asked}).content.decode())


QUERIES = ['" OR 1=1 --', "a* NEAR/2 b", "words:x", "^a", "' UNION SELECT", "-a", "(", '"', "a" * 5000, "\0", "%", "_", "OR OR AND"]


@pytest.mark.parametrize("asked", QUERIES)
def test_a_search_takes_no_language_of_a_database(asked: str, theirs: Project, amina: User, client_of: ClientOf) -> None:
    reply = client_of(amina).get("/search/", {"q": asked})

    assert reply.status_code == 200
    assert "secret of the harbour" not in reply.content.decode()


def test_comments_reach_no_reader(project: Project, amina: User, leila: User, client: Client, client_of: ClientOf) -> None:
    project.answer("mob-1", "An answer.", by=amina, seen=0)
    project.start_thread("For the team alone, psst.", key="mob-1", by=leila)

    for page in ("review", "journey", "decisions", "evidence", "standing"):
        assert "psst" not in client_of(amina).get(project.address(page)).content.decode()
    for role in ("viewer", "commenter", "editor"):
        other = member_of(project, f"{role} x", role)
        assert client_of(other).post(project.address("export")).status_code == 403


# Addresses that climb


CLIMBING = [
    "/samples/../../etc/passwd/",
    "/samples/..%2f..%2fetc%2fpasswd/",
    "/static/../journey/settings.py",
    "/static/..%2fjourney/settings.py",
    "/static/%2e%2e/%2e%2e/etc/passwd",
    "/map/..%5c..%5cmap.toml/",
    "/samples/safer-places%00.toml/",
    "/.git/config",
    "/var/db.sqlite3",
    "/secret_key",
    "/manage.py",
    "/.env",
]


@pytest.mark.parametrize("address", CLIMBING)
def test_an_address_that_climbs_finds_nothing(address: str, client: Client) -> None:
    reply = client.get(address)

    assert reply.status_code in (301, 404)
    assert "/etc" not in reply.headers.get("Location", "")


@pytest.mark.parametrize("edition", ["../1.0", "/etc", "1.0/../1.0", "1.0\0", ".", "..", ""])
def test_an_edition_is_no_path(edition: str, project: Project, owen: User, client_of: ClientOf) -> None:
    said = json.loads(write(project).as_json())
    said["project"]["edition"] = edition

    reply = client_of(owen).post("/projects/load/", {"file": SimpleUploadedFile("../../x.json", json.dumps(said).encode())})

    assert reply.status_code == 422
    assert not Project.objects.visible_to(owen).exists()


# What stays in a browser, and who is in it


def test_private_pages_files_and_refusals_are_stored_nowhere(project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)

    for address in (
        project.address(),
        project.address("review-pdf"),
        "/accounts/data.json",
        "/accounts/data/",
        f"/projects/{uuid.uuid4()}/",
        "/notices/",
    ):
        assert client.get(address).headers["Cache-Control"] == "no-store"
    for address in (project.address("export"), project.address("edit")):
        assert client.post(address).headers["Cache-Control"] == "no-store"


def test_a_session_begun_before_signing_in_is_not_the_one_after(amina: User, client: Client, fresh_limits: None) -> None:
    amina.confirm_email()
    session = client.session
    session["planted"] = "evil"
    session.save()
    planted = session.session_key

    client.post("/accounts/login/", {"login": amina.email, "password": PASSWORD})

    assert client.session.session_key != planted
    other = Client()
    other.cookies["sessionid"] = str(planted)
    assert other.get("/projects/").status_code == 302


@pytest.mark.parametrize("way", ["password", "code"])
def test_a_session_stolen_before_its_person_showed_once_more_who_they_are_opens_nothing_afterwards(
    way: str, amina: User, client: Client, fresh_limits: None
) -> None:
    amina.confirm_email()
    secret = give_app(amina)
    client.post("/accounts/login/", {"login": amina.email, "password": PASSWORD})
    client.post("/accounts/second-step/code/", {"code": code_of(secret)})
    thief = Client()
    thief.cookies["sessionid"] = stolen = client.cookies["sessionid"].value
    assert thief.get("/projects/").status_code == 200

    address = {"password": "/accounts/reauthenticate/", "code": "/accounts/second-step/again/"}[way]
    client.post(address, {way: "a wrong one"})
    assert client.cookies["sessionid"].value == stolen
    shown = client.post(address, {way: PASSWORD if way == "password" else code_of(secret, later=1), "next": "/accounts/sessions/"})

    assert shown.status_code == 302
    assert client.cookies["sessionid"].value != stolen
    assert thief.get("/projects/").status_code == 302
    page = client.get("/accounts/sessions/").content.decode()
    assert page.count(": this browser") == 1
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [client.cookies["sessionid"].value]


def test_if_what_was_sent_fails_after_its_person_showed_who_they_are_they_stay_signed_in(
    project: Project, amina: User, client_of: ClientOf, fresh_limits: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError

    client = client_of(amina)
    client.raise_request_exception = False
    session = client.session
    session[SIGNED_IN] -= 3600
    session.save()
    monkeypatch.setattr("journey.views.project_files.write", fails)
    asked = client.post(project.address("export"))

    failed = client.post(asked["Location"], {"password": PASSWORD})

    assert (asked.status_code, failed.status_code) == (302, 500)
    assert client.get("/projects/").status_code == 200


@pytest.mark.parametrize("key", ["", "x", "0" * 32, "../../x", "a\0b", "é" * 10, "'; DROP TABLE django_session; --"])
def test_a_made_up_session_is_nobodys(key: str, db: None, client: Client) -> None:
    client.cookies["sessionid"] = key

    assert client.get("/projects/").status_code == 302


def test_a_role_taken_away_counts_at_once(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    client, part = client_of(tom), project.memberships.get(user=tom)
    part.change_role("viewer", by=amina)
    assert client.post(project.address("answer", "mob-1"), {"text": "x", "seen": "0"}).status_code == 403

    part.end(by=amina)

    assert client.get(project.address()).status_code == 404
    assert project.answers.count() == 0


def test_an_erased_account_is_not_opened_again_by_staff_or_by_a_forgotten_password(tom: User, client: Client, fresh_limits: None) -> None:
    staff = User.objects.create_user("staff@example.org", PASSWORD, name="Sam", is_staff=True)
    email = str(tom.email)
    tom.erase(by=tom)
    browser = Client()
    browser.force_login(staff)

    assert browser.post(reverse("site-account", args=[tom.code]), {"do": "open"}).status_code == 404
    client.post("/accounts/password/reset/", {"email": email})

    assert not User.objects.get(pk=tom.pk).is_active
    assert all("password/reset/key" not in message.body for message in mail.outbox)


def test_nobody_makes_themselves_staff(tom: User, client_of: ClientOf) -> None:
    client = client_of(tom)
    before = everything()

    for address in ("/site/accounts/", "/site/accounts/new/", reverse("site-account", args=[tom.code])):
        assert client.get(address).status_code == 404
        assert client.post(address, {"do": "open", "is_staff": "on", "name": "x", "email": "x@example.org"}).status_code == 404
    assert everything() == before


# Keys that are guessed


def test_the_key_of_an_invitation_is_not_guessed(project: Project, amina: User, client_of: ClientOf, owen: User, fresh_limits: None) -> None:
    invitation, other = (project.invite(email, role="owner", by=amina) for email in ("one@example.org", "two@example.org"))
    right = invitation.key

    for key in ("0" * 64, right[:-1], right + "0", other.key, right.upper(), "x", right[:32]):
        cache.clear()  # so that each is looked at
        for browser in (Client(), client_of(owen)):
            assert browser.get(reverse("invitation", args=[invitation.pk, key])).status_code == 404
            assert browser.post(reverse("invitation", args=[invitation.pk, key]), {"do": "accept"}).status_code == 404


def test_an_invitation_of_somebody_else_is_not_accepted_with_its_link(project: Project, amina: User, owen: User, client_of: ClientOf) -> None:
    invitation = project.invite("new@example.org", role="owner", by=amina)

    client_of(owen).post(invitation.get_absolute_url(), {"do": "accept"})

    assert not project.memberships.filter(user=owen).exists()


def test_a_used_invitation_is_not_used_twice(project: Project, amina: User, owen: User, client_of: ClientOf) -> None:
    owen.confirm_email()
    invitation = project.invite(str(owen.email), role="viewer", by=amina)
    client_of(owen).post(invitation.get_absolute_url(), {"do": "accept"})
    project.memberships.filter(user=owen).get().end(by=amina)

    client_of(owen).post(invitation.get_absolute_url(), {"do": "accept"})

    assert project.memberships.get(user=owen).ended_at is not None


def test_the_link_that_stops_mails_stops_only_its_own_and_opens_nothing(amina: User, owen: User) -> None:
    link = stop_address(amina)
    client = Client()

    client.post(link.replace(str(amina.code), str(owen.code)))
    client.post(link[:-2] + ("A/" if link[-2] != "A" else "B/"))
    assert [user.notices for user in User.objects.filter(pk__in=[amina.pk, owen.pk])] == ["daily", "daily"]
    client.post(link)
    client.post(link)

    assert User.objects.get(pk=amina.pk).notices == "none"
    assert User.objects.get(pk=owen.pk).notices == "daily"
    assert client.get("/projects/").status_code == 302


def test_a_link_for_a_password_is_used_once(amina: User, client: Client, fresh_limits: None) -> None:
    amina.confirm_email()
    client.post("/accounts/password/reset/", {"email": amina.email})
    found = re.search(r"/accounts/password/reset/key/\S+", str(mail.outbox[0].body))
    assert found is not None
    first = client.get(found[0], follow=True)
    client.post(first.request["PATH_INFO"], {"password1": "another long walk home", "password2": "another long walk home"})

    again = Client()
    second = again.get(found[0], follow=True)
    again.post(second.request["PATH_INFO"], {"password1": "a third long walk home", "password2": "a third long walk home"})

    assert User.objects.get(pk=amina.pk).check_password("another long walk home")


# Too much, too deep, too odd


def test_a_body_that_is_too_large_is_refused(project: Project, amina: User, client_of: ClientOf) -> None:
    reply = client_of(amina).post(project.address("answer", "mob-1"), {"text": "x" * 3_000_000, "seen": "0"})
    form = client_of(amina).generic(
        "POST", project.address("answer", "mob-1"), "a=" + "x" * 3_000_000, content_type="application/x-www-form-urlencoded"
    )

    assert {reply.status_code, form.status_code} <= {400, 413}
    assert project.answers.count() == 0


def test_too_many_fields_are_refused(project: Project, amina: User, client_of: ClientOf) -> None:
    reply = client_of(amina).post(project.address("answer", "mob-1"), {f"f{n}": "x" for n in range(1100)})

    assert reply.status_code == 400


def test_a_form_makes_no_more_rows_than_a_form_has(project: Project, amina: User, client_of: ClientOf) -> None:
    """Each row is a handful of fields: a million of them would hold a worker for minutes."""
    address = project.address("decision-new", "mobilising")

    for rows in ("1000000000", "-5", "99999999999999999999999"):
        reply = client_of(amina).post(address, {"option": "stay", "party_rows": rows, "condition_rows": rows, "more": "condition"})
        assert reply.status_code in (200, 422)
        assert len(reply.content) < 500_000


@pytest.mark.parametrize("form", ["answer", "edit", "move", "invite", "evidence-new", "decision-new", "standing-new"])
def test_a_null_byte_is_refused_and_never_breaks_a_page(form: str, project: Project, amina: User, client_of: ClientOf) -> None:
    args = {"answer": ["mob-1"], "decision-new": ["mobilising"]}.get(form, [])
    names = (
        "text",
        "name",
        "outcome",
        "reason",
        "job",
        "email",
        "title",
        "note",
        "kind",
        "option",
        "to",
        "because",
        "seen",
        "day",
        "organisations",
        "role_1",
    )

    reply = client_of(amina).post(project.address(form, *args), dict.fromkeys(names, "a\0b"))

    assert reply.status_code in (302, 422)
    assert "\0" not in Project.objects.get(pk=project.pk).name


ODD = ["99999999999999999999", "-1", "1e9", "٣", "NaN", "0x10", "1.5", "", "1_000", " 1", "²", "2147483648"]


@pytest.mark.parametrize("number", ODD)
def test_odd_numbers_in_forms_are_refused(number: str, project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)
    project.answer("mob-1", "Kept.", by=amina, seen=0)

    for address, said in (
        (project.address("answer", "mob-1"), {"text": "Evil.", "seen": number}),
        (project.address("answer-settle", "mob-1"), {"text": "Evil.", "seen": number, "theirs": number, "do": "mine"}),
        (project.address("edit"), {"name": "Family Circle", "review_every": number}),
        (project.address("move"), {"to": "developing", "reason": "x", "seen": number, "day": number}),
    ):
        assert client.post(address, said).status_code in (302, 409, 422)
    for address in ("/site/accounts/?page=", "/notices/?page=", f"{project.address('log')}?page=", f"{project.address('log')}?person="):
        assert client.get(address + number).status_code in (200, 404)


@pytest.mark.parametrize("number", ["99999999999999999999", "2147483648", "9223372036854775808", "0"])
def test_a_number_in_an_address_that_no_row_has_is_not_found(number: str, project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)
    base = project.address()

    for address in (f"{base}moves/{number}/comments/", f"{base}moves/{number}/correct/"):
        assert client.get(address).status_code == 404
    assert client.post(f"{base}answers/mob-1/restore/{number}/", {"seen": "0"}).status_code == 404


INVISIBLE = ["\u200b", "\u200d\u2060", "\u2800", "\u3164", "\u00ad", "\ufeff", "   ", "\u202e\u202d", "\U000e0001"]


@pytest.mark.parametrize("name", INVISIBLE)
def test_a_name_that_nobody_can_see_is_no_name(name: str, amina: User, client_of: ClientOf) -> None:
    """Otherwise someone could write as nobody."""
    assert client_of(amina).post("/accounts/", {"name": name}).status_code == 422
    assert User.objects.get(pk=amina.pk).name == "Amina Rahman"


@pytest.mark.parametrize("name", INVISIBLE)
def test_nobody_makes_an_account_with_a_name_that_nobody_can_see(name: str, client: Client, fresh_limits: None) -> None:
    client.post("/accounts/signup/", {"name": name, "email": "eve@example.org", "password1": PASSWORD})

    assert not User.objects.filter(email="eve@example.org").exists()


def test_a_name_does_not_turn_the_words_after_it_round(amina: User, client_of: ClientOf) -> None:
    client_of(amina).post("/accounts/", {"name": "Amina\u202e Rahman\u2066"})

    assert User.objects.get(pk=amina.pk).name == "Amina Rahman"


@pytest.mark.parametrize("email", ["AMINA@example.org", "amina@EXAMPLE.ORG", " amina@example.org "])
def test_one_email_is_one_account_however_it_is_written(email: str, amina: User, client: Client, fresh_limits: None) -> None:
    client.post("/accounts/signup/", {"name": "Eve", "email": email, "password1": "another long walk home"})

    assert User.objects.filter(email__iexact="amina@example.org").count() == 1
    assert User.objects.get(pk=amina.pk).check_password(PASSWORD)


def test_a_file_is_read_as_what_it_holds_whatever_it_is_called(owen: User, client_of: ClientOf) -> None:
    for name, data in (
        ("x.json", b"PK\x03\x04 a zip"),
        ("x.json", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
        ("../../../tmp/x.json", b"{}"),
        ("x.json", b"!!python/object/apply:os.system ['id']"),
        ("x.json", b"\x80\x04\x95 a pickle"),
        ("x.exe", b'{"__proto__": {"admin": true}}'),
    ):
        reply = client_of(owen).post("/projects/load/", {"file": SimpleUploadedFile(name, data)})
        assert reply.status_code == 422
        assert "root:" not in reply.content.decode()


def test_deep_markdown_and_long_lines_do_not_hold_a_worker() -> None:
    for typed in (">" * 4000, "[" * 4000, "*" * 4000, "_a" * 2000, "`" * 3999, "- " * 2000, "![](" * 1000, "<" * 4000, "((" * 2000):
        begun = timezone.now()
        prose(typed)
        assert timezone.now() - begun < timedelta(seconds=2)


def test_a_text_longer_than_any_box_takes_is_shown_as_it_is_at_once() -> None:
    """As a review that comes with a file can hold it."""
    begun = timezone.now()

    shown = prose("[" * 100_000 + " *and* <b>")

    assert timezone.now() - begun < timedelta(seconds=1)
    assert shown == f"<p>{'[' * 100_000} *and* &lt;b&gt;</p>"


def test_an_error_shows_no_inside(project: Project, amina: User, client_of: ClientOf) -> None:
    with override_settings(DEBUG=False):
        for address in ("/nowhere/", f"/projects/{uuid.uuid4()}/", "/accounts/password/reset/key/x-y/"):
            page = client_of(amina).get(address).content.decode()
            assert not re.search(r"Traceback|settings|/journey/|Django|sqlite|SELECT", page)


def test_what_was_typed_for_something_that_is_gone_is_given_back_to_its_sender_and_tells_nothing(
    project: Project, theirs: Project, amina: User, client_of: ClientOf
) -> None:
    """The same page for what is not there and what is somebody else's, and nothing for a form that was never ours."""
    client = client_of(amina)
    said = {"because": "It is the office."}

    gone = client.post(project.address("review-clear", "email", "0" * 64), said)
    theirs_too = client.post(theirs.address("review-clear", "email", "0" * 64), said)
    nowhere = client.post("/nowhere/", said)

    assert [reply.status_code for reply in (gone, theirs_too, nowhere)] == [404] * 3
    assert "It is the office.</textarea>" in gone.content.decode()
    assert (gone["Cache-Control"], gone.content) == ("no-store", theirs_too.content)
    assert "office" not in nowhere.content.decode()


def test_the_log_tells_of_nothing_that_was_refused(project: Project, owen: User, client_of: ClientOf) -> None:
    """And grows by nothing, so that nobody outside can fill it."""
    before = Event.objects.count()

    for _try in range(5):
        client_of(owen).post(project.address("edit"), {"name": "Evil"})

    assert Event.objects.count() == before


# Reviews, the plan and the calendar


@pytest.fixture
def their_world(owen: User) -> World:
    """Owen's project with something of everything, in which Amina has no part."""
    return remembered("their world", lambda: make_world(owen, {}), owen)


def test_an_action_is_given_to_nobody_of_another_project(project: Project, their_world: World, amina: User, client_of: ClientOf) -> None:
    stranger = str(their_world.project.memberships.get(user=their_world.people["owner"]).code)
    client = client_of(amina)

    for page in ("action-add", "action-new", "milestone-add", "milestone-new", "risk-add", "risk-new"):
        assert client.post(project.address(page), {"text": "Theirs to do.", "owner": stranger}).status_code == 422

    assert (project.actions.count(), project.milestones.count(), project.risks.count()) == (0, 0, 0)


def test_an_action_comes_from_nothing_of_another_project(project: Project, their_world: World, amina: User, client_of: ClientOf) -> None:
    client, ids = client_of(amina), their_world.ids

    for name, ident in (("comment", ids["comment_id"]), ("risk", ids["risk_id"]), ("decision-condition", ids["condition_id"])):
        for asked in (ident, uuid.uuid4(), "x"):
            address = f"{project.address('action-new')}?{name}={asked}"
            assert client.get(address).status_code == 404
            assert client.post(address, {"text": "Mine now."}).status_code == 404
    assert project.actions.count() == 0


def test_what_was_prepared_in_another_project_is_not_frozen_and_nobody_of_it_is_asked(
    project: Project, their_world: World, amina: User, client_of: ClientOf
) -> None:
    client = client_of(amina)
    theirs = Preparation.objects.open_of(their_world.project)
    assert theirs is not None
    mine = Preparation.objects.begin(project, {"decision_wanted": "Agree."}, (), by=amina)
    stranger = str(their_world.project.memberships.get(user=their_world.people["owner"]).code)

    frozen = client.post(project.address("review-freeze"), {"preparation": str(theirs.pk), "seen": str(theirs.version)})
    asked = client.post(project.address("review-ask"), {"member": stranger}, follow=True)

    assert frozen.status_code == 404
    assert "Owen" not in asked.content.decode()
    assert (project.reviews.count(), their_world.project.reviews.count(), mine.sign_offs.count()) == (0, 1, 0)


NUMBERS = ["1.0", "01", "1.1", "2", "0", "1e0", "１", "-1", "1%00", "1/../1", "99999999999999999999", "1.99999999999"]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_review_has_one_number_and_no_other_opens_one(number: str, their_world: World, client_of: ClientOf) -> None:
    client, base = client_of(their_world.people["owner"]), their_world.project.address("reviews")

    for ending in ("/", "/print/", ".json", ".csv"):
        assert client.get(f"{base}{number}{ending}").status_code == 404
    for page in ("compare/", "compare.pdf"):
        assert client.get(f"{base}{page}", {"from": number, "to": "today"}).status_code == 404
        assert client.get(f"{base}{page}", {"from": "1", "to": number}).status_code == 404


@pytest.mark.parametrize("asked", ["for=0", "for=1", "for=-1", "for=9999", "for=x", "for=²", "depth=all", "depth=../full", "depth=%00"])
def test_a_reader_or_a_depth_that_a_review_has_not_is_not_found(asked: str, their_world: World, client_of: ClientOf) -> None:
    client = client_of(their_world.people["owner"])

    for name in ("project-review-kept", "project-review-print", "project-review-kept-csv"):
        assert client.get(f"{their_world.address(name)}?{asked}").status_code == 404


def test_reviews_of_two_projects_are_not_held_against_each_other(project: Project, their_world: World, amina: User, client_of: ClientOf) -> None:
    """Amina has one review; Owen has one that says what he wrote. No name in the address leads from hers to his."""
    freeze(Preparation.objects.begin(project, {"decision_wanted": "Agree."}, (), by=amina), by=amina, seen=1)
    theirs = their_world.project.reviews.get()

    for to in (str(theirs.pk), theirs.sha256, f"{their_world.project.pk}/1"):
        assert client_of(amina).get(project.address("comparison"), {"from": "1", "to": to}).status_code == 404
    assert "Owen" not in client_of(amina).get(project.address("comparison"), {"from": "1", "to": "1"}).content.decode()


def test_only_its_own_members_find_a_review_by_its_fingerprint(their_world: World, amina: User, client_of: ClientOf, client: Client) -> None:
    kept = their_world.project.reviews.get()

    for browser in (client, client_of(amina)):
        page = browser.post("/verify/", {"text": kept.sha256}).content.decode()
        assert str(their_world.project.pk) not in page
        assert "Family Circle" not in page
        assert "Owen" not in page


def test_a_loaded_review_runs_nothing_and_leads_nowhere_unsafe(their_world: World, amina: User, client_of: ClientOf) -> None:
    """A file can hold a review that nobody here ever wrote, with a fingerprint that fits."""
    client, said = client_of(amina), json.loads(write(their_world.project).as_json())
    document = json.loads(said["rows"]["review"][0]["text"])

    def load(changed: dict[str, Any]) -> Any:
        text = json.dumps(changed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        said["rows"]["review"][0] |= {"text": text, "sha256": fingerprint(text)}
        return client.post("/projects/load/", {"file": SimpleUploadedFile("x.json", json.dumps(said).encode())})

    for link in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//evil.example", " https://e.example"):
        assert load(document | {"evidence": [document["evidence"][0] | {"link": link}]}).status_code == 422
    assert not Project.objects.visible_to(amina).exists()

    markup = "<script>alert(1)</script>"
    hostile = {
        name: markup for name in ("project", "outcome", "decision_wanted", "map_title", "credit", "credit_doi", "where", "path") if name in document
    }
    assert load(document | hostile | {"evidence": [document["evidence"][0] | {"link": "https://e.example/", "title": markup}]}).status_code == 302

    arrived = Project.objects.visible_to(amina).get()
    for page in ("review-kept", "review-print"):
        shown = client.get(arrived.address(page, "1")).content.decode()
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert(1)" in shown


def test_a_form_that_two_people_send_with_the_same_mark_is_heard_from_both(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    """Otherwise whoever knew the mark of somebody's form could have it led elsewhere, or not heard."""
    said = {"text": "Ring the school.", "once": "0" * 32}

    for person in (tom, amina):
        assert client_of(person).post(project.address("action-add"), said).status_code == 302

    assert project.actions.count() == 2


@pytest.mark.parametrize("page", ["action-add", "review-prepare", "review-days", "calendar", "condition-agree"])
def test_whoever_was_taken_out_of_a_project_writes_nothing_more_in_it(
    page: str, project: Project, amina: User, tom: User, client_of: ClientOf
) -> None:
    client = client_of(tom)
    assert client.get(project.address()).status_code == 200
    project.memberships.get(user=tom).end(by=amina)
    before = Project.objects.get(pk=project.pk).log_length

    reply = client.post(project.address(page, *(["c1"] if page == "condition-agree" else [])), {"text": "Too late.", "decision_wanted": "x"})

    assert reply.status_code == 403
    assert Project.objects.get(pk=project.pk).log_length == before


def test_a_code_of_an_app_is_not_used_for_a_second_session(amina: User, fresh_limits: None) -> None:
    """Whoever looks over a shoulder has the code for as long as it counts."""
    amina.confirm_email()
    code = code_of(give_app(amina))
    browsers = [Client(), Client()]
    for browser in browsers:
        browser.post("/accounts/login/", {"login": amina.email, "password": PASSWORD})

    for browser in browsers:
        browser.post("/accounts/second-step/code/", {"code": code})

    assert [browser.get("/projects/").status_code for browser in browsers] == [200, 302]


def test_an_id_for_lines_of_the_log_is_not_chosen_by_a_visitor(client: Client, db: None) -> None:
    assert client.get("/map/", headers={"x-request-id": "chosen-by-a-visitor"})["X-Request-ID"] != "chosen-by-a-visitor"


@pytest.mark.parametrize("key", ["a/../../b", "0" * 64, "..%2f", "\\", "x.pdf/../y"])
def test_no_word_of_an_address_is_a_path_of_a_kept_file(key: str, their_world: World, client_of: ClientOf) -> None:
    client, base = client_of(their_world.people["owner"]), their_world.project.address("reviews")

    for address in (f"{base}{key}.pdf", f"{base}1.{key}", f"{their_world.address('project-review-kept-csv')}?for={key}"):
        assert client.get(address).status_code == 404
