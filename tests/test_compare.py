"""Two reviews compared: what differs, in data and in words."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journey.models import Described, Project, User
from journey.models.decision import Deliberation
from journey.review.compare import Clash, Comparison, compare
from journey.review.compose import compose
from journey.review.document import ReviewDocument
from tests.generated import documents

pairs = st.tuples(documents, documents)
# A document has some hundred fields; that some examples take a while to make up says nothing.
slow = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example], max_examples=60)


@slow
@given(pairs)
def test_a_comparison_applied_to_the_first_gives_the_second_and_its_summary_counts_the_differences_listed(
    pair: tuple[ReviewDocument, ReviewDocument],
) -> None:
    one, other = pair
    comparison = compare(one, other)

    assert comparison.applied_to(one) == other
    assert comparison.counts == Counter((told.noun, told.kind) for told in comparison.told)
    assert sum(comparison.counts.values()) == len(comparison.told)
    assert comparison.summary.count(",") == max(len(comparison.counts) - 1, 0)
    assert (comparison.summary == "Nothing changed.") == (not comparison.told)


@settings(slow, max_examples=20)
@given(documents)
def test_a_document_differs_from_itself_in_nothing(document: ReviewDocument) -> None:
    comparison = compare(document, document)

    assert (comparison.lists, comparison.altered, comparison.summary) == ((), (), "Nothing changed.")


def written(project: Project, by: User) -> ReviewDocument:
    """Family Circle with two answers, one piece of evidence and one risk."""
    project.answer("mob-1", "Families wait nine weeks.", by=by, seen=0)
    project.answer("mob-2", "Carers ask for it.", by=by, seen=0)
    project.add_evidence(Described("Waiting times", "voice"), by=by)
    return compose(project)


def test_a_summary_counts_each_difference_once_in_words(project: Project, amina: User) -> None:
    before = written(project, amina)
    project.answer("mob-1", "Families wait six weeks.", by=amina, seen=1)
    project.answer("mob-2", "", by=amina, seen=1)
    for key in ("mob-3", "mob-4"):
        project.answer(key, "New words.", by=amina, seen=0)
    project.move_to("designing", by=amina, reason="The work went there.")
    project.decide("designing", Deliberation("stay", "We stay a while."), by=amina)

    comparison = compare(before, compose(Project.objects.get(pk=project.pk)))

    assert comparison.summary == "One move, one decision, one answer changed, two new, one withdrawn."
    assert comparison.wheel_words == "The main stage was Mobilising and is Designing."


def test_nothing_changed_is_said_so_and_a_fingerprint_of_the_log_is_not_a_change(project: Project, amina: User) -> None:
    before = written(project, amina)
    project.confirm_answer("mob-1", by=amina, seen=1)

    comparison = compare(before, compose(Project.objects.get(pk=project.pk)))

    assert {one.field for one in comparison.altered} == {"log_head", "log_length"}
    assert comparison.summary == "Nothing changed."
    assert [one.key for one in comparison.same] == ["mob-1", "mob-2"]


def test_a_changed_answer_tells_word_by_word_what_was_removed_and_added(project: Project, amina: User) -> None:
    before = written(project, amina)
    project.answer("mob-1", "Families wait six weeks.", by=amina, seen=1)

    (told,) = compare(before, compose(project)).told

    assert (told.words, told.kind, told.stage) == ("Answer changed", "changed", 1)
    assert [(piece.kind, piece.words) for piece in told.fields[0].pieces] == [
        ("same", "Families wait"),
        ("removed", "nine"),
        ("added", "six"),
        ("same", "weeks."),
    ]


def test_a_question_that_is_worded_otherwise_is_told_with_both_wordings_and_its_answer_is_not_changed(project: Project, amina: User) -> None:
    before = written(project, amina)
    stage = before.stages[0]
    answer = stage.answers[0].model_copy(update={"question": "What is the matter?"})
    after = before.model_copy(update={"stages": (stage.model_copy(update={"answers": (answer, *stage.answers[1:])}), *before.stages[1:])})

    comparison = compare(before, after)

    assert comparison.summary == "One question worded otherwise."
    assert [(field.before, field.after) for told in comparison.told for field in told.fields] == [
        (before.stages[0].answers[0].question, "What is the matter?")
    ]


def test_an_answer_set_aside_is_withdrawn_once_and_says_why(project: Project, amina: User) -> None:
    before = written(project, amina)
    project.answer("mob-1", "", by=amina, seen=1, because="It is somebody else’s.")

    (told,) = compare(before, compose(project)).told

    assert (told.words, [(field.label, field.after) for field in told.fields if field.after]) == (
        "Answer withdrawn",
        [("Not relevant", "It is somebody else’s.")],
    )


@pytest.mark.parametrize(
    ("noun", "field", "summary"),
    [
        ("risks", {"is_open": False, "state": "Closed"}, "One risk closed."),
        ("actions", {"who": "Somebody else"}, "One action changed."),
        ("milestones", {"due": date(2031, 1, 1)}, "One milestone changed."),
        ("measures", {"hoped": "More."}, "One measure changed."),
        ("conditions", {"note": "More."}, "One condition read otherwise."),
        ("evidence", {"note": "More."}, "One piece of evidence changed."),
        ("signs", {"note": "More."}, "One sign read otherwise."),
    ],
)
def test_each_noun_of_the_plan_is_compared_in_its_own_words(samples: list[Project], noun: str, field: dict[str, object], summary: str) -> None:
    before = compose(Project.objects.samples().get(slug="family-circle"))
    first, *others = getattr(before, noun)
    after = before.model_copy(update={noun: (first.model_copy(update=field), *others)})

    comparison = compare(before, after)

    assert comparison.summary == summary
    assert comparison.applied_to(before) == after


def test_a_note_on_evidence_is_not_a_change_of_what_cites_it(samples: list[Project]) -> None:
    before = compose(Project.objects.samples().get(slug="family-circle"))
    text = before.model_dump_json()
    note = next(item.note for item in before.evidence if item.note and len(item.cited_by) > 1)
    after = ReviewDocument.model_validate_json(text.replace(note.replace('"', '\\"'), "Another note."))

    comparison = compare(before, after)

    assert comparison.summary == "One piece of evidence changed."
    assert len(comparison.lists) > 1
    assert comparison.applied_to(before) == after


def test_a_comparison_outlives_its_documents_as_data(samples: list[Project]) -> None:
    before = compose(Project.objects.samples().get(slug="family-circle"))
    after = before.model_copy(update={"evidence": before.evidence[1:], "outcome": "Another."})
    comparison = compare(before, after)

    kept = Comparison.model_validate_json(comparison.model_dump_json())

    assert (kept, kept.summary, kept.applied_to(before)) == (comparison, comparison.summary, after)
    with pytest.raises(Clash):
        kept.applied_to(after)
