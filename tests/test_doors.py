"""Every address for everyone: who may, who may not, who is signed out. An address without a row fails.

A cell is the status of GET and of POST, the form empty. A stranger meets the same page whether a project exists or not, and so does someone
who looks after accounts.
"""

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import html5lib
import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from journey.access import DEEDS, MAY
from journey.models import CalendarFeed, Described, Hazard, Involvement, Line, Measure, Preparation, Project, Resource, SignOff, Task, User
from journey.models.decision import Deliberation, Terms
from journey.notices import stop_address
from journey.review.freeze import freeze
from journey.samples.load import SAMPLES, load_sample
from journey.samples.sample import read_samples
from journey.shown import TEXTS
from tests.conftest import PASSWORD, member_of, session_of
from tests.headers import PROBES, lacks
from tests.remembered import remembered

type ClientOf = Callable[[User], Client]

ROLES = ("signed out", "outsider", "former member", "viewer", "commenter", "editor", "owner", "staff")
OPEN = ("200 405",) * 8
NOBODY = ("302 302", *("404 404",) * 6)
OWN = ("302 302", *("200 405",) * 7)
READ = ("302 302", "404 405", "404 405", *("200 405",) * 4, "404 405")


def only(*cells: str, former: str = "404 403") -> tuple[str, ...]:
    """A page of a project for writing: these cells from viewer to owner. Who was in it is told why their text was not saved."""
    return ("302 302", "404 404", former, *cells, "404 404")


NO = "403 403"
NO_GET = "405 403"


def TALK(done: str, viewer: str = NO_GET) -> tuple[str, ...]:  # stands in the table like the names beside it
    """A button that everyone who comments may press, with this status."""
    return ("302 302", "405 404", "405 403", viewer, *(f"405 {done}",) * 3, "405 404")


def DO(done: str) -> tuple[str, ...]:  # stands in the table like the names beside it
    """A button that an editor and an owner may press, with this status."""
    return ("302 302", "405 404", "405 403", NO_GET, NO_GET, f"405 {done}", f"405 {done}", "405 404")


