"""How the database is opened, so that no save is lost and nobody waits for ever: SQLite, or PostgreSQL where an address is given."""

from pathlib import Path
from typing import Any

SCHEMES = ("postgres://", "postgresql://")
SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
TIMEOUTS = {
    # A save holds its locks for milliseconds. Someone who waits ten seconds for one is better told that the text is not saved yet.
    "lock_timeout": "10s",
    # Below the 30 seconds after which gunicorn ends a worker: the database would go on with the statement alone.
    "statement_timeout": "20s",
    # A worker whose machine went away in the middle of a transaction must not keep its locks.
    "idle_in_transaction_session_timeout": "30s",
}
KEPT_OPEN = 600
"""Seconds that a connection is used again for."""


def sqlite(data_dir: Path) -> dict[str, Any]:
    return {
        "ENGINE": "journey.sqlite3",
        "NAME": data_dir / "db.sqlite3",
        "CONN_MAX_AGE": KEPT_OPEN,
        "OPTIONS": {
            # A transaction that reads and then writes must take the write lock at its start, or it fails with "database is locked".
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: a save that was acknowledged survives a power cut. secure_delete: what is erased is overwritten.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;",
        },
    }


def postgresql(url: str) -> dict[str, Any]:
    """The database at an address as libpq reads it, a folder of sockets as `?host=/folder`. What the address asks for is added to our options.

    Raises ValueError, whose words hold nothing of the address: there is a password in it.
    """
    said = parts(url)
    known = {name.upper(): said.pop(name, "") for name in ("user", "password", "host", "port")} | {"NAME": said.pop("dbname")}
    # Of two options for one thing the server takes the later: "?options=-c statement_timeout=0" (%20, %3D) is for a long migration.
    options = " ".join([*(f"-c {name}={value}" for name, value in TIMEOUTS.items()), said.pop("options", "")]).strip()
    return known | {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": KEPT_OPEN,
        # A connection kept from before the server was started again is noticed and replaced.
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": "10"} | said | {"options": options},
    }


def parts(url: str) -> dict[str, str]:
    """What an address says, by libpq's names. What libpq says of a wrong one would repeat the password."""
    # Here, since a copy on SQLite need not load it.
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        said = {key: str(value) for key, value in conninfo_to_dict(url).items()} if url.startswith(SCHEMES) else {}
    except ProgrammingError:
        said = {}
    if not said.get("dbname"):
        raise ValueError("must be like postgres://user:password@host:5432/name")
    # An @, : or / left as it is in a password shifts the parts, and its rest would be looked up, and told, as a host's name.
    if "@" in said.get("host", "") + said["dbname"] or not all(is_port(port) for port in said.get("port", "").split(",") if port):
        raise ValueError("has no such host, port or name; in a user or password write @ as %40, : as %3A and / as %2F")
    if said.get("sslmode", "prefer") not in SSL_MODES:
        raise ValueError(f"has an sslmode that is none of {', '.join(SSL_MODES)}")
    return said


def is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and 1 <= int(text) <= 65535
