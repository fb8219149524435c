"""Backups: taken while people write, read by their key's holder alone, refused where anything is wrong, restored only into an empty place."""

import io
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from journey.models import Project, User
from journey.models.event import log_opened
from journey.upkeep.backup import MANIFEST, Manifest, make_backup, unpacked
from journey.upkeep.sealed import COSTS, HEAD, PIECE, SALT, START, TAG, Opening, Sealing, Unreadable, is_sealed
from tests.benched import benched
from tests.conftest import PASSWORD
from tests.elsewhere import empty_database

KEY = "a boat with a blue sail"
TWICE = """
import sys
from django.core.management import CommandError, call_command
call_command("restore", sys.argv[1])
try:
    call_command("restore", sys.argv[1])
except CommandError as refused:
    print("again:", refused)
call_command("verify")
"""


def sealed(said: bytes, key: str = KEY) -> bytes:
    to = io.BytesIO()
    sealing = Sealing(to, key)
    sealing.write(said)
    sealing.close()
    return to.getvalue()


@pytest.fixture
def little_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key is made in no time: how much work it is asked for changes nothing else."""
    monkeypatch.setitem(COSTS, HEAD, 2)


@pytest.mark.usefixtures("little_work")
@pytest.mark.parametrize("length", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_what_was_sealed_is_read_with_its_key(length: int) -> None:
    said = os.urandom(length)

    assert Opening(io.BytesIO(sealed(said)), KEY).read() == said


def piece(file: bytes, number: int) -> slice:
    first = len(HEAD) + SALT + START
    return slice(first + number * (PIECE + TAG), first + (number + 1) * (PIECE + TAG))


@pytest.mark.usefixtures("little_work")
def test_no_other_key_and_no_changed_file_reads_anything() -> None:
    said = bytes(3 * PIECE)
    file = sealed(said)
    first, second = file[piece(file, 0)], file[piece(file, 1)]
    swapped = file[: piece(file, 0).start] + second + first + file[piece(file, 2).start :]
    changed = bytearray(file)
    changed[piece(file, 1).start + 5] ^= 1

    for other in (swapped, bytes(changed), file[: piece(file, 2).start], file[:-1], file + b"more"):
        with pytest.raises(Unreadable):
            Opening(io.BytesIO(other), KEY).read()
    with pytest.raises(Unreadable):
        Opening(io.BytesIO(file), "another").read()


def test_a_backup_taken_while_two_people_save_is_whole_and_holds_all_that_was_acknowledged(tmp_path: Path, db: None) -> None:
    """`python -m bench backups` takes a hundred, every second one sealed."""
    found = benched(tmp_path, "backups", "--rounds", "1", WORKERS="1")

    assert {name: count for name, count in found["faults"].items() if count} == {}
    assert (found["backups"], found["else"]) == (1, 0)
    assert found["saved"] > 10


def run(place: Path, url: str, *command: str, key: str = "") -> subprocess.CompletedProcess[str]:
    known = {"DATA_DIR": str(place), "DATABASE_URL": url, "PATH": os.environ["PATH"], "BACKUP_KEY": key, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    return subprocess.run([sys.executable, *command], cwd=settings.BASE_DIR, env=known, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(transactional_db: None, settings: object) -> Project:
    """A project that is saved for good, as a command in another process sees it."""
    amina = User.objects.create_user("amina@example.org", PASSWORD, name="Amina Rahman")
    project = Project.objects.start(by=amina, name="Family Circle")
    project.answer("mob-1", "What Amina wrote.", by=amina, seen=0)
    return project


def test_what_was_sealed_with_less_work_is_still_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(COSTS.values()) == [2**15, 2**17]
    before, now = COSTS
    with monkeypatch.context() as then:
        then.setattr("journey.upkeep.sealed.HEAD", before)
        old = sealed(b"Kept long ago.")

    assert old.startswith(before)
    assert sealed(b"").startswith(now)
    assert is_sealed(io.BytesIO(old))
    assert Opening(io.BytesIO(old), KEY).read() == b"Kept long ago."


def test_a_sealed_backup_comes_back_whole_with_the_secret_key(copy: Project, tmp_path: Path, settings: "object") -> None:
    settings.DATA_DIR = tmp_path / "old"  # type: ignore[attr-defined]  # pytest-django's
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "secret_key").write_text("kept", encoding="ascii")
    backup = make_backup(tmp_path / "backups", key=KEY)
    assert b"Family Circle" not in backup.read_bytes()
    assert backup.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "backups").iterdir()] == [backup.name]

    with empty_database(tmp_path / "new") as url:
        done = run(tmp_path / "new", url, "-c", f"import django; django.setup()\n{TWICE}", str(backup), key=KEY)

    assert (done.returncode, done.stderr) == (0, "")
    restored, again, whole = done.stdout.splitlines()
    assert "all logs whole. Now run migrate." in restored
    assert (tmp_path / "new" / "secret_key").read_text(encoding="ascii") == "kept"
    assert again.startswith("again: Nothing was restored: ")
    assert whole.startswith("Whole: ")
    assert "; projects: 1" in whole


def test_without_a_key_the_secret_key_stays_out_and_the_command_says_so(copy: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("backup", to=tmp_path)

    with tarfile.open(next(tmp_path.glob("*.backup"))) as archive:
        assert sorted(archive.getnames()) == ["database", "manifest.json"]
    assert "BACKUP_KEY is not set: anyone who has the file can read it." in capsys.readouterr().out


def test_only_the_newest_are_kept_and_nothing_that_is_no_backup_is_deleted(copy: Project, tmp_path: Path) -> None:
    others = ["journey-20251231.backup", "journey-before-upgrade.backup", "notes.txt"]
    for name in ("journey-20260101T000000Z.backup", "journey-20260102T000000Z.backup", *others):
        (tmp_path / name).touch()

    call_command("backup", to=tmp_path, keep=2)

    left = {path.name for path in tmp_path.iterdir()}
    assert left > {"journey-20260102T000000Z.backup", *others}
    assert len(left) == 2 + len(others)


def refused(file: Path) -> str:
    with pytest.raises(CommandError) as problem:
        call_command("verify", file)
    return str(problem.value).removeprefix("This is no backup that can be used: ")


def test_a_backup_that_was_changed_or_cut_is_refused(copy: Project, tmp_path: Path) -> None:
    backup = make_backup(tmp_path)
    cut, other, changed = tmp_path / "cut", tmp_path / "other", tmp_path / "changed"
    cut.write_bytes(backup.read_bytes()[:-2000])
    other.write_bytes(b"a letter")
    with tarfile.open(backup) as old, tarfile.open(changed, "w:gz") as new:
        manifest = old.extractfile(MANIFEST)
        assert manifest is not None
        new.addfile(old.getmember(MANIFEST), manifest)
        entry = tarfile.TarInfo("database")
        entry.size = 4
        new.addfile(entry, io.BytesIO(b"else"))

    assert refused(cut) == "it cannot be read to its end (ReadError)"
    assert refused(other) == "it cannot be read to its end (ReadError)"
    assert refused(changed) == "these are not as they were: database"


@pytest.mark.usefixtures("little_work")
def test_a_sealed_backup_asks_for_its_key(copy: Project, tmp_path: Path, settings: "object") -> None:
    backup = make_backup(tmp_path, key=KEY)

    without = refused(backup)
    settings.BACKUP_KEY = "another"  # type: ignore[attr-defined]  # pytest-django's
    wrong = refused(backup)

    assert without == "it is sealed: give its key in BACKUP_KEY"
    assert wrong == "the key is another, or the file was changed or cut off"


def test_a_backup_of_a_newer_version_is_not_restored(copy: Project, tmp_path: Path) -> None:
    backup = make_backup(tmp_path)
    newer = tmp_path / "newer"
    with unpacked(backup, key="", scratch=tmp_path) as (manifest, folder), tarfile.open(newer, "w:gz") as archive:
        said = Manifest(**manifest.model_dump() | {"migrations": (*manifest.migrations, "journey.9999_later"), "program": "9.0"})
        (folder / MANIFEST).write_text(said.model_dump_json(), encoding="utf-8")
        for name in ("manifest.json", "database"):
            archive.add(folder / name, name)

    with empty_database(tmp_path / "new") as url:
        done = run(tmp_path / "new", url, "manage.py", "restore", str(newer))

    said_then = "Nothing was restored: it was made by a newer version (it knows journey.9999_later): install 9.0 or newer"
    assert (done.returncode, done.stderr) == (1, f"CommandError: {said_then}\n")


def test_a_changed_log_is_found_in_the_running_database(project: Project, amina: User, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify")
    assert capsys.readouterr().out.startswith("Whole: ")

    with log_opened():
        project.events.filter(sequence=1).update(kind="project-changed")

    with pytest.raises(CommandError, match="It is not whole"):
        call_command("verify")
    assert capsys.readouterr().out == f"The log of project {project.pk}: entry 1 was changed\n"
