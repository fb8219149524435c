"""A form sent after the session had ended: its text comes back to whoever typed it, and to nobody else."""

import html
import re
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.core import signing
from django.http import HttpResponse
from django.test import Client

from journey.kept import LARGEST, SALT
from journey.models import Answer, Move, Project, User
from tests.conftest import PASSWORD

LATE = "Typed too late. ŵ 👩‍👩‍👧 \t | “so”"


@pytest.fixture(autouse=True)
def confirmed(fresh_limits: None, amina: User, owen: User) -> None:
    for user in (amina, owen):
        user.confirm_email()


def send_late(client: Client, project: Project, writer: User, **said: str) -> HttpResponse:
    """What a browser sends whose session ended while someone was typing."""
    form = {"writer": str(writer.code), "seen": "0", "text": LATE, "strength": "early", "because": "", "note": ""} | said
    return client.post(project.address("answer", "mob-1"), form)  # type: ignore[return-value]  # the test client's reply


def carried(reply: object) -> str:
    assert isinstance(reply, HttpResponse)
    found = re.search(r'name="kept" value="([^"]+)"', reply.content.decode())
    assert found is not None
    return found[1]


def sign_in(client: Client, email: str, kept: str, password: str = PASSWORD) -> HttpResponse:
    return client.post("/accounts/login/", {"login": email, "password": password, "kept": kept})  # type: ignore[return-value]  # the same


def forms(page: str) -> dict[str, dict[str, str]]:
    """The fields of each form in the main part of a page, by its address."""
    found = {}
    for action, inside in re.findall(r'<form method="post" action="([^"]+)".*?>(.*?)</form>', page.partition("<main")[2], re.DOTALL):
        fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', inside))
        fields |= dict(re.findall(r'<textarea name="([^"]+)".*?>\n(.*?)</textarea>', inside, re.DOTALL))
        found[action] = {name: html.unescape(value) for name, value in fields.items()}
    return found


def test_the_reply_is_the_sign_in_page_and_carries_the_text(project: Project, amina: User, client: Client) -> None:
    reply = send_late(client, project, amina)

    page = reply.content.decode()
    assert (reply.status_code, reply["Cache-Control"]) == (401, "no-store")
    assert "You were signed out. Your text is kept: sign in and you get it back." in page
    assert "Typed too late" not in page
    assert page.startswith("<!doctype html>")
    assert (Session.objects.count(), Answer.objects.count()) == (0, 0)


def test_after_signing_in_the_text_stands_in_a_form_to_where_it_was_sent(project: Project, amina: User, client: Client) -> None:
    kept = carried(send_late(client, project, amina))
    wrong = sign_in(client, "amina@example.org", kept, "not this")
    assert "Your text is kept" in wrong.content.decode()
    assert (carried(wrong), wrong["Cache-Control"]) == (kept, "no-store")

    reply = sign_in(client, "amina@example.org", carried(wrong))

    assert (reply.status_code, reply["Location"]) == (302, "/kept/")
    form = forms(client.get("/kept/").content.decode())[project.address("answer", "mob-1")]
    assert (form["text"], form["seen"], form["strength"], form["writer"]) == (LATE, "0", "early", str(amina.code))
    saved = client.post(project.address("answer", "mob-1"), form)
    assert saved.status_code == 302
    assert (Answer.objects.get().text, Answer.objects.get().strength) == (LATE, "early")
    assert client.get("/kept/").status_code == 302
    assert "kept" not in client.session or client.session["kept"] == {}


def test_a_text_that_meets_a_newer_one_meets_the_clash_page(project: Project, amina: User, tom: User, client: Client) -> None:
    kept = carried(send_late(client, project, amina))
    project.answer("mob-1", "Tom’s, meanwhile.", by=tom, seen=0)
    sign_in(client, "amina@example.org", kept)

    form = forms(client.get("/kept/").content.decode())[project.address("answer", "mob-1")]
    reply = client.post(project.address("answer", "mob-1"), form)

    assert reply.status_code == 409
    assert "Typed too late." in reply.content.decode()
    assert Answer.objects.get().text == "Tom’s, meanwhile."


