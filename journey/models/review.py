"""Reviews as they were frozen: the very text of each, and its fingerprint. Nothing in a review is ever looked up anywhere else.

The database itself refuses to change or delete a review. One change it allows: to the text that a row of Redaction names beforehand by its
fingerprint. And reviews go with their project, once that is in the bin, or a sample that is loaded anew.
"""

import hashlib
import uuid
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.models import Q
from django.utils import timezone

from journey.models.event import Event
from journey.models.preparation import Preparation
from journey.models.triggers import is_guarded, run

if TYPE_CHECKING:
    from journey.models.project import Project
    from journey.models.user import User

REASON_LIMIT = 1000


class AlreadyFrozen(Exception):
    """A review was frozen from this preparation already: `review`. Nothing was changed."""

    def __init__(self, review: "Review") -> None:
        super().__init__(review.number)
        self.review = review


class Reviews(models.QuerySet["Review"]):
    def newest_first(self) -> Self:
        return self.order_by("-major", "-minor")

    def without_text(self) -> Self:
        """For lists: everything but the review itself."""
        return self.defer("text")

    def numbered(self, number: str) -> "Review | None":
        """The one called so: 1, or 1.1."""
        major, _dot, minor = number.partition(".")
        return self.filter(major=int(major), minor=int(minor or 0)).select_related("project").first()

    def next_number(self, project: "Project", corrects: "Review | None" = None) -> tuple[int, int]:
        """The number that the next review gets, or the next correction of one."""
        if corrects is not None:
            last = self.filter(project=project, major=corrects.major).aggregate(last=models.Max("minor"))["last"] or 0
            return corrects.major, last + 1
        return (self.filter(project=project).aggregate(last=models.Max("major"))["last"] or 0) + 1, 0

    def keep(
        self, preparation: Preparation, text: str, *, number: tuple[int, int], period: tuple[date, date], by: "User", **told: object
    ) -> "Review":
        """Keep a review that was just made. Called with the project locked. `told` are fields of Review; ends the preparation."""
        project = preparation.project
        with transaction.atomic():
            made = self.create(
                project=project,
                preparation=preparation,
                major=number[0],
                minor=number[1],
                text=text,
                sha256=fingerprint(text),
                begins=period[0],
                ends=period[1],
                edition=project.edition,
                frozen_by=by,
                **told,
            )
            Preparation.objects.filter(pk=preparation.pk).update(ended_at=made.frozen_at)
            project.note(Event.Kind.REVIEW_CORRECTED if made.minor else Event.Kind.REVIEW_FROZEN, by=by, about=made, key=made.number)
        return made


