"""The product running by itself for a while, on a free port, with everything it writes in a folder of its own."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 600
"""How long a start may take: seconds, and on a machine that does much besides, minutes."""


@dataclass(frozen=True)
class Site:
    url: str
    accounts: dict[str, str]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def running_site(data_dir: Path) -> Iterator[Site]:
    """Run `manage.py demo` until the caller is done, then stop it and the workers it started."""
    port = free_port()
    environment = os.environ | {"DATA_DIR": str(data_dir), "PORT": str(port)}
    log = (data_dir / "log").open("w+", encoding="utf-8")
    server = subprocess.Popen(  # our own interpreter and our own file
        [sys.executable, "manage.py", "demo"], cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
    )
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(url, server)
        people = (data_dir / "demo-people").read_text(encoding="ascii").splitlines()
        yield Site(url, dict(line.split() for line in people))
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=20)
        log.close()


def start_gunicorn(port: int, log: TextIO, **other: str) -> subprocess.Popen[bytes]:
    """The server as `script/demo` starts it, on the database that the environment names, in a process group of its own. `other` variables differ."""
    from journey.management.commands.demo import server_command  # needs Django, which most measurements do without

    known = os.environ | other
    return subprocess.Popen(server_command(port), cwd=ROOT, env=known, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)  # noqa: S603


@contextmanager
def running_gunicorn(port: int, log: TextIO, **other: str) -> Iterator[subprocess.Popen[bytes]]:
    """Serve until the caller is done."""
    server = start_gunicorn(port, log, **other)
    try:
        wait_for_port(port, server)
        yield server
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=40)


@contextmanager
def running_redis(folder: Path) -> Iterator[str]:
    """The address of a Redis of its own on a free port, in memory alone, until the caller is done."""
    port = free_port()
    command = ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder), "--save", "", "--appendonly", "no"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603  # on PATH
    try:
        while not is_taken(port):
            if server.poll() is not None:
                raise RuntimeError(f"redis-server ended with {server.returncode}")
            time.sleep(0.02)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_for_port(port: int, server: subprocess.Popen[bytes]) -> None:
    """Wait until an answer comes, whatever it is. Raises RuntimeError if the server ends or takes longer than SECONDS."""
    for _ in range(SECONDS * 50):
        if server.poll() is not None:
            raise RuntimeError(f"the server ended with {server.returncode}")
        asked = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            asked.request("GET", "/about/")
            asked.getresponse().read()
        except (OSError, http.client.HTTPException):
            time.sleep(0.02)
        else:
            return
        finally:
            asked.close()
    raise RuntimeError(f"no answer in {SECONDS} seconds")


def wait_for(url: str, server: subprocess.Popen[bytes], *, seconds: int = SECONDS) -> None:
    """Ask for the first page until it answers. Raises RuntimeError if the server ends or takes longer than `seconds`."""
    for _ in range(seconds * 10):
        if server.poll() is not None:
            raise RuntimeError(f"the server ended with {server.returncode}")
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310  # loopback
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"no answer in {seconds} seconds")
