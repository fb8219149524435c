"""Remind people of what waits for their answer and will end."""

from datetime import timedelta
from typing import Any, override
from urllib.parse import urljoin

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from journey.mail import send_mail
from journey.models import Handover, Invitation
from journey.retention import ask_about_accounts, ask_about_projects

AFTER = timedelta(days=7)


class Command(BaseCommand):
    help = (
        "Send one reminder of each invitation and each offer of the lead that has waited for a week, and ask once whether what has lain unused is "
        "still needed. Run it once a day; twice does no harm."
    )

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        waiting = {"reminded_at": None, "project__binned_at": None, "expires_at__gt": timezone.now(), "expires_at__lte": timezone.now() + AFTER}
        for invitation in Invitation.objects.unanswered().filter(**waiting).select_related("project", "by"):
            self.remind(invitation, "invitations", invitation.email, {"invitation": invitation, "by": invitation.by})
        for offer in Handover.objects.open().filter(**waiting, to__ended_at=None).select_related("project", "by", "to__user"):
            self.remind(offer, "handovers", offer.to.user.email or "", {"offer": offer})
        self.stdout.write(f"Asked whether they are still needed: {ask_about_projects()} projects, {ask_about_accounts()} accounts")

    def remind(self, waiting: Invitation | Handover, noun: str, to: str, context: dict[str, object]) -> None:
        """Send the reminder, unless another run of this command is sending it just now."""
        if not type(waiting)._default_manager.filter(pk=waiting.pk, reminded_at=None).update(reminded_at=timezone.now()):
            return
        link = urljoin(settings.SITE_URL, waiting.get_absolute_url())
        if to and send_mail(f"{noun}/mail", to, context | {"link": link, "reminder": True}, reply_to=waiting.by.email):
            self.stdout.write(f"Reminded of {noun} {waiting.pk}")
        else:
            type(waiting)._default_manager.filter(pk=waiting.pk).update(reminded_at=None)
