"""Encrypt the secrets of second steps with the newest key."""

from typing import Any, override

from django.core.management.base import BaseCommand

from journey.factors import encrypt_anew


class Command(BaseCommand):
    help = "Encrypt what second steps keep secret with the newest key (MFA_KEY), so that MFA_KEY_BEFORE can go. Twice does no harm."

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Encrypted {encrypt_anew()} secrets")
