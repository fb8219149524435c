"""What one reader gets of a review: drawn from the whole record, by leaving out."""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from journey.review.decisions import ReviewDecision
from journey.review.document import ReviewDocument
from journey.review.evidence import ReviewEvidence
from journey.review.path import ReviewMove
from journey.review.prepared import DEPTHS, Depth, ReviewReader
from journey.review.stages import APART, ReviewAnswer, ReviewStage
from journey.review_sections import SECTIONS


def for_reader(document: ReviewDocument, reader: ReviewReader, *, later: ReviewDocument | None = None) -> ReviewDocument:
    """What this reader gets. Nothing else goes to them, in whichever form they read it.

    Held against a `later` review, it has the answers of the stages that stand in that one: none seems withdrawn because the main stage is another.
    """
    off = [key for key in SECTIONS if key in reader.off]
    gone: dict[str, Any] = {name: type(getattr(document, name))() for key in off for name in SECTIONS[key].fields}
    themes = {theme for key in off for theme in SECTIONS[key].themes}
    if reader.depth == "one-page":
        gone["involvements"] = ()
        for name in (name for section in SECTIONS.values() for name in section.fields if name not in ON_PAGE_ONE):
            gone[name] = type(getattr(document, name))()
        gone.setdefault("moves", tuple(step(move, reason=move == document.last_move and not document.is_prepared) for move in document.steps))
    near = {stage.key for stage in (later or document).stages if stage.standing in ("main", "open")}
    stages = tuple(stage_for(stage, reader.depth, off, themes, is_near=stage.key in near) for stage in document.stages)
    gone["marks"] = tuple(mark for mark in document.marks if not (mark.key == "money" and "money" in off))
    named = tuple(one for one in document.readers if (one.name, one.depth, one.off) == (reader.name, reader.depth, reader.off))
    said: dict[str, Any] = {"stages": stages, "depth": reader.depth, "off": tuple(off), "changes": named[0].changes if named else ""}
    said["readers"] = named or ((reader,) if reader.name else ())
    told = document.model_copy(update=gone | said)
    if not {"decisions", "risks", "conditions"}.isdisjoint(off):
        told = without_origins(told)
    return without_evidence(told) if "evidence" in off else without_evidence_of(told, document, off, themes)


def least_of(reader: ReviewReader, *documents: ReviewDocument) -> ReviewReader:
    """The same reader with no more than they got of any of these: what was left out once is left out."""
    named = [reader, *(one for document in documents for one in document.readers if one.name == reader.name)]
    depth = min((one.depth for one in named), key=tuple(DEPTHS).index)
    return reader.model_copy(update={"depth": depth, "off": tuple(key for key in SECTIONS if any(key in one.off for one in named))})


ON_PAGE_ONE = ("path", "moves", "spending_line", "money_line")
"""Fields of sections that page one draws from."""


def step(move: ReviewMove, *, reason: bool) -> ReviewMove:
    """A move as the wheel draws it; with `reason`, as page one tells the last where nothing was prepared for it."""
    return move.model_copy(update={"because": "", "carries_over": "", "evidence": ()} | ({} if reason else {"reason": ""}))


def stage_for(stage: ReviewStage, depth: Depth, off: list[str], themes: set[str], *, is_near: bool) -> ReviewStage:
    """`is_near` says whether the standard depth has its answers."""

    def is_told(answer: ReviewAnswer) -> bool:
        if answer.theme_key in themes or depth == "one-page":
            return False
        if answer.theme_key in APART:
            return True
        return "answers" not in off and (depth == "full" or is_near)

    tells_reasons = "answers" not in off and (depth == "full" or (depth == "standard" and is_near))
    tells_open = "unanswered" not in off and depth != "one-page"
    reasons = tuple(reason for reason in stage.not_relevant if tells_reasons and reason.theme_key not in themes)
    unanswered = tuple(question for question in stage.unanswered if tells_open and question.theme_key not in themes)
    answers = tuple(answer for answer in stage.answers if is_told(answer))
    return stage.model_copy(update={"answers": answers, "not_relevant": reasons, "unanswered": unanswered})


def without_origins(document: ReviewDocument) -> ReviewDocument:
    """Of an action only its stage or question is said, not the words of a decision, a risk or a condition that it comes from."""
    actions = tuple(
        action if action.comes_from.partition(",")[0] in document.stage_names else action.model_copy(update={"comes_from": ""})
        for action in document.actions
    )
    return document.model_copy(update={"actions": actions})


def without_evidence_of(told: ReviewDocument, whole: ReviewDocument, off: list[str], themes: set[str]) -> ReviewDocument:
    """The list of evidence without what only a section that is left out rests on: its note may say what that section says."""
    answers = [answer for stage in whole.stages for answer in stage.answers]
    left = [answer for answer in answers if answer.theme_key not in themes and ("answers" not in off or answer.theme_key in APART)]
    moves, decisions = (() if "journey" in off else whole.moves), (() if "decisions" in off else whole.decisions)
    kept = cited_in(left, moves, decisions)
    cited = cited_in(answers, whole.moves, whole.decisions)

    def is_told(item: ReviewEvidence) -> bool:
        plain = item.model_copy(update={"since": ""})  # as it stands where it is cited
        return plain in kept or plain not in cited

    return told.model_copy(update={"evidence": tuple(item for item in told.evidence if is_told(item))})


def cited_in(answers: Iterable[ReviewAnswer], moves: Iterable[ReviewMove], decisions: Iterable[ReviewDecision]) -> list[ReviewEvidence]:
    found = (answer.evidence for answer in answers), (move.evidence for move in moves), (decision.evidence for decision in decisions)
    return [item for cited in chain(*found) for item in cited]


def without_evidence(document: ReviewDocument) -> ReviewDocument:
    """No answer, move or decision says what it rests on."""
    stages = tuple(
        stage.model_copy(update={"answers": tuple(answer.model_copy(update={"evidence": ()}) for answer in stage.answers)})
        for stage in document.stages
    )
    moves = tuple(move.model_copy(update={"evidence": ()}) for move in document.moves)
    decisions = tuple(decision.model_copy(update={"evidence": ()}) for decision in document.decisions)
    return document.model_copy(update={"stages": stages, "moves": moves, "decisions": decisions})
