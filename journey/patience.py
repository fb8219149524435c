"""gunicorn's plain worker, which waits for no visitor for long.

Such a worker serves one request at a time and would wait for the end of it until gunicorn kills it. Here whoever sends too slowly is cut off, so
that a few of them cannot hold every worker for long. A proxy in front that takes in requests whole keeps them away altogether.
"""

import errno
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, override

from gunicorn.workers.sync import SyncWorker

SECONDS = 15.0
"""For a request to come in whole, and for each piece of what is sent back to be taken."""


class Hurried:
    """A visitor's connection, from which all that is read has to come within so many seconds of its beginning.

    What takes too long ends as if the visitor had gone, which gunicorn and Django know how to take.
    """

    def __init__(self, connection: socket.socket, seconds: float = SECONDS) -> None:
        self.connection, self.seconds = connection, seconds
        self.until = time.monotonic() + seconds

    def settimeout(self, seconds: float) -> None:
        """Wait for what is read no longer than that from now on."""
        self.until = min(self.until, time.monotonic() + seconds)

    def recv(self, size: int) -> bytes:
        with self.patient(self.until - time.monotonic()):
            return self.connection.recv(size)

    def sendall(self, data: bytes) -> None:
        with self.patient(self.seconds):
            self.connection.sendall(data)

    def sendfile(self, file: Any, offset: int = 0, count: int | None = None) -> int:
        with self.patient(self.seconds):
            return self.connection.sendfile(file, offset, count)

    @contextmanager
    def patient(self, seconds: float) -> Iterator[None]:
        try:
            self.connection.settimeout(max(seconds, 0.001))
            yield
        except TimeoutError:
            raise ConnectionResetError(errno.ECONNRESET, "too slow") from None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)


class Worker(SyncWorker):  # type: ignore[misc]  # gunicorn has no types
    @override
    def handle(self, listener: socket.socket, client: socket.socket, addr: Any) -> None:
        super().handle(listener, Hurried(client), addr)
