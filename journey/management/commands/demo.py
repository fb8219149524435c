"""From nothing to a running site with samples and people to sign in as."""

import os
import secrets
import sys
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any, override

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from journey.models import Project, User
from journey.samples.load import copy_sample, load_samples
from journey.samples.sample import read_samples

CAST = {
    "amina@example.org": "Amina Rahman",
    "tom@example.org": "Tom Reid",
    "leila@example.org": "Leila Hassan",
    "dan@example.org": "Dan Okafor",
    "owen@example.org": "Owen Pryce",
}
LEAD = "amina@example.org"
"""Who owns a practice copy of each sample."""
TEAM = (("tom@example.org", "editor", "Practice lead"), ("leila@example.org", "commenter", "Evaluation officer"))
"""Who is in each of them with the lead, as what."""


class Command(BaseCommand):
    help = "Prepare this copy (database, static files, samples, people to sign in as) and serve it. What people typed is kept."

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-serve", action="store_true", help="prepare, print the accounts, and stop")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("Preparing the database …")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        self.stdout.write("Collecting static files …")
        call_command("collectstatic", verbosity=0, interactive=False)
        self.stdout.write("Loading the samples …")
        load_samples()
        passwords = self.make_cast()
        self.stdout.write("\nSign in as one of these (made for this copy alone):")
        for email in CAST:
            self.stdout.write(f"{email} {passwords[email]}")
        self.stdout.write(f"\nOpen http://127.0.0.1:{settings.PORT}  (Ctrl-C stops it)\n")
        self.stdout.flush()
        if not options["no_serve"]:
            serve()

    def make_cast(self) -> dict[str, str]:
        """The passwords by email, made once and kept, readable by this account alone."""
        file = settings.DATA_DIR / "demo-people"
        kept = dict(line.split() for line in file.read_text(encoding="ascii").splitlines()) if file.exists() else {}
        passwords = {email: kept.get(email) or secrets.token_urlsafe(12) for email in CAST}
        if passwords != kept:
            file.touch(mode=0o600)
            file.write_text("".join(f"{email} {password}\n" for email, password in passwords.items()), encoding="ascii")
        has_lead = User.objects.filter(email=LEAD).exists()
        for email, name in CAST.items():
            user = User.objects.filter(email=email).first() or User.objects.create_user(email, passwords[email], name=name)
            user.confirm_email()
        if not has_lead:
            self.make_copies(User.objects.get(email=LEAD))
        return passwords

    def make_copies(self, lead: User) -> None:
        """A practice copy of each sample, with the lead's team in it."""
        self.stdout.write(f"Making practice copies for {lead} …")
        for sample in read_samples():
            project = copy_sample(sample, lead)
            for email, role, job in TEAM:
                project.invite(email, role=role, job=job, by=lead).accept(by=User.objects.get(email=email))
        let_talk(project, lead)


def let_talk(project: Project, lead: User) -> None:
    """A thread that waits for the lead, one that is resolved, and a question that the editor was asked to answer."""
    editor, commenter = (project.memberships.get(user__email=email) for email, _role, _job in TEAM)
    keys = set(project.answers.values_list("key", flat=True))
    written = [question.key for question in project.map.questions if question.key in keys]
    project.start_thread("Could we say where this figure comes from?", key=written[0], by=commenter.user).resolve(by=lead)
    tell = [project.memberships.get(user=lead)]
    project.start_thread("Do our partners see it the same way?", key=written[0], by=commenter.user, tell=tell)
    project.start_thread("What would tell us that it was too early?", move=project.moves.latest("number"), by=editor.user, tell=tell)
    for question in [question for question in project.map.questions if question.key not in keys][:1]:
        project.assign(question.key, editor, by=lead, due=timezone.localdate() + timedelta(days=7), note="Two sentences would do.")


def serve() -> None:
    """Become gunicorn."""
    os.chdir(settings.BASE_DIR)
    command = server_command(settings.PORT)
    os.execv(command[0], command)  # noqa: S606


def server_command(port: int) -> list[str]:
    """gunicorn, as journey/serving.py says, on a port of this machine."""
    how = ["--config", "python:journey.serving", "--bind", f"127.0.0.1:{port}"]
    return [sys.executable, "-m", "gunicorn", *how, "journey.wsgi:application"]