def test_any_other_form_is_kept_as_well(project: Project, amina: User, client: Client) -> None:
    said = {"writer": str(amina.code), "to": "designing", "reason": "Partners agreed.", "carries_over": "", "because": "ready", "seen": "1"}
    kept = carried(client.post(project.address("move"), said))
    sign_in(client, "amina@example.org", kept)

    page = client.get("/kept/").content.decode()
    form = forms(page)[project.address("move")]
    client.post(project.address("move"), form)

    assert page.count("<textarea") == 1
    assert (Move.objects.latest("pk").to_stage, Move.objects.latest("pk").reason) == ("designing", "Partners agreed.")


@pytest.mark.parametrize(
    ("form", "name", "value"),
    [
        ("answer-not-relevant", "because", "duplicate"),
        ("measures", "value", "12"),
        ("measures", "day", "2027-03-01"),
        ("conditions-rate", "c1-helps", "carers"),
        ("signs", "note-dev-ready-1", "agreed"),
        ("decision-new", "condition_1_owner_words", "board"),
        ("invite", "job", "trustee"),
    ],
)
def test_a_single_word_or_number_is_kept_as_well(form: str, name: str, value: str, project: Project, amina: User, client: Client) -> None:
    address = project.address(form, *{"answer-not-relevant": ["mob-1"], "signs": ["mobilising"], "decision-new": ["mobilising"]}.get(form, []))
    chosen = {"seen": "3", "strength": "early", "c1-leaning": "enabling", "reading-dev-ready-1": "yes", "off_1": "money", "role": "viewer"}

    reply = client.post(address, {"writer": str(amina.code), name: value} | chosen)
    sign_in(client, "amina@example.org", carried(reply))

    page = client.get("/kept/").content.decode()
    (fields,) = forms(page).values()
    assert {name: value, **chosen}.items() <= fields.items()
    assert page.count("</textarea>") == 1


def test_two_texts_wait_side_by_side_and_one_is_thrown_away(project: Project, amina: User, client: Client) -> None:
    first = carried(send_late(client, project, amina, text="The first."))
    second = carried(client.post(project.address("move"), {"writer": str(amina.code), "reason": "The second."}))
    sign_in(client, "amina@example.org", first)
    # Already signed in, in another tab.
    assert sign_in(client, "amina@example.org", second)["Location"] == "/kept/"
    waiting = forms(client.get("/kept/").content.decode())
    assert sorted(waiting) == sorted([project.address("answer", "mob-1"), project.address("move")])

    page = client.post("/kept/", waiting[project.address("move")]).content.decode()

    assert "The first." in page
    assert "The second." not in page


def test_someone_else_who_signs_in_gets_nothing_of_it(project: Project, amina: User, owen: User, client: Client) -> None:
    kept = carried(send_late(client, project, amina))

    reply = sign_in(client, "owen@example.org", kept)

    assert reply["Location"] == "/projects/"
    assert client.get("/kept/")["Location"] == "/projects/"
    assert "kept" not in client.session
    assert sign_in(client, "owen@example.org", kept)["Location"] == "/projects/"


def test_it_goes_at_sign_out(project: Project, amina: User, client: Client) -> None:
    sign_in(client, "amina@example.org", carried(send_late(client, project, amina)))

    client.post("/accounts/logout/")
    sign_in(client, "amina@example.org", "")

    assert client.get("/kept/").status_code == 302


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example/x", "javascript:alert(1)"])
def test_no_text_is_sent_anywhere_but_here(to: str, amina: User, client: Client) -> None:
    made_up = signing.dumps({"to": to, "writer": str(amina.code), "fields": [["text", LATE]]}, salt=SALT, compress=True)

    for kept in (made_up, "nonsense", made_up[:-1] + "x", signing.dumps({"to": "/projects/"}, salt="another")):
        reply = sign_in(client, "amina@example.org", kept)

        assert reply["Location"] == "/projects/"
        client.logout()


