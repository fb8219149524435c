"""What a team says among itself, as pages show it: comments and assignments beside questions and moves."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journey.dates import day_words
from journey.models import Decision, Move
from journey.options import say
from journey.questions import warning_words

if TYPE_CHECKING:
    from journey.forms.comment import CommentForm
    from journey.models import Assignment, Comment, Project, Thread, User


@dataclass(frozen=True, slots=True)
class Talk:
    """Beside one question or move: the comments in open threads, how many threads are resolved, who was asked to answer."""

    comments: int = 0
    resolved: int = 0
    assignments: "list[Assignment]" = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CommentRow:
    comment: "Comment"
    is_yours: bool

    @property
    def told(self) -> str:
        """Who was told of it, by name."""
        return ", ".join(str(mention.member.user) for mention in self.comment.mentions.all())

    @property
    def warning(self) -> str:
        """What in it may identify a child or family, in words; "" for nothing."""
        return warning_words(self.comment.text)


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A thread as someone reads it; `form` is what they may reply with, None if they may not. `is_unseen`: they were told of something in it."""

    thread: "Thread"
    comments: tuple[CommentRow, ...]
    is_unseen: bool
    form: "CommentForm | None" = None

    @property
    def about(self) -> str:
        return about(self.thread)


@dataclass(frozen=True, slots=True)
class ThreadRows:
    """Threads, the open ones apart from those that are resolved."""

    open: list[ThreadRow]
    resolved: list[ThreadRow]

    @property
    def has_unseen_resolved(self) -> bool:
        return any(row.is_unseen for row in self.resolved)


def thread_rows(threads: "Iterable[Thread]", you: "User") -> ThreadRows:
    """Rows of threads that were read `with_comments`; no query more."""
    rows = [thread_row(thread, you) for thread in threads]
    return ThreadRows([row for row in rows if not row.thread.resolved_at], [row for row in rows if row.thread.resolved_at])


def thread_row(thread: "Thread", you: "User") -> ThreadRow:
    comments = list(thread.comments.all())
    unseen = any(
        mention.member.user_id == you.pk and mention.seen_at is None
        for comment in comments
        if comment.withdrawn_at is None
        for mention in comment.mentions.all()
    )
    return ThreadRow(thread, tuple(CommentRow(comment, comment.by_id == you.pk) for comment in comments), unseen)


def about(thread: "Thread") -> str:
    """What a thread is about, in words: the question, the move, or the decision."""
    if thread.decision:
        return say(thread.project.map, thread.decision)
    return move_words(thread.project, thread.move) if thread.move else thread.project.map.question(str(thread.key)).text


def move_words(project: "Project", move: Move) -> str:
    """A move in a few words: "Move to Designing, 3 March 2025"."""
    told = {"stage": project.map.stage(str(move.to_stage or move.from_stage)).name, "day": day_words(move.day)}
    match move.kind:
        case Move.Kind.PLACED:
            return _("Start in %(stage)s, %(day)s") % told
        case Move.Kind.OPENED:
            return _("%(stage)s opened, %(day)s") % told
        case Move.Kind.CLOSED:
            return _("%(stage)s closed, %(day)s") % told
        case _move:
            return _("Move to %(stage)s, %(day)s") % told


def talk_by_question(project: "Project") -> dict[str, Talk]:
    """What stands beside each question, by its key: two queries. Nothing of a sample, which everyone reads."""
    if project.is_sample:
        return {}
    assignments = defaultdict(list)
    for assignment in project.assignments.open().select_related("member__user", "by"):
        assignment.project = project
        assignments[assignment.key].append(assignment)
    counted = counts(project, "key")
    return {key: Talk(*counted.get(key, (0, 0)), assignments[key]) for key in [*counted, *assignments]}


def talk_by_move(project: "Project") -> dict[int, Talk]:
    """What stands beside each move, by its number: one query. Nothing of a sample."""
    if project.is_sample:
        return {}
    return {number: Talk(*told) for number, told in counts(project, "move__number").items()}


def talk_of_decision(project: "Project", decision: Decision) -> Talk:
    """What stands beside a decision: one query. Nothing of a sample."""
    return Talk() if project.is_sample else Talk(*counts(project, "decision_id").get(decision.pk, (0, 0)))


def counts(project: "Project", by: str) -> dict[Any, tuple[int, int]]:
    """For each thing of this sort that has threads: the comments in the open ones, and how many are resolved."""
    comments = Count("comments", filter=Q(resolved_at=None, comments__withdrawn_at=None))
    resolved = Count("pk", filter=Q(resolved_at__isnull=False), distinct=True)
    found = project.threads.exclude(**{by: None}).order_by().values(by).annotate(comments=comments, resolved=resolved)
    return {thing: (standing, closed) for thing, standing, closed in found.values_list(by, "comments", "resolved")}


def resolved_words(count: int) -> str:
    return ngettext("%(count)s resolved", "%(count)s resolved", count) % {"count": count}
