"""With settings by which something could be lost, or someone let in, nothing starts."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.conf import settings as ours
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from pytest_django import Settings

from journey.checks import check_safety, on_postgresql, on_sqlite
from journey.database import postgresql, sqlite
from journey.upkeep import disks
from journey.upkeep.disks import network_kind

MOUNTS = """\
/dev/vda / ext4 rw 0 0
files:/share /srv nfs4 rw 0 0
/dev/vdb /srv/local\\040disk ext4 rw 0 0
//files/x /mnt/x cifs rw 0 0
me@files: /home/me/far fuse.sshfs rw 0 0
/dev/sdc /media/stick fuseblk rw 0 0
"""


def found() -> list[str]:
    return sorted(str(one.id) for one in check_safety())


def test_as_it_comes_nothing_is_wrong() -> None:
    assert found() == []


def test_sqlite_needs_immediate_transactions_and_a_disk_of_this_machine(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = sqlite(tmp_path)
    del database["OPTIONS"]["transaction_mode"]
    (tmp_path / "mounts").write_text(f"files:/share {tmp_path} nfs4 rw 0 0\n", encoding="utf-8")
    monkeypatch.setattr(disks, "MOUNTS", tmp_path / "mounts")

    found_here = [one.id for one in on_sqlite(database)]

    assert found_here == ["journey.E003", "journey.E004"]


def test_sqlite_needs_its_queue_and_connections_that_are_kept(tmp_path: Path) -> None:
    as_it_comes = sqlite(tmp_path)

    assert [one.id for one in on_sqlite(as_it_comes)] == []
    assert [one.id for one in on_sqlite(as_it_comes | {"ENGINE": "django.db.backends.sqlite3"})] == ["journey.E007"]
    assert [one.id for one in on_sqlite(as_it_comes | {"CONN_MAX_AGE": 0})] == ["journey.E008"]


def test_postgresql_needs_connections_that_are_kept() -> None:
    as_it_comes = postgresql("postgres://h/n")

    assert [one.id for one in on_postgresql(as_it_comes)] == []
    assert [one.id for one in on_postgresql(as_it_comes | {"CONN_MAX_AGE": 0})] == ["journey.E005"]


def test_limits_need_a_cache_that_workers_share(settings: Settings) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

    assert found() == ["journey.E002"]


def test_debug_is_for_a_copy_that_only_its_own_machine_reaches(settings: Settings) -> None:
    settings.DEBUG = True

    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    near = found()
    settings.ALLOWED_HOSTS = ["localhost", "planner.council.example"]
    far = found()

    assert (near, far) == ([], ["journey.E001"])


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/srv/planner", "nfs4"),
        ("/srv/local disk/planner", ""),
        ("/mnt/x", "cifs"),
        ("/mnt/xy", ""),
        ("/home/me/far/away", "fuse.sshfs"),
        ("/media/stick/data", ""),
        ("/var/lib/planner", ""),
    ],
)
def test_a_network_disk_is_known_by_where_it_is_mounted(folder: str, kind: str) -> None:
    assert network_kind(Path(folder), MOUNTS) == kind


def start(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    known = {"DATA_DIR": str(tmp_path), "PATH": os.environ["PATH"]} | environment
    command = [sys.executable, "-m", "gunicorn", "--config", "python:journey.serving", "--bind", "127.0.0.1:0", "journey.wsgi:application"]
    return subprocess.run(command, cwd=ours.BASE_DIR, env=known, capture_output=True, text=True, check=False, timeout=60)


def test_the_server_does_not_start_with_one_of_them_and_says_why(tmp_path: Path) -> None:
    done = start(tmp_path, DEBUG="1", ALLOWED_HOSTS="planner.council.example")

    assert done.returncode != 0
    assert "(journey.E001) DEBUG shows settings and texts" in done.stderr


@pytest.mark.parametrize("command", ["backup", "restore", "verify", "move_to_postgres", "run_tasks"])
def test_nor_does_a_command_that_shows_no_page(command: str, settings: Settings) -> None:
    settings.DEBUG, settings.ALLOWED_HOSTS = True, ["planner.council.example"]

    with pytest.raises(SystemCheckError, match=r"journey\.E001"):
        call_command(command, *(["a backup"] if command == "restore" else []), skip_checks=False)


def test_redis_is_used_where_its_address_is_set_and_named_if_its_package_is_missing(tmp_path: Path) -> None:
    code = "import django; django.setup(); from django.conf import settings as s; from django.core.checks import run_checks as r; "
    code += "print(s.CACHES['default']['BACKEND'].split('.')[-1], [c.id for c in r(tags=['security']) if c.id == 'journey.E006'])"
    known = {"DATA_DIR": str(tmp_path), "REDIS_URL": "redis://127.0.0.1:1/0", "DJANGO_SETTINGS_MODULE": "journey.settings"}

    done = subprocess.run([sys.executable, "-c", code], cwd=ours.BASE_DIR, env=known, capture_output=True, text=True, check=True)

    assert done.stdout == f"RedisCache {[] if find_spec('redis') else ['journey.E006']}\n"
