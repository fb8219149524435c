"""A thread of comments on a question of the map, on a move or on a decision, for the team alone: no review, export or page for a reader holds it."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Prefetch, Q
from django.utils import timezone

from journey.models.comment import Comment, Mention
from journey.models.event import Event
from journey.models.evidence import OF_DECISION
from journey.models.notice import Notice
from journey.models.search_entry import SearchEntry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from journey.models.decision import Decision
    from journey.models.membership import Membership
    from journey.models.move import Move
    from journey.models.project import Project
    from journey.models.user import User


class Threads(models.QuerySet["Thread"]):
    def open(self) -> Self:
        return self.filter(resolved_at=None)

    def with_comments(self) -> Self:
        """The oldest first, each with its comments and who was told of them: three queries, however many they are."""
        mentions = Prefetch("mentions", Mention.objects.select_related("member__user"))
        comments = Prefetch("comments", Comment.objects.select_related("by").prefetch_related(mentions))
        return self.select_related("project", "move", "decision", "started_by", "resolved_by").prefetch_related(comments).order_by("started_at", "pk")

    def start(
        self,
        project: "Project",
        text: str,
        *,
        by: "User",
        tell: "Iterable[Membership]",
        key: str | None,
        move: "Move | None",
        decision: "Decision | None" = None,
    ) -> "Thread":
        """Start a thread with its first comment, on the question with this key, on this move or on this decision."""
        with transaction.atomic():
            thread = self.create(project=project, key=key, move=move, decision=decision, started_by=by)
            thread.add(text, by=by, tell=tell)
            thread.note(Event.Kind.THREAD_STARTED, by=by, about=thread)
        return thread


class Thread(models.Model):
    """What it is about is one of `key`, the key of a question, `move` and `decision`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey("journey.Project", models.CASCADE, related_name="threads")
    key = models.CharField(max_length=40, null=True)
    move = models.ForeignKey("journey.Move", models.CASCADE, null=True, related_name="threads")
    decision = models.ForeignKey("journey.Decision", models.CASCADE, null=True, related_name="threads")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField(null=True)

    objects = Threads.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="thread_about_one_thing",
                condition=Q(key__isnull=False, move=None, decision=None) & ~Q(key="")
                | Q(key=None, move__isnull=False, decision=None)
                | Q(key=None, move=None, decision__isnull=False),
            ),
            models.CheckConstraint(
                name="thread_resolved_by_someone",
                condition=Q(resolved_at=None, resolved_by=None) | Q(resolved_at__isnull=False, resolved_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.key or str(self.move or self.decision)

    def get_absolute_url(self) -> str:
        return f"{self.page}#thread-{self.pk}"

    @property
    def page(self) -> str:
        """The address of the page that shows all threads about the same thing."""
        if self.decision:
            return self.project.address("decision-comments", self.decision.pk)
        return self.project.address("move-comments", self.move.number) if self.move else self.project.address("answer-comments", self.key)

    @property
    def stage(self) -> str:
        """The key of the stage that what it is about belongs to."""
        if self.decision:
            return self.decision.stage
        if self.move:
            return self.move.to_stage or self.move.from_stage or ""
        return self.project.map.stage_of(str(self.key)).key

    def reply(self, text: str, *, by: "User", tell: "Iterable[Membership]" = ()) -> Comment:
        """Add a comment and tell these members of it. A thread that was resolved is open again, so that nobody overlooks the comment."""
        with transaction.atomic():
            self.project.lock()
            self.reopen(by=by)
            comment = self.add(text, by=by, tell=tell)
            self.note(Event.Kind.COMMENT_ADDED, by=by, about=comment)
            self.see(by=by)
        return comment

    def resolve(self, *, by: "User") -> None:
        """Say that nothing is left to talk about. One that is resolved stays as it is."""
        with transaction.atomic():
            self.turn(Event.Kind.THREAD_RESOLVED, was=Q(resolved_at=None), by=by, resolved_by=by, resolved_at=timezone.now())
            self.see(by=by)

    def reopen(self, *, by: "User") -> None:
        """Take it up again. One that is open stays as it is."""
        self.turn(Event.Kind.THREAD_REOPENED, was=Q(resolved_at__isnull=False), by=by, resolved_by=None, resolved_at=None)

    def see(self, *, by: "User") -> None:
        """Whoever was told of a comment here has seen it. Nothing is logged: what someone read is their own affair."""
        if Mention.objects.unseen_by(by).filter(comment__thread=self).update(seen_at=timezone.now()):
            self.project.moved()

    def turn(self, kind: Event.Kind, *, was: Q, by: "User", **changed: object) -> None:
        with transaction.atomic():
            self.project.lock()
            if Thread.objects.filter(was, pk=self.pk).update(**changed):
                self.note(kind, by=by, about=self)
        for name, value in changed.items():
            setattr(self, name, value)

    def add(self, text: str, *, by: "User", tell: "Iterable[Membership]") -> Comment:
        comment, told = self.comments.create(text=text, by=by), list(tell)
        Mention.objects.bulk_create(Mention(comment=comment, member=member) for member in told)
        mentioned = [member.user for member in told]
        Notice.objects.tell(mentioned, Notice.Kind.MENTION, project=self.project, about=comment, by=by)
        Notice.objects.tell(self.others(by, *mentioned), Notice.Kind.REPLY, project=self.project, about=comment, by=by)
        return comment

    def others(self, *but: "User") -> "list[User]":
        """Those who wrote in the thread and are still in the project, but for these."""
        wrote = self.project.memberships.current().filter(user__in=self.comments.values("by")).exclude(user__in=but)
        return [member.user for member in wrote.select_related("user")]

    def note(self, kind: Event.Kind, *, by: "User", about: "models.Model") -> None:
        key = f"{OF_DECISION}{self.decision.number}" if self.decision else self.key or ""
        self.project.note(kind, by=by, about=about, key=key, stage=self.stage)
        SearchEntry.objects.keep(self)

    def search_text(self) -> str:
        return "\n\n".join(comment.text for comment in self.comments.all() if comment.text)

    def search_date(self) -> datetime | None:
        return self.comments.values_list("at", flat=True).last()
