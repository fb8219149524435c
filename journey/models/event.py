"""The log: who did what, when. Rows hold ids and kinds, never a name or a text, and are only ever added.

Each row carries the hash of the one before it, so that a changed or missing row shows. The project keeps how long its log is and the hash it
ends with, so that a cut end shows as well; every review prints that hash. The site's own log (rows without a project) tells of accounts and of
projects that were deleted for good.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, models, transaction
from django.db.models import Q
from django.utils import timezone

from journey.models.triggers import is_guarded, run

if TYPE_CHECKING:
    from journey.models.project import Project
    from journey.models.user import User


class Events(models.QuerySet["Event"]):
    def of_site(self) -> Self:
        """The site's own log."""
        return self.filter(project=None)

    def following(self, after: "tuple[int, str]", project: "Project | None", kind: "Event.Kind", *, by: "User | None", **facts: str) -> "Event":
        """The row, not saved yet, that follows the log's end `after` (its length and last hash). `facts` are object_id, key and stage."""
        length, head = after
        event = Event(project=project, sequence=length + 1, kind=kind, by=by, previous=head, **facts)
        event.hash = event.digest()
        return event

    def add_to_site(self, kind: "Event.Kind", *, by: "User | None", **facts: str) -> "Event":
        """Add a row to the site's own log; `by` None where a command did it."""
        with transaction.atomic():
            run(IN_TURN, self.db)
            last = self.of_site().order_by("sequence").last()
            event = self.following((last.sequence, last.hash) if last else (0, ""), None, kind, by=by, **facts)
            event.save(force_insert=True)
        return event


