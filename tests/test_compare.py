"""Two reviews compared: what differs, in data and in words."""

from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journey.review.compare import compare
from journey.review.document import ReviewDocument
from tests.generated import documents

pairs = st.tuples(documents, documents)
# A document has some hundred fields; that some examples take a while to make up says nothing.
slow = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example], max_examples=60)


@slow
@given(pairs)
def test_a_comparison_applied_to_the_first_gives_the_second(pair: tuple[ReviewDocument, ReviewDocument]) -> None:
    one, other = pair

    assert compare(one, other).applied_to(one) == other


@slow
@given(pairs)
def test_the_counts_of_the_summary_are_those_of_the_differences_listed(pair: tuple[ReviewDocument, ReviewDocument]) -> None:
    comparison = compare(*pair)

    assert comparison.counts == Counter((told.noun, told.kind) for told in comparison.told)
    assert sum(comparison.counts.values()) == len(comparison.told)
    assert comparison.summary.count(",") == max(len(comparison.counts) - 1, 0)
    assert (comparison.summary == "Nothing changed.") == (not comparison.told)


@slow
@given(documents)
def test_a_document_differs_from_itself_in_nothing(document: ReviewDocument) -> None:
    comparison = compare(document, document)

    assert (comparison.lists, comparison.altered, comparison.summary) == ((), (), "Nothing changed.")
