"""What a project rests what it says on: a line about something that is held elsewhere, never the thing itself, and what cites it."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journey.models.answer import Answer
from journey.models.event import Event

if TYPE_CHECKING:
    from journey.models.decision import Decision
    from journey.models.move import Move
    from journey.models.project import Project
    from journey.models.user import User

TITLE_LIMIT, HELD_LIMIT, LINK_LIMIT, NOTE_LIMIT = 200, 300, 1000, 1000
"""Characters in a title, where something is held, a link, and a note of what it shows."""


class EvidenceType(models.TextChoices):
    """What kind of thing it is. Words, not ranks: none counts for more than another."""

    VOICE = "voice", _("What children or families told us")
    SURVEY = "survey", _("Survey or interviews")
    PRACTICE = "practice", _("Practice observation")
    DATA = "data", _("Service data")
    RESEARCH = "research", _("Evaluation or research")
    DOCUMENT = "document", _("Official document")
    COST = "cost", _("Cost figures")
    OTHER = "other", _("Something else")


@dataclass(frozen=True, slots=True)
class Described:
    """What is said of a piece of evidence. `day` is the day it is from, where that is known."""

    title: str
    type: str
    day: date | None = None
    held: str = ""
    link: str = ""
    note: str = ""


class EvidenceChanged(Exception):
    """The evidence was changed by someone after the form now sent was begun. Nothing was changed."""

    def __init__(self, now: "Evidence") -> None:
        super().__init__(str(now.pk))
        self.now = now


class Description(models.Model):
    """The fields of Described, in a table."""

    title = models.TextField()
    type = models.CharField(max_length=10, choices=EvidenceType)
    day = models.DateField(null=True)
    held = models.TextField(blank=True)
    link = models.TextField(blank=True)
    note = models.TextField(blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="%(class)s_named", condition=~Q(title="")),
            models.CheckConstraint(name="%(class)s_type_known", condition=Q(type__in=EvidenceType.values)),
            models.CheckConstraint(
                name="%(class)s_lengths",
                condition=Q(title__length__lte=TITLE_LIMIT, held__length__lte=HELD_LIMIT, link__length__lte=LINK_LIMIT, note__length__lte=NOTE_LIMIT),
            ),
            models.CheckConstraint(
                name="%(class)s_link_of_the_web", condition=Q(link="") | Q(link__startswith="https://") | Q(link__startswith="http://")
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def described(self) -> Described:
        return Described(self.title, self.type, self.day, self.held, self.link, self.note)


class EvidenceItems(models.QuerySet["Evidence"]):
    def listed(self) -> Self:
        """What has not been taken out of the list."""
        return self.filter(removed_at=None)

    def newest_first(self) -> Self:
        """By the day it is from, what has no day last."""
        return self.order_by(F("day").desc(nulls_last=True), "title", "pk")

    def make(self, project: "Project", described: Described, *, by: "User") -> "Evidence":
        at = timezone.now()
        made = Evidence(project=project, made_by=by, made_at=at)
        with transaction.atomic():
            made.take(described, number=1, by=by)
            project.note(Event.Kind.EVIDENCE_ADDED, by=by, about=made)
        return made


class Evidence(Description):
    """Where one piece of evidence stands now. Taken out of the list, it stays where it is cited; it is never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey("journey.Project", models.CASCADE, related_name="evidence")
    version = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)

    objects = EvidenceItems.as_manager()

    class Meta(Description.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Description.Meta.constraints,
            models.CheckConstraint(
                name="evidence_removed_by_someone",
                condition=Q(removed_by=None, removed_at=None) | Q(removed_by__isnull=False, removed_at__isnull=False),
            ),
        ]

    def search_text(self) -> str:
        return "\n\n".join(part for part in (self.title, self.held, self.note) if part) if self.is_listed else ""

    def search_date(self) -> datetime:
        return self.changed_at

    @property
    def is_listed(self) -> bool:
        return self.removed_at is None

    def change(self, described: Described, *, by: "User", seen: int) -> None:
        """Save what was begun from version `seen` as the next version; the same again is none. Raises EvidenceChanged if there is a newer one."""
        if described != self.described:
            self.record(described, by=by, seen=seen)

    def set_aside(self, mine: Described, *, by: "User", seen: int) -> None:
        """After a clash: keep what `by` had written among the earlier texts, and let what stands stand. Raises EvidenceChanged."""
        if mine != self.described:
            self.record(mine, self.described, by=by, seen=seen)

    def record(self, *described: Described, by: "User", seen: int) -> None:
        """Become each of these in turn, the last of which stands."""
        if self.version != seen:
            raise EvidenceChanged(self)
        try:
            with transaction.atomic():
                for number, each in enumerate(described, start=seen + 1):
                    self.take(each, number=number, by=by)
                self.project.note(Event.Kind.EVIDENCE_CHANGED, by=by, about=self)
        except IntegrityError:
            raise EvidenceChanged(Evidence.objects.select_related("project", "changed_by").get(pk=self.pk)) from None

    def take(self, described: Described, *, number: int, by: "User") -> None:
        """Become version `number` and keep it as a version of its own. Raises IntegrityError if there is that version already."""
        at = timezone.now()
        said = {name: getattr(described, name) for name in ("title", "type", "day", "held", "link", "note")}
        changed = said | {"version": number, "changed_by": by, "changed_at": at}
        for name, value in changed.items():
            setattr(self, name, value)
        if number == 1:
            self.save(force_insert=True)
        elif not Evidence.objects.filter(pk=self.pk, version=number - 1).update(**changed):
            raise IntegrityError
        self.versions.create(number=number, by=by, at=at, **said)

    def remove(self, *, by: "User") -> None:
        """Take it out of the list. What cites it goes on citing it."""
        with transaction.atomic():
            at = timezone.now()
            if Evidence.objects.listed().filter(pk=self.pk).update(removed_by=by, removed_at=at):
                self.removed_by, self.removed_at = by, at
                self.project.note(Event.Kind.EVIDENCE_REMOVED, by=by, about=self)


