from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.vendor.weighted_sum import weighted_sum

SCORES = st.decimals(0, 100, places=2)
WEIGHTS = st.decimals(Decimal("0.01"), 100, places=2)


def of(text: str) -> dict[str, Decimal]:
    """`a 40, b 60`."""
    pairs = (part.split() for part in text.split(","))
    return {code: Decimal(value) for code, value in pairs}


@pytest.mark.parametrize(
    ("weights", "scores", "expected"),
    [
        ("a 40, b 60", "a 80, b 90", "86"),
        ("a 100", "a 73.5", "73.5"),
        ("a 1, b 1, c 1", "a 100, b 0, c 0", "33.333333"),
        ("a 1, b 1, c 1", "a 100, b 100, c 0", "66.666667"),
        ("a 40, b 35, c 25", "a 82, b 84, c 90", "84.7"),
    ],
)
def test_the_sum_of_weight_times_score_is_divided_by_the_weights(
    weights: str, scores: str, expected: str
) -> None:
    assert weighted_sum(of(weights), of(scores)) == Decimal(expected)


def test_scores_without_a_weight_do_not_count() -> None:
    assert weighted_sum(of("a 10"), of("a 50, b 100")) == 50


def test_the_explanation_shows_each_product_both_sums_and_the_quotient() -> None:
    told = weighted_sum.explained(of("a 40, b 60"), of("a 80, b 90")).explanation
    assert (told.rule, told.version) == ("weighted_sum", 1)
    assert [step.label for step in told.steps] == [
        "weight × score",
        "Σ weight × score",
        "Σ weight",
        "Σ weight × score / Σ weight",
    ]
    assert told.steps[0].value == {"a": "3200", "b": "5400"}


@given(st.dictionaries(st.sampled_from("abcdef"), st.tuples(WEIGHTS, SCORES), min_size=1))
def test_it_lies_between_the_lowest_and_the_highest_score(
    pairs: dict[str, tuple[Decimal, Decimal]],
) -> None:
    weights = {code: weight for code, (weight, _) in pairs.items()}
    scores = {code: score for code, (_, score) in pairs.items()}
    assert min(scores.values()) <= weighted_sum(weights, scores) <= max(scores.values())


@given(st.dictionaries(st.sampled_from("abcdef"), st.tuples(WEIGHTS, SCORES), min_size=1))
def test_only_the_proportions_of_the_weights_matter(
    pairs: dict[str, tuple[Decimal, Decimal]],
) -> None:
    weights = {code: weight for code, (weight, _) in pairs.items()}
    scores = {code: score for code, (_, score) in pairs.items()}
    doubled = {code: 2 * weight for code, weight in weights.items()}
    assert weighted_sum(doubled, scores) == weighted_sum(weights, scores)
