"""A worker waits for no visitor for long, and what comes in time comes whole."""

import socket
import tempfile
import threading
import time
from collections.abc import Iterator

import pytest

from journey import serving
from journey.patience import SECONDS, Hurried


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    yield ours, theirs
    ours.close()
    theirs.close()


def test_the_server_uses_it_and_gives_up_long_before_gunicorn_kills_the_worker() -> None:
    assert serving.worker_class == "journey.patience.Worker"
    assert serving.timeout >= SECONDS + 10


def test_what_comes_in_time_comes_whole(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = ends
    theirs.sendall(b"GET / HTTP/1.1\r\n\r\n")

    assert Hurried(ours).recv(100) == b"GET / HTTP/1.1\r\n\r\n"


def test_whoever_sends_nothing_is_cut_off(ends: tuple[socket.socket, socket.socket]) -> None:
    begun = time.monotonic()

    with pytest.raises(ConnectionResetError):
        Hurried(ends[0], 0.2).recv(100)

    assert 0.1 < time.monotonic() - begun < 5


def test_whoever_sends_a_little_now_and_then_is_cut_off_too(ends: tuple[socket.socket, socket.socket]) -> None:
    """Each piece comes in time, all of it does not."""
    ours, theirs = ends
    done = threading.Event()

    def drip() -> None:
        while not done.wait(0.05):
            theirs.sendall(b"x")

    dripping = threading.Thread(target=drip)
    dripping.start()
    hurried, begun = Hurried(ours, 0.5), time.monotonic()
    try:
        with pytest.raises(ConnectionResetError):
            while True:
                hurried.recv(100)
    finally:
        done.set()
        dripping.join()

    assert time.monotonic() - begun < 5


def test_whoever_takes_nothing_of_a_page_or_a_file_is_cut_off(ends: tuple[socket.socket, socket.socket]) -> None:
    hurried = Hurried(ends[0], 0.2)

    with pytest.raises(ConnectionResetError):
        hurried.sendall(b"x" * 50_000_000)
    with tempfile.TemporaryFile() as file:
        file.truncate(50_000_000)
        with pytest.raises(ConnectionResetError):
            hurried.sendfile(file)


def test_a_shorter_wait_that_gunicorn_asks_for_is_kept(ends: tuple[socket.socket, socket.socket]) -> None:
    hurried, begun = Hurried(ends[0], 60), time.monotonic()
    hurried.settimeout(0.1)

    with pytest.raises(ConnectionResetError):
        hurried.recv(1)

    assert time.monotonic() - begun < 5