TABLE: dict[str, tuple[str, ...]] = {
    "home": ("200 405", *("302 405",) * 7),
    "healthz": OPEN,
    "readyz": OPEN,
    # Nobody holds the token, and none is set.
    "metrics": ("404 404",) * 8,
    "map": OPEN,
    "map-questions": OPEN,
    "map-crosswalk": OPEN,
    "map-glossary": OPEN,
    "map-stage": OPEN,
    "samples": OPEN,
    "sample": OPEN,
    "sample-stage": OPEN,
    "sample-themes": OPEN,
    "sample-theme": OPEN,
    "sample-journey": OPEN,
    "sample-crosswalk": OPEN,
    "sample-decisions": OPEN,
    "sample-decision": OPEN,
    "sample-standing": OPEN,
    "sample-plan": OPEN,
    "sample-conditions": OPEN,
    "sample-condition": OPEN,
    "sample-evidence": OPEN,
    "sample-involvements": OPEN,
    "sample-resources": OPEN,
    "sample-measures": OPEN,
    "sample-review": OPEN,
    "sample-review-pdf": OPEN,
    "sample-review-docx": OPEN,
    "sample-review-xlsx": OPEN,
    "sample-review-csv": OPEN,
    "sample-review-json": OPEN,
    "sample-comparison": OPEN,
    "sample-comparison-pdf": OPEN,
    "sample-review-kept-docx": OPEN,
    "sample-review-kept-xlsx": OPEN,
    "sample-review-kept-csv": OPEN,
    "sample-reviews": OPEN,
    "sample-review-kept": OPEN,
    "sample-review-print": OPEN,
    "sample-review-kept-pdf": OPEN,
    "sample-review-kept-json": OPEN,
    # Anyone may ask whether a file is a review of this site; sent empty, it is asked again.
    "verify": ("200 422",) * 8,
    "projects": OWN,
    "search": OWN,
    "project-new": ("302 302", *("200 422",) * 7),
    "project-load": ("302 302", *("200 422",) * 7),
    "project": READ,
    "project-stage": READ,
    "project-themes": READ,
    "project-theme": READ,
    "project-search": READ,
    "project-journey": READ,
    "project-review": READ,
    "project-review-pdf": READ,
    "project-reviews": READ,
    "project-review-kept": READ,
    "project-review-print": READ,
    "project-review-kept-pdf": READ,
    "project-review-kept-json": READ,
    "project-review-prepare": only(NO, NO, "200 409", "200 409"),
    "project-review-preview": only(NO, NO, "200 200", "200 200"),
    "project-review-checks": ("302 302", "404 405", "404 405", "403 405", "403 405", "200 405", "200 405", "404 405"),
    # Nothing there looks like personal data.
    "project-review-clear": DO("404"),
    # Without the name of a part nothing is said.
    "project-review-still-true": DO("302"),
    # Begun from another version than stands.
    "project-review-freeze": ("302 302", "405 404", "405 403", NO_GET, NO_GET, NO_GET, "405 409", "405 404"),
    "project-review-away": only(NO, NO, "200 302", "200 302"),
    "project-review-ask": DO("302"),
    # The viewer is asked; nobody else answers for her.
    "project-sign-off": only("200 422", "200 404", "200 404", "200 404"),
    "project-sign-off-back": DO("302"),
    "project-review-days": only("200 403", "200 403", "200 422", "200 422"),
    "project-review-skip": DO("422"),
    "project-review-correct": DO("302"),
    "project-review-redact": only(NO, NO, NO, "200 422"),
    "project-comparison": READ,
    "project-comparison-pdf": READ,
    "project-review-kept-docx": READ,
    "project-review-kept-xlsx": READ,
    "project-review-kept-csv": READ,
    "project-review-docx": READ,
    "project-review-xlsx": READ,
    "project-review-csv": READ,
    "project-review-json": READ,
    "project-people": READ,
    "project-log": READ,
    "project-copy": only(NO, NO, "200 422", "200 422"),
    "sample-copy": ("302 302", *("200 422",) * 7),
    "project-edit": only(NO, NO, NO, "200 422"),
    # Begun from version 0, but there is a newer one.
    "project-answer": only(NO, NO, "200 409", "200 409"),
    "project-answer-not-relevant": DO("422"),
    "project-answer-relevant": DO("302"),
    "project-answer-still-true": DO("302"),
    "project-answer-come-back": DO("302"),
    "project-answer-come-back-no-more": DO("302"),
    "project-answer-clear": DO("422"),
    # Held against version 0, but there is a newer one.
    "project-answer-settle": DO("409"),
    "project-answer-restore": DO("302"),
    "project-answer-history": READ,
    "project-answer-evidence": only(NO, NO, "200 422", "200 422"),
    "project-answer-evidence-off": DO("302"),
    "project-evidence": READ,
    "project-evidence-new": only(NO, NO, "200 422", "200 422"),
    "project-evidence-item": READ,
    "project-evidence-edit": only(NO, NO, "200 422", "200 422"),
    "project-evidence-remove": only(NO, NO, "200 302", "200 302"),
    "project-come-back": READ,
    "project-signs": only(NO, NO, "200 302", "200 302"),
    "project-decision-new": only(NO, NO, "200 422", "200 422"),
    "project-decisions": READ,
    "project-decision-comments": only("200 403", "200 422", "200 422", "200 422"),
    "project-decision": READ,
    "project-decision-correct": only(NO, NO, "200 422", "200 422"),
    "project-decision-condition": only(NO, NO, "200 422", "200 422"),
    "project-conditions": READ,
    "project-condition": READ,
    # With nothing said of any of them.
    "project-conditions-rate": only(NO, NO, "200 302", "200 302"),
    "project-condition-rate": only(NO, NO, "200 422", "200 422"),
    "project-condition-agree": only(NO, NO, "200 422", "200 422"),
    "project-involvements": READ,
    "project-involvement": READ,
    "project-involvement-new": only(NO, NO, "200 422", "200 422"),
    "project-involvement-edit": only(NO, NO, "200 422", "200 422"),
    "project-involvement-remove": only(NO, NO, "200 302", "200 302"),
    "project-resources": READ,
    "project-resource": READ,
    "project-resource-new": only(NO, NO, "200 422", "200 422"),
    "project-resource-edit": only(NO, NO, "200 422", "200 422"),
    "project-resource-remove": only(NO, NO, "200 302", "200 302"),
    "project-measures": READ,
    "project-import": only(NO, NO, "200 422", "200 422"),
    "project-measure": READ,
    "project-measure-new": only(NO, NO, "200 422", "200 422"),
    "project-measure-edit": only(NO, NO, "200 422", "200 422"),
    "project-measure-remove": only(NO, NO, "200 302", "200 302"),
    "project-reading-new": only(NO, NO, "200 422", "200 422"),
    "project-reading-correct": only(NO, NO, "200 422", "200 422"),
    "project-standing": READ,
    "project-standing-new": only(NO, NO, "200 422", "200 422"),
    "project-plan": READ,
    # Each member's own address, made and stopped by whoever may read.
    "project-calendar": only(*("200 302",) * 4),
    # Whoever holds the address; what else it opens, tests/test_calendar.py tells.
    "calendar": OPEN,
    "project-action": READ,
    "project-action-new": only(NO, NO, "200 422", "200 422"),
    "project-action-add": DO("422"),
    "project-action-edit": only(NO, NO, "200 422", "200 422"),
    "project-action-settle": DO("422"),
    "project-milestone": READ,
    "project-milestone-new": only(NO, NO, "200 422", "200 422"),
    "project-milestone-add": DO("422"),
    "project-milestone-edit": only(NO, NO, "200 422", "200 422"),
    "project-milestone-settle": DO("422"),
    "project-risk": READ,
    "project-risk-new": only(NO, NO, "200 422", "200 422"),
    "project-risk-add": DO("422"),
    "project-risk-edit": only(NO, NO, "200 422", "200 422"),
    "project-risk-settle": DO("422"),
    "project-crosswalk": READ,
    "project-answer-comments": only("200 403", "200 422", "200 422", "200 422"),
    "project-move-comments": only("200 403", "200 422", "200 422", "200 422"),
    "project-comments": READ,
    # The commenter's own.
    "project-comment-withdraw": ("302 302", "405 404", "405 403", NO_GET, "405 302", NO_GET, NO_GET, "405 404"),
    "project-thread-reply": TALK("422"),
    "project-thread-resolve": TALK("302"),
    "project-thread-reopen": TALK("302"),
    "project-thread-seen": TALK("302", viewer="405 302"),
    "project-answer-assign": only(NO, NO, "200 422", "200 422"),
    "project-assignments": READ,
    "project-assignment-done": DO("302"),
    "project-assignment-take-back": DO("302"),
    "project-move": only(NO, NO, "200 422", "200 422"),
    "project-open": only(NO, NO, "200 422", "200 422"),
    "project-close": only(NO, NO, "200 422", "200 422"),
    "project-correct": only(NO, NO, "200 422", "200 422"),
    "project-invite": only(NO, NO, NO, "200 422"),
    # The viewer's own part: she and an owner may change and end it.
    "project-member": only("200 302", NO, NO, "200 422"),
    "project-member-end": only("200 302", NO, NO, "200 302"),
    "project-handover-new": only(NO, NO, NO, "200 422"),
    "project-invitation-send": ("302 302", "405 404", "405 403", NO_GET, NO_GET, NO_GET, "405 302", "405 404"),
    "project-invitation-withdraw": ("302 302", "405 404", "405 403", NO_GET, NO_GET, NO_GET, "405 302", "405 404"),
    # The lead is offered to the editor: he and an owner see the offer.
    "project-handover": only("404 404", "404 404", "200 422", "200 422"),
    "project-export": only(NO, NO, NO, "200 200"),
    "project-keep": only(NO, NO, NO, "200 302"),
    "project-bin": only(NO, NO, NO, "200 302"),
    # The project is not in the bin: there is nothing to take out of it.
    "project-restore": ("302 302", *("405 404",) * 7),
    "bin": OWN,
    # Whoever holds the link may read it; only the invited one, who is nobody here, could accept.
    "invitation": ("200 422", *("200 409",) * 7),
    # Nothing waits there for anybody.
    "kept": ("302 302",) * 8,
    "notices": ("302 302", *("200 302",) * 7),
    "notices-choose": ("302 302", *("200 422",) * 7),
    # Whoever holds the link of a mail may stop the mails it came with.
    "notices-stop": ("200 200",) * 8,
    "roles": OPEN,
    "about": OPEN,
    "privacy": OPEN,
    "accessibility": OPEN,
    "account": ("302 302", *("200 422",) * 7),
    "account-data": OWN,
    "account-data-json": OWN,
    "account-data-tables": OWN,
    "account-delete": ("302 302", *("200 422",) * 7),
    "site-accounts": (*NOBODY, "200 405"),
    "site-account-new": (*NOBODY, "200 422"),
    "site-account": (*NOBODY, "200 302"),
    "account_email": ("302 302", *("200 302",) * 7),
    "account_email_verification_sent": OPEN,
    "account_confirm_email": ("200 200",) * 8,
    "account_change_password": ("302 302", *("200 200",) * 7),
    "account_set_password": ("302 302",) * 8,
    "account_reauthenticate": ("302 302", *("200 200",) * 7),
    "session-stay": ("302 302", *("405 200",) * 7),
    "usersessions_list": ("302 302", *("200 302",) * 7),
    "account_login": ("200 200", *("302 302",) * 7),
    "account_logout": ("302 302", *("200 302",) * 7),
    "account_signup": ("200 200", *("302 302",) * 7),
    # No provider is named here.
    "sso": ("405 404",) * 8,
    "sso-back": ("404 405",) * 8,
    "account_inactive": OPEN,
    "mfa_index": OWN,
    # Only between the two steps of a sign-in is there something to see.
    "mfa_authenticate": ("302 302",) * 8,
    "mfa_login_webauthn": ("302 302",) * 8,
    # Nobody here has a second step yet.
    "mfa_reauthenticate": ("302 302",) * 8,
    "mfa_reauthenticate_webauthn": ("302 302",) * 8,
    "mfa_activate_totp": ("302 302", *("200 200",) * 7),
    "mfa_deactivate_totp": ("302 302", *("404 404",) * 7),
    "mfa_view_recovery_codes": ("302 302", *("404 405",) * 7),
    "mfa_generate_recovery_codes": ("302 302", *("200 200",) * 7),
    "mfa_download_recovery_codes": ("302 302", *("404 404",) * 7),
    "mfa_list_webauthn": ("302 302", *("302 405",) * 7),
    "mfa_add_webauthn": ("302 302", *("200 200",) * 7),
    "mfa_edit_webauthn": ("302 302", *("404 404",) * 7),
    "mfa_remove_webauthn": ("302 302", *("404 404",) * 7),
    "account_reset_password": ("200 200",) * 8,
    "account_reset_password_done": OPEN,
    "account_reset_password_from_key": ("200 200",) * 8,
    "account_reset_password_from_key_done": OPEN,
}


