"""Can a stranger tell an email with an account from one without, or an invitation that exists from one that does not? docs/evidence/enumeration.md.

Pairs of requests, one known and one unknown: held against each other are the answers, and how long they took.

python -m bench enumeration [--pairs 60]
"""

import argparse
import json
import secrets
import statistics
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from bench.databases import HERE, data_dir, measure_in, open_here
from bench.evidence import keep, table, when_and_where
from bench.site import free_port, running_gunicorn
from bench.writers import ask

if TYPE_CHECKING:
    from journey.models import User

HOST = "planner.example.org"
PRODUCTION = {"HTTPS": "1", "BEHIND_PROXY": "1", "ALLOWED_HOSTS": HOST, "MAIL_HOST": ""}
PASSWORD, WRONG = "a long walk round the lake", "a short walk up the hill"
FURTHEST = 0.15
"""How far apart the two medians may be."""
WARM = 6
"""Pairs before the first that counts, so that both workers have loaded everything."""
QUICK = 8
"""How many times as many pairs go to a page that hashes no password and takes milliseconds."""
type Sent = tuple[str, dict[str, str] | None]
"""An address and, where it is a form, what is filled in."""
HASHES = ("sign-in, wrong password", "sign-up")
EMAIL_FORMS: dict[str, Callable[[str], Sent]] = {
    "sign-in, wrong password": lambda email: ("/accounts/login/", {"login": email, "password": WRONG}),
    "forgotten password": lambda email: ("/accounts/password/reset/", {"email": email}),
    "sign-up": lambda email: ("/accounts/signup/", {"name": "A Stranger", "email": email, "password1": WRONG}),
}


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m bench enumeration")
    asked.add_argument("--pairs", type=int, default=60)
    asked.add_argument(HERE, action="store_true", help=argparse.SUPPRESS)
    options = asked.parse_args(sys.argv[2:])
    if options.here:
        print(json.dumps(measure(options.pairs)))
        return 0
    with tempfile.TemporaryDirectory(prefix="journey-bench-") as data:
        copy = PRODUCTION | {"DATA_DIR": data, "DATABASE_URL": "", "SECRET_KEY": secrets.token_urlsafe(64)}
        result = measure_in(copy, [sys.executable, "-m", "bench", "enumeration", HERE, "--pairs", str(options.pairs)])
    return tell(result, options.pairs)


def measure(pairs: int) -> dict[str, Any]:
    """Ask a copy on SQLite that has the settings an operator would give it. By page: what was seen of each kind, and in how many seconds."""
    database = open_here()
    from django.db import connections

    count = pairs + WARM
    known = {page: [email_of("known") for _ in range(count if page in HASHES else count * QUICK)] for page in EMAIL_FORMS}
    people = make_people([email for emails in known.values() for email in emails])
    invitations = make_invitations(people[0], count * QUICK)
    connections.close_all()
    port, pages = free_port(), {}
    with (data_dir() / "log").open("w+", encoding="utf-8") as log:
        with running_gunicorn(port, log):
            stranger = Stranger(port)
            for page, form in EMAIL_FORMS.items():
                pages[page] = stranger.ask_in_pairs([(form(email), form(email_of("other"))) for email in known[page]])
            links = [(f"/invitations/{one}/{secrets.token_hex(32)}/", f"/invitations/{uuid.uuid4()}/{secrets.token_hex(32)}/") for one in invitations]
            pages["invitation, wrong key"] = stranger.ask_in_pairs([((one, None), (other, None)) for one, other in links])
        log.seek(0)
        mails = Counter(line.removeprefix("To: ")[:5] for line in log.read().splitlines() if line.startswith("To: "))
    return {"database": database, "mails": [mails["known"], mails["other"]], "pages": pages}


def email_of(kind: str) -> str:
    """A new address; those of both kinds are equally long."""
    return f"{kind}-{secrets.token_hex(6)}@example.org"


def make_people(emails: list[str]) -> "list[User]":
    """Accounts whose emails are confirmed. They share one hash, since making it is what takes long."""
    from allauth.account.models import EmailAddress
    from django.contrib.auth.hashers import make_password

    from journey.models import User

    password = make_password(PASSWORD)
    people = User.objects.bulk_create([User(email=email, name="Someone", password=password) for email in emails])
    EmailAddress.objects.bulk_create([EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in people])
    return people


