"""Telling the readers of a review, each once, that it was corrected: by mail where an address is known, else in words for the team to send."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from journey.dates import day_words, exact_words
from journey.mail import send_mail
from journey.models import Membership, PreparedReader, ReaderTold, Review
from journey.review.compare import compare
from journey.review.prepared import ReviewReader
from journey.review.reader import for_reader
from journey.review.versions import read_document

if TYPE_CHECKING:
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader of what was corrected, for the page of the correction. `words` are what the team can send to one who has no address here."""

    name: str
    told_at: datetime | None
    has_address: bool
    words: str


def tell_readers(review_id: "UUID | None" = None) -> int:
    """Write to everyone who waits to be told, of one correction or of all. How many were. Twice, or by two at once, tells nobody twice."""
    waiting = ReaderTold.objects.waiting(review_id).select_related("review__project", "review__frozen_by", "reader__preparation__review")
    told = 0
    for one in waiting:
        to, member = address_of(one.reader, members_of([one]))
        if not to or not one.take():
            continue
        link = urljoin(settings.SITE_URL, one.review.get_absolute_url()) if member else ""
        if send_mail("corrections/mail", to, said(one) | {"link": link}, reply_to=one.review.frozen_by.email):
            told += 1
        else:
            one.give_back()
    return told


def readers_of_correction(review: Review) -> list[Reader]:
    """Everyone who was named on what it corrects, and whether they were told. Two queries, and no more where nobody was."""
    rows = list(ReaderTold.objects.filter(review=review).select_related("review__project", "review__frozen_by", "reader__preparation__review"))
    members = members_of(rows)
    found = []
    for one in rows:
        to, _member = address_of(one.reader, members)
        words = "" if one.told_at or to else render_to_string("corrections/words.txt", said(one)).strip()
        found.append(Reader(one.reader.name, one.told_at, bool(to), words))
    return found


def members_of(rows: Iterable[ReaderTold]) -> list[Membership]:
    projects = {one.review.project_id for one in rows}
    return list(Membership.objects.to_choose_from().filter(project__in=projects).exclude(user__email=None)) if projects else []


def address_of(reader: PreparedReader, members: Iterable[Membership]) -> tuple[str, Membership | None]:
    """Where a reader is written to, "" for nowhere, and their part in the project if they have one.

    A member is known by the address, or, where none was given, by the name, which one member alone must have. Only they are sent a link.
    """
    name = reader.name.partition(",")[0].strip().casefold()
    same = [member for member in members if (member.user.email or "").casefold() == reader.email.casefold()] if reader.email else []
    named = [] if reader.email else [member for member in members if member.user.name.casefold() == name]
    member = same[0] if same else named[0] if len(named) == 1 else None
    return (str(member.user.email) if member else reader.email), member


def said(one: ReaderTold) -> dict[str, object]:
    """What they are told: what was corrected in what they got, why, by whom, when, and whom to ask."""
    review, was = one.review, one.reader.preparation.review
    reader = ReviewReader.model_validate({"name": one.reader.name, "depth": one.reader.depth, "off": one.reader.off})
    before, after = (read_document(kept.text) for kept in (was, review))
    return {
        "name": one.reader.name,
        "project": after.project,
        "was": _("Review %(number)s of %(day)s") % {"number": was.number, "day": day_words(timezone.localdate(was.frozen_at))},
        "number": review.number,
        "because": after.correction_because,
        "summary": compare(for_reader(before, reader, later=after), for_reader(after, reader)).summary,
        "by": after.frozen_by,
        "when": exact_words(review.frozen_at),
    }