@dataclass
class World:
    """A project with one person in each role, and what hangs on it; and someone of each kind outside it."""

    project: Project
    people: dict[str, User]
    ids: dict[str, Any]

    def address(self, name: str, **other: Any) -> str:
        """The address of this name with this world's ids in it, save for those given."""
        route = next(str(pattern.pattern) for pattern in patterns(get_resolver()) if pattern.name == name)
        wanted = re.findall(r"<(?:\w+:)?(\w+)>", route)
        known = dict(self.ids)
        if name == "invitation":
            known["key"] = self.ids["invitation_key"]
        elif name == "project-import":
            known["kind"] = "actions"
        elif name == "map-stage":
            known["key"] = "mobilising"
        elif name == "sample-decision":
            known["decision_id"] = uuid.uuid5(SAMPLES, "safer-places/1")
        elif "-condition" in name and "-decision-" not in name:
            known["key"] = "c7"
        elif name in ("project-theme", "sample-theme"):
            known["key"] = "voice"
        elif name == "site-account":
            known["code"] = self.people["outsider"].code
        known |= other
        if "item_id" in wanted:
            known["item_id"] = known[f"{name.split('-')[1]}_id"]
        return reverse(name, kwargs={part: known[part] for part in wanted})


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern)
        else:
            yield pattern


