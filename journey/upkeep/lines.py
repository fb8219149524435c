"""The lines that a copy writes for its operator: never what somebody typed, a name, an email, or an address that opens something.

An exception is told by its kind and by where it happened, not by its own words: PostgreSQL puts the whole row into them.
"""

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, override

from django.http import HttpRequest

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
"""Of the request that is being answered, "" between two."""
SAID = ("method", "route", "status", "ms", "user")
"""What the line of a request says besides."""


def route_of(request: HttpRequest) -> str:
    """The pattern of an address; the address itself may be a key that opens an invitation."""
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match else "(no page)"


def facts(record: logging.LogRecord) -> dict[str, Any]:
    """What a line says, by name."""
    said: dict[str, Any] = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        "message": message(record),
    }
    if REQUEST_ID.get():
        said["request"] = REQUEST_ID.get()
    said |= {name: getattr(record, name) for name in SAID if getattr(record, name, None) is not None}
    if record.exc_info and record.exc_info[1]:
        said["error"], said["stack"] = error(record.exc_info[1])
    return said


def message(record: logging.LogRecord) -> str:
    """Django's lines about a request say its whole address, and of a refused one what the visitor sent."""
    request = getattr(record, "request", None)
    if not isinstance(request, HttpRequest):
        return record.getMessage()
    said = record.args if isinstance(record.args, tuple) else ()
    # The last is the address. Where it is the only one, the reason stands in the sentence itself.
    reason = str(said[0]) if len(said) > 1 else str(record.msg).partition(": %s")[0] if said else "Refused"
    return f"{reason}: {request.method} {route_of(request)}"


def error(problem: BaseException) -> tuple[str, list[str]]:
    """The kinds of an exception and of those that led to it, and the lines of code it went through."""
    kinds, stack, one = [], list[str](), problem
    while True:
        kinds.append(f"{type(one).__module__}.{type(one).__qualname__}")
        stack += [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(one.__traceback__)]
        earlier = one.__cause__ or one.__context__
        if earlier is None or len(kinds) > 9:
            return " from ".join(kinds), stack
        one = earlier


class Json(logging.Formatter):
    """One object a line, for whatever collects them."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(facts(record), ensure_ascii=False, default=str)


class Plain(logging.Formatter):
    """For someone who reads along."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        said = facts(record)
        line = f"{said['at']} {said['level']} {said['logger']} {said['message']}"
        if "user" in said:
            line += f" (person {said['user']})"
        if "request" in said:
            line += f" [{said['request']}]"
        return "\n".join([f"{line}: {said['error']}" if "error" in said else line, *(f"    {frame}" for frame in said.get("stack", ()))])
