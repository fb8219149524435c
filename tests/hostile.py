"""A review that holds texts of somebody who means no good, wherever a text may stand."""

from collections.abc import Sequence
from datetime import date

from journey.review.document import ReviewDocument
from journey.review.evidence import ReviewEvidence
from journey.review.path import ReviewMove
from journey.review.stages import ReviewAnswer, ReviewStage
from journey.words import tidy
from stages.editions import LATEST, get_edition

DAY = date(2027, 1, 11)


def evidence(text: str, link: str) -> ReviewEvidence:
    return ReviewEvidence(title=text[:200], type="Other", day=DAY, held=text, link=link, note=text, listed=True, cited_by=(text,))


def review_of(texts: Sequence[str], *, everywhere: str = "Plain.", links: Sequence[str] = ()) -> ReviewDocument:
    """A review with these answers, one to a question in the map's order; `everywhere` stands in every other place where people type."""
    edition = get_edition(LATEST)
    left = list(texts)
    stages = []
    for stage in edition.stages:
        answers = tuple(
            ReviewAnswer(
                key=question.key,
                number=question.number,
                question=question.text,
                theme=question.theme,
                text=left.pop(0),
                strength="",
                written_on=DAY,
                written_by=everywhere,
                evidence=(),
            )
            for question in stage.questions[: len(left)]
        )
        stages.append(
            ReviewStage(
                key=stage.key,
                number=stage.number,
                name=stage.name,
                standing="main" if stage.number == 1 else "visited",
                words="1 answer.",
                in_wheel=("1 answer",),
                counts="1 answer",
                answers=answers,
                not_relevant=(),
                unanswered=(),
            )
        )
    move = ReviewMove(
        kind="placed",
        day=DAY,
        stage=1,
        title="Started in Mobilising",
        back=False,
        because="",
        reason=everywhere,
        carries_over=everywhere,
        by=everywhere,
        length="",
        evidence=(),
        corrections=(),
    )
    return ReviewDocument(
        status="draft",
        project=everywhere[:200],
        outcome=everywhere,
        organisations=(everywhere,),
        leads=(everywhere,),
        commissioners=(everywhere,),
        made_up=False,
        begins=DAY,
        as_of=DAY,
        rhythm="",
        next_review=None,
        where="Main stage: Mobilising.",
        path="One visit.",
        stages=tuple(stages),
        moves=(move,),
        beside=(),
        evidence=tuple(evidence(everywhere, link) for link in links),
        unanswered_starters=(),
        log_length=0,
        log_head="",
        map_title=edition.title,
        credit=edition.credit,
        credit_doi=edition.credit_doi,
    )


def hostile_review(texts: Sequence[str], answers: int) -> ReviewDocument:
    """A review with the first of these texts as answers, the rest three by three in lines of evidence; each is tidied as a form does it."""
    tidied = [tidy(text.replace("\0", "")) or "x" for text in texts]
    lines = [tidied[start : start + 3] for start in range(answers, len(tidied), 3)]
    listed = tuple(
        ReviewEvidence(title=one[0][:200], type="Other", day=DAY, held=one[-1], link="", note=one[len(one) // 2], listed=True, cited_by=())
        for one in lines
    )
    return review_of(tidied[:answers]).model_copy(update={"evidence": listed})
