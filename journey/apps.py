"""The app, and what must be right before it starts."""

from typing import override

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models import TextField
from django.db.models.functions import Length

from journey.terminal import check_that_mail_is_sent
from stages.editions import LATEST, get_edition


class JourneyConfig(AppConfig):
    name = "journey"

    @override
    def ready(self) -> None:
        TextField.register_lookup(Length)  # for the lengths that the database checks
        register(check_that_mail_is_sent, Tags.security, deploy=True)
        get_edition(LATEST)  # a mistake in the map's files stops the start, and says which file and which key
