"""Which kinds of things a review's document holds, and the words for each.

They are found in the document's own classes, so that whatever is added there is compared, listed and written with no new code. A noun that
has no words here is called after its field.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from pydantic import JsonValue

from journey.dates import day_words
from journey.review.document import ReviewDocument
from journey.review.labels import called_after
from journey.review.part import Part

type Kind = str
"""How a part differs: "new", "changed" or "gone"; "closed" where that is what changed."""

IN_WORDS = (_("none"), _("one"), _("two"), _("three"), _("four"), _("five"), _("six"), _("seven"), _("eight"), _("nine"), _("ten"))


def number_words(number: int) -> str:
    """Up to ten in words, then in figures."""
    return str(IN_WORDS[number]) if 0 <= number < len(IN_WORDS) else str(number)


@dataclass(frozen=True)
class Noun:
    """`known_by` are the fields that two documents know one by, tried in turn; `called` names one, `quiet` are the fields that tell nothing new.

    `said` are the words for so many that are new, changed and gone; `then` those that follow another number of the same noun.
    """

    title: Promise | str
    known_by: tuple[tuple[str, ...], ...] = (("key",), ("id",), ("number",), ("title",), ("name",), ("text",))
    called: tuple[str, ...] = ("said", "title", "question", "text", "name")
    quiet: frozenset[str] = frozenset()
    said: Mapping[Kind, Promise] = field(default_factory=dict)
    then: Mapping[Kind, Promise] = field(default_factory=dict)


THEN: dict[Kind, Promise] = {
    "closed": ngettext_lazy("%(count)s closed", "%(count)s closed", "number"),
    "changed": ngettext_lazy("%(count)s changed", "%(count)s changed", "number"),
    "new": ngettext_lazy("%(count)s new", "%(count)s new", "number"),
    "gone": ngettext_lazy("%(count)s no longer there", "%(count)s no longer there", "number"),
}
WITHDRAWN = {"gone": ngettext_lazy("%(count)s withdrawn", "%(count)s withdrawn", "number")}

NOUNS: dict[str, Noun] = {
    "moves": Noun(
        _("Moves"),
        known_by=(("kind", "day", "stage", "reason"), ("kind", "day", "stage")),
        quiet=frozenset({"length", "title", "back", "by"}),
        said={
            "new": ngettext_lazy("%(count)s move", "%(count)s moves", "number"),
            "changed": ngettext_lazy("%(count)s move told otherwise", "%(count)s moves told otherwise", "number"),
            "gone": ngettext_lazy("%(count)s move no longer there", "%(count)s moves no longer there", "number"),
        },
        then={"changed": ngettext_lazy("%(count)s told otherwise", "%(count)s told otherwise", "number")},
    ),
    "decisions": Noun(
        _("Decisions"),
        known_by=(("number",),),
        quiet=frozenset({"by", "option"}),
        said={
            "new": ngettext_lazy("%(count)s decision", "%(count)s decisions", "number"),
            "changed": ngettext_lazy("%(count)s decision told otherwise", "%(count)s decisions told otherwise", "number"),
            "gone": ngettext_lazy("%(count)s decision no longer stands", "%(count)s decisions no longer stand", "number"),
        },
        then={"changed": ngettext_lazy("%(count)s told otherwise", "%(count)s told otherwise", "number")},
    ),
    "decisions.conditions": Noun(
        _("Conditions of decisions"),
        known_by=(("text", "who"), ("text",)),
        called=("text",),
        quiet=frozenset({"changed", "by"}),
        said={
            "changed": ngettext_lazy("%(count)s condition of a decision changed", "%(count)s conditions of decisions changed", "number"),
            "new": ngettext_lazy("%(count)s new condition of a decision", "%(count)s new conditions of decisions", "number"),
            "gone": ngettext_lazy("%(count)s condition of a decision gone", "%(count)s conditions of decisions gone", "number"),
        },
    ),
    "standings": Noun(
        _("How the project stood"),
        known_by=(("day", "title", "reason"), ("day", "title")),
        quiet=frozenset({"by", "paused", "parting"}),
        said={
            "new": ngettext_lazy("%(count)s change in how the project stands", "%(count)s changes in how the project stands", "number"),
            "changed": ngettext_lazy("%(count)s standing told otherwise", "%(count)s standings told otherwise", "number"),
            "gone": ngettext_lazy("%(count)s standing no longer there", "%(count)s standings no longer there", "number"),
        },
    ),
    "stages.answers": Noun(
        _("Answers"),
        known_by=(("key",),),
        called=("question",),
        quiet=frozenset({"number", "theme", "theme_key", "since", "question", "written_on", "written_by"}),
        said={
            "changed": ngettext_lazy("%(count)s answer changed", "%(count)s answers changed", "number"),
            "new": ngettext_lazy("%(count)s new answer", "%(count)s new answers", "number"),
            "gone": ngettext_lazy("%(count)s answer withdrawn", "%(count)s answers withdrawn", "number"),
        },
        then=WITHDRAWN,
    ),
    "stages.not_relevant": Noun(
        _("Not relevant"),
        known_by=(("key",),),
        called=("question",),
        quiet=frozenset({"number", "question", "theme_key"}),
        said={
            "new": ngettext_lazy("%(count)s question set aside", "%(count)s questions set aside", "number"),
            "changed": ngettext_lazy("%(count)s question set aside for another reason", "%(count)s questions set aside for another reason", "number"),
            "gone": ngettext_lazy("%(count)s question taken up again", "%(count)s questions taken up again", "number"),
        },
        then={"gone": ngettext_lazy("%(count)s taken up again", "%(count)s taken up again", "number")},
    ),
    "stages.unanswered": Noun(
        _("Not answered"),
        known_by=(("key",),),
        called=("question",),
        quiet=frozenset({"number", "question", "theme_key"}),
        said={
            "new": ngettext_lazy("%(count)s question new on the map", "%(count)s questions new on the map", "number"),
            "changed": ngettext_lazy("%(count)s question changed", "%(count)s questions changed", "number"),
            "gone": ngettext_lazy("%(count)s question no longer on the map", "%(count)s questions no longer on the map", "number"),
        },
    ),
    "wording": Noun(
        _("Wording of questions"),
        called=("question",),
        said={"changed": ngettext_lazy("%(count)s question worded otherwise", "%(count)s questions worded otherwise", "number")},
    ),
    "signs": Noun(
        _("Signs of being ready"),
        known_by=(("key",),),
        called=("text",),
        quiet=frozenset({"day", "by"}),
        said={
            "changed": ngettext_lazy("%(count)s sign read otherwise", "%(count)s signs read otherwise", "number"),
            "new": ngettext_lazy("%(count)s sign read for the first time", "%(count)s signs read for the first time", "number"),
            "gone": ngettext_lazy("%(count)s sign no longer asked about", "%(count)s signs no longer asked about", "number"),
        },
        then={"new": ngettext_lazy("%(count)s read for the first time", "%(count)s read for the first time", "number")},
    ),
    "evidence": Noun(
        _("Evidence"),
        known_by=(("title", "type"), ("title",), ("link",), ("held",)),
        quiet=frozenset({"cited_by"}),
        said={
            "new": ngettext_lazy("%(count)s new piece of evidence", "%(count)s new pieces of evidence", "number"),
            "changed": ngettext_lazy("%(count)s piece of evidence changed", "%(count)s pieces of evidence changed", "number"),
            "gone": ngettext_lazy("%(count)s piece of evidence no longer listed", "%(count)s pieces of evidence no longer listed", "number"),
        },
    ),
    "stages": Noun(
        _("Stages"),
        known_by=(("key",),),
        called=("name",),
        quiet=frozenset({"number", "standing", "words", "in_wheel", "counts"}),
        said={
            "changed": ngettext_lazy("%(count)s stage named otherwise", "%(count)s stages named otherwise", "number"),
            "new": ngettext_lazy("%(count)s stage new on the map", "%(count)s stages new on the map", "number"),
            "gone": ngettext_lazy("%(count)s stage no longer on the map", "%(count)s stages no longer on the map", "number"),
        },
    ),
    "page_one": Noun(
        _("What page one says"),
        said={"changed": ngettext_lazy("%(count)s line of page one changed", "%(count)s lines of page one changed", "number")},
    ),
    "about": Noun(
        _("About the project"),
        said={"changed": ngettext_lazy("%(count)s line about the project changed", "%(count)s lines about the project changed", "number")},
    ),
    "conditions": Noun(
        _("Conditions that help and hinder"),
        known_by=(("key",),),
        called=("name",),
        quiet=frozenset({"cluster", "words", "trend", "day", "by", "stage", "leaning"}),
        said={
            "changed": ngettext_lazy("%(count)s condition read otherwise", "%(count)s conditions read otherwise", "number"),
            "new": ngettext_lazy("%(count)s condition read for the first time", "%(count)s conditions read for the first time", "number"),
            "gone": ngettext_lazy("%(count)s condition no longer read", "%(count)s conditions no longer read", "number"),
        },
        then={"new": ngettext_lazy("%(count)s read for the first time", "%(count)s read for the first time", "number")},
    ),
    "milestones": Noun(
        _("Milestones"),
        known_by=(("id",), ("text",)),
        called=("text",),
        quiet=frozenset({"when", "by_day", "is_open"}),
        said={
            "changed": ngettext_lazy("%(count)s milestone changed", "%(count)s milestones changed", "number"),
            "new": ngettext_lazy("%(count)s new milestone", "%(count)s new milestones", "number"),
            "closed": ngettext_lazy("%(count)s milestone settled", "%(count)s milestones settled", "number"),
            "gone": ngettext_lazy("%(count)s milestone gone", "%(count)s milestones gone", "number"),
        },
        then={"closed": ngettext_lazy("%(count)s settled", "%(count)s settled", "number")},
    ),
    "actions": Noun(
        _("Actions"),
        known_by=(("id",), ("text", "comes_from"), ("text",)),
        called=("text",),
        quiet=frozenset({"when", "by_day", "is_open"}),
        said={
            "changed": ngettext_lazy("%(count)s action changed", "%(count)s actions changed", "number"),
            "new": ngettext_lazy("%(count)s new action", "%(count)s new actions", "number"),
            "closed": ngettext_lazy("%(count)s action settled", "%(count)s actions settled", "number"),
            "gone": ngettext_lazy("%(count)s action gone", "%(count)s actions gone", "number"),
        },
        then={"closed": ngettext_lazy("%(count)s settled", "%(count)s settled", "number")},
    ),
    "risks": Noun(
        _("Risks"),
        known_by=(("id",), ("text",)),
        called=("text",),
        quiet=frozenset({"weight", "is_open", "has_happened"}),
        said={
            "changed": ngettext_lazy("%(count)s risk changed", "%(count)s risks changed", "number"),
            "new": ngettext_lazy("%(count)s new risk", "%(count)s new risks", "number"),
            "closed": ngettext_lazy("%(count)s risk closed", "%(count)s risks closed", "number"),
            "gone": ngettext_lazy("%(count)s risk gone", "%(count)s risks gone", "number"),
        },
    ),
    "involvements": Noun(
        _("Who was involved"),
        known_by=(("group", "stage", "day"), ("group", "stage"), ("group",)),
        called=("group",),
        quiet=frozenset({"about", "by"}),
        said={
            "changed": ngettext_lazy("%(count)s involvement told otherwise", "%(count)s involvements told otherwise", "number"),
            "new": ngettext_lazy("%(count)s more group involved", "%(count)s more groups involved", "number"),
            "gone": ngettext_lazy("%(count)s involvement no longer there", "%(count)s involvements no longer there", "number"),
        },
    ),
    "measures": Noun(
        _("Measures"),
        known_by=(("what", "stage"), ("what",)),
        called=("what",),
        quiet=frozenset({"words"}),
        said={
            "changed": ngettext_lazy("%(count)s measure changed", "%(count)s measures changed", "number"),
            "new": ngettext_lazy("%(count)s new measure", "%(count)s new measures", "number"),
            "gone": ngettext_lazy("%(count)s measure gone", "%(count)s measures gone", "number"),
        },
    ),
    "resources": Noun(
        _("People, money and time"),
        known_by=(("what", "kind", "stage"), ("what", "kind"), ("what",)),
        called=("what",),
        quiet=frozenset({"kind", "budget", "spent", "difference"}),
        said={
            "changed": ngettext_lazy("%(count)s line of the budget changed", "%(count)s lines of the budget changed", "number"),
            "new": ngettext_lazy("%(count)s new line of the budget", "%(count)s new lines of the budget", "number"),
            "gone": ngettext_lazy("%(count)s line of the budget gone", "%(count)s lines of the budget gone", "number"),
        },
    ),
    "readers": Noun(_("Readers of the review")),
    "redactions": Noun(_("Blacked out later")),
    "marks": Noun(_("Page one since the last review")),
    "beside": Noun(
        _("Open beside the main stage"),
        known_by=(("stage", "start"), ("stage",)),
        called=("stage",),
        quiet=frozenset({"stage", "start", "end"}),
    ),
}
PAGE_ONE = frozenset(
    {
        "decision_wanted",
        "decision_by",
        "status_words",
        "status_reason",
        "three_achieved",
        "three_learned",
        "three_risks",
        "families_line",
        "spending_line",
        "nothing_to_report",
    }
)
"""What the team wrote for one review. It is told where both reviews have such words; a draft has none."""
PARTS_OF_PAGE_ONE: dict[str, tuple[Promise, tuple[str, ...]]] = {
    "decision": (_("Decision wanted"), ("decision_wanted", "decision_by")),
    "status": (_("How it is going"), ("status_words", "status_reason")),
    "achieved": (_("Achieved"), ("three_achieved",)),
    "learned": (_("Learned"), ("three_learned",)),
    "risk": (_("Risks"), ("three_risks",)),
    "families": (_("What children, young people and families changed"), ("families_line",)),
    "money": (_("Spending"), ("spending_line",)),
}
"""What of that is carried from one review to the next: the parts by key, each with what it is called and its fields."""
UNTOLD = frozenset({"beside", "readers", "redactions", "marks"})
"""Nouns that tell nothing of the project, or what another noun tells already: what was open beside follows from the moves."""

OF_THE_REVIEW = frozenset(
    {
        "schema_version",
        "status",
        "number",
        "begins",
        "as_of",
        "next_review",
        "where",
        "path",
        "standing",
        "unanswered_starters",
        "log_length",
        "log_head",
        "credit",
        "credit_doi",
        "edition",
        "period_begins",
        "period_ends",
        "last_number",
        "last_frozen",
        "changes",
        "status_before",
        "correction_because",
        "signed_off_by",
        "signed_off_on",
        "frozen_at",
        "frozen_by",
        "depth",
        "off",
    }
)
"""The document's own fields that follow from the rest, or from the day on which it was made. The others are told where they changed."""


