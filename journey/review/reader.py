"""What one reader gets of a review: drawn from the whole record, by leaving out."""

from typing import Any

from journey.review.document import ReviewDocument
from journey.review.prepared import Depth, ReviewReader
from journey.review.stages import APART, ReviewAnswer, ReviewStage
from journey.review_sections import SECTIONS


def for_reader(document: ReviewDocument, reader: ReviewReader) -> ReviewDocument:
    """What this reader gets. Nothing else goes to them, in whichever form they read it."""
    off = [key for key in SECTIONS if key in reader.off]
    gone: dict[str, Any] = {name: type(getattr(document, name))() for key in off for name in SECTIONS[key].fields}
    themes = {theme for key in off for theme in SECTIONS[key].themes}
    if reader.depth == "one-page":
        gone["involvements"] = ()
        for name in (name for section in SECTIONS.values() for name in section.fields if name not in ON_PAGE_ONE):
            gone[name] = type(getattr(document, name))()
    stages = tuple(stage_for(stage, reader.depth, off, themes) for stage in document.stages)
    gone["marks"] = tuple(mark for mark in document.marks if not (mark.key == "money" and "money" in off))
    said = {"stages": stages, "depth": reader.depth, "off": tuple(off), "readers": tuple(one for one in document.readers if one == reader)}
    told = document.model_copy(update=gone | said)
    return without_evidence(told) if "evidence" in off else told


ON_PAGE_ONE = ("path", "moves", "beside", "spending_line", "money_line")
"""Fields of sections that page one draws from."""


def stage_for(stage: ReviewStage, depth: Depth, off: list[str], themes: set[str]) -> ReviewStage:
    def is_told(answer: ReviewAnswer) -> bool:
        if answer.theme_key in themes or depth == "one-page":
            return False
        if answer.theme_key in APART:
            return True
        return "answers" not in off and (depth == "full" or stage.standing in ("main", "open"))

    reasons = stage.not_relevant if "answers" not in off and (depth == "full" or (depth == "standard" and stage.standing in ("main", "open"))) else ()
    unanswered = stage.unanswered if "unanswered" not in off and depth != "one-page" else ()
    answers = tuple(answer for answer in stage.answers if is_told(answer))
    return stage.model_copy(update={"answers": answers, "not_relevant": reasons, "unanswered": unanswered})


def without_evidence(document: ReviewDocument) -> ReviewDocument:
    """No answer, move or decision says what it rests on."""
    stages = tuple(
        stage.model_copy(update={"answers": tuple(answer.model_copy(update={"evidence": ()}) for answer in stage.answers)})
        for stage in document.stages
    )
    moves = tuple(move.model_copy(update={"evidence": ()}) for move in document.moves)
    decisions = tuple(decision.model_copy(update={"evidence": ()}) for decision in document.decisions)
    return document.model_copy(update={"stages": stages, "moves": moves, "decisions": decisions})
