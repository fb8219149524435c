"""The main part of a page, kept in this process for whoever comes again before anything in it has changed.

It is kept under all that it is made from: the projects as they stand, who reads it and as what, the language, the day. Every write of a project
moves its version, and `tests/moves.py` holds every request of every test to that; so nothing has to be thrown away: what is old is not asked
for any more. A project's version is read before what the part tells, so a part may be newer than its key but never older.

A part is made without the request, so it holds nothing of a session: no message, nothing that someone typed. Where a form needs a token there is a
mark, which nobody outside this process knows, and each time the part is shown the mark gives way to a token. Whether someone may see a project is
decided before, at the door, each time.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from journey.models import Project, User
from journey.once import FIELD, token

MOST = 8_000_000
"""Characters kept in each process, of which a long review has two hundred thousand. What was not asked for the longest goes first."""
FORM, ONCE = f"<!--form {uuid4().hex}-->", f"<!--once {uuid4().hex}-->"
"""What stands in a part for the fields that every form carries, and for the token by which pressing it twice makes one."""
MARKS = re.compile(f"{FORM}|{ONCE}")


class Texts:
    """Texts by their keys, up to so many characters in all."""

    def __init__(self, most: int) -> None:
        self.most, self.size = most, 0
        self.kept: OrderedDict[object, str] = OrderedDict()
        self.lock = Lock()

    def get(self, key: object) -> str | None:
        with self.lock:
            text = self.kept.get(key)
            if text is not None:
                self.kept.move_to_end(key)
            return text

    def put(self, key: object, text: str) -> None:
        with self.lock:
            self.size += len(text) - len(self.kept.pop(key, ""))
            self.kept[key] = text
            while self.size > self.most:
                self.size -= len(self.kept.popitem(last=False)[1])

    def clear(self) -> None:
        with self.lock:
            self.kept.clear()
            self.size = 0


TEXTS = Texts(MOST)


def shown(request: HttpRequest, template: str, projects: Sequence[Project], make: Callable[[], Mapping[str, Any]], *depends: object) -> SafeString:
    """The part of a page that this template gives with what `make` puts in its context. `depends` is all else that it is made from."""
    reader = request.user if isinstance(request.user, User) else None
    states = tuple(state(project) for project in projects)
    key = (template, depends, states, reader and reader.pk, get_language(), timezone.localdate())
    text = TEXTS.get(key)
    if text is None:
        text = render_to_string(template, {**make(), "user": reader or AnonymousUser(), "is_kept": True})
        TEXTS.put(key, text)
    return with_tokens(text, request)


def state(project: Project) -> tuple[object, ...]:
    """A project as it stands, and what its reader is in it. The end of its log tells apart what a backup, put back, would number the same."""
    return project.pk, project.version, project.log_head, project.your_role


def with_tokens(text: str, request: HttpRequest) -> SafeString:
    if FORM in text or ONCE in text:
        fields = {FORM: form_fields(get_token(request), request.user)}
        text = MARKS.sub(lambda mark: fields.get(mark[0]) or once_field(), text)
    return mark_safe(text)  # noqa: S308  # a template rendered it


def form_fields(csrf_token: str, user: object) -> SafeString:
    """Beside the token, the code of whoever the form was shown to: a text sent after the session had ended is given back to nobody else."""
    fields = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', csrf_token)
    return fields + format_html('<input type="hidden" name="writer" value="{}">', user.code) if isinstance(user, User) else fields


def once_field() -> SafeString:
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, token())
