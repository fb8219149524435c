"""The three samples, for everyone to look at on the page "Samples"."""

from typing import Any, override

from django.core.management.base import BaseCommand

from journey.samples.load import load_samples


class Command(BaseCommand):
    help = "Load the three sample projects, which everyone may look at and nobody can change. Run it again after an upgrade: it makes them anew."

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        names = [str(sample) for sample in load_samples()]
        self.stdout.write(f"Loaded {', '.join(names)}")
