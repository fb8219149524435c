"""What someone is told of by the planner: on a page of their own, and by mail as they chose."""

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from journey.models.project import Project
    from journey.models.user import User

KEPT = timedelta(days=90)
noticed = Signal()
"""Sent once notices are saved for good, with their `ids`; what mails them at once listens."""


class Notices(models.QuerySet["Notice"]):
    def tell(
        self, users: "Iterable[User]", kind: "Notice.Kind", *, project: "Project", about: models.Model, by: "User | None" = None, key: str = ""
    ) -> None:
        """Tell these people of something, each once; whoever did it is not told. Called in the transaction that does it."""
        told = [Notice(user=user, kind=kind, project=project, object_id=str(about.pk), key=key, by=by) for user in users if user != by]
        if told:
            self.bulk_create(told, ignore_conflicts=True)
            made = [notice.pk for notice in told]
            transaction.on_commit(lambda: noticed.send(Notice, ids=made), robust=True)

    def shown_to(self, user: "User") -> Self:
        """Those of projects that someone can still enter: what is not yet seen first, and each the newest first."""
        mine = self.filter(user=user, project__memberships__user=user, project__memberships__ended_at=None, project__binned_at=None)
        return mine.filter(at__gt=timezone.now() - KEPT).select_related("project", "by").order_by(F("seen_at").desc(nulls_first=True), "-at", "-pk")

    def unseen(self) -> Self:
        return self.filter(seen_at=None)

    def see(self, ids: "Collection[str]") -> None:
        """Mark those as seen that have one of these ids."""
        seen = [notice_id for notice_id in self.unseen().values_list("pk", flat=True) if str(notice_id) in ids]
        Notice.objects.filter(pk__in=seen).update(seen_at=timezone.now())

    def to_mail(self) -> Self:
        """Not yet mailed and not yet seen, of people who can sign in."""
        return self.unseen().filter(mailed_at=None, user__is_active=True).exclude(user__email=None)


class Notice(models.Model):
    class Kind(models.TextChoices):
        MENTION = "mention", _("You are told of a comment")
        REPLY = "reply", _("A comment in a thread you are in")
        ASSIGNMENT = "assignment", _("A question is given to you")
        DUE = "due", _("A question given to you is due")
        REVIEW_DUE = "review-due", _("A review is due")
        SIGN_OFF = "sign-off", _("You are asked to sign off a review")
        NOT_YET = "not-yet", _("A review that you asked about is not signed off yet")
        FROZEN = "frozen", _("A review is frozen")

    class Choice(models.TextChoices):
        """How someone is told by mail."""

        AT_ONCE = "at-once", _("At once, a message for each")
        DAILY = "daily", _("Once a day, all in one message")
        NONE = "none", _("No emails")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="told")
    kind = models.CharField(max_length=12, choices=Kind)
    project = models.ForeignKey("journey.Project", models.CASCADE, related_name="notices")
    object_id = models.CharField(max_length=36)
    """The id of what it tells of: a comment, an assignment; the project for a review that is due."""
    key = models.CharField(max_length=20, blank=True)
    """What makes the same happen anew: the day on which something is due."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    seen_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    objects = Notices.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "kind", "object_id", "key"], name="notice_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["user", "-at"], name="notice_of_user")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.user}"
