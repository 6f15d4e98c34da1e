"""Which processes suit outsourcing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.events.assessment import Recommendation
from services.assessment.suitability import QUESTIONS, Axis, Office, suitability

CODES = [question.code for question in QUESTIONS]
OPERATIONAL = [question.code for question in QUESTIONS if question.axis is Axis.OPERATIONAL]
STRATEGIC = [question.code for question in QUESTIONS if question.axis is Axis.STRATEGIC]
answers = st.dictionaries(st.sampled_from(CODES), st.integers(1, 5))


def answered(operational: int, strategic: int) -> dict[str, int]:
    return dict.fromkeys(OPERATIONAL, operational) | dict.fromkeys(STRATEGIC, strategic)


@pytest.mark.parametrize(
    ("operational", "strategic", "recommendation"),
    [(5, 1, "outsource"), (5, 5, "selective"), (1, 1, "improve_first"), (1, 5, "keep")],
)
def test_each_quadrant_has_its_recommendation(operational, strategic, recommendation):
    score = suitability(Office.BACK, answered(operational, strategic), None)
    assert score.recommendation == recommendation


def test_the_borders_belong_to_the_high_side():
    assert suitability(Office.BACK, answered(3, 3), None).strategic == Decimal("50.0")
    assert suitability(Office.BACK, answered(3, 3), None).recommendation is Recommendation.KEEP


def test_a_hard_stop_overrides_the_best_score():
    score = suitability(Office.BACK, answered(5, 1), "insourced by agreement")
    assert score.recommendation is Recommendation.HARD_STOP
    assert score.operational == Decimal("100.0")


def test_the_front_office_weighs_customers_more_than_the_back_office():
    sensitive = answered(5, 1) | {"customer_sensitivity": 5}
    back = suitability(Office.BACK, sensitive, None).strategic
    front = suitability(Office.FRONT, sensitive, None).strategic
    assert (back, front) == (Decimal("20.0"), Decimal("45.0"))


def test_an_unanswered_question_counts_as_nothing_and_shows_in_coverage_and_range():
    score = suitability(Office.BACK, {"standardisation": 5, "strategic_value": 1}, None)
    assert score.operational == Decimal("100.0")
    assert score.operational_range == (Decimal("20.0"), Decimal("100.0"))
    assert score.coverage == Decimal("0.35")


def test_no_answer_at_all_is_no_score():
    score = suitability(Office.BACK, {}, None)
    assert (score.operational, score.strategic, score.coverage) == (None, None, Decimal("0.00"))
    assert score.recommendation is Recommendation.IMPROVE_FIRST


def test_weights_total_a_hundred_on_each_axis_for_each_office():
    for office in Office:
        for axis in Axis:
            assert sum(q.weight(office) for q in QUESTIONS if q.axis is axis) == 100


@given(answers, st.sampled_from(Office))
def test_a_score_lies_within_its_range_and_its_range_within_0_and_100(given_answers, office):
    score = suitability(office, given_answers, None)
    low, high = score.operational_range
    assert 0 <= low <= high <= 100
    if score.operational is not None:
        assert low <= score.operational <= high


@given(answers, st.sampled_from(OPERATIONAL), st.sampled_from(Office))
def test_a_better_answer_never_lowers_the_operational_axis(given_answers, code, office):
    lower = suitability(office, {**given_answers, code: 2}, None).operational
    higher = suitability(office, {**given_answers, code: 4}, None).operational
    assert lower is not None
    assert higher is not None
    assert higher >= lower
