"""Notices in words and by mail: at once, or all in one message a day, as each person chose. A digest never becomes a message for each comment."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import batched
from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.core.signing import BadSignature, Signer
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from journey.dates import day_words
from journey.mail import send_mail
from journey.models import Assignment, Comment, Membership, Notice, Project, Review, SignOff, User
from journey.review.compared import since_last
from journey.review.freeze import prepared_document
from journey.review.versions import read_document
from journey.rhythm import beginnings, dues
from journey.talk import about

logger = logging.getLogger(__name__)

SOON = timedelta(days=3)
"""From how long before its day someone is told that a question given to them is due."""
AT_ONCE = 500
"""Projects whose days are told together."""
CLAIMED = 5 * 60
"""Seconds for which a notice is nobody else's to send; whoever sends it is done before, or was killed."""
SIGNER = Signer(salt="journey.notices.stop")


@dataclass(frozen=True, slots=True)
class Told:
    """A notice in words: what, in which project, and where it leads. No comment's text goes into a mail."""

    notice: Notice
    words: str
    href: str

    @property
    def project(self) -> Project:
        return self.notice.project


def tell(notices: Sequence[Notice]) -> list[Told]:
    """These notices in words, in their order; what they tell of may be gone, then they are left out. Four queries at most, however many they are."""
    comments = found(
        Comment.objects.filter(withdrawn_at=None).select_related("by", "thread__project", "thread__move", "thread__decision"),
        notices,
        "mention",
        "reply",
    )
    given = found(Assignment.objects.open().select_related("by", "project"), notices, "assignment", "due")
    asked = found(SignOff.objects.select_related("by", "asked__user", "preparation__project"), notices, "sign-off", "not-yet")
    frozen = found(Review.objects.without_text().select_related("project", "frozen_by"), notices, "frozen")
    lines = [
        of_sign_off(notice, asked.get(notice.object_id))
        if notice.kind in ("sign-off", "not-yet")
        else of_frozen(notice, frozen.get(notice.object_id))
        if notice.kind == Notice.Kind.FROZEN
        else in_words(notice, comments.get(notice.object_id), given.get(notice.object_id))
        for notice in notices
    ]
    return [line for line in lines if line is not None]


def found[M: models.Model](rows: "models.QuerySet[M]", notices: Iterable[Notice], *kinds: str) -> dict[str, M]:
    wanted = [notice.object_id for notice in notices if notice.kind in kinds]
    return {str(row.pk): row for row in rows.filter(pk__in=wanted)} if wanted else {}


def of_sign_off(notice: Notice, asked: SignOff | None) -> Told | None:
    """That someone is asked to sign off a review, or that it was not signed off yet."""
    if asked is None or asked.withdrawn_at:
        return None
    if notice.kind == Notice.Kind.SIGN_OFF:
        return Told(notice, _("%(name)s asks you to sign off a review") % {"name": asked.by}, asked.get_absolute_url())
    return Told(notice, _("%(name)s did not sign off the review yet, and says why") % {"name": asked.asked.user}, asked.get_absolute_url())


def of_frozen(notice: Notice, review: Review | None) -> Told | None:
    if review is None:
        return None
    told = {"name": review.frozen_by, "number": review.number}
    return Told(notice, _("%(name)s froze Review %(number)s") % told, review.get_absolute_url())


def in_full(line: Told) -> str:
    """A notice as a mail says it: of a review also how much of it differs from the one before."""
    document = None
    if line.notice.kind == Notice.Kind.SIGN_OFF:
        asked = SignOff.objects.select_related("preparation__corrects").get(pk=line.notice.object_id)
        if asked.preparation.ended_at is None:
            asked.preparation.project = line.project
            document = prepared_document(asked.preparation)
    elif line.notice.kind == Notice.Kind.FROZEN:
        document = read_document(Review.objects.get(pk=line.notice.object_id).text)
    more = since_last(line.project, document) if document else ""
    return f"{line.words}. {more}" if more else line.words


def in_words(notice: Notice, comment: Comment | None, given: Assignment | None) -> Told | None:
    if notice.kind == Notice.Kind.REVIEW_DUE:
        words = _("A review is due on %(day)s") % {"day": day_words(date.fromisoformat(notice.key))}
        return Told(notice, words, notice.project.address("reviews"))
    if comment is not None:
        told = {"name": comment.by, "about": about(comment.thread)}
        said = (
            _("%(name)s tells you of a comment: %(about)s")
            if notice.kind == Notice.Kind.MENTION
            else _("%(name)s wrote in a thread you are in: %(about)s")
        )
        return Told(notice, said % told, comment.thread.get_absolute_url())
    if given is not None:
        told = {"name": given.by, "question": given.question, "due": given.due_words}
        said = _("%(name)s asks you to answer: %(question)s") if notice.kind == Notice.Kind.ASSIGNMENT else _("Your answer is %(due)s: %(question)s")
        return Told(notice, said % told, given.get_absolute_url())
    return None


