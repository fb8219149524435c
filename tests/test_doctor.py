"""The look round a copy: in plain words, with an ending that a script can read."""

import os
import socket
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as ours
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from journey.models import Project
from journey.upkeep import doctor
from journey.upkeep.backup import NAME
from journey.upkeep.doctor import Finding


def test_on_a_fresh_folder_it_says_what_to_run(tmp_path: Path) -> None:
    known = {"DATA_DIR": str(tmp_path), "PATH": os.environ["PATH"]}

    done = subprocess.run([sys.executable, "manage.py", "doctor"], cwd=ours.BASE_DIR, env=known, capture_output=True, text=True, check=False)

    wrong = [line for line in done.stdout.splitlines() if line.startswith("WRONG")]
    assert wrong == [
        "WRONG  Migrations wait: run manage.py migrate.",
        "WRONG  The cache has no table: run manage.py createcachetable.",
        "WRONG  Static files are not collected, and every page fails: run manage.py collectstatic --noinput.",
    ]
    assert (done.returncode, done.stderr) == (1, "CommandError: 3 of 11 looked at are wrong\n")


def test_a_copy_that_is_well_ends_well(db: None, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings.STATIC_ROOT, settings.BACKUP_DIR, settings.SECRET_KEY = tmp_path, tmp_path, "0123456789" * 5
    settings.MAILERS = {"default": {"BACKEND": "journey.terminal.TerminalBackend"}}
    (tmp_path / "staticfiles.json").touch()
    (tmp_path / timezone.now().strftime(NAME)).touch()

    call_command("doctor")

    said = capsys.readouterr().out.splitlines()
    assert len(said) == 11
    assert "note   The samples are not loaded, and the page for them is empty: manage.py load_samples loads them." in said
    assert not [line for line in said if line.startswith("WRONG")]


@pytest.mark.parametrize(("hours", "how"), [(1, "note"), (25, "note"), (27, "wrong")])
def test_where_others_come_a_backup_is_no_older_than_a_day(settings: Settings, tmp_path: Path, hours: int, how: str) -> None:
    settings.ALLOWED_HOSTS, settings.BACKUP_DIR = ["planner.council.example"], tmp_path
    none = doctor.of_backups()

    (tmp_path / (timezone.now() - timedelta(hours=hours)).strftime(NAME)).touch()

    assert (none.how, doctor.of_backups().how) == ("wrong", how)


def test_a_file_that_is_named_somewhat_like_a_backup_is_none(settings: Settings, tmp_path: Path) -> None:
    settings.ALLOWED_HOSTS, settings.BACKUP_DIR = ["planner.council.example"], tmp_path
    (tmp_path / "journey-before-upgrade.backup").touch()
    none = doctor.of_backups()

    (tmp_path / timezone.now().strftime(NAME)).touch()

    assert (none.how, doctor.of_backups().how) == ("wrong", "note")


def test_a_mail_server_that_is_not_there_is_named(settings: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: whoever connects is refused
        backend = "django.core.mail.backends.smtp.EmailBackend"
        settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": {"host": "127.0.0.1", "port": taken.getsockname()[1], "timeout": 5}}}

        found = doctor.of_mail()

    assert found == Finding(
        "wrong", "The mail server cannot be reached, or refuses us (ConnectionRefusedError): see MAIL_HOST and what is beside it."
    )


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"SESSION_COOKIE_SECURE": False}, "HTTPS is off"),
        ({"SITE_URL": "http://planner.council.example/"}, "HTTPS is on, but links in mails begin with http://planner.council.example/"),
        ({"SITE_URL": "https://other.council.example/"}, "Links in mails lead to other.council.example, which is not in ALLOWED_HOSTS."),
    ],
)
def test_where_others_come_https_is_on_and_mails_lead_there(settings: Settings, said: dict[str, object], words: str) -> None:
    settings.ALLOWED_HOSTS, settings.SESSION_COOKIE_SECURE, settings.SITE_URL = ["planner.council.example"], True, "https://planner.council.example/"
    assert doctor.of_https().how == "well"

    for name, value in said.items():
        setattr(settings, name, value)

    found = doctor.of_https()
    assert found.how == "wrong"
    assert found.words.startswith(words)


def test_a_secret_key_is_long_and_its_owners_alone(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    settings.SECRET_KEY = "a" * 60
    weak = doctor.of_secret_key()
    settings.SECRET_KEY = "0123456789" * 5
    (tmp_path / "secret_key").touch(mode=0o600)
    kept = doctor.of_secret_key()

    (tmp_path / "secret_key").chmod(0o644)

    assert [weak.how, kept.how, doctor.of_secret_key().how] == ["wrong", "well", "wrong"]


def test_something_wrong_ends_with_an_error(db: None, settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path

    with pytest.raises(CommandError):
        call_command("doctor")


def test_samples_that_are_loaded_are_well(samples: list[Project]) -> None:
    assert doctor.of_samples() == Finding("well", "The samples are there for whoever looks round.")
