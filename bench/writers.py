"""People who write answers all at once, each signed in, through the real addresses; and what they were told of each text.

Nothing here knows Django or the database: a writer sees what a browser without JavaScript sees.
"""

import html
import http.client
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http.cookies import SimpleCookie
from random import Random
from typing import Literal
from urllib.parse import urlencode

Told = Literal["saved", "refused", "unanswered", "other"]
MARK = re.compile(r"\bw\d+n\d+x\b")
"""What each text begins with, once in the world: writer and number."""
SEEN = re.compile(r'name="seen" value="(\d+)"')
REST = (
    ' The team met two care leavers & a foster carer\'s group; "ask us sooner", they said. What we count as settled (fewer than two moves in a '
    "year) is not what they count. We tried a weekly call with nine young people: six found it worth keeping, two did not pick up, one asked for a "
    "text instead. Next we agree with the school who rings whom, and what happens when nobody answers. The virtual school has offered a room on "
    "Thursdays; the money lasts until March, so the panel needs to hear by January what we would stop doing."
)


@dataclass(frozen=True)
class Said:
    """One text that was sent, and what came back. `shown` are the marks of other texts on a page that refused it."""

    key: str
    text: str
    seen: int
    told: Told
    seconds: float
    detail: str = ""
    own_shown: bool = False
    shown: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        return mark_of(self.text)


def mark_of(text: str) -> str:
    """The mark that a writer's text begins with, "" where it has none."""
    found = MARK.match(text)
    return found.group() if found else ""


class Unanswered(Exception):
    """The server went away before it answered."""


class Writer:
    """Someone with a browser, signed in."""

    def __init__(self, port: int, number: int, project: str, cookies: dict[str, str]) -> None:
        self.port, self.number, self.project, self.cookies = port, number, project, cookies
        self.random = Random(number)  # noqa: S311  # which answer is next is no secret
        self.sent = 0

    def write(self, keys: "Iterable[str]", going: "Callable[[], bool]") -> list[Said]:
        """Open an answer, write, save, take the next, for as long as it goes."""
        keys, told = list(keys), []
        while going():
            key = self.random.choice(keys)
            try:
                seen = self.open(key)
            except Unanswered:
                break
            told.append(self.save(key, seen))
            if told[-1].told == "unanswered":
                break
        return told

    def open(self, key: str) -> int:
        """The version that the page of an answer shows."""
        status, _, page = ask(self.port, "GET", self.address(key), self.cookies)
        found = SEEN.search(page)
        if status != 200 or not found:
            raise RuntimeError(f"the page of an answer came with {status} and without its version")
        return int(found.group(1))

    def save(self, key: str, seen: int) -> Said:
        self.sent += 1
        text = f"w{self.number}n{self.sent}x{REST}"
        begun = time.monotonic()
        try:
            status, location, page = ask(self.port, "POST", self.address(key), self.cookies, {"text": text, "seen": str(seen)})
        except Unanswered:
            return Said(key, text, seen, "unanswered", time.monotonic() - begun)
        taken = time.monotonic() - begun
        if status == 302 and location.endswith(f"#{key}"):
            return Said(key, text, seen, "saved", taken)
        if status == 409:
            page = html.unescape(page)
            marks = {match.group() for match in MARK.finditer(page) if page.startswith(match.group() + REST, match.start())}
            return Said(key, text, seen, "refused", taken, own_shown=mark_of(text) in marks, shown=tuple(sorted(marks - {mark_of(text)})))
        return Said(key, text, seen, "other", taken, detail=f"{status} {location} {'locked' if 'database is locked' in page else ''}".strip())

    def address(self, key: str) -> str:
        return f"/projects/{self.project}/answers/{key}/"


def sign_in(port: int, email: str, password: str) -> dict[str, str]:
    """The cookies of a browser in which someone has just signed in, by the sign-in page."""
    cookies: dict[str, str] = {}
    ask(port, "GET", "/accounts/login/", cookies)
    status, location, _ = ask(port, "POST", "/accounts/login/", cookies, {"login": email, "password": password})
    if status != 302 or "sessionid" not in cookies:
        raise RuntimeError(f"signing in came with {status} {location}")
    return cookies


def ask(
    port: int, method: str, address: str, cookies: dict[str, str], form: dict[str, str] | None = None, *, also: dict[str, str] | None = None
) -> tuple[int, str, str]:
    """Status, place to go to and page. Cookies that are set are added to `cookies`; `also` are more headers. Raises Unanswered."""
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} | (also or {})
    body = None
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        token = next(value for name, value in cookies.items() if name.endswith("csrftoken"))
        body = urlencode(form | {"csrfmiddlewaretoken": token})
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        line.request(method, address, body, headers)
        reply = line.getresponse()
        page = reply.read().decode(errors="replace")  # a file is no text
    except (OSError, http.client.HTTPException) as problem:
        raise Unanswered from problem
    finally:
        line.close()
    for header in reply.headers.get_all("Set-Cookie", []):
        cookies |= {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    return reply.status, reply.headers.get("Location", ""), page