def test_nothing_typed_and_passwords_lead_to_the_sign_in_page_as_ever(project: Project, amina: User, client: Client) -> None:
    writer = {"writer": str(amina.code)}

    replies = [
        client.post(project.address("answer", "mob-1"), writer | {"text": " ", "seen": "3", "strength": "early"}),
        client.post(project.address("answer-restore", "mob-1", 1), writer | {"seen": "3"}),
        client.post(project.address("invite"), writer | {"role": "viewer", "reading-dev-ready-1": "yes", "c1-leaning": "enabling", "off_1": "money"}),
        client.post("/accounts/password/change/", writer | {"oldpassword": PASSWORD, "password1": "Another one", "password2": "Another one"}),
        client.post(project.address("answer", "mob-1"), {"text": LATE}),
        client.get(project.address("answer", "mob-1")),
    ]

    assert [(reply.status_code, reply["Location"].partition("?")[0]) for reply in replies] == [(302, "/accounts/login/")] * 6


def test_a_text_too_long_to_carry_is_shown_to_copy(project: Project, amina: User, client: Client) -> None:
    long = "".join(chr(0x4E00 + number * 7919 % 20000) for number in range(LARGEST))

    reply = send_late(client, project, amina, text=long)

    assert reply.status_code == 401
    assert long in reply.content.decode()
    assert "readonly" in reply.content.decode()


def test_a_save_by_htmx_still_gets_no_page(project: Project, amina: User, client: Client) -> None:
    reply = client.post(project.address("answer", "mob-1"), {"text": LATE, "writer": str(amina.code)}, headers={"HX-Request": "true"})

    assert (reply.status_code, reply.content) == (401, b"")


def test_every_form_says_who_it_was_shown_to(project: Project, amina: User, client: Client) -> None:
    client.force_login(amina)

    page = client.get(project.address("move")).content.decode()

    assert page.count(f'name="writer" value="{amina.code}"') == page.count("csrfmiddlewaretoken") > 0
    assert "writer" not in Client().get("/accounts/login/").content.decode()


def test_a_form_is_not_sent_under_the_name_of_whoever_has_signed_in_since(
    project: Project, amina: User, tom: User, client_of: Callable[[User], Client]
) -> None:
    client, typed = client_of(tom), {"writer": str(amina.code), "text": LATE, "seen": "0"}

    page = client.post(project.address("answer", "mob-1"), typed)
    beside = client.post(project.address("answer", "mob-1"), typed, headers={"HX-Request": "true"})
    signed_out = client.post("/accounts/logout/", {"writer": str(amina.code)})

    assert [reply.status_code for reply in (page, beside, signed_out)] == [403, 403, 302]
    assert f"{html.escape(LATE)}</textarea>" in page.content.decode()
    for reply in (page, beside):
        assert "Somebody else has signed in here" in reply.content.decode()
    assert "<" not in beside.content.decode()
    assert Answer.objects.count() == 0


def test_a_form_that_does_not_match_the_visit_gives_its_text_to_copy_and_no_password(project: Project, amina: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(amina)

    reply = strict.post(project.address("move"), {"reason": LATE, "to": "designing", "password": "A secret one"})

    page = html.unescape(reply.content.decode())
    assert reply.status_code == 403
    assert LATE in page
    assert "A secret one" not in page
    assert "<form" not in page
    assert "csrf" not in page


@pytest.mark.parametrize(("who", "shown"), [("amina", True), ("owen", False), ("nobody", False)])
def test_a_sign_in_form_that_does_not_match_shows_its_text_to_its_writer_alone(
    who: str, shown: bool, project: Project, amina: User, owen: User, client: Client
) -> None:
    kept = carried(send_late(client, project, amina))
    strict = Client(enforce_csrf_checks=True)
    if who != "nobody":
        strict.force_login({"amina": amina, "owen": owen}[who])

    page = html.unescape(strict.post("/accounts/login/", {"login": "Amina@example.org", "password": "A secret one", "kept": kept}).content.decode())

    assert (LATE in page) is shown
    assert "A secret one" not in page
    assert "Amina@" not in page
