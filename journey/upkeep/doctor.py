"""A look round a copy: what is well, what is worth knowing, what is wrong, in words for whoever runs it."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.core.checks import ERROR, run_checks
from django.core.mail import mailers
from django.db import Error, connection
from django.utils import timezone

from journey.checks import HERE
from journey.models import Project
from journey.upkeep import readiness
from journey.upkeep.backup import newest_backup

TOO_OLD = timedelta(hours=26)
"""A daily backup that is older was missed."""
GIGABYTE = 10**9


@dataclass(frozen=True, slots=True)
class Finding:
    how: Literal["well", "note", "wrong"]
    words: str


def look_round() -> Iterator[Finding]:
    yield of_database()
    yield of_disk()
    yield from of_settings()
    yield of_secret_key()
    yield of_https()
    yield of_mail()
    yield of_cache()
    yield of_workers()
    yield of_static_files()
    yield of_samples()
    yield of_backups()


def is_for_others() -> bool:
    """Whether the copy answers to a name by which other machines reach it. What is wrong there may be fine on one officer's laptop."""
    return any(host not in HERE for host in settings.ALLOWED_HOSTS)


def wrong_for_others(words: str) -> Finding:
    return Finding("wrong" if is_for_others() else "note", words)


def of_database() -> Finding:
    missing = readiness.database()
    if missing:
        return Finding("wrong", missing if "migrate" not in missing else "Migrations wait: run manage.py migrate.")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
            version = str(cursor.fetchone()[0]).split()[0]
    except Error:
        return Finding("wrong", "The database does not answer.")
    return Finding("well", f"{connection.display_name} {version} answers, and no migration waits.")


def of_disk() -> Finding:
    free = shutil.disk_usage(settings.DATA_DIR).free
    words = f"{free / GIGABYTE:.1f} GB are free where {settings.DATA_DIR} is."
    return Finding("wrong" if free < readiness.ROOM else "note" if free < 2 * GIGABYTE else "well", words)


def of_settings() -> Iterator[Finding]:
    """What keeps a copy from starting, and what Django says of settings."""
    found = [one for one in run_checks() if one.level >= ERROR]
    for one in found:
        yield Finding("wrong", f"{one.msg} {one.hint or ''}".strip())
    if not found:
        yield Finding("well", "No setting is one by which something could be lost.")


def of_secret_key() -> Finding:
    key, file = settings.SECRET_KEY, settings.DATA_DIR / "secret_key"
    if len(key) < 50 or len(set(key)) < 5 or key.startswith("django-insecure-"):
        return Finding("wrong", "SECRET_KEY can be guessed: use 50 random characters, or leave it out and one is made.")
    if file.exists() and file.stat().st_mode & 0o077:
        return Finding("wrong", f"Others on this machine can read {file}: chmod 600 {file}")
    return Finding("well", "The secret key is long, and its file is its owner's alone.")


def of_https() -> Finding:
    site = urlsplit(settings.SITE_URL)
    if not settings.SESSION_COOKIE_SECURE:
        return wrong_for_others("HTTPS is off: what people type can be read on its way. Fine on this machine alone; else HTTPS=1 behind a proxy.")
    if site.scheme != "https":
        return Finding("wrong", f"HTTPS is on, but links in mails begin with {settings.SITE_URL}: set SITE_URL.")
    if site.hostname not in settings.ALLOWED_HOSTS:
        return Finding("wrong", f"Links in mails lead to {site.hostname}, which is not in ALLOWED_HOSTS.")
    return Finding("well", "HTTPS is on, and links in mails lead there.")


def of_mail() -> Finding:
    if settings.MAILERS["default"]["BACKEND"] == "journey.terminal.TerminalBackend":
        return wrong_for_others("MAIL_HOST is not set: mail is printed in the terminal and reaches nobody.")
    server = mailers.default
    try:
        server.open()
        server.close()
    except OSError as problem:  # smtplib's errors are OSErrors too
        return Finding("wrong", f"The mail server cannot be reached, or refuses us ({type(problem).__name__}): see MAIL_HOST and what is beside it.")
    return Finding("well", "The mail server answers.")


def of_cache() -> Finding:
    try:
        cache.set("doctor", "well", 10)
        found = cache.get("doctor")
    except Error:
        return Finding("wrong", "The cache has no table: run manage.py createcachetable.")
    except OSError:
        return Finding("wrong", "The cache does not answer: see REDIS_URL.")
    return Finding("well", "The cache keeps what it is given, for all workers.") if found else Finding("wrong", "The cache forgets what it is given.")


def of_workers() -> Finding:
    cores = os.cpu_count() or 1
    words = f"{settings.WORKERS} workers on {cores} cores."
    return Finding("note", f"{words} More than there are cores make nothing faster.") if cores < settings.WORKERS else Finding("well", words)


def of_static_files() -> Finding:
    if (settings.STATIC_ROOT / "staticfiles.json").exists():
        return Finding("well", "Static files are collected.")
    return Finding("wrong", "Static files are not collected, and every page fails: run manage.py collectstatic --noinput.")


def of_samples() -> Finding:
    try:
        found = Project.objects.filter(kind=Project.Kind.SAMPLE).exists()
    except Error:
        return Finding("note", "Whether the samples are loaded cannot be told: the database does not answer.")
    if found:
        return Finding("well", "The samples are there for whoever looks round.")
    return Finding("note", "The samples are not loaded, and the page for them is empty: manage.py load_samples loads them.")


def of_backups() -> Finding:
    newest = newest_backup(settings.BACKUP_DIR)
    if newest is None:
        return wrong_for_others(f"There is no backup in {settings.BACKUP_DIR}: run manage.py backup every day.")
    age = timezone.now() - newest
    words = f"The newest backup is {age.total_seconds() / 3600:.0f} hours old."
    if age > TOO_OLD:
        return wrong_for_others(words)
    if settings.BACKUP_DIR.stat().st_dev == settings.DATA_DIR.stat().st_dev:
        return Finding("note", f"{words} It is on the same disk as the database: take a copy to another machine.")
    return Finding("well", words)
