"""A question on a page: what is asked, what was written, what is being written."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journey.guard import Kind, kinds, look
from journey.models import Confirmation
from journey.models.answer import Strength
from journey.words import tidy
from stages.schema import Question, Stage, Theme

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from journey.differences import Piece
    from journey.evidence import Cited
    from journey.models import Answer, AnswerVersion, Evidence, Project

LOOKS_LIKE: dict[Kind, Promise] = {
    Kind.DATE_OF_BIRTH: _("a date of birth"),
    Kind.POSTCODE: _("a postcode"),
    Kind.NHS_NUMBER: _("an NHS number"),
    Kind.UPN: _("a pupil number"),
    Kind.PHONE: _("a phone number"),
    Kind.EMAIL: _("an email address"),
    Kind.NAME_AND_AGE: _("a name with an age"),
}


def warning_words(*texts: str) -> str:
    """What in these texts may identify a child or family, "" for nothing."""
    return ", ".join(str(LOOKS_LIKE[kind]) for kind in kinds("\n\n".join(texts)))


@dataclass(frozen=True, slots=True)
class Warning:
    """Something in an answer that may identify a child or family: what it looks like, and how often it stands there."""

    kind: Kind
    count: int

    @property
    def words(self) -> str:
        return str(LOOKS_LIKE[self.kind])

    @property
    def box(self) -> str:
        """Where it is said why it is harmless."""
        return f"reason-{self.kind}"


@dataclass(frozen=True, slots=True)
class ClashRow:
    """What someone else saved meanwhile, and how it differs from what is in the box."""

    theirs: "Answer"
    differences: "Sequence[Piece]"


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """`text` and the other boxes hold the answer as it was saved, or what someone typed that could not be."""

    question: Question
    theme: Theme
    answer: "Answer | None"
    save_at: str
    text: str
    strength: str
    because: str
    note: str
    seen: int
    warnings: "tuple[Warning, ...]" = ()
    evidence: "tuple[Evidence, ...]" = ()
    problems: "Mapping[str, Sequence[str]]" = field(default_factory=dict)
    """What is wrong, by the box it belongs to."""
    clash: ClashRow | None = None
    confirmed: Confirmation | None = None
    then: "AnswerVersion | None" = None
    """On coming back to the stage: what the answer said when the visit before ended, None where nothing was said."""

    @property
    def is_answered(self) -> bool:
        return self.answer is not None and self.answer.state == "written"

    @property
    def is_not_relevant(self) -> bool:
        return self.answer is not None and self.answer.state == "not-relevant"

    @property
    def is_to_come_back(self) -> bool:
        return self.answer is not None and self.answer.come_back_note is not None

    @property
    def has_history(self) -> bool:
        return self.version > 0

    @property
    def version(self) -> int:
        return self.answer.version if self.answer else 0

    @property
    def is_unsaved(self) -> bool:
        """Whether the text in the box is another than the answer that stands."""
        return bool(self.problems or self.clash) and tidy(self.text) != (self.answer.text if self.answer else "")

    @property
    def strengths(self) -> list[tuple[str, str]]:
        return [*((value, str(words)) for value, words in Strength.choices), ("", str(_("Not said")))]

    @property
    def warning_words(self) -> str:
        return ", ".join(warning.words for warning in self.warnings)

    def typed(
        self, said: "Mapping[str, str]", *, seen: int, problems: "Mapping[str, Sequence[str]] | None" = None, clash: ClashRow | None = None
    ) -> "QuestionRow":
        """The same question with what was not saved in its boxes."""
        boxes = {name: said.get(name, "") for name in ("text", "strength", "because", "note")}
        return replace(self, **boxes, seen=seen, problems=problems or {}, clash=clash)  # type: ignore[arg-type]  # mypy takes each name for any


def question_row(project: "Project", question: Question, answer: "Answer | None", evidence: "tuple[Evidence, ...]" = ()) -> QuestionRow:
    saved = answer if answer is not None and answer.pk else None
    return QuestionRow(
        question=question,
        theme=project.map.theme(question.theme),
        answer=saved,
        save_at="" if project.is_sample else project.address("answer", question.key),
        text=saved.text if saved else "",
        strength=saved.strength if saved else "",
        because=saved.because if saved else "",
        note=(saved.come_back_note or "") if saved else "",
        seen=saved.version if saved else 0,
        warnings=warnings(saved) if saved else (),
        evidence=evidence,
    )


def question_rows(
    project: "Project",
    stage: Stage,
    answers: "Mapping[str, Answer]",
    cited: "Cited | None" = None,
    then: "Mapping[str, AnswerVersion] | None" = None,
) -> list[QuestionRow]:
    """The questions of a stage, with what their answers cite: one query, for what was confirmed.

    `then` is what the answers said when the visit before ended.
    """
    confirmed = Confirmation.objects.by_answer(project)
    found = []
    for question in stage.questions:
        answer = answers.get(question.key)
        row = question_row(project, question, answer, cited.by(answer) if cited and answer else ())
        found.append(replace(row, confirmed=confirmed.get(answer.pk) if answer else None, then=(then or {}).get(question.key)))
    return found


def warnings(answer: "Answer", *, all_of_them: bool = False) -> tuple[Warning, ...]:
    """What in an answer may identify someone, each kind once; what was said to be harmless only if `all_of_them` are asked for."""
    counts: dict[Kind, int] = {}
    for found in look(f"{answer.text}\n\n{answer.because}"):
        counts[found.kind] = counts.get(found.kind, 0) + 1
    cleared = {} if all_of_them else answer.cleared
    return tuple(Warning(kind, count) for kind, count in counts.items() if count > cleared.get(kind, 0))
