"""Whether limits on tries hold with four workers behind one proxy, whatever a visitor says of where they come from. docs/evidence/limits.md.

python -m bench limits
"""

import argparse
import json
import re
import secrets
import sys
import tempfile
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bench.databases import HERE, data_dir, measure_in, open_here
from bench.evidence import keep, table, when_and_where
from bench.site import ROOT, free_port, running_gunicorn
from bench.writers import ask

WORKERS, AT_ONCE = 4, 8
PASSWORD = "a long walk round the lake"  # of people who live for minutes
COPY = {"BEHIND_PROXY": "1", "TRUSTED_PROXIES": "1", "WORKERS": str(WORKERS), "DJANGO_SETTINGS_MODULE": "bench.counted"}
ROWS = (
    ("account", "60 wrong passwords for one account, each from another place: looked at", 5),
    ("right", "then the right password: looked at", 0),
    ("place", "60 wrong passwords for 60 accounts, from one place that says it is another each time: looked at", 10),
    ("codes", "12 wrong codes after the right password, each from another place: looked at", 5),
    ("links", "60 wrong links of invitations, from one place that says it is another each time: looked at", 20),
    ("received", "12 times the same invitation, sent again by one owner: sent", 5),
    ("sent", "then 40 invitations by the same owner: sent, all together", 30),
    ("exports", "30 times the whole project as a file: given", 20),
)
"""By name: what is done, in words, and how many of it may count."""


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m bench limits")
    asked.add_argument(HERE, action="store_true", help=argparse.SUPPRESS)
    if asked.parse_args(sys.argv[2:]).here:
        print(json.dumps(measure()))
        return 0
    results = {}
    for starter in ([], [str(ROOT / "script" / "with-postgres")]):
        with tempfile.TemporaryDirectory(prefix="journey-bench-") as data:
            copy = COPY | {"DATA_DIR": data, "DATABASE_URL": "", "SECRET_KEY": secrets.token_urlsafe(64)}
            said = measure_in(copy, [*starter, sys.executable, "-m", "bench", "limits", HERE])
        results[said.pop("database")] = said
    rows = [[words, most, *(one[name] for one in results.values())] for name, words, most in ROWS]
    told = table(["", "allowed", *results], rows)
    print(told)
    keep(
        "limits",
        "Limits on tries",
        when_and_where("limits"),
        f"gunicorn with {WORKERS} workers behind one trusted proxy (`BEHIND_PROXY`, `TRUSTED_PROXIES=1`), {AT_ONCE} requests at once. A request's "
        "`X-Forwarded-For` begins with an address that the visitor made up and ends with the one that the proxy adds. Passwords that are looked at "
        "are counted in the hasher itself, the rest by what was answered.",
        told,
    )
    return int(any(one[name] > most for one in results.values() for name, _, most in ROWS) or any(one["account"] == 0 for one in results.values()))


def measure() -> dict[str, Any]:
    database = open_here()
    from django.db import connections

    from journey.models import Project, User
    from tests.second_steps import give_app

    people = [User.objects.create_user(f"person{number}@example.org", PASSWORD, name=f"Person {number}") for number in range(63)]
    for person in people:
        person.confirm_email()
    _target, stepper, owner = people[60:]
    give_app(stepper)
    project = Project.objects.start(by=owner, name="Family Circle")
    project.invite("waiting@example.org", role="viewer", by=owner)
    connections.close_all()
    port = free_port()
    with (data_dir() / "log").open("w+", encoding="utf-8") as log, running_gunicorn(port, log):
        emails = [str(one.email) for one in people]
        return {"database": database} | Visitor(port).all_of_it(emails[60], emails[:60], emails[61], emails[62], project.address())


class Visitor:
    """Somebody who tries, at once and from as many places as they please."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.stranger: dict[str, str] = {}
        ask(port, "GET", "/accounts/login/", self.stranger)

    def send(self, address: str, form: dict[str, str] | None, place: str, cookies: dict[str, str]) -> tuple[int, str, str]:
        """Ask as the proxy would pass it on: a made-up place first, then the one that it saw."""
        forged = {"X-Forwarded-For": f"203.0.113.{secrets.randbelow(250)}, {place}"}
        return ask(self.port, "GET" if form is None else "POST", address, cookies, form, also=forged)

    def count(self, times: int, send: Callable[[int], tuple[int, str, str]], counts: Callable[[tuple[int, str, str]], bool]) -> int:
        """How many of so many, sent several at once, count."""
        with ThreadPoolExecutor(AT_ONCE) as sending:
            return sum(map(counts, sending.map(send, range(times))))

    def sign_in(self, email: str, password: str = PASSWORD, place: str = "") -> dict[str, str]:
        cookies = dict(self.stranger)
        self.send("/accounts/login/", {"login": email, "password": password}, place or place_of(secrets.randbelow(60_000)), cookies)
        return cookies

    def passwords(self, *tries: tuple[str, str, str]) -> int:
        """How many of these tries (an email, a password, a place) were looked at."""
        before = looked_at()
        with ThreadPoolExecutor(AT_ONCE) as trying:
            list(trying.map(lambda one: self.sign_in(*one), tries))
        return looked_at() - before

    def codes(self, email: str, times: int) -> int:
        half_way = self.sign_in(email)
        return self.count(
            times,
            lambda number: self.send("/accounts/second-step/code/", {"code": f"{number:06}"}, place_of(number), dict(half_way)),
            lambda reply: reply[0] == 200 and "too many tries" not in reply[2],
        )

    def all_of_it(self, target: str, many: list[str], stepper: str, owner: str, project: str) -> dict[str, int]:
        found = {
            "account": self.passwords(*((target, f"wrong {number}", place_of(number)) for number in range(60))),
            "right": self.passwords((target, PASSWORD, place_of(99))),
            "place": self.passwords(*((email, "wrong", "198.51.100.7") for email in many)),
            "codes": self.codes(stepper, 12),
            "links": self.count(
                60,
                lambda _: self.send(f"/invitations/{uuid.uuid4()}/{secrets.token_hex(32)}/", None, "198.51.100.8", {}),
                lambda reply: reply[0] == 404,
            ),
        }
        cookies = self.sign_in(owner)
        invite, export = f"{project}people/invite/", f"{project}export/"
        forms = [{"email": f"guest{number}@example.org", "role": "viewer"} for number in range(40)]
        found["exports"] = self.count(30, lambda number: self.send(export, {}, place_of(number), dict(cookies)), lambda reply: reply[0] == 200)
        _, _, people = self.send(f"{project}people/", None, place_of(1), dict(cookies))
        again = re.findall(r'action="([^"]+/send/)"', people)[0]
        found["received"] = self.count(12, lambda number: self.send(again, {}, place_of(number), dict(cookies)), is_done) and mails_to("waiting@")
        found["sent"] = self.count(40, lambda number: self.send(invite, forms[number], place_of(number), dict(cookies)), is_done) + found["received"]
        return found


def is_done(reply: tuple[int, str, str]) -> bool:
    return reply[0] == 302


def place_of(number: int) -> str:
    """An address of somebody, another one for each number."""
    return f"10.{number // 250}.{number % 250}.1"


def looked_at() -> int:
    """How many passwords the hasher has looked at."""
    file = data_dir() / "looked-at"
    return len(file.read_text(encoding="utf-8").splitlines()) if file.exists() else 0


def mails_to(whom: str) -> int:
    """How many mails were printed, as a copy without a mail server does."""
    return (data_dir() / "log").read_text(encoding="utf-8").count(f"To: {whom}")
