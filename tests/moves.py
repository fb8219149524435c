"""What journey/shown.py rests on, held against every request of every test: whoever writes something of a project moves its version."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from journey.models import Project

WRITES = re.compile(r'\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(journey_\w+)"?', re.IGNORECASE)
MOVES = re.compile(r'\s*UPDATE\s+"?journey_project"?\s+SET\b.*?"?version"?\s*=', re.IGNORECASE | re.DOTALL)
APART = {
    # What someone is told by mail; how many are new is asked anew each time.
    "journey_notice",
    # Where someone's own calendar reads from, shown to them alone on a page that is never kept.
    "journey_calendarfeed",
    # The log: what a project's own grows by moves its version with it, in Project.end_log_with; the site's is no project's.
    "journey_event",
    # What search finds: it follows from the texts themselves.
    "journey_searchentry",
}


class EveryWriteMoves:
    """The outermost middleware of the tests."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        done: list[str] = []

        def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            result = execute(sql, params, many, context)
            if context["cursor"].rowcount:  # a change that fits no row changes nothing
                done.append(sql)
            return result

        with connection.execute_wrapper(note):
            response = self.get_response(request)
        written = {found[1].lower() for sql in done if (found := WRITES.match(sql))} & tables() - APART
        if response.status_code < 400 and written and not any(MOVES.match(sql) for sql in done):
            raise AssertionError(f"{request.method} {request.path} wrote {', '.join(sorted(written))} and moved no project's version")
        return response


@cache
def tables() -> set[str]:
    """Those whose rows hang on a project, however far off."""
    found: set[type[Model]] = {Project}
    while more := {
        model
        for model in apps.get_app_config("journey").get_models()
        if model not in found and any(field.related_model in found for field in model._meta.get_fields() if field.many_to_one and field.concrete)
    }:
        found |= more
    return {model._meta.db_table for model in found}
