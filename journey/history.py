"""What an answer said before, one entry for each sitting, with what changed in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journey.differences import Piece, differences
from journey.models import AnswerVersion
from journey.models.answer import How

SITTING = timedelta(minutes=30)
"""Saves by one person, with nobody else's between them and no longer apart than this, are one sitting: here, and in the log."""

HOW: dict[str, Promise] = {
    How.RESTORED: _("Brought back from the history."),
    How.SET_ASIDE: _("Written at the same time as someone else, and set aside."),
    How.KEPT: _("Kept when two had written at once."),
    How.JOINED: _("Joined from two texts that were written at once."),
}


@dataclass(frozen=True, slots=True)
class Sitting:
    """What one person made of an answer at one go: the last of its versions, what stood before, and how often it was saved."""

    last: AnswerVersion
    before: AnswerVersion | None
    saves: int
    is_now: bool

    @property
    def how(self) -> str:
        return str(HOW.get(self.last.how, ""))

    @property
    def changes(self) -> tuple[Piece, ...]:
        """Word by word what changed in the text against what stood before it."""
        return differences(self.before.text if self.before else "", self.last.text)


def sittings(versions: Sequence[AnswerVersion]) -> list[Sitting]:
    """The sittings that these versions, oldest first and without a gap, were written in, newest first."""
    groups: list[list[AnswerVersion]] = []
    for version in versions:
        last = groups[-1][-1] if groups else None
        if last and not version.how and not last.how and last.by_id == version.by_id and version.at - last.at < SITTING:
            groups[-1].append(version)
        else:
            groups.append([version])
    found = [
        Sitting(group[-1], groups[place - 1][-1] if place else None, len(group), is_now=place == len(groups) - 1)
        for place, group in enumerate(groups)
    ]
    return found[::-1]
