"""Mail to one person: a subject and a plain text, both from templates/<noun>/."""

import logging

from django.core.mail import EmailMessage
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)


def send_mail(template: str, to: str, context: dict[str, object], *, reply_to: str | None = None) -> bool:
    """Send templates/<template>_subject.txt and _message.txt. False if the mail server did not take it: what was done stands all the same."""
    subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
    message = EmailMessage(subject, render_to_string(f"{template}_message.txt", context), to=[to], reply_to=[reply_to] if reply_to else None)
    try:
        message.send()
    except OSError as problem:  # smtplib's errors are OSErrors too
        logger.error("A mail could not be sent: %s", type(problem).__name__)
        return False
    return True
