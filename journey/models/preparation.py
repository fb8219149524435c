"""What is got ready for the next review: one open draft a project, which several editors fill, and which ends when the review is frozen."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journey.models.event import Event

if TYPE_CHECKING:
    from journey.models.project import Project
    from journey.models.review import Review
    from journey.models.user import User

LINE_LIMIT, TEXT_LIMIT = 300, 1000
"""Characters in a line of page one, and in the longer texts."""
THREES = ("achieved", "learned", "risk")
LINES = (*(f"{what}_{number}" for what in THREES for number in (1, 2, 3)), "families", "money")
TEXTS = ("decision_wanted", "status_reason", "nothing_to_report", "correction_because")
SAID = (
    "begins",
    "ends",
    "decision_wanted",
    "decision_by",
    "status",
    "status_reason",
    *LINES,
    "nothing_to_report",
    "next_review",
    "correction_because",
)
"""The fields that its editors fill."""


class PreparationChanged(Exception):
    """It was changed, begun or ended by someone after the form now sent was begun. Nothing was changed. `now` is the open one, None without."""

    def __init__(self, now: "Preparation | None") -> None:
        super().__init__(str(now.pk) if now else "")
        self.now = now


@dataclass(frozen=True, slots=True)
class ReaderSaid:
    """Someone whom the review is for. `off` are keys of sections that they do not get; `email` is for telling them of a correction, "" for none."""

    name: str
    depth: str
    off: tuple[str, ...] = ()
    email: str = ""


class Preparations(models.QuerySet["Preparation"]):
    def open_of(self, project: "Project") -> "Preparation | None":
        """The one that is open, with its readers and who changed it."""
        found = self.filter(project=project, ended_at=None).select_related("changed_by", "corrects").prefetch_related("readers").first()
        if found is not None:
            found.project = project
        return found

    def begin(
        self, project: "Project", said: Mapping[str, Any], readers: Sequence[ReaderSaid], *, by: "User", corrects: "Review | None" = None
    ) -> "Preparation":
        """Begin to prepare the next review, or a correction of one. Raises PreparationChanged if someone has begun already."""
        with transaction.atomic():
            project.lock()
            if now := self.open_of(project):
                raise PreparationChanged(now)
            made = self.create(project=project, started_by=by, changed_by=by, corrects=corrects, **said)
            made.set_readers(readers)
            project.note(Event.Kind.REVIEW_PREPARED, by=by, about=made)
        return made


class Preparation(models.Model):
    class Status(models.TextChoices):
        """How the work goes, in words. None of them is better than another."""

        AS_PLANNED = "as-planned", _("Going as planned")
        DIFFICULT = "difficult", _("Going, with difficulty")
        CHANGED = "changed", _("Changed course")
        SLOWER = "slower", _("Going, more slowly than planned")
        PAUSED = "paused", _("Paused")
        ENDING = "ending", _("Coming to an end")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey("journey.Project", models.CASCADE, related_name="preparations")
    version = models.PositiveIntegerField(default=1)
    corrects = models.ForeignKey("journey.Review", models.CASCADE, null=True, related_name="+")
    begins = models.DateField(null=True)
    ends = models.DateField(null=True)
    decision_wanted = models.TextField(blank=True)
    decision_by = models.DateField(null=True)
    status = models.CharField(max_length=10, choices=Status, blank=True)
    status_reason = models.TextField(blank=True)
    achieved_1 = models.TextField(blank=True)
    achieved_2 = models.TextField(blank=True)
    achieved_3 = models.TextField(blank=True)
    learned_1 = models.TextField(blank=True)
    learned_2 = models.TextField(blank=True)
    learned_3 = models.TextField(blank=True)
    risk_1 = models.TextField(blank=True)
    risk_2 = models.TextField(blank=True)
    risk_3 = models.TextField(blank=True)
    families = models.TextField(blank=True)
    money = models.TextField(blank=True)
    nothing_to_report = models.TextField(blank=True)
    next_review = models.DateField(null=True)
    correction_because = models.TextField(blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    """When the review was frozen from it, or it was put away."""

    objects = Preparations.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project"], condition=Q(ended_at=None), name="preparation_open_once"),
            models.CheckConstraint(
                condition=Q(status__in=["", *("as-planned", "difficult", "changed", "slower", "paused", "ending")]), name="preparation_status_known"
            ),
            models.CheckConstraint(condition=Q(begins=None) | Q(ends=None) | Q(begins__lte=F("ends")), name="preparation_period_in_order"),
            models.CheckConstraint(condition=Q(**{f"{name}__length__lte": LINE_LIMIT for name in LINES}), name="preparation_line_length"),
            models.CheckConstraint(condition=Q(**{f"{name}__length__lte": TEXT_LIMIT for name in TEXTS}), name="preparation_text_length"),
            models.CheckConstraint(condition=Q(corrects__isnull=False) | Q(correction_because=""), name="preparation_corrects_because"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.version}"

    @property
    def said(self) -> dict[str, Any]:
        """What its editors said, by the names of the fields."""
        return {name: getattr(self, name) for name in SAID}

    @property
    def readers_said(self) -> tuple[ReaderSaid, ...]:
        return tuple(ReaderSaid(reader.name, reader.depth, tuple(reader.off), reader.email) for reader in self.readers.all())

    def three(self, what: str) -> tuple[str, ...]:
        """The lines of achieved, learned or risk that are filled."""
        return tuple(line for number in (1, 2, 3) if (line := str(getattr(self, f"{what}_{number}")).strip()))

    def change(self, said: Mapping[str, Any], readers: Sequence[ReaderSaid], *, by: "User", seen: int) -> None:
        """Save what was begun from version `seen` as the next version; the same again is none. Raises PreparationChanged if there is a newer one."""
        if dict(said) == {name: getattr(self, name) for name in said} and tuple(readers) == self.readers_said and self.version == seen:
            return
        changed = dict(said) | {"version": seen + 1, "changed_by": by, "changed_at": timezone.now()}
        with transaction.atomic():
            self.project.lock()
            if not Preparation.objects.filter(pk=self.pk, version=seen, ended_at=None).update(**changed):
                raise PreparationChanged(Preparation.objects.open_of(self.project))
            for name, value in changed.items():
                setattr(self, name, value)
            self.set_readers(readers)
            self.project.note(Event.Kind.REVIEW_PREPARED, by=by, about=self)

    def set_readers(self, readers: Sequence[ReaderSaid]) -> None:
        self.readers.all().delete()
        self._prefetched_objects_cache: dict[str, Any] = {}
        for position, reader in enumerate(readers):
            self.readers.create(position=position, name=reader.name, depth=reader.depth, off=list(reader.off), email=reader.email)

    def black_out(self, change: Callable[[str], str]) -> None:
        """Change what was typed for a review in which a passage is blacked out, once that is frozen."""
        limits = dict.fromkeys(LINES, LINE_LIMIT) | dict.fromkeys(TEXTS, TEXT_LIMIT)
        said = {name: change(getattr(self, name))[:limit] for name, limit in limits.items()}
        Preparation.objects.filter(pk=self.pk).exclude(ended_at=None).update(**said)

    def put_away(self, *, by: "User") -> None:
        """End it without a review. What was typed is kept, for when one is prepared again."""
        with transaction.atomic():
            self.project.lock()
            if Preparation.objects.filter(pk=self.pk, ended_at=None).update(ended_at=timezone.now()):
                self.project.note(Event.Kind.REVIEW_PUT_AWAY, by=by, about=self)


class PreparedReaders(models.QuerySet["PreparedReader"]):
    def at(self, emails: Iterable[str]) -> Self:
        """Those with one of these emails, which are in lower case."""
        return self.annotate(lower=Lower("email")).filter(lower__in=list(emails))

    def forget(self, emails: Iterable[str]) -> int:
        """Take these emails away from whoever has them. How many were."""
        return self.at(emails).update(email="")


class PreparedReader(models.Model):
    """Someone whom the review is prepared for, how much of it they get, and what they do not get."""

    class Depth(models.TextChoices):
        ONE_PAGE = "one-page", _("One page: the summary alone")
        STANDARD = "standard", _("Standard: all but the answers of earlier stages")
        FULL = "full", _("Full: everything")

    preparation = models.ForeignKey(Preparation, models.CASCADE, related_name="readers")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    depth = models.CharField(max_length=8, choices=Depth, default=Depth.STANDARD)
    off = models.JSONField(default=list)
    email = models.EmailField(max_length=254, blank=True)
    """Where they are told if the review is corrected. It is in no review, and goes with no file."""

    objects = PreparedReaders.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["preparation", "position"], name="prepared_reader_position_once"),
            models.CheckConstraint(condition=~Q(name=""), name="prepared_reader_named"),
            models.CheckConstraint(condition=Q(depth__in=["one-page", "standard", "full"]), name="prepared_reader_depth_known"),
        ]

    def __str__(self) -> str:
        return self.name


class Cleared(models.Model):
    """Someone said why what looks like personal data in a text that goes into reviews is none. It holds for that very text."""

    project = models.ForeignKey("journey.Project", models.CASCADE, related_name="cleared")
    kind = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    """SHA-256 of the text."""
    because = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project", "kind", "digest"], name="cleared_once"),
            models.CheckConstraint(condition=~Q(because="") & Q(because__length__lte=TEXT_LIMIT), name="cleared_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.because}"


def clear(project: "Project", kind: str, digest: str, *, because: str, by: "User") -> None:
    """Keep why something that looks like personal data is none; the first that says so counts."""
    try:
        with transaction.atomic():
            made = Cleared.objects.create(project=project, kind=kind, digest=digest, because=because, by=by)
            project.note(Event.Kind.REVIEW_FLAG_CLEARED, by=by, about=made, key=kind)
    except IntegrityError:
        return
