"""The day's notices: what is due, and one message to each who chose one a day; and readers who could not be told of a correction at first."""

from typing import Any, override

from django.core.management.base import BaseCommand

from journey.corrections import tell_readers
from journey.notices import note_what_is_due, send_digests


class Command(BaseCommand):
    help = "Note what is due and send the daily messages. Run it once a day, in the morning; twice does no harm."

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        note_what_is_due()
        self.stdout.write(f"Readers told of a correction: {tell_readers()}")
        self.stdout.write(f"Messages sent: {send_digests()}")
