"""The offer to make another member owner of a project. It holds once that member accepts."""

import uuid
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journey.models.event import Event
from journey.models.invitation import NotOpen, in_two_weeks
from journey.models.membership import Membership

if TYPE_CHECKING:
    from journey.models.project import Project
    from journey.models.user import User


class Handovers(models.QuerySet["Handover"]):
    def open(self) -> Self:
        """Not answered, not withdrawn and not expired."""
        return self.filter(accepted_at=None, declined_at=None, withdrawn_at=None, expires_at__gt=timezone.now())

    def waiting_for(self, user: "User") -> Self:
        """Those that someone can answer today."""
        return self.open().filter(to__user=user, to__ended_at=None, project__binned_at=None)

    def offer(self, project: "Project", to: Membership, *, by: "User", afterwards: str) -> "Handover":
        """Offer ownership to a member; an earlier offer that is still open is withdrawn. `afterwards` is what `by` may do then."""
        with transaction.atomic():
            project.lock()
            for earlier in project.handovers.open():
                earlier.withdraw(by=by)
            made = self.create(project=project, to=to, by=by, afterwards=afterwards)
            project.note(Event.Kind.HANDOVER_OFFERED, by=by, about=made)
        return made


class Handover(models.Model):
    class Afterwards(models.TextChoices):
        """What the giver may do once it is accepted."""

        OWNER = "owner", _("I stay an owner too")
        EDITOR = "editor", _("I become an editor")
        VIEWER = "viewer", _("I become a viewer")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey("journey.Project", models.CASCADE, related_name="handovers")
    to = models.ForeignKey(Membership, models.CASCADE, related_name="handovers")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    afterwards = models.CharField(max_length=12, choices=Afterwards)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(default=in_two_weeks)
    reminded_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = Handovers.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["made_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(afterwards__in=["owner", "editor", "viewer"]), name="handover_afterwards_known"),
        ]

    def __str__(self) -> str:
        return f"{self.by} to {self.to.user}"

    def get_absolute_url(self) -> str:
        return self.project.address("handover", self.pk)

    @property
    def is_open(self) -> bool:
        return not (self.accepted_at or self.declined_at or self.withdrawn_at or self.has_expired)

    @property
    def has_expired(self) -> bool:
        return not (self.accepted_at or self.declined_at or self.withdrawn_at) and self.expires_at <= timezone.now()

    def accept(self, *, by: "User") -> None:
        """Make the member an owner, and the giver what was said. Raises NotOpen."""
        with transaction.atomic():
            self.project.lock()
            self.settle(Event.Kind.HANDOVER_ACCEPTED, by=by, accepted_at=timezone.now())
            self.to.change_role(Membership.Role.OWNER, by=by)
            giver = self.project.memberships.current().filter(user=self.by, role=Membership.Role.OWNER).first()
            if giver and giver.role != self.afterwards:
                giver.change_role(self.afterwards, by=self.by)

    def decline(self, *, by: "User") -> None:
        """Say no. Raises NotOpen."""
        self.settle(Event.Kind.HANDOVER_DECLINED, by=by, declined_at=timezone.now())

    def withdraw(self, *, by: "User") -> None:
        """Take the offer back. Raises NotOpen."""
        self.settle(Event.Kind.HANDOVER_WITHDRAWN, by=by, withdrawn_at=timezone.now())

    def settle(self, kind: Event.Kind, *, by: "User", **changed: object) -> None:
        with transaction.atomic():
            if not Handover.objects.open().filter(pk=self.pk).update(**changed):
                raise NotOpen
            for name, value in changed.items():
                setattr(self, name, value)
            self.project.note(kind, by=by, about=self)
