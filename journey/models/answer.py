"""A project's answer to one question of the map, and everything it ever said."""

from dataclasses import dataclass
from datetime import datetime
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
REASON_LIMIT = 1000
"""Characters in why a question is not relevant, what to come back for, and why a warning does not apply."""


class State(models.TextChoices):
    EMPTY = "empty", _("not answered")
    WRITTEN = "written", _("answered")
    NOT_RELEVANT = "not-relevant", _("not relevant")


class Strength(models.TextChoices):
    """How strong the evidence for an answer is, as its team sees it. Words, not ranks: nothing counts them."""

    UNTESTED = "untested", _("Our view, not yet tested")
    EARLY = "early", _("Early signs")
    SEVERAL = "several", _("Several sources agree")
    CHECKED = "checked", _("Independently checked")


class How(models.TextChoices):
    """How a version came to be, where it was not simply written. Words stand in journey/history.py."""

    WRITTEN = ""
    RESTORED = "restored"
    SET_ASIDE = "set-aside"
    KEPT = "kept"
    JOINED = "joined"


@dataclass(frozen=True, slots=True)
class Said:
    """What an answer says: the text, how strong its evidence is, or why the question is not relevant (the text then stays for later)."""

    text: str = ""
    strength: str = ""
    because: str = ""

    @property
    def state(self) -> State:
        if self.because:
            return State.NOT_RELEVANT
        return State.WRITTEN if self.text else State.EMPTY


class Clash(Exception):
    """The answer was saved by someone after the text now sent was begun. Nothing was changed."""

    def __init__(self, now: "Answer") -> None:
        super().__init__(now.key)
        self.now = now


class Answers(models.QuerySet["Answer"]):
    def of(self, project: "Project", key: str) -> "Answer":
        """The answer to this question as it stands; a new one, unsaved and of version 0, where nothing was ever said."""
        try:
            return self.select_related("changed_by").get(project=project, key=key)
        except Answer.DoesNotExist:
            return Answer(project=project, key=key)

    def record(self, project: "Project", key: str, *said: tuple[Said, How], by: "User", seen: int, now: "Answer | None" = None) -> "Answer":
        """Save what was begun from version `seen` (0: there was none) as the next version; several, one after the other, the last of which stands.

        Raise Clash if there is a newer one. The same again is no new version: the answer is given back as it stands. `now` is the answer as it
        stands, if it was read already.
        """
        now = now or self.of(project, key)
        if [now.said] == [each for each, _how in said]:
            return now
        if now.version != seen:
            raise Clash(now)
        try:
            with transaction.atomic():
                for number, (each, how) in enumerate(said, start=seen + 1):
                    now.take(each, how, number=number, by=by)
        except IntegrityError:
            raise Clash(self.of(project, key)) from None
        return now


