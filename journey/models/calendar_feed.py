"""The secret address at which a member's calendar reads what is due in a project."""

import hmac
import uuid
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from journey.models.event import Event

if TYPE_CHECKING:
    from journey.models.membership import Membership
    from journey.models.user import User


class CalendarFeeds(models.QuerySet["CalendarFeed"]):
    def current(self) -> Self:
        """Those that nobody stopped, of members of today who can sign in, in projects that are not in the bin."""
        return self.filter(stopped_at=None, member__ended_at=None, member__user__is_active=True, member__project__binned_at=None)

    def at(self, secret: str) -> "CalendarFeed | None":
        """The one with this secret, None for anything else."""
        ident, _dash, _key = secret.partition("-")
        try:
            feed = self.current().select_related("member__user", "member__project").get(pk=uuid.UUID(hex=ident))
        except (ValueError, CalendarFeed.DoesNotExist):
            return None
        return feed if feed.fits(secret) else None

    def renew(self, member: "Membership", *, by: "User") -> "CalendarFeed":
        """Give a member an address; one they had stops at once."""
        with transaction.atomic():
            member.project.lock()
            had = self.filter(member=member, stopped_at=None).update(stopped_at=timezone.now())
            made = self.create(member=member)
            member.project.note(Event.Kind.CALENDAR_RENEWED if had else Event.Kind.CALENDAR_MADE, by=by, about=made)
        return made


class CalendarFeed(models.Model):
    """A row is one address. A new one is another row, so that what was given away once opens nothing any more."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey("journey.Membership", models.CASCADE, related_name="calendar_feeds")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    stopped_at = models.DateTimeField(null=True)

    objects = CalendarFeeds.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["member"], condition=Q(stopped_at=None), name="calendar_feed_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def get_absolute_url(self) -> str:
        return reverse("calendar", args=[self.secret])

    @property
    def secret(self) -> str:
        """It follows from the site's secret key, as an invitation's does, so the database alone gives nobody a way in."""
        return f"{self.pk.hex}-{salted_hmac('journey.calendar', str(self.pk), algorithm='sha256').hexdigest()}"

    def fits(self, secret: str) -> bool:
        return hmac.compare_digest(self.secret.encode(), secret.encode())

    def stop(self, *, by: "User") -> None:
        """End the address. One that has ended stays so."""
        with transaction.atomic():
            if CalendarFeed.objects.filter(pk=self.pk, stopped_at=None).update(stopped_at=timezone.now()):
                self.member.project.note(Event.Kind.CALENDAR_STOPPED, by=by, about=self)
