"""One member is asked to look at a review before it is frozen: "sign off", or "not yet, because"."""

import uuid
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from journey.models.event import Event
from journey.models.notice import Notice
from journey.models.preparation import Preparation

if TYPE_CHECKING:
    from journey.models.membership import Membership
    from journey.models.user import User

BECAUSE_LIMIT = 1000


class AlreadyAsked(Exception):
    """This member is asked already and has not answered. Nothing was changed."""


class Answered(Exception):
    """It was answered already, taken back, or the preparation has ended. Nothing was changed."""


class SignOffs(models.QuerySet["SignOff"]):
    def waiting(self) -> Self:
        return self.filter(answered_at=None, withdrawn_at=None, preparation__ended_at=None)

    def waiting_for(self, user: "User") -> Self:
        """What someone is asked, in the projects that they can enter."""
        return self.waiting().filter(asked__user=user, asked__ended_at=None, preparation__project__binned_at=None).order_by("at")

    def ask(self, preparation: Preparation, member: "Membership", *, by: "User") -> "SignOff":
        """Ask a member; they get one notice. Raises AlreadyAsked."""
        with transaction.atomic():
            preparation.project.lock()
            if self.waiting().filter(preparation=preparation, asked=member).exists():
                raise AlreadyAsked
            made = self.create(preparation=preparation, asked=member, by=by)
            Notice.objects.tell([member.user], Notice.Kind.SIGN_OFF, project=preparation.project, about=made, by=by)
            preparation.project.note(Event.Kind.REVIEW_SIGN_OFF_ASKED, by=by, about=made)
        return made


class SignOff(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    preparation = models.ForeignKey(Preparation, models.CASCADE, related_name="sign_offs")
    asked = models.ForeignKey("journey.Membership", models.CASCADE, related_name="sign_offs")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    answered_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(null=True)
    because = models.TextField(blank=True)
    reading = models.CharField(max_length=64, blank=True)
    """What was signed off, as `journey.review.sign_off.reading` tells it; "" where nothing was."""
    withdrawn_at = models.DateTimeField(null=True)

    objects = SignOffs.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["preparation", "asked"], condition=Q(answered_at=None, withdrawn_at=None), name="sign_off_waiting_once"),
            models.CheckConstraint(condition=Q(agreed=None) | Q(agreed=True) | ~Q(because=""), name="sign_off_refusal_says_why"),
            models.CheckConstraint(condition=Q(because__length__lte=BECAUSE_LIMIT), name="sign_off_because_length"),
            models.CheckConstraint(
                condition=Q(agreed=None, answered_at=None) | Q(agreed__isnull=False, answered_at__isnull=False), name="sign_off_answered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.preparation_id}: {self.asked_id}"

    def get_absolute_url(self) -> str:
        return self.preparation.project.address("sign-off", self.pk)

    @property
    def is_waiting(self) -> bool:
        return self.answered_at is None and self.withdrawn_at is None and self.preparation.ended_at is None

    def answer(self, *, agreed: bool, by: "User", reading: str = "", because: str = "") -> None:
        """Sign off what was read, or say why not yet. Who asked is told of a refusal. Raises Answered."""
        project = self.preparation.project
        with transaction.atomic():
            project.lock()
            said = {"agreed": agreed, "because": because, "answered_at": timezone.now(), "reading": reading if agreed else ""}
            if not SignOff.objects.waiting().filter(pk=self.pk).update(**said):
                raise Answered
            for name, value in said.items():
                setattr(self, name, value)
            if not agreed:
                Notice.objects.tell([self.by], Notice.Kind.NOT_YET, project=project, about=self, by=by)
            project.note(Event.Kind.REVIEW_SIGNED_OFF if agreed else Event.Kind.REVIEW_NOT_YET, by=by, about=self)

    def take_back(self, *, by: "User") -> None:
        """Ask no longer."""
        with transaction.atomic():
            self.preparation.project.lock()
            if SignOff.objects.waiting().filter(pk=self.pk).update(withdrawn_at=timezone.now()):
                self.preparation.project.note(Event.Kind.REVIEW_SIGN_OFF_TAKEN_BACK, by=by, about=self)
