"""What a project rests what it says on: a line about something that is held elsewhere, never the thing itself, and what cites it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journey.models.answer import Answer
from journey.models.event import Event
from journey.models.versioned import Removable, Version

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
    def said(self) -> Described:
        return Described(self.title, self.type, self.day, self.held, self.link, self.note)


class EvidenceItems(models.QuerySet["Evidence"]):
    def listed(self) -> Self:
        """What has not been taken out of the list."""
        return self.filter(removed_at=None)

    def newest_first(self) -> Self:
        """By the day it is from, what has no day last."""
        return self.order_by(F("day").desc(nulls_last=True), "title", "pk")

    def make(self, project: "Project", described: Described, *, by: "User") -> "Evidence":
        made = Evidence(project=project)
        made.begin(described, by=by)
        return made


class Evidence(Description, Removable):
    """Where one piece of evidence stands now. Taken out of the list, it stays where it is cited; it is never deleted."""

    project = models.ForeignKey("journey.Project", models.CASCADE, related_name="evidence")

    objects = EvidenceItems.as_manager()

    class Meta(Description.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [*Description.Meta.constraints, *Removable.Meta.constraints]

    def search_text(self) -> str:
        return "\n\n".join(part for part in (self.title, self.held, self.note) if part) if self.is_listed else ""


class EvidenceVersion(Description, Version):
    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="versions")

    class Meta(Description.Meta, Version.Meta):
        abstract = False
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
