"""Requests answered inside this process, by the whole of the product but the server: for measuring processor time. Needs Django set up."""

import gzip
import io
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.core.wsgi import get_wsgi_application
from django.db import connection

from journey.models import User
from journey.sessions import SessionStore
from journey.timeouts import SEEN, SIGNED_IN

SERVER = {
    "SERVER_NAME": "127.0.0.1",
    "SERVER_PORT": "8000",
    "HTTP_HOST": "127.0.0.1",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "REMOTE_ADDR": "127.0.0.1",
    "wsgi.url_scheme": "http",
    "wsgi.version": (1, 0),
    "wsgi.errors": io.StringIO(),
    "wsgi.multithread": False,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
}


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes

    @property
    def packed(self) -> int:
        """Bytes by gzip, as a proxy sends them."""
        return len(gzip.compress(self.body, 6))


class Inside:
    """A browser of someone signed in, without a browser, a socket or a server."""

    def __init__(self, user: User) -> None:
        self.application = get_wsgi_application()
        cookies = cookies_of(user)
        self.token = cookies["csrftoken"]
        self.cookies = "; ".join(f"{name}={value}" for name, value in cookies.items())

    def get(self, address: str, **headers: str) -> Reply:
        return self.ask("GET", address, b"", headers)

    def post(self, address: str, form: dict[str, str], **headers: str) -> Reply:
        return self.ask("POST", address, urlencode(form | {"csrfmiddlewaretoken": self.token}).encode(), headers)

    def ask(self, method: str, address: str, body: bytes, headers: dict[str, str]) -> Reply:
        path, _, query = address.partition("?")
        asked: dict[str, Any] = SERVER | {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_COOKIE": self.cookies,
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
        }
        status: list[str] = []

        def start(told: str, _headers: Any, _problem: Any = None, /) -> Callable[[bytes], object]:
            status.append(told)
            return lambda _written: None

        answer = self.application(asked | headers, start)
        try:
            return Reply(int(status[0][:3]), b"".join(answer))
        finally:
            answer.close()


def session_of(user: User) -> str:
    """The key of a session in which someone has just signed in, without the limits on sign-in."""
    session: SessionBase = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[SIGNED_IN] = session[SEEN] = int(time.time())
    session.create()
    return str(session.session_key)


def cookies_of(user: User) -> dict[str, str]:
    """The cookies of a browser in which someone is signed in."""
    return {"sessionid": session_of(user), "csrftoken": secrets.token_hex(16)}


def count_queries(what: Any) -> int:
    """How many statements the database is asked while something is done."""
    asked: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        what()
    return len(asked)