def make_world(owner: User, others: dict[str, User]) -> World:
    project = Project.objects.start(by=owner, name=f"Family Circle of {owner}")
    project.set_organisations([(f"Juniper Steps of {owner}", "lead")])
    project.move_to("mobilising", by=owner)
    project.open_stage("developing", by=owner, reason="A first test goes on there.")
    project.answer("mob-1", f"What {owner} wrote.", by=owner, seen=0)
    evidence = project.add_evidence(Described(f"What {owner} heard", "voice"), by=owner)
    parts = {role: member_of(project, f"{role} {owner}", role) for role in ("viewer", "commenter", "editor")}
    former = member_of(project, f"former {owner}", "editor")
    project.memberships.get(user=former).end(by=owner)
    invitation = project.invite("new@example.org", role="editor", by=owner)
    offer = project.offer_lead(project.memberships.get(user=parts["editor"]), by=owner, afterwards="editor")
    terms = (Terms(f"Juniper Steps of {owner} says yes."),)
    decision = project.decide("mobilising", Deliberation("stay", f"What {owner} decided in Family Circle.", conditions=terms), by=owner)
    thread = project.start_thread("What the commenter wrote.", key="mob-1", by=parts["commenter"])
    assignment = project.assign("mob-2", project.memberships.get(user=parts["editor"]), by=owner)
    first = Preparation.objects.begin(project, {"decision_wanted": "Agree."}, (), by=owner)
    freeze(first, by=owner, seen=1)
    prepared = Preparation.objects.begin(project, {"decision_wanted": f"What {owner} wants."}, (), by=owner)
    sign_off = SignOff.objects.ask(prepared, project.memberships.get(user=parts["viewer"]), by=owner)
    involvement = Involvement.add(project, {"stage": "mobilising", "group": f"The panel of {owner}", "part": "families"}, by=owner)
    resource = Resource.add(project, {"what": f"Money of {owner} for Family Circle", "kind": "money"}, by=owner)
    measure = Measure.add(project, {"what": f"What {owner} counts in Family Circle"}, by=owner)
    reading = measure.read(Decimal(3), day=project.today, by=owner)
    ids = {
        "project_id": project.pk,
        "stage": "developing",
        "key": "mob-1",
        "slug": "safer-places",
        "code": project.memberships.get(user=parts["viewer"]).code,
        "invitation_id": invitation.pk,
        "invitation_key": invitation.key,
        "handover_id": offer.pk,
        "evidence_id": evidence.pk,
        "involvement_id": involvement.pk,
        "resource_id": resource.pk,
        "measure_id": measure.pk,
        "reading_id": reading.pk,
        "thread_id": thread.pk,
        "comment_id": thread.comments.get().pk,
        "assignment_id": assignment.pk,
        "uidb36": "1",
        "pk": 1,
        "token": stop_address(owner).split("/")[-2],
        "kind": "postcode",
        "number": 1,
        "model": "nirn",
        "decision_id": decision.pk,
        "condition_id": decision.conditions.get().pk,
        "sign_off_id": sign_off.pk,
        "digest": "0" * 64,
        "action_id": project.actions.make(project, Task(text=f"What {owner} will do."), by=owner).pk,
        "risk_id": project.risks.make(project, Hazard(text=f"What {owner} fears."), by=owner).pk,
        "milestone_id": project.milestones.make(project, Line(text=f"What {owner} hopes."), by=owner, due=date(2027, 3, 1)).pk,
        "secret": CalendarFeed.objects.renew(project.memberships.get(user=owner), by=owner).secret,
    }
    return World(project, {"former member": former, **parts, "owner": owner, **others}, ids)