class EvidenceVersion(Description):
    """All that was said once of a piece of evidence, by whom and when."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Description.Meta):
        abstract = False
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Description.Meta.constraints,
            models.UniqueConstraint(fields=["evidence", "number"], name="evidence_version_number_once"),
        ]


OF_DECISION = "decision-"
"""Begins the key by which the log names a decision that cites, before its number in the project."""
CITING = ("answer", "move", "decision")
"""What may cite evidence: each is a key of Citation, and exactly one of them is set. One more is one more name here, and its key."""


class Citations(models.QuerySet["Citation"]):
    def make(
        self,
        project: "Project",
        evidence: Collection[Evidence],
        *,
        by: "User",
        answer: Answer | None = None,
        move: "Move | None" = None,
        decision: "Decision | None" = None,
    ) -> None:
        """Let an answer, a move or a decision cite these. What it cites already is left as it is."""
        if not evidence:
            return
        with transaction.atomic():
            project.lock()  # so that two who cite the same at once do it in turn
            if answer is not None and not answer.pk:
                answer, _made = Answer.objects.get_or_create(project=project, key=answer.key)
            told = {"stage": (move.to_stage if move else "") or ""}
            if answer is not None:
                told = where(project, answer)
            elif decision is not None:
                told = {"key": f"{OF_DECISION}{decision.number}", "stage": decision.stage}
            citing = {"answer": answer, "move": move, "decision": decision}
            before = set(self.filter(**citing).values_list("evidence_id", flat=True))
            for one in evidence:
                if one.pk not in before:
                    self.create(evidence=one, by=by, **citing)
                    project.note(Event.Kind.EVIDENCE_CITED, by=by, about=one, **told)

    def take_off(self, project: "Project", evidence: Evidence, *, answer: Answer, by: "User") -> None:
        """Let an answer cite this no longer. A move's citations stay, like the move."""
        with transaction.atomic():
            project.lock()
            gone, _rows = self.filter(evidence=evidence, answer=answer).delete() if answer.pk else (0, {})
            if gone:
                project.note(Event.Kind.EVIDENCE_UNCITED, by=by, about=evidence, **where(project, answer))


def where(project: "Project", answer: Answer) -> dict[str, str]:
    """The keys by which the log names the question."""
    return {"key": answer.key, "stage": project.map.stage_of(answer.key).key}


def one_of(*names: str) -> Q:
    """That exactly one of these keys is set."""
    found = Q()
    for name in names:
        found |= Q(**{f"{other}__isnull": other != name for other in names})
    return found


class Citation(models.Model):
    """That an answer, a move or a decision rests on a piece of evidence, as someone said."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="citations")
    answer = models.ForeignKey("journey.Answer", models.CASCADE, null=True, related_name="citations")
    move = models.ForeignKey("journey.Move", models.CASCADE, null=True, related_name="citations")
    decision = models.ForeignKey("journey.Decision", models.CASCADE, null=True, related_name="citations")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = Citations.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="citation_by_one_thing", condition=one_of(*CITING)),
            *(models.UniqueConstraint(fields=["evidence", name], name=f"citation_by_{name}_once") for name in CITING),
        ]

    def __str__(self) -> str:
        return f"{self.evidence}: {self.answer or self.move or self.decision}"
