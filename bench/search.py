"""What a search in my 25 projects costs when there are 100, 1,000 and 10,000 projects in all. Kept in docs/evidence/search.md.

Made-up answers, 20 for each project, go into a database that is thrown away afterwards: SQLite, then PostgreSQL.
"""

import json
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bench.site import ROOT

if TYPE_CHECKING:
    from journey.models import Project, User

EVIDENCE = ROOT / "docs" / "evidence" / "search.md"
SIZES = (100, 1_000, 10_000)
MINE, ANSWERS, WORDS = 25, 20, 60
ROUNDS = 31
AT_ONCE, AT_MOST = 100, 51
"""Projects put in by one transaction, and hits that a page asks for."""
MOST_RATIO = 2.0
MOST_BYTES = 2 * 1024**3
FREE_BYTES = 3 * MOST_BYTES
VOCABULARY = 3_000
"""Made-up words, the n-th of which comes 1/n as often as the first, roughly as in any language."""

type Row = dict[str, float]


def main() -> int:
    if "--measure" in sys.argv:
        return measure(Path(os.environ["DATA_DIR"]))
    if shutil.disk_usage(tempfile.gettempdir()).free < FREE_BYTES:
        print(f"this wants {FREE_BYTES // 1024**3} GB free in {tempfile.gettempdir()}")
        return 2
    told = {"SQLite": run([]), "PostgreSQL": run([str(ROOT / "script" / "with-postgres")])}
    worst = max(rows[str(SIZES[-1])][what] / rows[str(SIZES[0])][what] for rows in told.values() for what in rows[str(SIZES[0])] if "ms" in what)
    text = page(told, worst)
    print(text)
    EVIDENCE.write_text(text, encoding="utf-8")
    return int(worst > MOST_RATIO)


