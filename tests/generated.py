"""Review documents that hypothesis makes up, whatever their classes hold: few words and few days, so that two of them have much in common."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from hypothesis import strategies as st

from journey.review.document import ReviewDocument
from journey.review.part import Part
from journey.review.stages import ReviewAnswer, ReviewQuestion, ReviewReason, ReviewStage

WORDS = ("", "One.", "Two.", "One. And two.", "- a list\n- of two", "Siân’s 👩‍👧")
texts = st.sampled_from(WORDS)
days = st.sampled_from([date(2027, 1, 11), date(2027, 3, 1), date(2028, 2, 29)])


def values(annotation: Any) -> st.SearchStrategy[Any]:
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        return st.one_of(*(st.none() if kind is NoneType else values(kind) for kind in inner))
    if origin is Literal:
        return st.sampled_from(inner)
    if origin is tuple:
        return st.lists(values(inner[0]), max_size=2).map(tuple)
    if annotation is ReviewStage:
        return stages
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return parts(annotation)
    simple: dict[Any, st.SearchStrategy[Any]] = {
        str: texts,
        date: days,
        datetime: st.just(datetime(2027, 3, 1, 12, tzinfo=UTC)),
        bool: st.booleans(),
        int: st.integers(0, 6),
        Decimal: st.sampled_from([Decimal(0), Decimal("0.5"), Decimal(1200)]),
    }
    return simple[annotation]


def parts(cls: type[Part], **fixed: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(cls, **{name: fixed[name] if name in fixed else values(field.annotation) for name, field in cls.model_fields.items()})


@st.composite
def stages_of(draw: st.DrawFn) -> ReviewStage:
    """A stage whose questions are each answered, set aside or not answered."""
    held: dict[type[Part], list[Part]] = {ReviewAnswer: [], ReviewReason: [], ReviewQuestion: []}
    for key in draw(st.lists(st.sampled_from(["mob-1", "mob-2", "mob-3", "mob-4"]), unique=True)):
        cls = draw(st.sampled_from(list(held)))
        held[cls].append(draw(parts(cls, key=st.just(key))))
    made: ReviewStage = draw(
        parts(
            ReviewStage,
            answers=st.just(tuple(held[ReviewAnswer])),
            not_relevant=st.just(tuple(held[ReviewReason])),
            unanswered=st.just(tuple(held[ReviewQuestion])),
        )
    )
    return made


stages = stages_of()
documents: st.SearchStrategy[ReviewDocument] = parts(
    ReviewDocument, stages=st.lists(stages, max_size=2, unique_by=lambda stage: (stage.key, stage.number)).map(tuple)
)
