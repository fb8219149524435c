"""Mail to one person: a subject and a plain text, both from templates/<noun>/."""

import logging

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)


def send_mail(
    template: str,
    to: str,
    context: dict[str, object],
    *,
    reply_to: str | None = None,
    html: bool = False,
    headers: dict[str, str] | None = None,
) -> bool:
    """Send templates/<template>_subject.txt and _message.txt, and with `html` _message.html beside it.

    False if the mail server did not take it, or no mail can be addressed so: what was done stands all the same.
    """
    subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
    text = render_to_string(f"{template}_message.txt", context)
    message = EmailMultiAlternatives(subject, text, to=[to], reply_to=[reply_to] if reply_to else None, headers=headers)
    if html:
        message.attach_alternative(render_to_string(f"{template}_message.html", context), "text/html")
    try:
        message.send()
    except (OSError, ValueError) as problem:  # smtplib's errors are OSErrors too; the other is of an address that no header takes
        logger.error("A mail could not be sent: %s", type(problem).__name__)
        return False
    return True
