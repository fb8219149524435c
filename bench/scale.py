"""What a page costs at 100, 1,000 and 10,000 projects: docs/evidence/speed-scale.md.

python -m bench scale [--sizes 100,1000,10000] [--folder /tmp] [--rounds 7]

Someone is in 25 of the projects; all others are other people's. At 10,000 there are 580,000 answers and 1,740,000 versions, some 6 GB, put under
the folder and deleted at the end.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from bench.databases import HERE, measure_in
from bench.evidence import keep, when_and_where
from bench.ratios import Ratio, keep_numbers, of_rounds, ratios_table, seconds
from bench.site import ROOT

MINE = 25
BYTES_EACH = 700_000
"""Of disk for each project, generously."""
MOST = 1.3


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m bench scale")
    asked.add_argument("--sizes", default="100,1000,10000")
    asked.add_argument("--folder", default=tempfile.gettempdir())
    asked.add_argument("--rounds", type=int, default=7)
    asked.add_argument("--times", type=int, default=3)
    asked.add_argument("--postgresql", action="store_true")
    asked.add_argument(HERE, action="store_true", help=argparse.SUPPRESS)
    options = asked.parse_args(sys.argv[2:])
    sizes = [int(size) for size in options.sizes.split(",")]
    if options.here:
        print(json.dumps(measure(sizes, options.rounds, options.times)))
        return 0
    needed = sum(sizes) * BYTES_EACH
    if shutil.disk_usage(options.folder).free < needed * 2:
        print(f"this wants {needed * 2 / 1024**3:.0f} GB free in {options.folder}")
        return 2
    with tempfile.TemporaryDirectory(prefix="journey-scale-", dir=options.folder) as folder:
        starter = [str(ROOT / "script" / "with-postgres")] if options.postgresql else []
        command = [*starter, sys.executable, "-m", "bench", "scale", HERE, "--sizes", options.sizes]
        command += ["--rounds", str(options.rounds), "--times", str(options.times)]
        known = {"DATA_DIR": folder} if options.postgresql else {"DATA_DIR": folder, "DATABASE_URL": ""}
        found = measure_in(known | {"DJANGO_SETTINGS_MODULE": "bench.settings"}, command)
    return tell(found, sizes, "speed-scale-postgresql" if options.postgresql else "speed-scale")


def measure(sizes: list[int], rounds: int, times: int) -> dict[str, Any]:
    """Fill a database for each size, then ask each for the same pages in turn."""
    import django

    django.setup()
    filled = {size: fill(size) for size in sizes}
    taken: dict[str, dict[int, list[float]]] = {}
    for number in range(rounds):
        for size in sizes if number % 2 else sizes[::-1]:
            open_database(size)
            for name, ask in asks(filled[size]["project"]).items():
                ask()
                milliseconds = seconds(ask, time.process_time, times) / times * 1000
                taken.setdefault(name, {size: [] for size in sizes})[size].append(milliseconds)
    ratios = [
        asdict(of_rounds(f"{name}, {size:,} projects", by_size[sizes[0]], by_size[size], at_most=MOST))
        for name, by_size in taken.items()
        for size in sizes[1:]
    ]
    return {"ratios": ratios, "filled": [{"projects": size, **filled[size]} for size in sizes], "rounds": rounds}


def fill(size: int) -> dict[str, Any]:
    from bench.full import make_full
    from bench.many import add_copies
    from journey.models import Answer, AnswerVersion, User

    begun = time.monotonic()
    make_database(size)
    me = User.objects.create_user("me@example.org", "a boat with a blue sail", name="Me")
    other = User.objects.create_user("other@example.org", "a boat with a blue sail", name="Other")
    full = make_full(me)
    for made in add_copies(full, size - 1, mine=MINE - 1, me=me, other=other):
        if made % 1000 == 0:
            print(f"{made} of {size} projects after {time.monotonic() - begun:.0f} s", file=sys.stderr)
    settle()
    return {
        "project": str(full.pk),
        "answers": Answer.objects.count(),
        "versions": AnswerVersion.objects.count(),
        "MB": database_bytes(size) / 1024**2,
        "seconds": round(time.monotonic() - begun),
    }


def asks(ident: str) -> dict[str, Any]:
    """What is asked of the database that is open, by name; nothing that was kept from before is shown."""
    from bench.inside import Inside
    from bench.pages import Save
    from journey.models import Project, User
    from journey.project_file.write import write
    from journey.shown import TEXTS

    me = User.objects.get(email="me@example.org")
    browser, project = Inside(me), Project.objects.visible_to(me).get(pk=ident)

    def afresh(address: str) -> None:
        TEXTS.clear()
        if browser.get(address).status != 200:
            raise RuntimeError(address)

    pages = {
        "home, 25 of them mine": "/projects/",
        "project": project.address(),
        "stage": project.address("stage", "mobilising"),
        "journey": project.address("journey"),
        "plan": project.address("plan"),
        "log": project.address("log"),
        "search in mine": "/search/?q=settled+school",
    }
    return {
        **{name: partial(afresh, address) for name, address in pages.items()},
        "save": Save(browser, project).once,
        "export": lambda: write(project).as_json(),
    }


def make_database(size: int) -> None:
    from django.core.management import call_command
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE projects_{size} TEMPLATE template0")
    open_database(size)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)


def open_database(size: int) -> None:
    """From here on the database is that of so many projects."""
    from django.db import connection

    connection.close()
    name = Path(os.environ["DATA_DIR"]) / f"projects_{size}.sqlite3" if connection.vendor == "sqlite" else f"projects_{size}"
    connection.settings_dict["NAME"] = name


def settle() -> None:
    """What a database does by itself before long: the log of writes goes into the file, PostgreSQL learns what is in its tables."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def database_bytes(size: int) -> int:
    from django.db import connection

    if connection.vendor == "sqlite":
        return sum(file.stat().st_size for file in Path(os.environ["DATA_DIR"]).glob(f"projects_{size}.sqlite3*"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def tell(found: dict[str, Any], sizes: list[int], name: str) -> int:
    ratios = [Ratio(**one) for one in found["ratios"]]
    told = ratios_table(f"{sizes[0]:,} projects", ratios)
    print(told)
    filled = "; ".join(
        f"{one['projects']:,} projects: {one['answers']:,} answers, {one['versions']:,} versions, {one['MB']:,.0f} MB, filled in {one['seconds']} s"
        for one in found["filled"]
    )
    keep(
        name,
        "What a page costs as the number of projects grows",
        when_and_where("scale"),
        f"{filled}. The same project is asked for in each database in turn, and no part of a page is kept from before. Processor time in process, "
        f"medians of {found['rounds']} rounds; the ratio is of each round by itself. Wanted: at most {MOST} times the cost at {sizes[0]:,} projects.",
        told,
        "Read the ratios, not the milliseconds: the machine did other work meanwhile.",
    )
    keep_numbers(name, ratios, filled=found["filled"])
    return int(not all(one.is_reached for one in ratios))
