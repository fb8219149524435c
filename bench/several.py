"""Two servers, each with a folder of its own, behind one PostgreSQL: whether people notice that there are two. docs/evidence/several.md.

python -m bench several [--seconds 30]
"""

import argparse
import html
import json
import re
import secrets
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any

from bench.databases import HERE, data_dir, measure_on, open_here
from bench.evidence import keep, table, when_and_where
from bench.site import ROOT, free_port, running_gunicorn, running_redis
from bench.writers import Said, Writer, ask, sign_in

WRITERS, ANSWERS, TRIES = 4, 6, 12
ALLOWED = 5
"""Wrong passwords for one account in five minutes."""
HIDDEN = re.compile(r'name="(kept|writer)" value="([^"]+)"')
ROWS = (
    ("known", "pages of someone signed in at the one, asked of the other"),
    ("clash", "clash between the two: own text and the other's shown"),
    ("given back", "text sent signed out to the one, given back by the other"),
    ("tries", f"wrong passwords looked at, of {TRIES} in turn (allowed: {ALLOWED})"),
    ("tries with Redis", "the same of another account, where both count in Redis"),
    ("saved", "saves acknowledged, by people who change the server with each"),
    ("refused", "refused because someone had saved meanwhile (409)"),
    ("else", "any other answer"),
)


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m bench several")
    asked.add_argument("--seconds", type=int, default=30)
    asked.add_argument(HERE, action="store_true", help=argparse.SUPPRESS)
    options = asked.parse_args(sys.argv[2:])
    if options.here:
        print(json.dumps(measure(options.seconds)))
        return 0
    return tell(*measure_on([str(ROOT / "script" / "with-postgres")], "several", "--seconds", str(options.seconds)), options.seconds)


def measure(seconds: int) -> dict[str, Any]:
    """Ask two servers in turn, as a proxy would, for all that has to hold between requests."""
    database = open_here()
    from django.db import connections

    from bench import kept

    people = kept.make_people(WRITERS + 2)
    project, other = kept.make_project(people), kept.make_project(people)
    keys = kept.question_keys(project, ANSWERS)
    connections.close_all()
    secret = secrets.token_urlsafe(64)
    with two_servers(SECRET_KEY=secret) as ports:
        cookies = [sign_in(ports[number % 2], str(person.email), kept.PASSWORD) for number, person in enumerate(people)]
        found: dict[str, Any] = {
            "database": database,
            "known": sum(ask(port, "GET", f"/projects/{other.pk}/", cookies[0])[0] == 200 for port in ports),
            "clash": clash_is_shown(ports, cookies[0], cookies[1], str(other.pk), keys[0]),
            "given back": text_is_given_back(ports, cookies[2], str(other.pk), keys[1], str(people[2].email), kept.PASSWORD),
        }
        until = time.monotonic() + seconds
        with ThreadPoolExecutor(WRITERS) as writing:
            writers = [Writer(ports[0], number, str(project.pk), own) for number, own in enumerate(cookies[:WRITERS], 1)]
            parts = [writing.submit(save_in_turn, writer, ports, keys, until) for writer in writers]
            told = [one for part in parts for one in part.result()]
        found["tries"] = tries_looked_at(ports, str(people[-1].email))
    with running_redis(data_dir()) as redis, two_servers(SECRET_KEY=secret, REDIS_URL=redis) as ports:
        found["tries with Redis"] = tries_looked_at(ports, str(people[-2].email))
    outcomes = Counter(one.told for one in told)
    faults = kept.faults(project, told)
    return found | {
        "saved": outcomes["saved"],
        "refused": outcomes["refused"],
        "else": outcomes["other"] + outcomes["unanswered"],
        "faults": {name: faults[name] for name in kept.FAULTS},
    }


