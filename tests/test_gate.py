"""Those who write to SQLite stand in a queue, and never in each other's way for ever."""

import fcntl
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Thread, Timer
from time import monotonic, sleep

import pytest
from django.conf import settings
from django.db import IntegrityError, connection

from journey.models import Project, User
from journey.sqlite3 import gate
from journey.sqlite3.base import DatabaseWrapper

HOLD = "import sys; sys.path.insert(0, '.'); from journey.sqlite3 import gate; gate.enter(sys.argv[1]); print('in', flush=True); sys.stdin.read()"


@contextmanager
def held_elsewhere(file: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process is at the front of the queue."""
    command = [sys.executable, "-c", HOLD, str(file)]
    with subprocess.Popen(command, cwd=settings.BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout
        other.stdout.readline()
        yield other
        other.kill()


def entered(file: Path) -> int:
    place = gate.enter(str(file))
    assert place is not None
    return place


def test_a_place_that_a_killed_process_held_is_free_at_once(tmp_path: Path) -> None:
    file = tmp_path / "gate"
    with held_elsewhere(file) as other:
        Timer(0.2, other.kill).start()
        begun = monotonic()

        gate.leave(entered(file))

        assert 0.1 < monotonic() - begun < gate.PATIENCE / 2


def test_whoever_came_first_writes_first(tmp_path: Path) -> None:
    file, order = tmp_path / "gate", list[int]()
    place = entered(file)

    def write(number: int) -> None:
        mine = entered(file)
        order.append(number)
        gate.leave(mine)

    waiting = [Thread(target=write, args=[number]) for number in range(8)]
    for each in waiting:
        each.start()
        sleep(0.05)
    gate.leave(place)
    for each in waiting:
        each.join()

    assert order == list(range(8))


def test_whoever_waits_too_long_goes_on_without_a_place_and_leaves_none_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "gate"
    monkeypatch.setattr(gate, "PATIENCE", 0.1)
    place, before = entered(file), open_files()

    without = gate.enter(str(file))
    gate.leave(place)
    sleep(0.2)
    after = gate.enter(str(file))

    assert (without, after is not None) == (None, True)
    assert open_files() == before
    gate.leave(after or 0)


def test_where_no_queue_can_be_made_nobody_stands_in_one(tmp_path: Path) -> None:
    assert gate.enter(str(tmp_path / "nowhere" / "gate")) is None


@contextmanager
def opened(tmp_path: Path) -> Iterator[DatabaseWrapper]:
    """A database of our own, whichever the tests run on."""
    known = connection.settings_dict | {"NAME": tmp_path / "db.sqlite3", "OPTIONS": {"transaction_mode": "IMMEDIATE"}}
    own = DatabaseWrapper(known, "own")
    with closing(own), own.cursor() as cursor:
        cursor.execute("CREATE TABLE kept (id INTEGER PRIMARY KEY, text TEXT UNIQUE)")
        yield own


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def is_free(tmp_path: Path) -> bool:
    with (tmp_path / "db.sqlite3-gate").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def test_a_transaction_holds_its_place_to_its_end_however_it_ends(db: None, tmp_path: Path) -> None:
    with opened(tmp_path) as own:
        seen = []
        for end in (own.commit, own.rollback, own.close):
            own.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
            during = is_free(tmp_path)
            end()
            seen.append((during, is_free(tmp_path)))
            own.ensure_connection()

        assert seen == [(False, True)] * 3


def test_a_transaction_that_cannot_begin_gives_its_place_back(db: None, tmp_path: Path) -> None:
    with opened(tmp_path) as own, opened_beside(tmp_path) as other, own.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 10")
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(Exception, match="locked"):
            own.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)

        assert is_free(tmp_path)


@contextmanager
def opened_beside(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(tmp_path / "db.sqlite3", isolation_level=None)) as other:
        yield other


def test_a_change_outside_a_transaction_waits_for_its_turn_and_a_look_does_not(db: None, tmp_path: Path) -> None:
    with opened(tmp_path) as own, own.cursor() as cursor, held_elsewhere(tmp_path / "db.sqlite3-gate") as other:
        begun = monotonic()
        cursor.execute("SELECT * FROM kept")
        looked = monotonic() - begun
        Timer(0.3, other.kill).start()
        cursor.execute("INSERT INTO kept (text) VALUES ('one')")
        written = monotonic() - begun

        with pytest.raises(IntegrityError):
            cursor.execute("INSERT INTO kept (text) VALUES ('one')")

        assert looked < 0.2 < written < gate.PATIENCE
        assert is_free(tmp_path)


def test_every_save_of_the_product_passes_the_gate(transactional_db: None, project: Project, amina: User) -> None:
    if connection.vendor != "sqlite":
        return
    during, done = Event(), Event()

    def hold() -> None:
        place = entered(Path(f"{connection.settings_dict['NAME']}-gate"))
        during.set()
        sleep(0.3)
        done.set()
        gate.leave(place)

    Thread(target=hold).start()
    during.wait()
    project.answer("mob-1", "A text.", by=amina, seen=0)

    assert done.is_set()
