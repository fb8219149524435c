"""Someone said that something is still true, without writing it again: an answer, or a part of the next review."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from journey.models.answer import Answer, Clash, State
from journey.models.event import Event

if TYPE_CHECKING:
    from journey.models.project import Project
    from journey.models.user import User


class Confirmations(models.QuerySet["Confirmation"]):
    def record(self, project: "Project", key: str, *, by: "User", seen: int) -> "Confirmation":
        """Keep that the answer, as it stood in version `seen`, is still true. Raises Clash if it stands otherwise now, or is not answered."""
        with transaction.atomic():
            project.lock()
            answer = Answer.objects.of(project, key)
            if answer.version != seen or answer.state != State.WRITTEN:
                raise Clash(answer)
            made = self.create(project=project, answer=answer, number=seen, by=by)
            project.note(Event.Kind.ANSWER_CONFIRMED, by=by, about=made, key=key, stage=project.map.stage_of(key).key)
            return made

    def record_part(self, project: "Project", part: str, digest: str, *, by: "User") -> "Confirmation":
        """Keep that a part of the next review is still true as it reads now: `digest` is the SHA-256 of what it says."""
        with transaction.atomic():
            project.lock()
            made = self.create(project=project, part=part, digest=digest, by=by)
            project.note(Event.Kind.PART_CONFIRMED, by=by, about=made, key=part)
            return made

    def by_answer(self, project: "Project") -> "dict[int, Confirmation]":
        """The last one of each answer that still holds, by the answer's id. A newer text makes it lapse. One query."""
        holding = self.filter(answer__project=project, number=F("answer__version")).select_related("by").order_by("at", "pk")
        return {confirmation.answer_id: confirmation for confirmation in holding if confirmation.answer_id}

    def since(self, project: "Project", at: datetime) -> "dict[tuple[str, str], Confirmation]":
        """The last one after an instant of each part by its noun and digest, and of each answer as it stands by "" and its key. One query."""
        holding = self.filter(Q(answer=None) | Q(number=F("answer__version")), project=project, at__gt=at)
        return {one.of: one for one in holding.select_related("by", "answer").order_by("at", "pk")}


class Confirmation(models.Model):
    """Of an answer as it stood in one version, or of a part of a review as it read. What reads otherwise is not confirmed."""

    project = models.ForeignKey("journey.Project", models.CASCADE, related_name="confirmations")
    answer = models.ForeignKey(Answer, models.CASCADE, null=True, related_name="confirmations")
    number = models.PositiveIntegerField(null=True)
    """The version of the answer that was confirmed."""
    part = models.CharField(max_length=40, blank=True)
    """What kind of part of a review it was, such as "risks"."""
    digest = models.CharField(max_length=64, blank=True)
    """SHA-256 of what the part said."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = Confirmations.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="confirmation_of_one_thing",
                condition=Q(answer__isnull=False, number__isnull=False, number__gt=0, part="", digest="")
                | Q(answer=None, number=None) & ~Q(part="") & ~Q(digest=""),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["project", "at"], name="confirmation_of_project")]

    def __str__(self) -> str:
        return f"{self.answer} {self.number}" if self.answer else f"{self.part} {self.digest[:12]}"

    @property
    def of(self) -> tuple[str, str]:
        """What was confirmed: the noun and the digest of a part; "" and the key of an answer."""
        return ("", self.answer.key) if self.answer else (self.part, self.digest)
