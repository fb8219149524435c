"""A person's part in a project: what they may do, and, separately, what their job in it is."""

import uuid
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journey import access
from journey.models.event import Event

if TYPE_CHECKING:
    from journey.models.organisation import Organisation
    from journey.models.user import User


class LastOwner(Exception):
    """Nothing was changed, since the project would have no owner left who can sign in."""


class Memberships(models.QuerySet["Membership"]):
    def current(self) -> Self:
        return self.filter(ended_at=None)

    def who_may(self, deed: access.Deed) -> Self:
        """Those whose role includes this deed."""
        return self.filter(role__in=access.who_may(deed))

    def to_choose_from(self) -> Self:
        """Those of today who can sign in, each with their user, by name."""
        return self.current().filter(user__is_active=True).select_related("user").order_by("user__name", "pk")

    def owners(self) -> Self:
        """Those who own a project now and can sign in."""
        return self.current().filter(role=Membership.Role.OWNER, user__is_active=True)


class Membership(models.Model):
    """Never deleted: someone who leaves has `ended_at`, and what they wrote keeps their name."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner (innovation lead)")
        EDITOR = "editor", _("Editor")
        COMMENTER = "commenter", _("Commenter")
        VIEWER = "viewer", _("Viewer")

    JOB_LIMIT: ClassVar[int] = 200

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """Names the row in addresses."""
    project = models.ForeignKey("journey.Project", models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role)
    job = models.CharField(max_length=200, blank=True)
    organisation = models.ForeignKey("journey.Organisation", models.SET_NULL, null=True, related_name="memberships")
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True)

    objects = Memberships.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project", "user"], name="membership_once"),
            models.CheckConstraint(condition=Q(role__in=["owner", "editor", "commenter", "viewer"]), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"

    @property
    def is_owner(self) -> bool:
        return self.role == self.Role.OWNER

    def change_role(self, role: str, *, by: "User") -> None:
        """Give this member another role. Raises LastOwner."""
        if role == self.role:
            return
        with transaction.atomic():
            self.project.lock()
            self.keep_an_owner()
            self.role = role
            self.save(update_fields=["role"])
            self.project.note(Event.Kind.MEMBER_ROLE, by=by, about=self, key=role)

    def describe(self, *, job: str, organisation: "Organisation | None", by: "User") -> None:
        """Say what this member's job is, and for which organisation."""
        if (job, organisation) == (self.job, self.organisation):
            return
        with transaction.atomic():
            self.job, self.organisation = job, organisation
            self.save(update_fields=["job", "organisation"])
            self.project.note(Event.Kind.MEMBER_DETAILS, by=by, about=self)

    def end(self, *, by: "User") -> None:
        """End this part in the project: the member leaves, or an owner ends it. One that has ended stays so. Raises LastOwner."""
        with transaction.atomic():
            self.project.lock()
            self.keep_an_owner()
            self.ended_at = timezone.now()
            if not Membership.objects.current().filter(pk=self.pk).update(ended_at=self.ended_at):
                return
            self.calendar_feeds.filter(stopped_at=None).update(stopped_at=self.ended_at)
            self.project.handovers.open().filter(Q(to=self) | Q(by=self.user)).update(withdrawn_at=self.ended_at)
            self.project.note(Event.Kind.MEMBER_LEFT if by == self.user else Event.Kind.MEMBER_REMOVED, by=by, about=self)

    def keep_an_owner(self) -> None:
        """Raise LastOwner if the project would have no owner without this one, who may have become it since this row was read.

        In the bin a project may be left without: whoever is erased leaves it there to be deleted.
        """
        if self.project.binned_at is None and list(self.project.memberships.owners().values_list("pk", flat=True)) == [self.pk]:
            raise LastOwner
