from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.governance.surveys.intervals import student_quantile, wilson
from services.governance.surveys.net_promoter_score import NotItsScale, net_promoter_score
from services.governance.surveys.response_rate import response_rate
from services.governance.surveys.satisfaction import ScaleTooShort, csat, survey_mean
from services.governance.surveys.terms import (
    MoreAnswersThanAsked,
    OffTheScale,
    Score,
    SurveyTerms,
)

FIVE = SurveyTerms(least_answers=10)
ELEVEN = SurveyTerms(lowest=0, highest=10, least_answers=10)


def some(score: Score | None) -> Score:
    assert score
    return score


def test_eight_of_ten_in_the_top_two_boxes_are_eighty_percent() -> None:
    score = some(csat([5, 5, 4, 4, 4, 4, 5, 5, 3, 1], FIVE))
    assert score.value == Decimal("80.0")
    assert (score.low, score.high) == (Decimal("49.0"), Decimal("94.3"))  # Wilson, 8 of 10


def test_the_mean_is_a_hundredth_exact_with_students_interval() -> None:
    score = some(survey_mean([1, 2, 3, 4, 5, 1, 2, 3, 4, 5], FIVE))
    assert (score.value, score.low, score.high) == tuple(map(Decimal, ("3.00", "1.93", "4.07")))


def test_half_promoters_and_a_fifth_detractors_are_a_score_of_thirty() -> None:
    score = some(net_promoter_score([10, 9, 9, 10, 9, 8, 7, 7, 6, 0], ELEVEN))
    assert score.value == 30
    assert (score.low, score.high) == (Decimal("-19.1"), Decimal("65.2"))


def test_three_of_a_hundred_asked_are_three_percent() -> None:
    assert some(response_rate(3, 100, FIVE)).value == 3


def test_below_the_least_number_there_is_no_score_rather_than_nought() -> None:
    nine = [5] * 9
    assert csat(nine, FIVE) is survey_mean(nine, FIVE) is None
    assert net_promoter_score(nine, ELEVEN) is None
    assert response_rate(0, 0, FIVE) is None
    assert csat([], FIVE) is None


def test_with_just_the_least_number_there_is_one() -> None:
    assert some(csat([5] * 10, FIVE)).answers == 10


def test_when_all_agree_the_interval_still_has_a_width() -> None:
    all_promote, all_content = net_promoter_score([10] * 10, ELEVEN), csat([5] * 10, FIVE)
    for score in (some(all_promote), some(all_content)):
        assert score.value == score.high == 100
        assert score.low < 90


def test_impossible_answers_are_refused_by_name() -> None:
    with pytest.raises(OffTheScale, match="6 is not from 1 to 5"):
        csat([6] * 10, FIVE)
    with pytest.raises(MoreAnswersThanAsked):
        response_rate(11, 10, FIVE)
    with pytest.raises(NotItsScale):
        net_promoter_score([5] * 10, FIVE)
    with pytest.raises(ScaleTooShort):
        csat([1] * 10, SurveyTerms(lowest=0, highest=1, least_answers=10))


@pytest.mark.parametrize(("freedom", "table"), [(4, 2.776), (9, 2.262), (29, 2.045), (120, 1.980)])
def test_students_quantiles_are_those_of_the_table(freedom: int, table: float) -> None:
    assert student_quantile(0.95, freedom) == pytest.approx(table, abs=0.005)


def test_the_explanation_tells_why_there_is_no_score() -> None:
    steps = csat.explained([5] * 9, FIVE).explanation.steps
    assert steps[-1].label == "no score: too few answers"


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_lies_within_its_interval_and_that_within_nought_and_one(
    cases: tuple[int, int],
) -> None:
    low, high = wilson(*cases, 0.95)
    assert 0 <= low <= cases[0] / cases[1] <= high <= 1


@given(st.lists(st.integers(0, 10), min_size=10, max_size=60), st.randoms())
def test_order_changes_nothing_and_every_value_lies_within_its_interval(
    answers: list[int], by: Random
) -> None:
    shuffled = sorted(answers, key=lambda _: by.random())
    for figure in (csat, survey_mean, net_promoter_score):
        score = some(figure(answers, ELEVEN))
        assert figure(shuffled, ELEVEN) == score
        assert -100 <= score.low <= score.value <= score.high <= 100