def noun_of(path: str) -> Noun:
    """The words for a noun; for one without any, its field's name."""
    return NOUNS.get(path) or Noun(called_after(path.rpartition(".")[2]))


def quiet_in(path: str) -> frozenset[str]:
    """The fields of a noun that tell nothing new, that of how it stands against the review before among them."""
    return noun_of(path).quiet | {"since"}


def count_words(path: str, kind: Kind, number: int, *, follows: bool = False) -> str:
    """How many of a noun differ so: "three new answers"; with `follows`, after another number of the same noun: "three new"."""
    noun = noun_of(path)
    counted = {"number": number, "count": number_words(number)}
    if follows:
        return str((noun.then.get(kind) or THEN[kind]) % counted)
    if kind in noun.said:
        return str(noun.said[kind] % counted)
    return gettext("%(what)s under “%(noun)s”") % {"what": THEN[kind] % counted, "noun": noun.title}


def title_of(noun: str, part: Part | Mapping[str, JsonValue]) -> str:
    """What a part is called by whoever speaks of it. It may be given as it stands in the document's JSON."""
    row: Mapping[str, object] = dict(part) if isinstance(part, Part) else part
    said = next((str(row[name]) for name in noun_of(noun).called if row.get(name)), "")
    return said or next((value for value in row.values() if isinstance(value, str) and value), str(noun_of(noun).title))


def review_words(document: ReviewDocument) -> str:
    """Which review this is, as a heading says it: "Review 2, 3 March 2025"; "Review, draft as it stands on 3 March 2025". A copy says whose it is."""
    if document.is_frozen and document.frozen_at:
        said = gettext("Review %(number)s, %(day)s") % {"number": document.number, "day": day_words(localdate(document.frozen_at))}
    else:
        said = gettext("Review, draft as it stands on %(day)s") % {"day": day_words(document.as_of)}
    return ", ".join(filter(None, (said, document.copy_words)))


def review_words_within(document: ReviewDocument) -> str:
    """The same within a sentence: "Review 2 of 3 March 2025", "the draft of 3 March 2025"."""
    if document.is_frozen and document.frozen_at:
        return gettext("Review %(number)s of %(day)s") % {"number": document.number, "day": day_words(localdate(document.frozen_at))}
    return gettext("the draft of %(day)s") % {"day": day_words(document.as_of)}
