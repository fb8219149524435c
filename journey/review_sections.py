"""The sections of a review that can be turned off for a reader."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Section:
    """A section that can be turned off for a reader, and what of the document goes with it: fields, and answers of a theme."""

    name: str | Promise
    fields: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()


SECTIONS: dict[str, Section] = {
    "journey": Section(_("The journey so far"), ("path", "moves", "beside")),
    "standing": Section(_("How it stands: pauses, signs of being ready"), ("standings", "signs")),
    "decisions": Section(_("Decisions"), ("decisions",)),
    "plan": Section(_("The plan: milestones and actions"), ("milestones", "actions")),
    "risks": Section(_("Risks, each with who sees to it"), ("risks",)),
    "money": Section(_("Money, time and capacity"), ("spending_line", "money_line", "resources"), ("resources",)),
    "conditions": Section(_("Conditions that help or hinder"), ("conditions",)),
    "measures": Section(_("Measures"), ("measures",)),
    "evidence": Section(_("The list of evidence"), ("evidence",)),
    "answers": Section(_("Answers, by stage")),
    "unanswered": Section(_("Questions without an answer"), ("unanswered_starters",)),
}
"""In the order of the review. A field that is added to the document for a section belongs into its row here.

Page one, what children and families say and changed, and ethics are not among them: they are always there, even when empty."""


def off_words(keys: tuple[str, ...]) -> list[str]:
    """The names of these sections."""
    return [str(SECTIONS[key].name) for key in keys if key in SECTIONS]
