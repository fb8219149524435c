"""Every mail that may go out about an account, in our words and as plain text."""

import re
from pathlib import Path

import allauth
import pytest
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.template.loader import get_template

OURS = Path(settings.BASE_DIR) / "templates" / "account" / "email"
THEIRS = Path(allauth.__file__).parent / "templates" / "account" / "email"
NAMES = sorted({path.name.removesuffix("_message.txt") for folder in (OURS, THEIRS) for path in folder.glob("*_message.txt")} - {"base"})
# Mails with a code to type in are for ways of signing in that are not switched on; nothing in allauth sends "email_confirm".
SENT = [name for name in NAMES if not name.endswith("_code") and name != "email_confirm"]
SAID = {
    "email": "tom@juniper.example",
    "from_email": "tom@old.example",
    "to_email": "tom@juniper.example",
    "deleted_email": "tom@old.example",
    "user": "Tom <Reid> & O’Neil",
    "activate_url": "https://planner.example/confirm",
    "password_reset_url": "https://planner.example/reset",
    "signup_url": "https://planner.example/signup",
    "ip": "192.0.2.7",
    "user_agent": "Firefox",
}


def sentences(folder: Path) -> set[str]:
    """What allauth itself says, without the places where something is put in."""
    found: set[str] = set()
    for path in folder.glob("*.txt"):
        words = re.sub(r"{%.*?%}", "\n", path.read_text(encoding="utf-8"))
        found |= {" ".join(part.split()) for part in re.split(r"{{.*?}}|\n\n|[.!?:]\s", words)}
    return {sentence for sentence in found if len(sentence) > 25}


def test_the_mails_that_may_go_out_are_known() -> None:
    assert SENT == [
        "account_already_exists",
        "account_made",
        "email_changed",
        "email_confirmation",
        "email_confirmation_signup",
        "email_deleted",
        "password_changed",
        "password_reset",
        "password_reset_key",
        "password_set",
        "unknown_account",
    ]


@pytest.mark.parametrize("name", SENT)
def test_a_mail_is_in_our_words(name: str) -> None:
    for part in ("subject", "message"):
        assert Path(get_template(f"account/email/{name}_{part}.txt").origin.name).parent == OURS  # type: ignore[attr-defined]  # the engine's template

    made = get_adapter().render_mail(f"account/email/{name}", "tom@juniper.example", SAID)
    body = str(made.body)

    assert 10 < len(made.subject) < 60
    assert "\n" not in made.subject
    assert made.alternatives == []
    assert body.startswith("Hello\n\n")
    assert body.endswith("\n\nInnovation Journey Planner")
    assert not re.search("django-allauth|example\\.com|testserver|Thank you for using|&amp;|&lt;|{{|{%|!", body + made.subject)
    said = " ".join(f"{made.subject} {body}".split())
    assert [sentence for sentence in sentences(THEIRS) if sentence in said] == []


def test_a_mail_names_where_it_leads_and_how_long_that_works() -> None:
    for name, address in (
        ("email_confirmation_signup", "https://planner.example/confirm"),
        ("email_confirmation", "https://planner.example/confirm"),
        ("account_made", "https://planner.example/reset"),
    ):
        body = str(get_adapter().render_mail(f"account/email/{name}", "tom@juniper.example", SAID).body)

        assert f"\n\n{address}\n\n" in body
        assert "three days" in body
