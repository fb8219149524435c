"""A question on a page: what is asked, what was written, what is being written."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from stages.schema import Question, Stage, Theme

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from journey.models import Answer, Project


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """`text` is what stands in the box: the answer as it was saved, or what someone typed that could not be."""

    question: Question
    theme: Theme
    answer: "Answer | None"
    save_at: str
    text: str
    seen: int
    problems: tuple[str, ...] = ()
    clash: bool = False

    @property
    def is_answered(self) -> bool:
        return self.answer is not None and self.answer.state == "written"

    @property
    def version(self) -> int:
        return self.answer.version if self.answer else 0

    def typed(self, text: str, *, seen: int | None = None, problems: "Sequence[str]" = (), clash: bool = False) -> "QuestionRow":
        """The same question with a text that was not saved in its box."""
        return replace(self, text=text, seen=self.seen if seen is None else seen, problems=tuple(problems), clash=clash)


def question_row(project: "Project", question: Question, answer: "Answer | None") -> QuestionRow:
    saved = answer if answer is not None and answer.pk else None
    return QuestionRow(
        question=question,
        theme=project.map.theme(question.theme),
        answer=saved,
        save_at="" if project.is_sample else project.address("answer", question.key),
        text=saved.text if saved else "",
        seen=saved.version if saved else 0,
    )


def question_rows(project: "Project", stage: Stage, answers: "Mapping[str, Answer]") -> list[QuestionRow]:
    return [question_row(project, question, answers.get(question.key)) for question in stage.questions]
