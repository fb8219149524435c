"""Someone said that an answer is still true, without writing it again."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models, transaction
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
            made = self.create(answer=answer, number=seen, by=by)
            project.note(Event.Kind.ANSWER_CONFIRMED, by=by, about=made, key=key, stage=project.map.stage_of(key).key)
            return made

    def by_answer(self, project: "Project") -> "dict[int, Confirmation]":
        """The last one of each answer that still holds, by the answer's id. A newer text makes it lapse. One query."""
        holding = self.filter(answer__project=project, number=models.F("answer__version")).select_related("by").order_by("at", "pk")
        return {confirmation.answer_id: confirmation for confirmation in holding}


class Confirmation(models.Model):
    answer = models.ForeignKey(Answer, models.CASCADE, related_name="confirmations")
    number = models.PositiveIntegerField()
    """The version that was confirmed."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = Confirmations.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="confirmation_of_a_version", condition=models.Q(number__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.answer} {self.number}"
