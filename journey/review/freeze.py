"""One press, one review: what was prepared becomes a document that never changes."""

from django.db import transaction
from django.utils import timezone

from journey.models import Notice, Preparation, PreparationChanged, Project, ReaderTold, Review, User
from journey.models.preparation import ReaderSaid
from journey.models.review import AlreadyFrozen
from journey.review.canonical import canonical
from journey.review.checks import Unresolved, open_flags
from journey.review.compose import compose
from journey.review.document import ReviewDocument
from journey.review.prepared import ReviewReader
from journey.review.sign_off import signed_off


def freeze(preparation: Preparation, *, by: User, seen: int) -> Review:
    """Freeze the review that is prepared, as it was seen in version `seen`.

    Raises AlreadyFrozen, with the review, if someone was quicker; PreparationChanged; and Unresolved if something in it looks like personal data
    and nobody has said why it is none.
    """
    with transaction.atomic():
        preparation.project.lock()
        if review := Review.objects.filter(preparation=preparation).select_related("project", "frozen_by").first():
            raise AlreadyFrozen(review)
        now = Preparation.objects.open_of(preparation.project)
        if now is None or now.pk != preparation.pk or now.version != seen:
            raise PreparationChanged(now)
        project = Project.objects.get(pk=preparation.project.pk)  # with its log as it ends now
        now.project = project
        document = prepared_document(now)
        if flags := open_flags(project, document):
            raise Unresolved(flags)
        signed = signed_off(now, document) if project.asks_sign_off else None
        number = Review.objects.next_number(project, now.corrects)
        at = timezone.now()
        said = {
            "status": "frozen",
            "number": f"{number[0]}.{number[1]}" if number[1] else str(number[0]),
            "period_begins": document.covers_from,
            "period_ends": document.covers_to,
            "frozen_at": at,
            "frozen_by": str(by),
            "signed_off_by": str(signed.asked.user) if signed else "",
            "signed_off_on": timezone.localdate(signed.answered_at) if signed and signed.answered_at else None,
        }
        whole = ReviewDocument.model_validate(document.model_dump() | said)
        review = Review.objects.keep(
            now,
            canonical(whole),
            number=number,
            period=(whole.covers_from, max(whole.covers_from, whole.covers_to)),
            by=by,
            schema_version=whole.schema_version,
            frozen_at=at,
            signed_off_by=signed.asked.user if signed else None,
        )
        if review.minor:
            ReaderTold.objects.note(review)
        else:
            members = [member.user for member in project.memberships.to_choose_from()]
            Notice.objects.tell(members, Notice.Kind.FROZEN, project=project, about=review, by=by)
        return review


def prepared_document(preparation: Preparation) -> ReviewDocument:
    """What would be frozen now, still a draft."""
    return compose(preparation.project, preparation, document_readers(preparation.readers_said))


def document_readers(readers: tuple[ReaderSaid, ...]) -> tuple[ReviewReader, ...]:
    return tuple(ReviewReader.model_validate({"name": reader.name, "depth": reader.depth, "off": reader.off}) for reader in readers)
