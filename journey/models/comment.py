"""A comment in a thread, and whom it was brought to the notice of. A comment is not changed: another follows it, or its writer withdraws it."""

import uuid
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from journey.models.event import Event

if TYPE_CHECKING:
    from journey.models.user import User

COMMENT_LIMIT = 2000
"""Characters in one comment, newlines counted once."""


class Comment(models.Model):
    """A withdrawn one stays in its place, without its text."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.ForeignKey("journey.Thread", models.CASCADE, related_name="comments")
    text = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="comment_text_length", condition=Q(text__length__lte=COMMENT_LIMIT)),
            models.CheckConstraint(
                name="comment_says_something_or_is_withdrawn", condition=(Q(withdrawn_at=None) & ~Q(text="")) | Q(withdrawn_at__isnull=False, text="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by}, {self.at:%Y-%m-%d}"

    def withdraw(self) -> None:
        """Its writer takes the text back, for good. One that is withdrawn stays so."""
        with transaction.atomic():
            if Comment.objects.filter(pk=self.pk, withdrawn_at=None).update(text="", withdrawn_at=timezone.now()):
                self.thread.note(Event.Kind.COMMENT_WITHDRAWN, by=self.by, about=self)


class Mentions(models.QuerySet["Mention"]):
    def unseen_by(self, user: "User") -> Self:
        """What someone was told of and has not said they have seen, in the projects they can enter."""
        mine = self.filter(member__user=user, member__ended_at=None, comment__thread__project__binned_at=None)
        return mine.filter(seen_at=None, comment__withdrawn_at=None)


class Mention(models.Model):
    """A member was told of a comment. Opening the page does not make it seen: only a button does, or a reply."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="mentions")
    member = models.ForeignKey("journey.Membership", models.CASCADE, related_name="mentions")
    seen_at = models.DateTimeField(null=True)

    objects = Mentions.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["comment", "member"], name="mention_once")]

    def __str__(self) -> str:
        return f"{self.member.user}"
