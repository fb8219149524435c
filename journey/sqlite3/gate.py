"""The queue of those who write to one SQLite file, in all threads and processes of this machine.

SQLite lets one write at a time; the others sleep and look again, ever longer, so some wait a hundred times as long as they need. Here the kernel
wakes the next as soon as one is done, in the order they came, and takes the place of a process that was killed off it.
It is a queue and no more: that only one writes is SQLite's own promise, which holds for whoever does not stand in it as well.
"""

import fcntl
import os
from concurrent.futures import Future
from threading import Thread

PATIENCE = 5.0
"""Seconds to stand in the queue. Then something holds it that is no save, and SQLite's own time-out says how long to wait for that."""


def enter(file: str) -> int | None:
    """Wait for our turn; the place to give back to `leave`. None where there is no queue: it does not move, or the file cannot be made."""
    try:
        # Opened anew each time: two of one process exclude each other as two processes do.
        place = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        return None
    try:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return stand(place)
    except OSError:
        os.close(place)
        return None
    return place


def stand(place: int) -> int | None:
    """Wait in the kernel's queue, but not for ever. The call has no time-out, so a thread makes it and lets go of a turn that comes too late."""
    turn: Future[int] = Future()

    def wait() -> None:
        fcntl.flock(place, fcntl.LOCK_EX)
        if turn.set_running_or_notify_cancel():
            turn.set_result(place)
        else:
            os.close(place)

    Thread(target=wait, daemon=True).start()
    try:
        return turn.result(PATIENCE)
    except TimeoutError:
        return None if turn.cancel() else turn.result()


def leave(place: int) -> None:
    """Let the next one write."""
    os.close(place)
