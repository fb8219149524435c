"""Whether what a member signed off still reads as it did."""

from django.utils import timezone

from journey.models import Preparation, Project, SignOff
from journey.models.review import fingerprint
from journey.review.canonical import canonical
from journey.review.compose import compose
from journey.review.document import ReviewDocument


def reading(document: ReviewDocument) -> str:
    """What a reader reads, as a SHA-256. Where the log ends is no part of it: the team's talk is logged too."""
    return fingerprint(canonical(document.model_copy(update={"log_length": 0, "log_head": ""})))


def signed_off(preparation: Preparation, document: ReviewDocument) -> SignOff | None:
    """The last that signed off what is prepared, if it would still read the same on the day of the answer. `document` is how it reads today.

    Of each member the newest answer counts; of people who came as names with a file none does, since nobody here has heard them.
    """
    answers = preparation.sign_offs.exclude(answered_at=None).exclude(asked__user__email=None).select_related("asked__user")
    newest = {one.asked_id: one for one in answers.order_by("answered_at")}
    found = max((one for one in newest.values() if one.agreed), key=lambda one: one.answered_at or one.at, default=None)
    if found is None or found.answered_at is None:
        return None
    then = Project.objects.get(pk=preparation.project.pk)
    then.told_on = timezone.localdate(found.answered_at)
    as_then = document if then.told_on == document.as_of else compose(then, preparation, document.readers)
    return found if reading(as_then) == found.reading else None