def deliver_at_once(notice_ids: Sequence[UUID | str]) -> bool:
    """Mail each of these to those who chose so. Called once what they tell of is saved for good. Whether none is left to be mailed."""
    chosen = Notice.objects.to_mail().filter(pk__in=notice_ids, user__notices=Notice.Choice.AT_ONCE).select_related("project", "by", "user")
    sent = [mail(told.notice.user, [told]) for told in tell(list(chosen))]
    return all(sent)


def send_digests() -> int:
    """One message to each person who chose one a day and has something new. How many were sent. Twice on one day does no harm."""
    waiting = Notice.objects.to_mail().filter(user__notices=Notice.Choice.DAILY, project__binned_at=None).select_related("project", "by", "user")
    of_user: dict[User, list[Notice]] = defaultdict(list)
    for notice in waiting.order_by("project__name", "at"):
        of_user[notice.user].append(notice)
    return sum(is_mailed(user, notices) for user, notices in of_user.items() if can_see(user, notices))


def is_mailed(user: User, notices: Sequence[Notice]) -> bool:
    """Whether these went in one message. One that cannot be put into words keeps nobody else's back: it is logged, and tried again the next day."""
    try:
        return mail(user, tell(notices))
    except Exception:
        logger.exception("A daily message could not be made")
        return False


def can_see(user: User, notices: list[Notice]) -> bool:
    """Leave out, for good, what belongs to projects that someone is no longer in. Whether anything is left."""
    mine = set(Membership.objects.current().filter(user=user, project__binned_at=None).values_list("project_id", flat=True))
    gone = [notice for notice in notices if notice.project_id not in mine]
    Notice.objects.filter(pk__in=[notice.pk for notice in gone]).update(mailed_at=timezone.now())
    notices[:] = [notice for notice in notices if notice.project_id in mine]
    return bool(notices)


def mail(user: User, told: Sequence[Told]) -> bool:
    """Send these in one message. What another process is sending already is left out; what the mail server does not take waits for the next time.

    They count as mailed once the server has taken them. Whoever is killed in between has them sent once more, never not at all.
    """
    claimed = [line.notice.pk for line in told if cache.add(claim(line.notice.pk), True, CLAIMED)]
    try:
        waiting = set(Notice.objects.filter(pk__in=claimed, mailed_at=None).values_list("pk", flat=True))
        return send(user, [line for line in told if line.notice.pk in waiting])
    finally:
        cache.delete_many(map(claim, claimed))


def claim(notice_id: UUID) -> str:
    return f"mailing-{notice_id}"


def send(user: User, lines: Sequence[Told]) -> bool:
    if not lines:
        return False
    projects: dict[Project, list[Told]] = defaultdict(list)
    for line in lines:
        projects[line.project].append(line)
    context = {
        "user": user,
        "projects": [(project, [(in_full(line), whole(line.href)) for line in some]) for project, some in projects.items()],
        "only": lines[0] if len(lines) == 1 else None,
        "count": len(lines),
        "choose": whole(reverse("notices-choose")),
        "stop": whole(stop_address(user)),
    }
    sent = send_mail("notices/mail", user.email or "", context, html=True, headers={"List-Unsubscribe": f"<{context['stop']}>"})
    if sent:
        Notice.objects.filter(pk__in=[line.notice.pk for line in lines]).update(mailed_at=timezone.now())
    return sent


def whole(href: str) -> str:
    return urljoin(settings.SITE_URL, href)


def stop_address(user: User) -> str:
    """The address at which a pressed button ends the mails to someone, without signing in."""
    return reverse("notices-stop", args=[SIGNER.sign(str(user.code))])


def who_stops(token: str) -> User | None:
    try:
        return User.objects.filter(code=SIGNER.unsign(token), is_active=True).first()
    except BadSignature:
        return None


def note_what_is_due() -> None:
    """Make a notice of each question that is due soon or overdue, once each, and to owners of each review that is due within two weeks.

    Of a project that rests no review is due.
    """
    today = timezone.localdate()
    given = Assignment.objects.open().filter(due__lte=today + SOON, member__ended_at=None, project__binned_at=None)
    for assignment in given.select_related("member__user", "project"):
        when = "overdue" if assignment.due and assignment.due < today else "soon"
        Notice.objects.tell([assignment.member.user], Notice.Kind.DUE, project=assignment.project, about=assignment, key=when)
    for some in batched(Project.objects.filter(kind="real", binned_at=None).at_work().iterator(), AT_ONCE):
        for project, now in dues(beginnings(some)).items():
            if now.is_near:
                owners = [member.user for member in project.memberships.owners().select_related("user")]
                Notice.objects.tell(owners, Notice.Kind.REVIEW_DUE, project=project, about=project, key=now.day.isoformat())
