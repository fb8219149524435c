"""Made-up input for every form: read from the pages themselves, changed field by field, and sent as whoever may send it.

What another project holds must neither be changed by it nor shown; nothing may be answered with an error of the server.
"""

from collections.abc import Iterator
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, override

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from hypothesis import strategies as st

from journey.forms.answer import AnswerForm
from journey.models import Event, Project, User
from tests.conftest import PASSWORD
from tests.second_steps import give_app, give_passkey
from tests.test_doors import ROLES, TABLE, make_world

SENT = sorted(name for name, row in TABLE.items() if row[ROLES.index("owner")].split()[1] != "405")
"""The addresses that take a form."""
BETWEEN = ("mfa_authenticate", "mfa_login_webauthn")
"""For someone between the two steps of a sign-in."""
WITH_SECOND_STEP = ("mfa_deactivate", "mfa_generate", "mfa_edit", "mfa_remove", "mfa_reauthenticate")
"""What these names begin with is for someone who has set up an app and a passkey."""
FINE = {200, 302, 400, 401, 403, 404, 405, 409, 422, 429, 503}
"""A page, a redirect, or a refusal: malformed, not signed in, not allowed, not there, no such method, a clash, wrong words, too often, not now."""
NASTY = [
    *("\0", "\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace"), "\x1b[2J", "\u202e", "\r\n\r\nSet-Cookie: a=b", "'; --", "%00"),
    *("<script>alert(1)</script>", "{{ 7|add:7 }}", "../../etc/passwd", "=1+1", "9" * 400, "-1", "1e309", "NaN", "2999-99-99", "0001-01-01"),
    *("[" * 500, '{"a":' * 200, "👩‍👩‍👧" * 50, "a" * 20_001, "١٢٣", "on", "true", "mob-1", "designing", "owner", "\t", "a@" + "b" * 300 + ".example"),
    *("", "0", "1", "2", "31", "2027", "2027-03-01", "-0", "1_000", "²", "None", "null", "9223372036854775808", "Infinity", "0.0000000000001"),
]
SOMETIMES = sorted(
    {
        *("text", "seen", "strength", "because", "note", "name", "outcome", "organisations", "review_every", "to", "reason", "carries_over", "day"),
        *("email", "role", "job", "login", "password", "password1", "password2", "oldpassword", "code", "credential", "next", "kept", "writer", "do"),
        *("title", "kind", "link", "where", "option", "session", "item", "move", "theirs", "tell", "member", "keep", "back", "q", "notices", "due"),
        *("count_0", "party_0", "condition_0", "condition_0_due", "restart", "detail-restart", "signs", "mob-s1", "mob-s1-note", "afterwards"),
        *("more", "then", "reader", "readers", "preparation", "sure", "rows", "once", "file", "party_rows", "condition_rows", "reason-postcode"),
        *AnswerForm.base_fields,
    }
)
"""Names that some form has; each is sent to forms that do not have it, too."""
SECRET = "Zoe Marsh"
"""Stands in all that the other project holds."""

type Fields = dict[str, list[str]]