@pytest.fixture
def staff(db: None) -> User:
    def make() -> User:
        return User.objects.create_user("staff@example.org", PASSWORD, name="Sam Staff", is_staff=True, is_superuser=True)

    return remembered("staff", make)


@pytest.fixture
def world(amina: User, owen: User, staff: User) -> World:
    return remembered("world", lambda: make_world(amina, {"outsider": owen, "staff": staff}), amina, owen, staff)


def test_every_address_has_a_row() -> None:
    assert sorted(pattern.name or str(pattern.pattern) for pattern in patterns(get_resolver())) == sorted(TABLE)
    assert {len(row) for row in TABLE.values()} == {len(ROLES)}


OF_PROJECT = [name for name in TABLE if name == "project" or (name.startswith("project-") and name not in ("project-new", "project-load"))]
LEAVES = ("account_logout", "post")
"""Whoever has signed out is not signed in any more; `test_signing_out_ends_the_session_on_the_server` looks at this one."""
FROM_LEAST_TO_MOST = [("signed out", "outsider", "former member", "staff"), ("signed out", "viewer", "commenter", "editor", "owner")]


def asked(role: str) -> list[str]:
    """Every address that refuses this role something, and of the others each that is not answered the same to a lesser one: what one role may, those
    above it may, as `MAY` says. `pytest --thorough` asks them all."""
    lesser = next(roles[: roles.index(role)] for roles in FROM_LEAST_TO_MOST if role in roles)
    cells = {name: dict(zip(ROLES, row, strict=True)) for name, row in TABLE.items()}
    return [name for name, row in cells.items() if re.search("403|404", row[role]) or row[role] not in [row[one] for one in lesser]]


