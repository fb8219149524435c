"""A mail server that takes a mail and does not answer, as long as there is a file DATA_DIR/hang; the mails it took stand in DATA_DIR/mails."""

import time
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with (settings.DATA_DIR / "mails").open("a", encoding="utf-8") as mails:
            mails.writelines(f"{message.to[0]}\n" for message in email_messages)
        while (settings.DATA_DIR / "hang").exists():
            time.sleep(0.05)
        return len(email_messages)
