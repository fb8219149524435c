"""What is asked for and need not be done at once: at once all the same, or by a worker, and never not at all."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as ours
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from journey.models import Notice, Project, User
from journey.tasks import is_on_its_way, mail_handover, mail_invitation, mail_notices, mail_readers, print_review
from tests.elsewhere import opened
from tests.migrated import migrated_database

type ClientOf = Callable[[User], Client]

TOLD = """
from django.core.management import call_command
call_command("migrate", "django_tasks_database", verbosity=0)  # which the copy lacks, since it has no workers
from journey.models import Project, User
amina, tom = (User.objects.create_user(f"{name}@example.org", "a long walk", name=name) for name in ("amina", "tom"))
project = Project.objects.start(by=amina, name="Family Circle")
User.objects.filter(pk=tom.pk).update(notices="at-once")
part = project.memberships.create(user=tom, role="editor")
project.start_thread("SECRET-4471: what do you think?", key="mob-1", by=amina, tell=[part])
"""
DONE_THRICE = """
from django.conf import settings
from django.core.management import call_command
from django.db import connection
def run(to, **more):
    call_command("run_tasks", batch=True, **more)
    (settings.DATA_DIR / to).write_bytes((settings.DATA_DIR / "mails").read_bytes())
run("too soon")
with connection.cursor() as cursor:
    cursor.execute("UPDATE cache SET expires = '2001-01-01 00:00:00'")
run("later", after=0)
run("at last", after=0)
"""
WAITING = "SELECT status, args_kwargs FROM django_tasks_database_dbtaskresult"


class Elsewhere:
    """A copy with a database and a folder of its own, and workers."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        self.known = {"DATA_DIR": str(folder), "DATABASE_URL": url, "TASK_WORKERS": "1", "PATH": os.environ["PATH"]}
        self.known["DJANGO_SETTINGS_MODULE"] = "tests.hanging_settings"

    def manage(self, *command: str) -> str:
        run = [sys.executable, "manage.py", *command]
        return subprocess.run(run, cwd=ours.BASE_DIR, env=self.known, capture_output=True, text=True, check=True).stdout

    def begin(self, *command: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "manage.py", *command], cwd=ours.BASE_DIR, env=self.known)

    def ask(self, statement: str) -> str:
        with closing(opened(self.url, self.folder)) as database, database.cursor() as cursor:
            cursor.execute(statement)
            return str(cursor.fetchall())

    @property
    def mails(self) -> list[str]:
        file = self.folder / "mails"
        return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def test_what_a_killed_worker_had_begun_is_done_once_more_and_then_never_again(tmp_path: Path, db: None) -> None:
    with migrated_database(tmp_path) as url:
        copy = Elsewhere(tmp_path, url)
        copy.manage("shell", "--no-imports", "-c", TOLD)
        before = copy.ask(WAITING)
        (tmp_path / "hang").touch()
        with copy.begin("run_tasks") as worker:
            until = time.monotonic() + 120
            while not copy.mails and time.monotonic() < until:
                time.sleep(0.05)
            worker.send_signal(signal.SIGKILL)
        (tmp_path / "hang").unlink()
        sent = copy.mails

        copy.manage("shell", "--no-imports", "-c", DONE_THRICE)
        too_soon, later, at_last = ((tmp_path / when).read_text(encoding="utf-8").splitlines() for when in ("too soon", "later", "at last"))

        assert "READY" in before
        assert "SECRET-4471" not in before
        assert (sent, too_soon) == (["tom@example.org"], ["tom@example.org"])
        assert (later, at_last) == (["tom@example.org"] * 2, ["tom@example.org"] * 2)
        assert "SUCCESSFUL" in copy.ask(WAITING)


def test_without_workers_it_is_done_at_once_and_no_worker_starts(project: Project, amina: User) -> None:
    invitation = project.invite("new@example.org", role="viewer", by=amina)

    asked = mail_invitation.enqueue(str(invitation.pk), amina.pk, "https://planner.example/")

    assert is_on_its_way(asked)
    assert "https://planner.example" + invitation.get_absolute_url() in str(mail.outbox[0].body)
    with pytest.raises(CommandError, match="TASK_WORKERS is not set"):
        call_command("run_tasks")


def test_what_was_withdrawn_meanwhile_is_not_sent_and_what_is_gone_is_no_fault(project: Project, amina: User) -> None:
    invitation = project.invite("new@example.org", role="viewer", by=amina)
    invitation.withdraw(by=amina)
    nobody = "00000000-0000-4000-8000-000000000000"

    asked: list[Any] = [
        mail_invitation.enqueue(str(invitation.pk), amina.pk, "https://planner.example/"),
        mail_handover.enqueue(nobody, amina.pk, "https://planner.example/"),
        mail_notices.enqueue([nobody]),
        mail_readers.enqueue(nobody),
        print_review.enqueue(nobody),
    ]

    assert [is_on_its_way(one) for one in asked] == [True] * 5
    assert mail.outbox == []


def test_a_notice_that_the_mail_server_did_not_take_is_mailed_when_the_task_is_done_again(
    transactional_db: None, project: Project, amina: User, tom: User, settings: Settings
) -> None:
    User.objects.filter(pk=tom.pk).update(notices="at-once")
    settings.MAILERS = {"default": {"BACKEND": "tests.broken_mail.EmailBackend"}}
    project.start_thread("What do you think?", key="mob-1", by=amina, tell=[project.memberships.get(user=tom)])
    notice = Notice.objects.get(user=tom)
    down = mail_notices.enqueue([str(notice.pk)])

    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    up = [mail_notices.enqueue([str(notice.pk)]) for _ in range(2)]

    assert not is_on_its_way(down)
    assert [is_on_its_way(one) for one in up] == [True, True]
    assert len(mail.outbox) == 1