@pytest.mark.parametrize("role", ROLES)
def test_each_address_answers_each_role_as_it_should_and_with_what_keeps_a_browser_safe(
    role: str, world: World, https: None, fresh_limits: None, no_files: None, pytestconfig: pytest.Config
) -> None:
    """Whoever has no part in a project also meets the same at an address in it as where there is none."""
    remembered("safer-places", lambda: load_sample(next(sample for sample in read_samples() if sample.slug == "safer-places")))
    session = session_of(world.people[role]) if role in world.people else ""
    # Nobody has a part in a sample: whoever is signed in meets its pages as an outsider does.
    looked_at = [name for name in TABLE if not name.startswith("sample") or name == "sample-copy" or role in ("signed out", "outsider")]
    if not pytestconfig.getoption("--thorough"):
        looked_at = [name for name in asked(role) if name in looked_at]
    unsafe: dict[str, list[str]] = {}
    misread: dict[str, set[str]] = {}
    client = Client()

    def ask(method: str, address: str) -> HttpResponse:
        """What one cell did, the next does not see."""
        client.cookies.clear()
        if session:
            client.cookies[settings.SESSION_COOKIE_NAME] = session
        with transaction.atomic():
            reply: HttpResponse = getattr(client, method)(address, secure=True)
            transaction.set_rollback(True)
        TEXTS.clear()
        return reply

    def cell(name: str) -> str:
        found = []
        for method in ("get", "post"):
            reply = ask(method, world.address(name))
            found.append(reply.status_code)
            missing = lacks(reply, signed_in=bool(session) and name not in PROBES and (name, method) != LEAVES)
            if missing:
                unsafe[f"{method} {name} {reply.status_code}"] = missing
            if reply.status_code in (200, 409, 422) and reply["Content-Type"].startswith("text/html") and (wrong := errors_of(reply)):
                misread[f"{method} {name}"] = wrong
            if role in OUTSIDE and name in OF_PROJECT and reply.status_code != 403:
                tells_nothing(name, reply, ask(method, world.address(name, project_id=uuid.uuid4())))
        return f"{found[0]} {found[1]}"

    assert ({name: cell(name) for name in looked_at}, unsafe, misread) == ({name: TABLE[name][ROLES.index(role)] for name in looked_at}, {}, {})


def errors_of(reply: HttpResponse) -> set[str]:
    """What a parser of HTML finds wrong in a page, or a part of one, as it was sent: a browser mends it in silence."""
    parser = html5lib.HTMLParser()
    (parser.parse if reply.content.startswith(b"<!") else parser.parseFragment)(reply.content.decode())
    return {error for _, error, _ in parser.errors}


OUTSIDE = ("outsider", "staff", "former member")


def tells_nothing(name: str, found: HttpResponse, nowhere: HttpResponse) -> None:
    """Somebody else's project is answered for as one that does not exist."""
    assert seen(found) == seen(nowhere), name
    assert found.status_code in (404, 405), name
    page = found.content.decode()
    assert "<form" not in page, name
    assert "csrf" not in page, name
    assert not re.search("Owen|Amina|Family Circle|Juniper|staff", page), name


def seen(reply: HttpResponse) -> tuple[int, bytes, dict[str, str]]:
    return reply.status_code, reply.content, {name: value for name, value in reply.items() if name not in ("Date", "X-Request-ID")}