def run(before: list[str]) -> dict[str, Row]:
    """Measure in a process of its own, started by way of `before`. By the number of projects, what was measured."""
    with tempfile.TemporaryDirectory(prefix="journey-search-") as folder:
        known = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {"DATA_DIR": folder, "SECRET_KEY": "for this alone"}
        command = [*before, sys.executable, "-m", "bench", "search", "--measure"]
        done = subprocess.run(command, cwd=ROOT, env=known, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603  # our own
        found: dict[str, Row] = json.loads(done.stdout.splitlines()[-1])
        return found


def measure(folder: Path) -> int:
    """Fill a database for each size, then search in them in turn, so that whatever else the machine does falls on all alike."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "journey.settings")
    django.setup()
    found: dict[int, Row] = {}
    for size in SIZES:
        begun = time.monotonic()
        make_database(folder, size)
        found[size] = {"MB": fill(folder, size) / 1024**2}
        print(f"{size} projects after {time.monotonic() - begun:.0f} s", file=sys.stderr)
    taken: dict[int, dict[str, list[float]]] = {size: defaultdict(list) for size in SIZES}
    for number in range(ROUNDS):
        for size in SIZES if number % 2 else reversed(SIZES):
            open_database(folder, size)
            try_all(taken[size])
    for size in SIZES:
        found[size] |= {what: statistics.median(numbers) for what, numbers in taken[size].items()}
    print(json.dumps(found))
    return 0


def make_database(folder: Path, size: int) -> None:
    from django.core.management import call_command
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE projects_{size} TEMPLATE template0")
    open_database(folder, size)
    call_command("migrate", verbosity=0, interactive=False)


def open_database(folder: Path, size: int) -> None:
    """From here on the database is that of so many projects."""
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = folder / f"projects_{size}.sqlite3" if connection.vendor == "sqlite" else f"projects_{size}"


def fill(folder: Path, size: int) -> int:
    """Put so many projects into the database, the first 25 of them mine. How many bytes it has then."""
    from journey.models import User

    me, other = User.objects.create_user("me@example.org", None, name="Me"), User.objects.create_user("other@example.org", None, name="Other")
    write = writer()
    for count in range(0, size, AT_ONCE):
        add(AT_ONCE, me if count == 0 else other, other, write)
        if database_bytes(folder, size) > MOST_BYTES:
            raise SystemExit(f"more than {MOST_BYTES // 1024**3} GB at {count} projects")
    settle()
    return database_bytes(folder, size)


def try_all(taken: dict[str, list[float]]) -> None:
    """Search for each thing once to warm up, then once by the clock; milliseconds are added to `taken`."""
    from journey.models import Project, SearchEntry, User
    from journey.search import search
    from journey.terms import read

    mine = list(Project.objects.visible_to(User.objects.get(name="Me")))
    for what, asked in asks().items():
        taken[f"{what}, hits"].append(len(search(mine, asked, at_most=AT_MOST)))
        begun = time.perf_counter()
        list(SearchEntry.objects.holding(mine, read(asked)).defer("words")[:AT_MOST])
        taken[f"{what}, query ms"].append((time.perf_counter() - begun) * 1000)
        begun = time.perf_counter()
        search(mine, asked, at_most=AT_MOST)
        taken[f"{what}, whole ms"].append((time.perf_counter() - begun) * 1000)


def asks() -> dict[str, str]:
    common = vocabulary()
    return {
        "one of the commonest words": common[2],
        "three common words": f"{common[3]} {common[8]} {common[20]}",
        "how a common word begins": common[2][:2],
        "two words in quotation marks": f'"{common[1]} {common[0]}"',
        "a rare word": common[2_000],
    }


def vocabulary() -> list[str]:
    chosen = random.Random(1)  # noqa: S311  # made-up words, the same every time
    sounds = [a + b for a in "bcdfghlmnprstwy" for b in ("a", "e", "i", "o", "u", "an", "er", "or", "ing")]
    return list(dict.fromkeys("".join(chosen.choices(sounds, k=chosen.choice((2, 2, 3)))) for _ in range(VOCABULARY * 2)))[:VOCABULARY]


def writer() -> Callable[[], str]:
    chosen, known = random.Random(2), vocabulary()  # noqa: S311  # made-up texts, the same every time
    weights = [1 / n for n in range(1, VOCABULARY + 1)]
    return lambda: " ".join(chosen.choices(known, weights, k=WORDS)) + "."


def add(count: int, owner: "User", other: "User", write: Callable[[], str]) -> None:
    """Add projects with their answers. The first 25 of them are `owner`'s."""
    from django.db import transaction
    from django.utils import timezone

    from journey.models import Answer, Membership, Project, SearchEntry

    with transaction.atomic():
        projects = Project.objects.bulk_create(Project(name=f"Project {number}") for number in range(count))
        owners = [owner] * MINE + [other] * (count - MINE)
        Membership.objects.bulk_create(Membership(project=one, user=by, role="owner") for one, by in zip(projects, owners, strict=True))
        rows = Answer.objects.bulk_create(
            Answer(project=one, key=key, version=1, state="written", text=write(), changed_by=other, changed_at=timezone.now())
            for one in projects
            for key in keys(one)
        )
        SearchEntry.objects.keep(*rows)


def keys(project: "Project") -> Iterator[str]:
    return (question.key for question in project.map.questions[:ANSWERS])


def settle() -> None:
    """What PostgreSQL does by itself before long."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def database_bytes(folder: Path, size: int) -> int:
    from django.db import connection

    if connection.vendor == "sqlite":
        return sum(file.stat().st_size for file in folder.glob(f"projects_{size}.sqlite3*"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def page(told: dict[str, dict[str, Row]], worst: float) -> str:
    lines = [
        "# What a search costs as the number of projects grows",
        "",
        f"`python -m bench search`, {datetime.now(UTC):%d %B %Y}: {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}.",
        "",
        f"Someone searches their {MINE} projects; all others are other people's. Each project has {ANSWERS} answers of {WORDS} made-up words, some "
        "common, some rare, as in any language. Median milliseconds of "
        f"{ROUNDS} searches by the clock, in the three sizes in turn: the query that finds the entries, and the whole search, "
        "with reading the answers and marking the words.",
        "",
        f"Wanted: at {SIZES[-1]:,} projects at most {MOST_RATIO:.0f} times what it is at {SIZES[0]}. The worst here is **{worst:.2f}**.",
    ]
    for database, rows in told.items():
        first, last = rows[str(SIZES[0])], rows[str(SIZES[-1])]
        lines += ["", f"## {database}", "", f"| | {' | '.join(f'{size:,}' for size in SIZES)} | ratio |", f"|---|{'---|' * len(SIZES)}---|"]
        for what in first:
            ratio = f"{last[what] / first[what]:.2f}" if "ms" in what else ""
            shown = " | ".join(f"{rows[str(size)][what]:.2f}" if "ms" in what else f"{rows[str(size)][what]:.0f}" for size in SIZES)
            lines.append(f"| {what} | {shown} | {ratio} |")
    lines += [
        "",
        "The index holds each word with its project's mark before it, so a search reads only the words of the projects it looks in. Everything was "
        "in the memory of one machine that did other work meanwhile: read the ratios, not the milliseconds.",
        "",
    ]
    return "\n".join(lines)
