"""The app, and what must be right before it starts."""

from typing import override

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db import connections
from django.db.models import TextField
from django.db.models.functions import Length
from django.db.models.signals import post_migrate

from journey.terminal import check_that_mail_is_sent
from stages.editions import LATEST, get_edition


class JourneyConfig(AppConfig):
    name = "journey"

    @override
    def ready(self) -> None:
        TextField.register_lookup(Length)  # for the lengths that the database checks
        # SQLite forgets what guards the log when a migration makes the table anew.
        post_migrate.connect(guard_log, sender=self, dispatch_uid="guard_log")
        register(check_that_mail_is_sent, Tags.security, deploy=True)
        get_edition(LATEST)  # a mistake in the map's files stops the start, and says which file and which key


def guard_log(*, using: str, **_: object) -> None:
    """After every migration: the database refuses to change or delete what is in the log."""
    from journey.models.event import TABLE, close_log  # models can be imported only once the apps are there

    if TABLE in connections[using].introspection.table_names():  # a migration back to nothing leaves no table to guard
        close_log(using)
