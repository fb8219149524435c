"""What is looked at before a review is frozen. Only what may identify a child or family has to be dealt with; all else may be left."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from journey.guard import Kind, look
from journey.models import Clearance, Cleared
from journey.questions import LOOKS_LIKE
from journey.review.document import ReviewDocument
from journey.review.nouns import noun_of
from journey.review.since import Against, Stands
from journey.review.stages import ReviewStage
from journey.review.summary import shorten
from journey.review_sections import off_words

if TYPE_CHECKING:
    from journey.models import Answer, Project


MOST_OF_A_PART = 200
"""Characters of a part that stand beside the button that says it is still true."""


class Unresolved(Exception):
    """Something in the review looks like personal data; `flags` says what. Nothing was frozen."""

    def __init__(self, flags: "list[Flag]") -> None:
        super().__init__(str(len(flags)))
        self.flags = flags


@dataclass(frozen=True, slots=True)
class Flag:
    """What looks like personal data in a text that goes into the review: where, and where it can be changed."""

    kind: Kind
    found: str
    text: str
    where: str
    href: str

    @property
    def words(self) -> str:
        return str(LOOKS_LIKE[self.kind])

    @property
    def digest(self) -> str:
        """By which it is told from others when someone says why it is none."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Told:
    """A text of the review: where it stands, and the address at which it can be changed."""

    where: str
    href: str
    text: str
    key: str = ""
    """The question that it answers, "" for any other text."""


def open_flags(project: "Project", document: ReviewDocument) -> "list[Flag]":
    """What nobody has yet said of why it identifies no one. Two queries."""
    seen = [(told, look(told.text)) for told in texts(project, document)]
    if not any(found for _told, found in seen):
        return []
    cleared = set(Cleared.objects.filter(project=project).values_list("kind", "digest"))
    beside = {(one.answer.key, one.kind): one.count for one in Clearance.objects.filter(answer__project=project).select_related("answer")}
    flags: dict[tuple[str, str], Flag] = {}
    for told, found in seen:
        for kind in dict.fromkeys(one.kind for one in found):
            these = [one for one in found if one.kind == kind]
            flag = Flag(kind, told.text[these[0].start : these[0].end], told.text, told.where, told.href)
            if (kind, flag.digest) not in cleared and len(these) > beside.get((told.key, kind), 0):
                flags.setdefault((kind, flag.digest), flag)
    return list(flags.values())


def texts(project: "Project", document: ReviewDocument) -> Iterator[Told]:
    """Every text of the review that someone typed, each once a place."""
    for stage in document.stages:
        for answer in stage.answers:
            yield Told(question_words(stage, answer.number), question_address(project, stage, answer.key), answer.text, answer.key)
        for reason in stage.not_relevant:
            yield Told(question_words(stage, reason.number), question_address(project, stage, reason.key), reason.because)
    for name, value in document:
        if name not in ("stages", "readers", "log_head", "credit", "credit_doi", "map_title"):
            where, href = place(project, name)
            for text in leaves(value):
                yield Told(where, href, text)


def leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from leaves(part)
    elif hasattr(value, "model_fields_set"):
        for _name, part in value:
            yield from leaves(part)


def place(project: "Project", name: str) -> tuple[str, str]:
    """Where a field of the document comes from, in words, and its address."""
    if name in ("moves", "beside", "path", "where"):
        return _("The journey"), project.address("journey")
    if name == "decisions":
        return _("Decisions"), project.address("decisions")
    if name in ("actions", "milestones", "risks"):
        return _("The plan"), project.address("plan")
    if name in ("involvements", "measures", "resources", "conditions"):
        return str(noun_of(name).title), project.address(name)
    if name == "evidence":
        return _("The list of evidence"), project.address("evidence")
    if name in ("standing", "standings"):
        return _("How the project stands"), project.address("standing")
    if name in ("project", "outcome", "organisations", "commissioners", "leads"):
        return _("Details of the project"), project.address("edit")
    if name in PREPARED:
        return _("What is prepared for page one"), project.address("review-prepare")
    return _("Another part of the review"), project.address()