class Review(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey("journey.Project", models.CASCADE, related_name="reviews")
    preparation = models.OneToOneField(Preparation, models.RESTRICT, null=True, related_name="review")
    """What it was frozen from: one press, one review, however often it is pressed. None for a sample's."""
    major = models.PositiveIntegerField()
    minor = models.PositiveIntegerField(default=0)
    """0, and from 1 on for its corrections."""
    text = models.TextField()
    """The canonical text, whose bytes in UTF-8 are what `sha256` is of."""
    sha256 = models.CharField(max_length=64)
    schema_version = models.PositiveSmallIntegerField()
    begins = models.DateField()
    ends = models.DateField()
    edition = models.CharField(max_length=20)
    frozen_at = models.DateTimeField(default=timezone.now, editable=False)
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_off_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = Reviews.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project", "major", "minor"], name="review_number_once"),
            models.CheckConstraint(condition=Q(major__gt=0), name="review_numbered"),
            models.CheckConstraint(condition=~Q(sha256=""), name="review_has_a_fingerprint"),
            models.CheckConstraint(condition=Q(begins__lte=models.F("ends")), name="review_period_in_order"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["sha256"], name="review_by_fingerprint")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return self.project.address("review-kept", self.number)

    @property
    def number(self) -> str:
        """1, or 1.1 for its first correction."""
        return f"{self.major}.{self.minor}" if self.minor else str(self.major)

    @property
    def is_whole(self) -> bool:
        """Whether the text is the one that the fingerprint is of."""
        return fingerprint(self.text) == self.sha256

    @property
    def came_with_a_file(self) -> bool:
        """Whether it was frozen on another copy, as the file says with which its project was loaded here. Then nothing here vouches for it."""
        events = self.project.events.filter(kind=Event.Kind.PROJECT_LOADED)
        loaded: int | None = events.aggregate(last=models.Max("sequence"))["last"]
        frozen = self.project.events.filter(kind__in=[Event.Kind.REVIEW_FROZEN, Event.Kind.REVIEW_CORRECTED], object_id=str(self.pk))
        return loaded is not None and not frozen.filter(sequence__gt=loaded).exists()

    def redact(self, text: str, *, because: str, places: int, by: "User") -> "Redaction":
        """Put `text`, in which something is blacked out, in the place of the review's text. The text before is gone; that it was done stays.

        Raises ValueError if the review is not as it was when `text` was made from it.
        """
        with transaction.atomic():
            self.project.lock()
            before = Review.objects.select_for_update().get(pk=self.pk)
            if before.sha256 != self.sha256:
                raise ValueError("redacted meanwhile")
            forget_what_is_overwritten()
            made = Redaction.objects.create(
                review=self, number=self.redactions.count() + 1, before=self.sha256, after=fingerprint(text), because=because, places=places, by=by
            )
            Review.objects.filter(pk=self.pk).update(text=text, sha256=made.after)
            self.text, self.sha256 = text, made.after
            self.project.note(Event.Kind.REVIEW_REDACTED, by=by, about=self, key=self.number)
        return made


class Redaction(models.Model):
    """That something was blacked out in a frozen review: who, when, why, and the fingerprints before and after. Never what it was."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="redactions")
    number = models.PositiveIntegerField()
    before = models.CharField(max_length=64)
    after = models.CharField(max_length=64)
    because = models.TextField()
    places = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["review", "number"], name="redaction_number_once"),
            models.CheckConstraint(condition=~Q(because="") & Q(because__length__lte=REASON_LIMIT), name="redaction_says_why"),
            models.CheckConstraint(condition=~Q(before=models.F("after")), name="redaction_changes_something"),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} {self.number}"


def fingerprint(text: str) -> str:
    """The SHA-256 of the text's bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


TABLE, NAMED = Review._meta.db_table, Redaction._meta.db_table
PROJECTS = "journey_project"
REFUSAL = "a frozen review is kept as it is"
SAME = (
    "id",
    "project_id",
    "preparation_id",
    "major",
    "minor",
    "schema_version",
    "begins",
    "ends",
    "edition",
    "frozen_at",
    "frozen_by_id",
    "signed_off_by_id",
)


def is_redaction(same: str) -> str:
    """In SQL: whether a change is the one that a row of Redaction names. `same` compares two values that may be null."""
    unchanged = " AND ".join(f"NEW.{column} {same} OLD.{column}" for column in SAME)
    named = f"EXISTS (SELECT 1 FROM {NAMED} WHERE review_id = OLD.id AND before = OLD.sha256 AND after = NEW.sha256)"  # noqa: S608  # names of ours
    return f"({unchanged} AND {named})"


MAY_GO = f"EXISTS (SELECT 1 FROM {PROJECTS} WHERE id = OLD.project_id AND (kind = 'sample' OR binned_at IS NOT NULL))"  # noqa: S608  # names of ours
CLOSE = {
    "sqlite": [
        f"CREATE TRIGGER IF NOT EXISTS {TABLE}_update_refused BEFORE UPDATE ON {TABLE} WHEN NOT {is_redaction('IS')} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
        f"CREATE TRIGGER IF NOT EXISTS {TABLE}_delete_refused BEFORE DELETE ON {TABLE} WHEN NOT {MAY_GO} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    ],
    "postgresql": [
        f"CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'UPDATE' AND {is_redaction('IS NOT DISTINCT FROM')} THEN RETURN NEW; END IF; "
        f"IF TG_OP = 'DELETE' AND {MAY_GO} THEN RETURN OLD; END IF; "
        f"RAISE EXCEPTION '{REFUSAL}'; END $$",
        f"CREATE OR REPLACE FUNCTION {TABLE}_refuse_all() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
        f"CREATE OR REPLACE TRIGGER {TABLE}_changes_refused BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()",
        f"CREATE OR REPLACE TRIGGER {TABLE}_truncate_refused BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_refuse_all()",
    ],
}
OPEN = {
    "sqlite": [f"DROP TRIGGER IF EXISTS {TABLE}_{deed}_refused" for deed in ("update", "delete")],
    "postgresql": [f"DROP TRIGGER IF EXISTS {TABLE}_{what}_refused ON {TABLE}" for what in ("changes", "truncate")],
}


def close_reviews(using: str = DEFAULT_DB_ALIAS) -> None:
    """Make the database itself refuse to change or delete a review. SQLite forgets this whenever a migration makes the table anew."""
    run(CLOSE, using)


def open_reviews(using: str = DEFAULT_DB_ALIAS) -> None:
    """Let reviews be changed and deleted. For emptying a test's database, and for a migration that takes the table away."""
    run(OPEN, using)


def are_reviews_closed(using: str = DEFAULT_DB_ALIAS) -> bool:
    """Whether the database refuses changes to reviews."""
    return is_guarded(TABLE, using)


def forget_what_is_overwritten(using: str = DEFAULT_DB_ALIAS) -> None:
    """On SQLite: fill with zeros what is overwritten from now on, so that a text that was blacked out is not left in unused pages of the file."""
    if connections[using].vendor == "sqlite":
        with connections[using].cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")