class Answer(models.Model):
    """Where an answer stands now. `come_back_note` is null unless the question is marked to come back to."""

    project = models.ForeignKey("journey.Project", models.CASCADE, related_name="answers")
    key = models.CharField(max_length=40)
    version = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=12, choices=State, default=State.EMPTY)
    text = models.TextField(blank=True)
    strength = models.CharField(max_length=10, choices=Strength, blank=True)
    because = models.TextField(blank=True)
    cleared = models.JSONField(default=dict)
    """How many of each kind of warning were said to be harmless, and why, is told by the clearances; this is their count, by kind."""
    come_back_note = models.TextField(null=True)
    come_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    come_back_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True)

    objects = Answers.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project", "key"], name="answer_once"),
            models.CheckConstraint(name="answer_text_length", condition=Q(text__length__lte=TEXT_LIMIT)),
            models.CheckConstraint(name="answer_reason_length", condition=Q(because__length__lte=REASON_LIMIT)),
            models.CheckConstraint(
                name="answer_text_fits_state",
                condition=Q(state="empty", text="", because="")
                | (Q(state="written", because="") & ~Q(text=""))
                | (Q(state="not-relevant") & ~Q(because="")),
            ),
            models.CheckConstraint(
                name="answer_written_by_someone",
                condition=Q(version=0, state="empty", changed_by=None, changed_at=None) | Q(version__gt=0, changed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="answer_come_back_said_by_someone",
                condition=Q(come_back_note=None, come_back_at=None) | Q(come_back_note__length__lte=REASON_LIMIT, come_back_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def said(self) -> Said:
        return Said(self.text, self.strength, self.because)

    @property
    def stage(self) -> str:
        """The key of the stage that asks this question."""
        return self.project.map.stage_of(self.key).key

    def search_text(self) -> str:
        return self.because or self.text

    def search_date(self) -> datetime | None:
        return self.changed_at

    def take(self, said: Said, how: How, *, number: int, by: "User") -> None:
        """Become version `number`, keep it as a version of its own, and say so in the log. Raises IntegrityError if there is that version already."""
        at = timezone.now()
        kept = {"state": said.state, "text": said.text, "strength": said.strength, "because": said.because}
        changed = kept | {"version": number, "changed_by": by, "changed_at": at}
        for name, value in changed.items():
            setattr(self, name, value)
        if not self.pk:
            self.save(force_insert=True)
        elif not Answer.objects.filter(pk=self.pk, version=number - 1).update(**changed):
            raise IntegrityError
        self.versions.create(number=number, how=how, by=by, at=at, **kept)
        kind = Event.Kind.ANSWER_RESTORED if how == How.RESTORED else KINDS[said.state]
        self.project.note(kind, by=by, about=self, key=self.key, stage=self.stage)

    def come_back(self, note: str, *, by: "User") -> None:
        """Mark the question to come back to, with a note of what for. It stays marked, whatever is answered, until someone takes the mark off."""
        self.mark(Event.Kind.COME_BACK_MARKED, by=by, come_back_note=note, come_back_by=by, come_back_at=timezone.now())

    def come_back_no_more(self, *, by: "User") -> None:
        self.mark(Event.Kind.COME_BACK_CLEARED, by=by, come_back_note=None, come_back_by=None, come_back_at=None)

    def clear_warning(self, kind: str, count: int, *, reason: str, by: "User") -> None:
        """Say why what looks like this kind of personal data, `count` times, is none."""
        with transaction.atomic():
            self.project.lock()
            said = {"count": count, "reason": reason, "by": by, "at": timezone.now()}
            cleared, _made = self.clearances.update_or_create(kind=kind, defaults=said)
            self.refresh_from_db(fields=["cleared"])  # others may have cleared another kind since this was read
            self.cleared = self.cleared | {kind: count}
            self.save(update_fields=["cleared"])
            self.project.note(Event.Kind.ANSWER_CLEARED, by=by, about=cleared, key=self.key, stage=self.stage)

    def mark(self, kind: Event.Kind, *, by: "User", **changed: object) -> None:
        with transaction.atomic():
            self.project.lock()
            found, _made = Answer.objects.get_or_create(project=self.project, key=self.key)
            Answer.objects.filter(pk=found.pk).update(**changed)
            self.project.note(kind, by=by, about=found, key=self.key, stage=self.stage)
        self.pk = found.pk
        for name, value in changed.items():
            setattr(self, name, value)


KINDS = {
    State.EMPTY: Event.Kind.ANSWER_SAVED,
    State.WRITTEN: Event.Kind.ANSWER_SAVED,
    State.NOT_RELEVANT: Event.Kind.ANSWER_NOT_RELEVANT,
}


class AnswerVersion(models.Model):
    """All that an answer said once, by whom and when."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=State)
    text = models.TextField(blank=True)
    strength = models.CharField(max_length=10, choices=Strength, blank=True)
    because = models.TextField(blank=True)
    how = models.CharField(max_length=10, choices=How, blank=True)
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

    @property
    def said(self) -> Said:
        return Said(self.text, self.strength, self.because)


class Clearance(models.Model):
    """Why what looks like personal data in an answer is none. It covers as many of that kind as stood there when it was said, and no more."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="clearances")
    kind = models.CharField(max_length=20)
    count = models.PositiveIntegerField()
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["answer", "kind"], name="clearance_once"),
            models.CheckConstraint(name="clearance_says_why", condition=~Q(reason="") & Q(reason__length__lte=REASON_LIMIT)),
        ]

    def __str__(self) -> str:
        return f"{self.answer}: {self.kind}"
