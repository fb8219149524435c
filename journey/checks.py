"""Settings by which something could be lost, or someone let in, that Django's own checks do not know: with such an error nothing starts."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning

from journey.upkeep.disks import network_kind

HERE = {"127.0.0.1", "localhost", "[::1]", "testserver"}
SAFETY = (Tags.security,)
"""What a command that shows no page is checked for before it starts. Django's other checks load every view, which takes a third of its time."""
SHARED = ("db.DatabaseCache", "redis.RedisCache", "memcached.")


def check_safety(**options: Any) -> list[CheckMessage]:
    database = settings.DATABASES["default"]
    of_database = on_sqlite(database) if database["ENGINE"].endswith("sqlite3") else on_postgresql(database)
    return [*of_hosts(), *of_cache(), *of_database]


def of_hosts() -> Iterator[CheckMessage]:
    elsewhere = [host for host in settings.ALLOWED_HOSTS if host not in HERE]
    if settings.DEBUG and elsewhere:
        words = f"DEBUG shows settings and texts to whoever meets an error, and ALLOWED_HOSTS names {elsewhere[0]}."
        yield Error(words, hint="Leave DEBUG off wherever others come.", id="journey.E001")
    if "*" in settings.ALLOWED_HOSTS:
        yield Warning("ALLOWED_HOSTS=* lets links in mails lead to any host.", hint="Name the hosts.", id="journey.W002")


def of_cache() -> Iterator[CheckMessage]:
    backend = str(settings.CACHES["default"]["BACKEND"])
    if not any(name in backend for name in SHARED):
        yield Error("The default cache is not shared by workers, so each would count tries on its own.", id="journey.E002")
    if backend.endswith("RedisCache") and not find_spec("redis"):
        yield Error("REDIS_URL is set, but the package redis is not installed.", hint=".venv/bin/pip install redis", id="journey.E006")


def on_sqlite(database: dict[str, Any]) -> Iterator[CheckMessage]:
    if database["ENGINE"] != "journey.sqlite3":
        yield Error("SQLite opened by another engine lets people who save wait for each other far longer than they need.", id="journey.E007")
    if not database.get("CONN_MAX_AGE"):
        yield Error("Without CONN_MAX_AGE each request opens the database anew, which takes twice as long.", id="journey.E008")
    if database.get("OPTIONS", {}).get("transaction_mode") != "IMMEDIATE":
        yield Error("On SQLite, saves at the same time fail with “database is locked” unless transaction_mode is IMMEDIATE.", id="journey.E003")
    kind = network_kind(Path(database["NAME"]).resolve().parent)
    if kind:
        yield Error(
            f"DATA_DIR is on a network disk ({kind}), where SQLite's locks do not hold and a database can be damaged.",
            hint="Put DATA_DIR on a disk of this machine, or use PostgreSQL (DATABASE_URL).",
            id="journey.E004",
        )


def on_postgresql(database: dict[str, Any]) -> Iterator[CheckMessage]:
    if not database.get("CONN_MAX_AGE") and "pool" not in database.get("OPTIONS", {}):
        yield Error("Without CONN_MAX_AGE each request opens PostgreSQL anew, which takes six times as long.", id="journey.E005")
