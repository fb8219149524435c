"""The app, and what must be right before it starts."""

from typing import TYPE_CHECKING, override

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db import connections
from django.db.models import TextField
from django.db.models.functions import Length
from django.db.models.signals import post_migrate, pre_migrate

from journey.checks import check_safety
from journey.terminal import check_that_mail_is_sent
from stages.editions import LATEST, get_edition

if TYPE_CHECKING:
    from uuid import UUID


class JourneyConfig(AppConfig):
    name = "journey"

    @override
    def ready(self) -> None:
        TextField.register_lookup(Length)  # for the lengths that the database checks
        # SQLite forgets what guards the log and reviews, and what keeps search in step, when a migration makes the table anew.
        pre_migrate.connect(open_what_is_guarded, sender=self, dispatch_uid="open_what_is_guarded")
        post_migrate.connect(guard_log, sender=self, dispatch_uid="guard_log")
        post_migrate.connect(keep_search_in_step, sender=self, dispatch_uid="keep_search_in_step")
        register(check_that_mail_is_sent, Tags.security, deploy=True)
        register(check_safety, Tags.security)
        from journey.models.notice import noticed  # models can be imported only once the apps are there

        noticed.connect(mail_notices, dispatch_uid="mail_notices")
        from journey.models.reader_told import corrected  # the same

        corrected.connect(mail_readers, dispatch_uid="mail_readers")
        from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset  # the same

        from journey.factors import factors_changed  # the same

        for changed in (authenticator_added, authenticator_removed, authenticator_reset):
            changed.connect(factors_changed, dispatch_uid="factors_changed")
        from django.contrib.auth.signals import user_logged_in  # the same

        from journey.timeouts import note_sign_in  # the same

        user_logged_in.connect(note_sign_in, dispatch_uid="note_sign_in")
        from journey.upkeep import signing  # the same

        signing.listen()
        get_edition(LATEST)  # a mistake in the map's files stops the start, and says which file and which key


def mail_notices(*, ids: "list[UUID]", **_: object) -> None:
    """Mail what was just noted to those who want to know at once."""
    from journey import tasks  # models can be imported only once the apps are there

    tasks.mail_notices.enqueue([str(one) for one in ids])


def mail_readers(*, review_id: "UUID", **_: object) -> None:
    """Tell those who were given a review that it was just corrected."""
    from journey import tasks  # models can be imported only once the apps are there

    tasks.mail_readers.enqueue(str(review_id))


def open_what_is_guarded(*, using: str, **_: object) -> None:
    """Before every migration: what guards reviews names other tables, and SQLite makes none of those anew while it does."""
    from journey.models import review  # models can be imported only once the apps are there

    if review.TABLE in connections[using].introspection.table_names():
        review.open_reviews(using)


def guard_log(*, using: str, **_: object) -> None:
    """After every migration: the database refuses to change or delete what is in the log, and frozen reviews."""
    from journey.models import event, review  # models can be imported only once the apps are there

    there = connections[using].introspection.table_names()  # a migration back to nothing leaves no table to guard
    if event.TABLE in there:
        event.close_log(using)
    if review.TABLE in there:
        review.close_reviews(using)


def keep_search_in_step(*, using: str, **_: object) -> None:
    """After every migration: the index of what search looks in follows its table."""
    from journey.models.search_entry import TABLE, make_index  # models can be imported only once the apps are there

    if TABLE in connections[using].introspection.table_names():
        make_index(using)
