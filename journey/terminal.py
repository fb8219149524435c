"""Mail for a copy without a mail server: printed where the copy runs, as a person reads it, so that a link in it can be opened."""

from typing import Any, override

from django.conf import settings
from django.core.checks import CheckMessage, Warning
from django.core.mail import EmailMessage
from django.core.mail.backends.console import EmailBackend


class TerminalBackend(EmailBackend):
    @override
    def write_message(self, message: EmailMessage) -> None:
        """Django would print the message as it travels, which breaks a long link in two."""
        self.stream.write(f"\nTo: {', '.join(message.to)}\nSubject: {message.subject}\n\n{message.body}\n{'-' * 79}\n")


def check_that_mail_is_sent(**options: Any) -> list[CheckMessage]:
    if settings.MAILERS["default"]["BACKEND"] != "journey.terminal.TerminalBackend":
        return []
    return [Warning("MAIL_HOST is not set: mail is printed in the terminal and reaches nobody.", id="journey.W001")]
