"""A backup: one file that holds the database and a manifest that says what there must be. Sealed where there is a key."""

import hashlib
import io
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO, Literal

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from pydantic import BaseModel, ConfigDict, ValidationError

from journey.upkeep.copies import copy_at, copy_database, looking_at, read_dump, restore_database
from journey.upkeep.sealed import Opening, Sealing, Unreadable, is_sealed
from journey.upkeep.soundness import counts, has_tables, is_empty, problems

NAME = "journey-%Y%m%dT%H%M%SZ.backup"
PATTERN = "journey-*.backup"
DATABASE, MANIFEST, SECRET = "database", "manifest.json", "secret_key"
"""What things are called in the file."""


class NotABackup(Exception):
    """A file cannot be used, and why."""


class NotEmpty(Exception):
    """There is something already where a backup should go."""


class Manifest(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    made_at: datetime
    program: str
    database: Literal["sqlite", "postgresql"]
    migrations: tuple[str, ...]
    counts: dict[str, int]
    sha256: dict[str, str]
    """By the name in the file."""


def program_version() -> str:
    try:
        return version("innovation-journey-planner")
    except PackageNotFoundError:  # run from a folder and not installed
        import tomllib

        return str(tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def make_backup(folder: Path, *, key: str = "", at: datetime | None = None) -> Path:
    """Back up this copy into a new file in a folder. The file has its name only once it is whole and on the disk."""
    at = (at or timezone.now()).astimezone(UTC)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    done = folder / at.strftime(NAME)
    if done.exists():
        raise NotEmpty(f"{done} is there already")
    with tempfile.TemporaryDirectory(dir=folder, prefix=".making-") as scratch:
        copy = Path(scratch) / DATABASE
        rows, state = copy_database(copy)
        parts = {DATABASE: copy}
        if key and (settings.DATA_DIR / SECRET).exists():
            # Only where nobody else can read it: with it, anyone could sign in as anybody.
            parts[SECRET] = settings.DATA_DIR / SECRET
        manifest = Manifest(
            made_at=at,
            program=program_version(),
            database="sqlite" if connection.vendor == "sqlite" else "postgresql",
            migrations=state,
            counts=rows,
            sha256={name: digest(path) for name, path in parts.items()},
        )
        whole = Path(scratch) / "whole"
        whole.touch(mode=0o600)
        with whole.open("wb") as file:
            with written(file, key) as to:
                write_parts(to, manifest, parts)
            file.flush()
            os.fsync(file.fileno())
        whole.rename(done)
    sync_folder(folder)
    return done


def sync_folder(folder: Path) -> None:
    """So that the name of a new file outlives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def written(file: IO[bytes], key: str) -> Iterator[IO[bytes]]:
    if not key:
        yield file
        return
    sealing = Sealing(file, key)
    yield sealing  # type: ignore[misc]  # of a file, tarfile only wants write()
    sealing.close()


def write_parts(to: IO[bytes], manifest: Manifest, parts: dict[str, Path]) -> None:
    with tarfile.open(fileobj=to, mode="w|gz", compresslevel=6) as archive:
        said = manifest.model_dump_json(indent=1).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size = len(said)
        archive.addfile(entry, io.BytesIO(said))
        for name, path in parts.items():
            entry = tarfile.TarInfo(name)
            entry.size = path.stat().st_size
            with path.open("rb") as file:
                archive.addfile(entry, file)


@contextmanager
def unpacked(backup: Path, *, key: str, scratch: Path) -> Iterator[tuple[Manifest, Path]]:
    """What is in a backup, in a folder that goes away afterwards. Raises NotABackup where a part is missing, changed or more than there was."""
    with tempfile.TemporaryDirectory(dir=scratch, prefix=".reading-") as folder:
        extract(backup, Path(folder), key)
        try:
            manifest = Manifest.model_validate_json((Path(folder) / MANIFEST).read_bytes())
        except (OSError, ValidationError):
            raise NotABackup("it has no manifest that this version can read") from None
        found = {path.relative_to(folder).as_posix(): digest(path) for path in Path(folder).rglob("*") if path.is_file()}
        found.pop(MANIFEST)
        if found != manifest.sha256:
            wrong = sorted(name for name in found.keys() | manifest.sha256 if found.get(name) != manifest.sha256.get(name))
            raise NotABackup(f"these are not as they were: {', '.join(wrong)}")
        yield manifest, Path(folder)


def extract(backup: Path, folder: Path, key: str) -> None:
    with backup.open("rb") as file:
        sealed = is_sealed(file)
        if sealed and not key:
            raise NotABackup("it is sealed: give its key in BACKUP_KEY")
        try:
            source = io.BufferedReader(Opening(file, key)) if sealed else file
            with tarfile.open(fileobj=source, mode="r|gz") as archive:
                archive.extractall(folder, filter="data")
            source.read()  # to the end, so that one cut short in its last piece is noticed
        except Unreadable:
            raise NotABackup("the key is another, or the file was changed or cut off") from None
        except (tarfile.TarError, EOFError, OSError) as problem:
            raise NotABackup(f"it cannot be read to its end ({type(problem).__name__})") from None


def look_into(backup: Path, *, key: str, scratch: Path) -> tuple[Manifest, list[str]]:
    """What a backup holds, and what is wrong with it. A dump of PostgreSQL is only read: its rows are counted where it is restored."""
    with unpacked(backup, key=key, scratch=scratch) as (manifest, folder):
        if manifest.database == "postgresql":
            wrong = read_dump(folder / DATABASE)
            return manifest, [wrong] if wrong else []
        with looking_at(copy_at(folder / DATABASE)):
            return manifest, [*problems(), *differences(manifest, counts())]


def differences(manifest: Manifest, found: dict[str, int]) -> list[str]:
    told = manifest.counts
    return [
        f"{name}: {found.get(name, 0)} rows, not {told.get(name, 0)}" for name in sorted(told.keys() | found) if told.get(name) != found.get(name)
    ]


def restore_backup(backup: Path, *, key: str) -> tuple[Manifest, list[str]]:
    """Make this copy what a backup says, and tell what is wrong with it then. Raises NotEmpty, changing nothing, where anything is there already."""
    refuse_unless_empty()
    with unpacked(backup, key=key, scratch=settings.DATA_DIR) as (manifest, folder):
        if manifest.database != connection.vendor:
            raise NotABackup(f"it holds {manifest.database}, and this copy is set to {connection.vendor}: see DATABASE_URL")
        unknown = sorted(set(manifest.migrations) - known_migrations())
        if unknown:
            raise NotABackup(f"it was made by a newer version (it knows {unknown[-1]}): install {manifest.program} or newer")
        restore_database(folder / DATABASE)
        for name in manifest.sha256.keys() - {DATABASE}:
            put_back(folder / name, settings.DATA_DIR / name)
    return manifest, [*problems(), *differences(manifest, counts())]


def refuse_unless_empty() -> None:
    if connection.vendor == "sqlite":
        connection.close()
        file = Path(settings.DATABASES["default"]["NAME"])
        if has_tables(file):
            raise NotEmpty(f"{file} holds a database. Restore into another DATA_DIR, or move this one away first")
        # SQLite would play what is left of another database into the restored one.
        left = [path for path in file.parent.glob(f"{file.name}-[wj]*") if path.stat().st_size]
        if left:
            raise NotEmpty(f"{left[0]} belongs to a database that was here: move it away as well")
    elif not is_empty():
        raise NotEmpty("the database has tables already. Make an empty one, and name it in DATABASE_URL")


def put_back(source: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    to.touch(mode=0o600)
    to.write_bytes(source.read_bytes())


def known_migrations() -> set[str]:
    """The migrations that this version has."""
    return {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations or {}}


def backups_in(folder: Path) -> list[Path]:
    """The backups there, the oldest first. What somebody gave another name, even one much like ours, is left alone."""
    return sorted(path for path in folder.glob(PATTERN) if made_at(path))


def newest_backup(folder: Path) -> datetime | None:
    """When the newest backup there was made, by its name."""
    backups = backups_in(folder)
    return made_at(backups[-1]) if backups else None


def made_at(backup: Path) -> datetime | None:
    """When a backup was made, by its name; None of a file that is not named as one."""
    try:
        return datetime.strptime(backup.name, NAME).replace(tzinfo=UTC)
    except ValueError:
        return None