PREPARED = (
    "decision_wanted",
    "status_reason",
    "three_achieved",
    "three_learned",
    "three_risks",
    "families_line",
    "spending_line",
    "nothing_to_report",
    "correction_because",
)


def question_words(stage: ReviewStage, number: int) -> str:
    return _("%(stage)s, question %(number)s") % {"stage": stage.name, "number": number}


def question_address(project: "Project", stage: ReviewStage, key: str) -> str:
    return project.address("stage", stage.key) + f"#{key}"


@dataclass(frozen=True, slots=True)
class Line:
    words: str
    href: str
    note: str = ""
    part: str = ""
    """By which a part of the review is told from others when someone says that it is still true."""


@dataclass(frozen=True, slots=True)
class Since:
    """How the parts of the review stand against the review before: what changed, in one sentence, and the parts that did not, by what they are."""

    number: str
    summary: str
    not_looked_at: list[tuple[str, list[Line]]]
    confirmed: list[Line]


@dataclass(frozen=True, slots=True)
class Checks:
    """What the page of checks lists. `flags` alone stand in the way."""

    flags: list[Flag]
    unanswered: list[Line]
    come_backs: list[Line]
    since: Since | None
    turned_off: list[tuple[str, list[str]]]
    empty: list[str]
    unsaid: list[str]


def checks(project: "Project", document: ReviewDocument, marked: "list[Answer]", against: Against | None) -> Checks:
    """`marked` are the answers that someone marked to come back to; `against` is the review held against the one before."""
    return Checks(
        flags=open_flags(project, document),
        unanswered=[
            Line(question.question, question_address(project, stage, question.key), question_words(stage, question.number))
            for stage in document.open_stages
            for question in stage.unanswered
        ],
        come_backs=[
            Line(
                project.map.question(answer.key).text,
                project.address("stage", project.map.stage_of(answer.key).key) + f"#{answer.key}",
                answer.come_back_note or "",
            )
            for answer in marked
        ],
        since=since(project, document, against) if against else None,
        turned_off=[(reader.name, off_words(reader.off)) for reader in document.readers if reader.off],
        empty=[
            words
            for words, found in (
                (_("Children, young people and families"), document.voice or document.families_line),
                (_("Ethics, equity and safety"), document.ethics or any(decision.ethical for decision in document.decisions)),
            )
            if not found
        ],
        unsaid=list(unsaid(document)),
    )


def since(project: "Project", document: ReviewDocument, against: Against) -> Since:
    groups: dict[str, list[Line]] = {}
    for one in against.parts:
        if one.state == "open":
            groups.setdefault(str(noun_of(one.noun).title), []).append(part_line(project, document, one, shorten(one.text, MOST_OF_A_PART)))
    return Since(
        number=against.last.review.number,
        summary=against.comparison.summary,
        not_looked_at=list(groups.items()),
        confirmed=[part_line(project, document, one, one.words) for one in against.parts if one.state == "confirmed"],
    )


def part_line(project: "Project", document: ReviewDocument, one: Stands, note: str) -> Line:
    if one.path[:1] == ("stages",):
        stage = document.stages[int(one.path[1])]
        return Line(one.title, question_address(project, stage, one.key), note, one.part)
    if one.noun == "signs" and document.main:
        return Line(one.title, project.address("signs", document.main.key), note, one.part)
    return Line(one.title, place(project, str(one.path[0]) if one.path else "decision_wanted")[1], note, one.part)


def unsaid(document: ReviewDocument) -> Iterator[str]:
    """What page one would say is not said."""
    for words, found in (
        (_("How it is going"), document.status_words),
        (_("The decision wanted"), document.decision_wanted),
        (_("What was achieved"), document.three_achieved),
        (_("What was learned"), document.three_learned),
        (_("Risks"), document.three_risks),
        (_("What children, young people and families changed"), document.families_line),
        (_("Spending"), document.spending_line or document.money_line),
    ):
        if not found and not document.nothing_to_report:
            yield words
