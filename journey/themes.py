"""A project read by theme: what it says about one thing in all stages."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from journey.overview import Overview
from journey.stage_facts import count_words
from stages.schema import Question, Stage, Theme

if TYPE_CHECKING:
    from journey.models import Answer


@dataclass(frozen=True, slots=True)
class Said:
    """A question that is answered, or said not to be relevant."""

    stage: Stage
    question: Question
    answer: "Answer"


@dataclass(frozen=True, slots=True)
class ThemeFacts:
    """One theme of one project: what was said, in order of the stages, and what was not, by stage."""

    theme: Theme
    said: tuple[Said, ...]
    unsaid: tuple[tuple[Stage, tuple[Question, ...]], ...]

    @property
    def words(self) -> str:
        """5 of 7 answered, 1 not relevant."""
        not_relevant = sum(one.answer.state == "not-relevant" for one in self.said)
        asked = len(self.said) + sum(len(questions) for _stage, questions in self.unsaid)
        return count_words(len(self.said) - not_relevant, asked, not_relevant)


def theme_facts(facts: Overview, theme: Theme) -> ThemeFacts:
    """A question that is no longer asked is told where it was answered."""
    said: list[Said] = []
    unsaid: list[tuple[Stage, tuple[Question, ...]]] = []
    for stage in facts.edition.stages:
        about = [question for question in stage.questions if question.theme == theme.key]
        said += [Said(stage, question, facts.answers[question.key]) for question in about if facts.is_settled(question.key)]
        if left := tuple(question for question in about if not facts.is_settled(question.key) and not question.retired):
            unsaid.append((stage, left))
    return ThemeFacts(theme, tuple(said), tuple(unsaid))
