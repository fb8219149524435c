"""A project's answer to one question of the map, and every text it ever had."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journey.models.event import Event

if TYPE_CHECKING:
    from journey.models.project import Project
    from journey.models.user import User

TEXT_LIMIT = 4000
"""Characters in one answer, newlines counted once."""


class State(models.TextChoices):
    EMPTY = "empty", _("not answered")
    WRITTEN = "written", _("answered")
    NOT_RELEVANT = "not-relevant", _("not relevant")


class Clash(Exception):
    """The answer was saved by someone after the text now sent was begun. Nothing was changed."""

    def __init__(self, now: "Answer") -> None:
        super().__init__(now.key)
        self.now = now


class Answers(models.QuerySet["Answer"]):
    def record(self, project: "Project", key: str, text: str, *, by: "User", seen: int) -> "Answer":
        """Save a text that was begun from version `seen` (0: there was none) as the next version. Raise Clash if there is a newer one.

        The same text again is no new version: the answer is given back as it stands, unsaved (version 0) where nothing was ever written.
        """
        now = self.filter(project=project, key=key).select_related("changed_by").first()
        if (now.text if now else "") == text and (now is None or now.state != State.NOT_RELEVANT):
            return now or Answer(project=project, key=key)
        if (now.version if now else 0) != seen:
            raise Clash(now or Answer(project=project, key=key))
        state = State.WRITTEN if text else State.EMPTY
        changed = {"version": seen + 1, "state": state, "text": text, "because": "", "changed_by": by, "changed_at": timezone.now()}
        try:
            with transaction.atomic():
                if now is None:
                    now = self.create(project=project, key=key, **changed)
                elif not self.filter(pk=now.pk, version=seen).update(**changed):
                    raise IntegrityError
                now.keep_version(**changed)
                project.note(Event.Kind.ANSWER_SAVED, by=by, about=now, key=key, stage=project.map.stage_of(key).key)
        except IntegrityError:
            raise Clash(self.select_related("changed_by").get(project=project, key=key)) from None
        return now


class Answer(models.Model):
    """Where an answer stands now. `come_back_note` is null unless the question is marked to come back to."""

    project = models.ForeignKey("journey.Project", models.CASCADE, related_name="answers")
    key = models.CharField(max_length=40)
    version = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=12, choices=State, default=State.EMPTY)
    text = models.TextField(blank=True)
    because = models.TextField(blank=True)
    come_back_note = models.TextField(null=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    objects = Answers.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project", "key"], name="answer_once"),
            models.CheckConstraint(name="answer_text_length", condition=Q(text__length__lte=TEXT_LIMIT)),
            models.CheckConstraint(
                name="answer_text_fits_state",
                condition=Q(state="empty", text="", because="")
                | (Q(state="written", because="") & ~Q(text=""))
                | (Q(state="not-relevant") & ~Q(because="")),
            ),
        ]

    def __str__(self) -> str:
        return self.key

    def keep_version(self, **changed: object) -> None:
        """Take on what was just written, and keep it as a version of its own."""
        for name, value in changed.items():
            setattr(self, name, value)
        self.versions.create(number=self.version, state=self.state, text=self.text, because=self.because, by=self.changed_by, at=self.changed_at)


class AnswerVersion(models.Model):
    """The full text and state of an answer as it was saved once."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=State)
    text = models.TextField(blank=True)
    because = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["answer", "number"], name="answer_version_number_once"),
            models.CheckConstraint(name="answer_version_text_length", condition=Q(text__length__lte=TEXT_LIMIT)),
        ]

    def __str__(self) -> str:
        return f"{self.answer} {self.number}"
