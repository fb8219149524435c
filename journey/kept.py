"""Texts that were sent after the session had ended: carried by the sign-in form, given back to whoever typed them.

Nothing of them is stored here before someone has signed in. Until then they travel in a hidden field, compressed and signed, so that nobody can
make up texts or an address for somebody else.
"""

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.core import signing
from django.http import HttpRequest, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

if TYPE_CHECKING:
    from journey.models import User

SALT = "journey.kept"
AGE = 12 * 60 * 60
"""Seconds for which a sign-in form gives its text back."""
LARGEST = 400_000
"""Characters of a packed text. A longer one is shown to be copied; our longest form holds a twentieth."""
CARRIED, ASIDE = "kept_carried", "kept_aside"
MOST = 5
"""Texts that wait for one person; one more drops the oldest."""
OURS = {"csrfmiddlewaretoken", "writer", "kept", "once"}
"""What forms hold for the site itself."""
NOT_TYPED = {"rows", "seen", "theirs", "do", "tell", "member", "back", "shown", "then", "more", "preview", "preparation", "reading", "session"}
NOT_TYPED |= {"afterwards", "agreed", "as", "asks_sign_off", "direction", "evidence", "impact", "kind", "likelihood", "option", "organisation"}
NOT_TYPED |= {"owner", "part", "person", "place", "review_every", "role", "stage", "state", "status", "strength", "sure", "to", "to_stage", "type"}
NOT_TYPED |= {"code", "credential", "reader_rows", "party_rows", "condition_rows"}
"""What forms hold or let choose."""
CHOSEN = re.compile(r"(?:off_|reading-|seen-).*|.*-(?:influence|leaning|trend|seen)")
"""The same, by how such names begin or end."""
TYPED = {"text", "note", "reason", "carries_over", "name", "outcome", "organisations"}
TYPED |= {"group", "asked", "changed", "told", "what", "unit", "source", "limits", "passage"}
"""Boxes whose words are shown even if a key could look the same."""
KEY = re.compile(r"[a-z0-9]*([-_:.][a-z0-9]+)*")
"""Versions, keys, days and ids: what a form holds that nobody typed."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What one form was sent with, where to, and by whom (their code). Fields stand in the order of the form."""

    to: str
    writer: str
    fields: tuple[tuple[str, str], ...]

    @property
    def texts(self) -> list[str]:
        return [value for _name, value, is_typed in self.boxes if is_typed]

    @property
    def boxes(self) -> list[tuple[str, str, bool]]:
        """Name, value, and whether someone typed it, as far as one can tell. Where nothing looks typed, a single word or a number may have been."""
        looks = is_text if any(is_text(*field) for field in self.fields) else may_be_text
        return [(name, value, looks(name, value)) for name, value in self.fields]


def is_text(name: str, value: str) -> bool:
    return may_be_text(name, value) and (name in TYPED or not KEY.fullmatch(value))


def may_be_text(name: str, value: str) -> bool:
    return bool(value.strip()) and name not in NOT_TYPED and not CHOSEN.fullmatch(name)


def texts(sent: QueryDict) -> list[str]:
    """All that a form was sent with that someone typed, for them to copy. Never a password."""
    return Kept("", "", tuple(fields(sent))).texts


def fields(sent: QueryDict) -> list[tuple[str, str]]:
    return [(name, value) for name in sent if name not in OURS and "password" not in name for value in sent.getlist(name)]


def sent_too_late(request: HttpRequest) -> Kept | None:
    """What is worth keeping of a form that was sent signed out; a form with a password is never kept."""
    writer = request.POST.get("writer", "")
    if not writer or any("password" in name for name in request.POST):
        return None
    kept = Kept(request.get_full_path(), writer, tuple(fields(request.POST)))
    return kept if kept.texts else None


def pack(kept: Kept) -> str:
    """For a hidden field, and "" if it would be too long for one."""
    packed = signing.dumps(asdict(kept), salt=SALT, compress=True)
    return packed if len(packed) <= LARGEST else ""


def unpack(packed: str, user: "User") -> Kept | None:
    """The text in a hidden field, if it was packed here, not long ago, from what this person had typed."""
    try:
        said: dict[str, Any] = signing.loads(packed, salt=SALT, max_age=AGE)
    except signing.BadSignature:
        return None
    kept = read(said)
    return kept if kept.writer == str(user.code) and url_has_allowed_host_and_scheme(kept.to, allowed_hosts=None) else None


def read(said: dict[str, Any]) -> Kept:
    return Kept(said["to"], said["writer"], tuple((name, value) for name, value in said["fields"]))


def carry(request: HttpRequest) -> None:
    """Between the steps of a sign-in the packed text travels in the session: the next step's form does not have it."""
    packed = request.POST.get("kept", "")
    if packed and not request.user.is_authenticated and len(packed) <= LARGEST:
        request.session[CARRIED] = packed


def take(request: HttpRequest, user: "User") -> bool:
    """Put the text that came with a sign-in into the session, if it is this person's. Whoever else signs in: it is dropped."""
    kept = unpack(request.POST.get("kept") or request.session.pop(CARRIED, ""), user)
    if kept is None:
        return False
    wait(request, kept)
    return True


def set_aside(request: HttpRequest, user: "User") -> dict[str, Any]:
    """What waits in a session that ends, for the same person's next session in this browser. Nobody reads it before they have signed in."""
    waiting = request.session.get("kept")
    return {ASIDE: {"writer": str(user.code), "kept": waiting}} if waiting else {}


def take_up(request: HttpRequest, user: "User") -> bool:
    """Whether something that was set aside waits for this person again. Whoever else signs in: it is dropped."""
    aside = request.session.pop(ASIDE, None)
    if not aside or aside["writer"] != str(user.code):
        return False
    request.session["kept"] = {**aside["kept"], **request.session.get("kept", {})}
    return True


def keep(request: HttpRequest) -> str:
    """Put what someone signed in has sent into the session, until they may send it; its name there. "" if they typed nothing."""
    kept = sent_now(request)
    return wait(request, kept) if kept.texts and len(str(kept.fields)) <= LARGEST else ""


def sent_now(request: HttpRequest) -> Kept:
    return Kept(request.get_full_path(), request.POST.get("writer", ""), tuple(fields(request.POST)))


def wait(request: HttpRequest, kept: Kept) -> str:
    name = uuid4().hex
    waiting = {**request.session.get("kept", {}), name: asdict(kept)}
    request.session["kept"] = dict(list(waiting.items())[-MOST:])
    return name


def waiting(request: HttpRequest) -> dict[str, Kept]:
    """The texts that wait for whoever is signed in, by their names in the session, in the order they came."""
    return {name: read(said) for name, said in request.session.get("kept", {}).items()}


def drop(request: HttpRequest, name: str) -> None:
    left = request.session.get("kept", {})
    if left.pop(name, None) is not None:
        request.session["kept"] = left
