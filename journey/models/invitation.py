"""An invitation by email to take part in a project, for someone with or without an account."""

import hmac
import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from journey.models.event import Event
from journey.models.membership import Membership

if TYPE_CHECKING:
    from journey.models.organisation import Organisation
    from journey.models.project import Project
    from journey.models.user import User

DAYS = 14
"""Days that an invitation can be accepted, counted from when it was last sent."""


class AlreadyIn(Exception):
    """Someone with this email is a member already."""


class AlreadyInvited(Exception):
    """Someone with this email is invited already and has not answered."""


class NotOpen(Exception):
    """What was offered has been answered, withdrawn, or has expired."""


class Invitations(models.QuerySet["Invitation"]):
    def unanswered(self) -> Self:
        """Not answered and not withdrawn; those that have expired too, since they can be sent again."""
        return self.filter(accepted_at=None, declined_at=None, withdrawn_at=None)

    def waiting_for(self, email: str) -> Self:
        """Those that someone with this email can accept today."""
        theirs = self.unanswered().alias(lower=Lower("email")).filter(lower=email.lower())
        return theirs.filter(expires_at__gt=timezone.now(), project__binned_at=None)

    def send(
        self, project: "Project", email: str, *, role: str, by: "User", job: str = "", organisation: "Organisation | None" = None
    ) -> "Invitation":
        """Invite someone. Raises AlreadyIn or AlreadyInvited, and changes nothing then."""
        if project.memberships.current().filter(user__email__iexact=email).exists():
            raise AlreadyIn
        try:
            with transaction.atomic():
                made = self.create(project=project, email=email.lower(), role=role, by=by, job=job, organisation=organisation)
                project.note(Event.Kind.INVITATION_SENT, by=by, about=made, key=role)
        except IntegrityError:
            raise AlreadyInvited from None
        return made


def in_two_weeks() -> datetime:
    return timezone.now() + timedelta(days=DAYS)


class Invitation(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey("journey.Project", models.CASCADE, related_name="invitations")
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=12, choices=Membership.Role)
    job = models.CharField(max_length=200, blank=True)
    organisation = models.ForeignKey("journey.Organisation", models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(default=in_two_weeks)
    reminded_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = Invitations.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["made_at"]
        indexes: ClassVar[list[models.Index]] = [models.Index(Lower("email"), name="invitation_email")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                "project",
                Lower("email"),
                condition=Q(accepted_at=None, declined_at=None, withdrawn_at=None),
                name="invitation_open_once",
            ),
            models.CheckConstraint(condition=Q(role__in=["owner", "editor", "commenter", "viewer"]), name="invitation_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.get_role_display()}"

    def get_absolute_url(self) -> str:
        return reverse("invitation", args=[self.pk, self.key])

    @property
    def key(self) -> str:
        """What the emailed link holds. It follows from the site's secret key, so the database alone gives nobody a way in."""
        return salted_hmac("journey.invitation", str(self.pk), algorithm="sha256").hexdigest()

    def fits(self, key: str) -> bool:
        return hmac.compare_digest(self.key, key)

    @property
    def is_open(self) -> bool:
        return not (self.accepted_at or self.declined_at or self.withdrawn_at)

    @property
    def has_expired(self) -> bool:
        return self.is_open and self.expires_at <= timezone.now()

    def send_again(self, *, by: "User") -> None:
        """Start the two weeks anew; the link stays the same. Raises NotOpen."""
        self.settle(Event.Kind.INVITATION_SENT_AGAIN, by=by, expires_at=in_two_weeks(), reminded_at=None)

    def withdraw(self, *, by: "User") -> None:
        """Take the invitation back. Raises NotOpen."""
        self.settle(Event.Kind.INVITATION_WITHDRAWN, by=by, withdrawn_at=timezone.now())

    def decline(self, *, by: "User") -> None:
        """Say no. Raises NotOpen."""
        self.settle(Event.Kind.INVITATION_DECLINED, by=by, declined_at=timezone.now())

    def settle(self, kind: Event.Kind, *, by: "User", **changed: object) -> None:
        with transaction.atomic():
            if not Invitation.objects.unanswered().filter(pk=self.pk).update(**changed):
                raise NotOpen
            for name, value in changed.items():
                setattr(self, name, value)
            self.project.note(kind, by=by, about=self)

    def accept(self, *, by: "User") -> Membership:
        """Make `by` a member; someone who was one before takes up their part again. Raises NotOpen. A present member's role stays."""
        with transaction.atomic():
            self.project.lock()  # so that of those who accept it at once one does
            if not Invitation.objects.waiting_for(self.email).filter(pk=self.pk).update(accepted_at=timezone.now()):
                raise NotOpen
            said = {"role": self.role, "job": self.job, "organisation": self.organisation}
            member, made = self.project.memberships.get_or_create(user=by, defaults=said)
            if member.ended_at:
                for name, value in (said | {"ended_at": None, "started_at": timezone.now()}).items():
                    setattr(member, name, value)
                member.save()
            elif not made:
                return member
            self.project.note(Event.Kind.MEMBER_JOINED, by=by, about=member, key=self.role)
            return member
