"""A person's part in a project: what they may do, and, separately, what their job in it is."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Membership(models.Model):
    """Never deleted: someone who leaves has `ended_at`, and what they wrote keeps their name."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner (innovation lead)")
        EDITOR = "editor", _("Editor")
        COMMENTER = "commenter", _("Commenter")
        VIEWER = "viewer", _("Viewer")

    project = models.ForeignKey("journey.Project", models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role)
    job = models.CharField(max_length=200, blank=True)
    organisation = models.ForeignKey("journey.Organisation", models.SET_NULL, null=True, related_name="memberships")
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project", "user"], name="membership_once"),
            models.CheckConstraint(condition=models.Q(role__in=["owner", "editor", "commenter", "viewer"]), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