class Event(models.Model):
    class Kind(models.TextChoices):
        """Words for these stand in journey/log.py."""

        PROJECT_STARTED = "project-started"
        PROJECT_COPIED = "project-copied"
        PROJECT_BEGUN_FROM = "project-begun-from"
        PROJECT_CHANGED = "project-changed"
        PROJECT_BINNED = "project-binned"
        PROJECT_RESTORED = "project-restored"
        PROJECT_EXPORTED = "project-exported"
        PROJECT_LOADED = "project-loaded"
        PROJECT_KEPT = "project-kept"
        ANSWER_SAVED = "answer-saved"
        ANSWER_RESTORED = "answer-restored"
        ANSWER_NOT_RELEVANT = "answer-not-relevant"
        ANSWER_CLEARED = "answer-cleared"
        ANSWER_CONFIRMED = "answer-confirmed"
        COME_BACK_MARKED = "come-back-marked"
        COME_BACK_CLEARED = "come-back-cleared"
        EVIDENCE_ADDED = "evidence-added"
        EVIDENCE_CHANGED = "evidence-changed"
        EVIDENCE_REMOVED = "evidence-removed"
        EVIDENCE_CITED = "evidence-cited"
        EVIDENCE_UNCITED = "evidence-uncited"
        MOVE_MADE = "move-made"
        MOVE_OPENED = "move-opened"
        MOVE_CLOSED = "move-closed"
        MOVE_CORRECTED = "move-corrected"
        MOVE_SET_ASIDE = "move-set-aside"
        DECISION_RECORDED = "decision-recorded"
        DECISION_CORRECTED = "decision-corrected"
        CONDITION_CHANGED = "condition-changed"
        CONDITION_RATED = "condition-rated"
        CONDITION_AGREED = "condition-agreed"
        SIGN_READ = "sign-read"
        STANDING_CHANGED = "standing-changed"
        ACTION_ADDED = "action-added"
        ACTION_CHANGED = "action-changed"
        ACTION_DONE = "action-done"
        ACTION_DROPPED = "action-dropped"
        ACTION_OPEN = "action-open"
        RISK_ADDED = "risk-added"
        RISK_CHANGED = "risk-changed"
        RISK_HAPPENED = "risk-happened"
        RISK_CLOSED = "risk-closed"
        RISK_OPEN = "risk-open"
        MILESTONE_ADDED = "milestone-added"
        MILESTONE_CHANGED = "milestone-changed"
        MILESTONE_MOVED = "milestone-moved"
        MILESTONE_REACHED = "milestone-reached"
        MILESTONE_DROPPED = "milestone-dropped"
        MILESTONE_OPEN = "milestone-open"
        CALENDAR_MADE = "calendar-made"
        CALENDAR_RENEWED = "calendar-renewed"
        CALENDAR_STOPPED = "calendar-stopped"
        INVOLVEMENT_ADDED = "involvement-added"
        INVOLVEMENT_CHANGED = "involvement-changed"
        INVOLVEMENT_REMOVED = "involvement-removed"
        RESOURCE_ADDED = "resource-added"
        RESOURCE_CHANGED = "resource-changed"
        RESOURCE_REMOVED = "resource-removed"
        MEASURE_ADDED = "measure-added"
        MEASURE_CHANGED = "measure-changed"
        MEASURE_REMOVED = "measure-removed"
        READING_ADDED = "reading-added"
        READING_CORRECTED = "reading-corrected"
        THREAD_STARTED = "thread-started"
        THREAD_RESOLVED = "thread-resolved"
        THREAD_REOPENED = "thread-reopened"
        COMMENT_ADDED = "comment-added"
        COMMENT_WITHDRAWN = "comment-withdrawn"
        ASSIGNMENT_MADE = "assignment-made"
        ASSIGNMENT_DONE = "assignment-done"
        ASSIGNMENT_TAKEN_BACK = "assignment-taken-back"
        INVITATION_SENT = "invitation-sent"
        INVITATION_SENT_AGAIN = "invitation-sent-again"
        INVITATION_WITHDRAWN = "invitation-withdrawn"
        INVITATION_DECLINED = "invitation-declined"
        MEMBER_JOINED = "member-joined"
        MEMBER_ROLE = "member-role"
        MEMBER_DETAILS = "member-details"
        MEMBER_LEFT = "member-left"
        MEMBER_REMOVED = "member-removed"
        HANDOVER_OFFERED = "handover-offered"
        HANDOVER_ACCEPTED = "handover-accepted"
        HANDOVER_DECLINED = "handover-declined"
        HANDOVER_WITHDRAWN = "handover-withdrawn"
        REVIEW_PREPARED = "review-prepared"
        REVIEW_PUT_AWAY = "review-put-away"
        REVIEW_FLAG_CLEARED = "review-flag-cleared"
        PART_CONFIRMED = "review-part-confirmed"
        REVIEW_SIGN_OFF_ASKED = "review-sign-off-asked"
        REVIEW_SIGN_OFF_TAKEN_BACK = "review-sign-off-taken-back"
        REVIEW_SIGNED_OFF = "review-signed-off"
        REVIEW_NOT_YET = "review-not-yet"
        REVIEW_FROZEN = "review-frozen"
        REVIEW_CORRECTED = "review-corrected"
        REVIEW_REDACTED = "review-redacted"
        REVIEW_DAY_NAMED = "review-day-named"
        REVIEW_SKIPPED = "review-skipped"
        PROJECT_PURGED = "project-purged"
        ACCOUNT_MADE = "account-made"
        ACCOUNT_CLOSED = "account-closed"
        ACCOUNT_OPENED = "account-opened"
        ACCOUNT_ERASED = "account-erased"

    project = models.ForeignKey("journey.Project", models.PROTECT, null=True, related_name="events")
    sequence = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=36, blank=True)
    """The id of what the row tells of: an answer, a move, an invitation, a part in the project; "" where it is the project itself."""
    key = models.CharField(max_length=64, blank=True)
    """A key of the map or of a role: which question, which role; for a deleted project the hash that its log ended with."""
    stage = models.CharField(max_length=40, blank=True)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects = Events.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["sequence"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project", "sequence"], name="event_sequence_once"),
            models.UniqueConstraint(fields=["sequence"], condition=Q(project=None), name="event_of_site_sequence_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence}: {self.kind}"

    def digest(self) -> str:
        """SHA-256, in hexadecimal, of everything the row says and of the hash before it."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        said = [str(self.project_id or ""), self.sequence, at, self.by_id, self.kind, self.object_id, self.key, self.stage, self.previous]
        return hashlib.sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()


# On SQLite transactions are in turn already. To hold the last row would not do: whoever waits for it goes on from it, though it is the last no more.
IN_TURN = {"sqlite": [], "postgresql": ["SELECT pg_advisory_xact_lock(hashtext('the log of the site'))"]}
"""Hold the site's log until the transaction ends, so that those who add to it do so in turn."""

TABLE = Event._meta.db_table
REFUSAL = "the log is only added to"
CLOSE = {
    "sqlite": [
        f"CREATE TRIGGER IF NOT EXISTS {TABLE}_{deed.lower()}_refused BEFORE {deed} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for deed in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        f"CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
        f"CREATE OR REPLACE TRIGGER {TABLE}_changes_refused BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()",
        f"CREATE OR REPLACE TRIGGER {TABLE}_truncate_refused BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_refuse()",
    ],
}
OPEN = {
    "sqlite": [f"DROP TRIGGER IF EXISTS {TABLE}_{deed}_refused" for deed in ("update", "delete")],
    "postgresql": [f"DROP TRIGGER IF EXISTS {TABLE}_{what}_refused ON {TABLE}" for what in ("changes", "truncate")],
}


def close_log(using: str = DEFAULT_DB_ALIAS) -> None:
    """Make the database itself refuse to change or delete a row of the log. SQLite forgets this whenever a migration makes the table anew."""
    run(CLOSE, using)


def open_log(using: str = DEFAULT_DB_ALIAS) -> None:
    """Let rows be deleted. For deleting a project for good, and for emptying a test's database."""
    run(OPEN, using)


def is_log_closed(using: str = DEFAULT_DB_ALIAS) -> bool:
    """Whether the database refuses changes to the log."""
    return is_guarded(TABLE, using)


@contextmanager
def log_opened() -> Iterator[None]:
    """One transaction in which rows of the log may be deleted; the database refuses it again at its end."""
    with transaction.atomic():
        open_log()
        yield
        close_log()


def fault(events: "models.QuerySet[Event]", length: int | None = None, head: str | None = None) -> str:
    """What is wrong with a log, "" where it is whole. `length` and `head` are what is known of its end."""
    expected, previous = 1, ""
    for event in events.order_by("sequence").iterator():
        if event.sequence != expected:
            return f"entry {expected} is missing"
        if event.previous != previous or event.hash != event.digest():
            return f"entry {expected} was changed"
        expected, previous = expected + 1, event.hash
    if length is not None and expected - 1 < length:
        return f"entries {expected} to {length} are missing"
    if (length is not None and expected - 1 > length) or (head is not None and previous != head):
        return "it does not end as the project says"
    return ""
