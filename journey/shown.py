"""Parts of pages, kept in this process for whoever comes again before the project has changed.

A part is kept under all that it is made from: the project as it stands, who reads it and as what, the language, the day. Every write of a project
moves its version, and `tests/conftest.py` holds every request of every test to that; so nothing has to be thrown away, what is old is not asked for
any more. The version is read before what the part tells, so a part may be newer than its key but never older.

`make` is not given the request, so a part holds nothing of a session: no token, no message, nothing that someone typed. Whether someone may see
the project is decided before, at the door, each time.
"""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from journey.models import Project, User

MOST = 8_000_000
"""Characters kept in each process, of which a long review has two hundred thousand. What was not asked for the longest goes first."""

type Key = tuple[object, ...]


class Kept:
    """Texts by their keys, up to so many characters in all."""

    def __init__(self, most: int) -> None:
        self.most, self.size = most, 0
        self.texts: OrderedDict[Key, SafeString] = OrderedDict()
        self.lock = Lock()

    def get(self, key: Key) -> SafeString | None:
        with self.lock:
            text = self.texts.get(key)
            if text is not None:
                self.texts.move_to_end(key)
            return text

    def put(self, key: Key, text: SafeString) -> None:
        with self.lock:
            self.size += len(text) - len(self.texts.pop(key, ""))
            self.texts[key] = text
            while self.size > self.most:
                self.size -= len(self.texts.popitem(last=False)[1])


KEPT = Kept(MOST)


def shown(project: Project, reader: User | None, part: str, make: Callable[[], SafeString]) -> SafeString:
    """This part of a project's page for this reader, as `make` gives it. `part` names the part and all else that it depends on."""
    key = (part, *state(project), project.your_role, reader and reader.pk, get_language(), timezone.localdate())
    text = KEPT.get(key)
    if text is None:
        text = make()
        KEPT.put(key, text)
    return text


def state(project: Project) -> Key:
    """The project as it stands. The end of its log tells apart what a backup, put back, would number the same."""
    return project.pk, project.version, project.log_head
