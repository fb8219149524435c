"""Settings by which something could be lost, or someone kept out or let in: with one of them nothing starts."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from journey.upkeep.disks import network_kind

NEAR = {"127.0.0.1", "localhost", "[::1]", "testserver"}
"""Names by which a machine is called from itself."""
OWN_MEMORY = ("django.core.cache.backends.locmem.LocMemCache", "django.core.cache.backends.dummy.DummyCache")


def check_what_could_harm(**options: Any) -> list[CheckMessage]:
    database = settings.DATABASES["default"]
    found = on_sqlite(database) if database["ENGINE"].endswith("sqlite3") else on_postgresql(database)
    return [*found, *of_cache(), *of_hosts()]


def on_sqlite(database: dict[str, Any]) -> Iterator[CheckMessage]:
    if database.get("OPTIONS", {}).get("transaction_mode") != "IMMEDIATE":
        yield Error("On SQLite, saves at the same time fail with “database is locked” unless transaction_mode is IMMEDIATE.", id="journey.E001")
    kind = network_kind(Path(database["NAME"]).resolve().parent)
    if kind:
        yield Error(
            f"DATA_DIR is on a network disk ({kind}), where SQLite's locks do not hold and a database can be damaged.",
            hint="Put DATA_DIR on a disk of this machine, or use PostgreSQL (DATABASE_URL).",
            id="journey.E002",
        )


def on_postgresql(database: dict[str, Any]) -> Iterator[CheckMessage]:
    if not database.get("CONN_MAX_AGE") and "pool" not in database.get("OPTIONS", {}):
        yield Error("Without CONN_MAX_AGE each request opens PostgreSQL anew, which takes six times as long.", id="journey.E003")


def of_cache() -> Iterator[CheckMessage]:
    if settings.WORKERS > 1 and settings.CACHES["default"]["BACKEND"] in OWN_MEMORY:
        yield Error(
            f"Limits on tries are counted in the cache, and with {settings.WORKERS} workers each would count for itself.",
            hint="Use the cache in the database, or Redis (REDIS_URL).",
            id="journey.E004",
        )
    if settings.CACHES["default"]["BACKEND"].endswith("RedisCache") and not find_spec("redis"):
        yield Error("REDIS_URL is set, but the package redis is not installed.", hint=".venv/bin/pip install redis", id="journey.E005")


def of_hosts() -> Iterator[CheckMessage]:
    far = [host for host in settings.ALLOWED_HOSTS if host not in NEAR]
    if settings.DEBUG and far:
        yield Error(f"With DEBUG, pages of errors show settings and texts to everyone, and this copy answers to {', '.join(far)}.", id="journey.E006")