class Forms(HTMLParser):
    """The forms of a page, each with where it goes and its fields as a browser would send them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, Fields, set[str]]] = []
        self.name = ""
        self.feed(page)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((said.get("action", "").split("#")[0], {}, set()) if said.get("method") == "post" else ("get", {}, set()))
        if not self.found:
            return
        _action, fields, offered = self.found[-1]
        if tag in ("input", "textarea", "select", "button") and said.get("name"):
            self.name = said["name"]
            if tag == "button" or (said.get("type") in ("radio", "checkbox") and "checked" not in said):
                fields.setdefault(self.name, [])
                offered.add(said.get("value", "on"))
            else:
                fields.setdefault(self.name, []).append(said.get("value", ""))
        elif tag == "option" and self.name:
            offered.add(said.get("value", ""))
            if "selected" in said:
                fields[self.name] = [said.get("value", "")]


class Site:
    """A world, what its forms hold, and ids that a hostile form may name: its own, and those of somebody else's project."""

    def __init__(self, owner: User, outsider: User) -> None:
        owner.is_staff = True
        owner.save()
        self.world = make_world(owner, {"outsider": outsider})
        self.theirs = make_world(User.objects.create_user("zoe@example.org", "a boat with a blue sail", name="Zoe Marsh"), {})
        self.ids = sorted({str(value) for world in (self.world, self.theirs) for value in world.ids.values()})
        self.before = self.state_of_theirs()
        self.signed_in = {role: Client() for role in ("owner", "viewer", "commenter", "editor")}
        for role, client in self.signed_in.items():
            client.force_login(self.world.people[role])
        self.stepper, self.between = self.someone_with_second_step()
        self.forms: dict[str, tuple[Fields, set[str]]] = {}
        for page in self.pages():
            for action, fields, offered in Forms(page[1]).found:
                known, more = self.forms.setdefault(action or page[0], ({}, set()))
                known |= fields
                more |= offered

    def pages(self) -> Iterator[tuple[str, str]]:
        """Every page that there is for the owner of a project, or for someone who is signed out."""
        for name, row in TABLE.items():
            if row[ROLES.index("owner")].startswith("200") or row[0].startswith("200") or name in BETWEEN or name.startswith(WITH_SECOND_STEP):
                address = self.world.address(name)
                reply = self.browser(name).get(address)
                if "html" in reply.get("Content-Type", "") and not reply.streaming:
                    yield address, reply.content.decode()

    def someone_with_second_step(self) -> tuple[Client, Client]:
        """Their browser, and one in which they have given their password and not their code."""
        person = User.objects.create_user("stepper@example.org", PASSWORD, name="Sal Stepper")
        person.confirm_email()
        give_app(person)
        self.world.ids["pk"] = give_passkey(person).pk
        between, stepper = Client(), Client()
        between.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
        stepper.force_login(person)
        return stepper, between

    def browser(self, name: str) -> Client:
        """Of someone to whom this form is shown: who is signed out, or the owner of the project, or whoever else may send it."""
        if name in BETWEEN:
            return self.between
        if name.startswith(WITH_SECOND_STEP):
            return self.stepper
        status = dict(zip(ROLES, (cell.split()[1] for cell in TABLE[name]), strict=True))
        if status["signed out"] in ("200", "422"):
            return Client()
        return next((client for role, client in self.signed_in.items() if status[role] not in ("403", "404", "405")), self.signed_in["owner"])

    def state_of_theirs(self) -> tuple[Any, ...]:
        """What would show that somebody else's project was changed: its rows are logged, each in the same transaction."""
        project = self.theirs.project
        found = Project.objects.filter(pk=project.pk).values_list("name", "log_length", "log_head", "binned_at", "version").get()
        return (*found, Event.objects.filter(project=project).count())

    def said(self, name: str) -> st.SearchStrategy[dict[str, Any]]:
        """A form for this address: some of what its page would send, some of it changed, some fields that it does not have."""
        fields, offered = self.forms.get(self.world.address(name), ({}, set()))
        value = st.one_of(st.sampled_from([*NASTY, *sorted(offered)]), st.sampled_from(self.ids), st.text(max_size=40))
        names = [*sorted(set(fields) - {"csrfmiddlewaretoken"}) * 3, *SOMETIMES]
        changed = st.lists(st.tuples(st.sampled_from(names), value), max_size=7)
        return st.builds(lambda whole, pairs: (fields if whole else {}) | dict(pairs), st.booleans(), changed)

    def send(self, name: str, said: dict[str, Any]) -> int:
        """Post this to an address; what it did is undone. Says with which status it was answered, and whether it reached somebody else's project."""
        browser = self.browser(name)
        cookies: SimpleCookie = SimpleCookie()
        cookies.update(browser.cookies)
        if isinstance(said.get("file"), str):
            file = Path(said["file"][:90]).name
            file = "x" if file in ("", "..") else file  # no browser sends these, and Django's own file refuses them
            said = said | {"file": SimpleUploadedFile(file, said["file"].encode(errors="replace"))}
        with transaction.atomic():
            reply = browser.post(self.world.address(name), said)
            changed = self.state_of_theirs() != self.before
            transaction.set_rollback(True)
        browser.cookies = cookies
        assert not changed, "another project was changed"
        shown = b"" if reply.streaming else reply.content
        assert name in TELLS_NAMES or SECRET.encode() not in shown, "another project was shown"
        return int(reply.status_code)


TELLS_NAMES = {"site-accounts", "site-account", "site-account-new"}
"""Pages for staff, who see accounts and reach no project by it."""