def make_invitations(by: "User", count: int) -> list[str]:
    from journey.models import Project

    project = Project.objects.start(by=by, name="Family Circle")
    return [str(project.invite(email_of("guest"), role="editor", by=by).pk) for _ in range(count)]


class Stranger:
    """Someone at an address of their own for every request, so that no limit on tries is met: what a patient person with many machines sees."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        ask(port, "GET", "/accounts/login/", self.cookies, also=self.headers())

    def headers(self) -> dict[str, str]:
        """Those of the operator's proxy."""
        here = ".".join(str(part) for part in (10, *secrets.token_bytes(3)))
        return {"Host": HOST, "Referer": f"https://{HOST}/", "X-Forwarded-Proto": "https", "X-Forwarded-For": here}

    def ask_in_pairs(self, pairs: list[tuple[Sent, Sent]]) -> list[dict[str, Any]]:
        """What was seen of the first and the second of each pair, and in how many seconds, without the first few pairs."""
        sides: list[dict[str, Any]] = [{"seconds": [], "seen": Counter()} for _ in range(2)]
        for number, pair in enumerate(pairs):
            # A B, B A: neither is always the second.
            for side, sent in list(zip(sides, pair, strict=True))[:: -1 if number % 2 else 1]:
                seconds, seen = self.ask(*sent)
                if number >= WARM:
                    side["seconds"].append(seconds)
                    side["seen"][seen] += 1
        return sides

    def ask(self, address: str, form: dict[str, str] | None) -> tuple[float, str]:
        """Seconds from the first byte sent to the last one read, and all that could tell one kind from the other."""
        cookies = {name: value for name, value in self.cookies.items() if name.endswith("csrftoken")}
        begun = time.perf_counter()
        status, location, page = ask(self.port, "GET" if form is None else "POST", address, cookies, form, also=self.headers())
        seconds = time.perf_counter() - begun
        seen = f"{status}, {len(page)} characters, cookies: {' '.join(sorted(cookies))}"
        if location:
            after, _, page = ask(self.port, "GET", location, cookies, also=self.headers())
            seen += f"; then {location}: {after}, {len(page)} characters"
        return seconds, seen


def tell(result: dict[str, Any], pairs: int) -> int:
    rows, apart = [], []
    for page, (known, unknown) in result["pages"].items():
        medians = [statistics.median(side["seconds"]) for side in (known, unknown)]
        ratio = medians[0] / medians[1]
        same = known["seen"].keys() == unknown["seen"].keys() and len(known["seen"]) == 1
        spreads = [f"{min(side['seconds']) / medians[1]:.2f} to {max(side['seconds']) / medians[1]:.2f}" for side in (known, unknown)]
        rows.append([page, len(known["seconds"]), f"**{ratio:.3f}**", *spreads, "the same" if same else "**different**"])
        if not same or abs(ratio - 1) > FURTHEST:
            apart.append(page)
    told = table(["page", "pairs", "known / unknown, medians", "known, least to most", "unknown, least to most", "what is seen"], rows)
    print(told)
    for page, sides in result["pages"].items():
        for kind, side in zip(("known", "unknown"), sides, strict=True):
            print(f"{page}, {kind}:", *(f"{count} x {seen}" for seen, count in side["seen"].items()), sep="\n    ")
    print("mails to known and to unknown addresses:", *result["mails"])
    keep(
        "enumeration",
        "What a stranger can find out by trying",
        when_and_where(f"enumeration --pairs {pairs}"),
        f"A copy on {result['database']} as an operator sets it up (`HTTPS`, `BEHIND_PROXY`, `ALLOWED_HOSTS`, the product's own password hashing), "
        "gunicorn with two workers, over loopback. Requests go in pairs: an email that has an account and one that has "
        "not, an invitation that exists and one that does not. Every request comes from an address of its own and asks about an email or invitation "
        f"of its own, so that no limit on tries helps. Wanted: medians within {FURTHEST:.0%} of each other, and the same to see.",
        told,
        "Least and most are told in medians of the unknown. What is seen is the status, the length of the page (emails of both kinds are equally "
        "long), the names of the cookies, where a redirect leads, and the status and length of the page there. Mail is printed and not sent in this "
        f"copy: {result['mails'][0]} went to known addresses and {result['mails'][1]} to unknown ones, so a mail server adds its time to both.",
    )
    return int(bool(apart) or result["mails"][0] != result["mails"][1])