@contextmanager
def two_servers(**known: str) -> Iterator[list[int]]:
    """The ports of two servers, each with a folder of its own. `known` is what they share besides the database."""
    with ExitStack() as running, (data_dir() / "log").open("a", encoding="utf-8") as log:
        ports = [free_port(), free_port()]
        for port in ports:
            own = data_dir() / str(port)
            own.mkdir()
            (own / "static").symlink_to(data_dir() / "static")
            running.enter_context(running_gunicorn(port, log, DATA_DIR=str(own), **known))
        yield ports


def clash_is_shown(ports: list[int], one: dict[str, str], another: dict[str, str], project: str, key: str) -> int:
    """1 if someone who saves at one server over what another saved at the other is refused, with both texts."""
    first, second = Writer(ports[0], 7, project, one), Writer(ports[1], 8, project, another)
    seen = first.open(key), second.open(key)
    saved, refused = first.save(key, seen[0]), second.save(key, seen[1])
    return int((saved.told, refused.told, refused.own_shown) == ("saved", "refused", True) and saved.mark in refused.shown)


def text_is_given_back(ports: list[int], cookies: dict[str, str], project: str, key: str, email: str, password: str) -> int:
    """1 if a text that was sent to one server after the session had ended comes back after signing in at the other."""
    address, text = f"/projects/{project}/answers/{key}/", "What the team heard on Thursday."
    _, _, page = ask(ports[0], "GET", address, cookies)
    stranger = {name: value for name, value in cookies.items() if name.endswith("csrftoken")}
    status, _, page = ask(ports[0], "POST", address, stranger, {"text": text, "seen": "0", "writer": dict(HIDDEN.findall(page))["writer"]})
    packed = html.unescape(dict(HIDDEN.findall(page)).get("kept", ""))
    _, where, _ = ask(ports[1], "POST", "/accounts/login/", stranger, {"login": email, "password": password, "kept": packed})
    _, _, page = ask(ports[0], "GET", where or "/", stranger)
    return int(status == 401 and text in html.unescape(page))


def save_in_turn(writer: Writer, ports: list[int], keys: list[str], until: float) -> list[Said]:
    """Each page and each save goes to the other server than the one before."""
    told = []
    while time.monotonic() < until:
        key = writer.random.choice(keys)
        writer.port = ports[writer.sent % 2]
        seen = writer.open(key)
        writer.port = ports[(writer.sent + 1) % 2]
        told.append(writer.save(key, seen))
    return told


def tries_looked_at(ports: list[int], email: str) -> int:
    """How many of some wrong passwords, given to the servers in turn, were looked at before the account was held for a while."""
    looked_at = 0
    for number in range(TRIES):
        port, cookies = ports[number % 2], dict[str, str]()
        ask(port, "GET", "/accounts/login/", cookies)
        _, _, page = ask(port, "POST", "/accounts/login/", cookies, {"login": email, "password": f"a wrong one, {number}"})
        looked_at += "The email or the password is not right" in page
    return looked_at


def tell(database: str, found: dict[str, Any], seconds: int) -> int:
    rows: list[list[object]] = [[words, found[name]] for name, words in ROWS]
    rows += [[name, count] for name, count in found["faults"].items()]
    told = table(["", database], rows)
    print(told)
    keep(
        "several",
        "Two servers behind one PostgreSQL",
        when_and_where(f"several --seconds {seconds}"),
        f"Two servers with two workers each, on two ports, with a folder of their own each and the same `SECRET_KEY`. {WRITERS} people save the same "
        f"{ANSWERS} answers as fast as they can, and go to the other server with each page and each save; every version is held against what they "
        "were told. Where something held once, it says 1; of pages 2, one of each server.",
        told,
    )
    return int(not is_well(found))


def is_well(found: dict[str, Any]) -> bool:
    holds = (found["known"], found["clash"], found["given back"]) == (2, 1, 1)
    held_off = all(0 < found[name] <= ALLOWED for name in ("tries", "tries with Redis"))
    return bool(holds and held_off and found["saved"] and not found["else"] and not any(found["faults"].values()))