def test_an_id_of_another_project_opens_nothing_and_tells_nothing(world: World, client_of: ClientOf) -> None:
    """Each id of an address in turn is that of a project of somebody else's, then one that is nobody's."""

    def make() -> World:
        return make_world(User.objects.create_user("zoe@example.org", PASSWORD, name="Zoe Marsh"), {})

    theirs = remembered("their world", make, world.project)
    client = client_of(world.people["owner"])
    before = [(p.name, p.log_length, p.binned_at) for p in Project.objects.order_by("pk")]

    for name in OF_PROJECT:
        swapped = [part for part, value in world.ids.items() if isinstance(value, uuid.UUID) and str(value) in world.address(name)]
        assert swapped, name
        for part, method in product(swapped, ("get", "post")):
            found = seen(getattr(client, method)(world.address(name, **{part: theirs.ids[part]})))

            assert found == seen(getattr(client, method)(world.address(name, **{part: uuid.uuid4()}))), (name, part)
            assert found[0] in (404, 405), (name, part)
            assert not re.search("Zoe|Juniper|Family", found[1].decode()), (name, part)
        assert [(p.name, p.log_length, p.binned_at) for p in Project.objects.order_by("pk")] == before, name


def test_an_invitation_opens_only_with_its_own_key(world: World, client: Client) -> None:
    wrong = seen(client.get(world.address("invitation", key="0" * 64)))  # type: ignore[arg-type]  # the test client's reply

    nobodys = seen(client.get(world.address("invitation", invitation_id=uuid.uuid4())))  # type: ignore[arg-type]  # the same

    assert wrong == nobodys
    assert wrong[0] == 404


def test_staff_see_no_project_anywhere(world: World, client_of: ClientOf) -> None:
    client = client_of(world.people["staff"])

    for page in ("/projects/", "/bin/", "/samples/"):
        assert "Family Circle of" not in client.get(page).content.decode()


def test_nobody_sees_or_changes_a_project_by_another_way(project: Project, owen: User, client_of: ClientOf) -> None:
    client = client_of(owen)

    for page in (client.get("/projects/"), client.get("/samples/family-circle/"), client.get(f"/samples/{project.pk}/")):
        assert "Juniper Steps" not in page.content.decode()
    assert client.post(project.address("edit"), {"name": "Mine now"}).status_code == 404
    assert client.post(project.address("move"), {"to": "growing", "reason": "x"}).status_code == 404
    assert client.post(project.address("answer", "mob-1"), {"text": "x", "seen": "0"}).status_code == 404
    assert (Project.objects.get(pk=project.pk).name, project.moves.count(), project.answers.count()) == ("Family Circle", 1, 0)


def test_each_role_may_all_that_the_one_below_it_may() -> None:
    read_only = {"read"}
    comments = read_only | {"comment"}
    edits = comments | {"answer", "move", "decide", "plan", "prepare"}

    assert {"viewer": read_only, "commenter": comments, "editor": edits, "owner": edits | {"change", "freeze", "invite", "bin"}} == MAY


def test_the_page_on_roles_prints_the_table_that_decides(client: Client) -> None:
    page = " ".join(client.get("/roles/").content.decode().split())

    for deed, words in DEEDS.items():
        row = re.search(rf"<th scope=\"row\">{re.escape(str(words))}</th>(.*?)</tr>", page)
        assert row is not None
        assert ["Yes" in cell for cell in row[1].split("</td>")[:4]] == [deed in MAY[role] for role in MAY]


def test_the_page_on_roles_names_what_goes_with_each_deed(client: Client) -> None:
    said = {
        "read": ["in your own calendar"],
        "answer": ["ask a colleague to answer", "begin a project of your own from this one"],
        "move": ["open and close stages", "correct what was recorded"],
        "decide": ["correct a decision", "how its conditions stand"],
        "plan": ["who was involved", "measures", "people, money and time", "agree what helps and what gets in the way"],
        "prepare": ["correct a review", "ask for sign-off", "when the next is due"],
        "change": ["download the whole project"],
        "freeze": ["black out a passage"],
        "bin": ["still needed"],
    }

    page = " ".join(client.get("/roles/").content.decode().split())

    rows = dict(zip(DEEDS, re.findall(r"<tr><th scope=\"row\">(.*?)</th>", page), strict=True))
    assert [(deed, words) for deed, some in said.items() for words in some if words not in rows[deed]] == []
