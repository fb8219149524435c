"""Sessions in the database, as Django keeps them."""

from typing import Any

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """A key that PostgreSQL cannot hold, as a made-up cookie may carry, is nobody's session. SQLite would just not find it."""

    def _validate_session_key(self, key: Any) -> bool:
        return bool(super()._validate_session_key(key)) and "\0" not in key  # type: ignore[misc]  # the stubs do not know it
