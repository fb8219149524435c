"""Work that need not be done before someone gets their page: mails, and the file of a frozen review.

Without workers it is done at once, in the request that asks for it; with TASK_WORKERS=1 it waits in the database for `manage.py run_tasks`. Each is
safe to do twice, and is, if a worker is killed in the middle of it. What a task is given are ids: what people wrote never waits in a queue.
"""

from collections.abc import Sequence
from contextlib import suppress
from urllib.parse import urljoin
from uuid import UUID

from django.tasks import TaskResult, TaskResultStatus, task

from journey.corrections import tell_readers
from journey.mail import send_mail
from journey.models import Handover, Invitation, Review, User
from journey.notices import deliver_at_once
from journey.review.files import kept_file
from journey.review.pdf import pdf
from journey.review.prints import BeingMade
from journey.review.versions import read_document


class NotSent(Exception):
    """The mail server did not take it."""


@task()
def mail_notices(ids: Sequence[str]) -> None:
    """Mail what was just noted to those who want to know at once."""
    if not deliver_at_once(ids):
        raise NotSent


@task()
def mail_invitation(invitation_id: str, by_id: int, site: str) -> None:
    """Send the invitation, in the name of whoever asked for it. `site` is the address of the site as they see it."""
    invitation = Invitation.objects.unanswered().filter(pk=invitation_id).select_related("project").first()
    if invitation is None:
        return
    by = User.objects.get(pk=by_id)
    context = {"invitation": invitation, "by": by, "link": urljoin(site, invitation.get_absolute_url())}
    if not send_mail("invitations/mail", invitation.email, context, reply_to=by.email):
        raise NotSent


@task()
def mail_handover(handover_id: str, by_id: int, site: str) -> None:
    """Tell a member that they are asked to take the lead."""
    offer = Handover.objects.open().filter(pk=handover_id).select_related("project", "to__user", "by").first()
    if offer is None:
        return
    context = {"offer": offer, "link": urljoin(site, offer.get_absolute_url())}
    if not offer.to.user.email or not send_mail("handovers/mail", offer.to.user.email, context, reply_to=User.objects.get(pk=by_id).email):
        raise NotSent


@task()
def mail_readers(review_id: str) -> None:
    """Tell those who were given a review that it was just corrected. Whom the mail server does not take is told by `manage.py send_notices`."""
    tell_readers(UUID(review_id))


@task()
def print_review(review_id: str) -> None:
    """Have the PDF of a frozen review printed, so that it is there for whoever asks first."""
    review = Review.objects.filter(pk=review_id).first()
    if review is not None:
        with suppress(BeingMade):
            kept_file(review, None, "pdf", lambda: pdf(read_document(review.text), review.sha256, wait=0))


def is_on_its_way(asked: "TaskResult[..., None]") -> bool:
    """Whether it is done, or waits for a worker, who tries again if it cannot be done."""
    return asked.status != TaskResultStatus.FAILED
