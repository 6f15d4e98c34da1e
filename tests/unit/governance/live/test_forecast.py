from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import comb
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.common.money import half_up
from services.governance.attainment import Counts
from services.governance.live.beta_binomial import dispersion, misses_to_come
from services.governance.live.forecast import (
    Certainty,
    Forecast,
    ForecastTerms,
    month_end_forecast,
)
from services.governance.live.to_come import ImpossibleCounts, cases_to_come

EXPECTED, MINIMUM = Decimal(97), Decimal(94)


def days(*pairs: tuple[int, int]) -> list[Counts]:
    """Missed, counted."""
    first = date(2026, 2, 2)
    return [
        Counts(taken_on=first + timedelta(n), met=of - missed, total=of)
        for n, (missed, of) in enumerate(pairs)
    ]


def forecast(some: Sequence[Counts], to_come: int, band: str = "0.9") -> Forecast:
    terms = ForecastTerms(band=Decimal(band))
    found = month_end_forecast(some, to_come, EXPECTED, MINIMUM, terms)
    assert found
    return found


def test_a_steady_month_goes_on_as_it_went_within_a_band() -> None:
    found = forecast(days(*[(4, 100)] * 10), 1000)
    assert found.certainty is Certainty.FORECAST
    assert found.likely == Decimal("96.0")
    assert Decimal("94.5") < found.low < 96 < found.high < Decimal("97.2")
    assert found.reaches_minimum == 100
    exact = sum(_exactly(40, 1000, 1000, misses) for misses in range(21))  # sixty are allowed
    assert found.reaches_expected == half_up(Decimal(str(100 * float(exact))), 1)


def test_days_that_differ_widen_the_band() -> None:
    steady, uneven = ([(4, 100)] * 10, [(0, 100)] * 8 + [(20, 100)] * 2)
    one, other = forecast(days(*steady), 1000), forecast(days(*uneven), 1000)
    assert other.low < one.low and other.high > one.high


def test_without_a_single_miss_the_band_still_has_a_width() -> None:
    found = forecast(days(*[(0, 10)] * 10), 1000)
    assert found.high == 100 and found.low < 99


def test_with_little_data_the_band_is_all_that_is_possible() -> None:
    found = forecast(days((1, 5), (0, 4)), 91)
    assert found.certainty is Certainty.NOT_ENOUGH_DATA
    assert (found.likely, found.reaches_minimum) == (None, None)
    assert (found.low, found.high) == (Decimal("8.0"), Decimal("99.0"))


def test_many_cases_of_too_few_days_are_not_enough() -> None:
    assert forecast(days(*[(1, 500)] * 4), 10).certainty is Certainty.NOT_ENOUGH_DATA


def test_when_nothing_is_to_come_the_month_is_settled() -> None:
    found = forecast(days((30, 1000)), 0)
    assert found.certainty is Certainty.SETTLED
    assert found.low == found.likely == found.high == 97
    assert (found.reaches_expected, found.reaches_minimum) == (100, 100)


def test_a_month_without_cases_has_no_forecast() -> None:
    assert month_end_forecast([], 0, EXPECTED, MINIMUM) is None


def test_the_same_month_gives_the_same_forecast_whatever_its_order() -> None:
    some = days((1, 90), (7, 120), (0, 60), (3, 100), (2, 80), (9, 110))
    assert forecast(some[::-1], 700) == forecast(some, 700)


def test_the_rest_of_the_month_is_like_the_days_measured() -> None:
    assert cases_to_come(days((1, 90), (0, 101)), 3) == 287  # 95.5 a day
    assert cases_to_come([], 3) is None
    assert cases_to_come(days((0, 0)), 3) == 0


def test_more_met_than_count_is_refused() -> None:
    wrong = Counts(taken_on=date(2026, 2, 2), met=9, total=10, excluded=2)
    with pytest.raises(ImpossibleCounts, match="9 met and 2 excluded of 10"):
        forecast([wrong], 5)


def test_the_explanation_shows_few_likely_and_many_misses() -> None:
    some = days(*[(4, 100)] * 10)
    steps = month_end_forecast.explained(some, 1000, EXPECTED, MINIMUM).explanation.steps
    said = {step.label: step.value for step in steps}
    few, likely, many = said["misses to come: few, likely, many"]
    assert few < likely == 40 < many


def test_days_no_more_different_than_chance_are_not_dispersed() -> None:
    assert dispersion([(4, 100)] * 10) == 1
    assert dispersion([(0, 100), (10, 100)]) == pytest.approx(10.526, abs=0.001)
    assert dispersion([(0, 100)] * 3) == dispersion([(3, 9)]) == dispersion([]) == 1


def test_one_case_to_come_misses_as_often_as_those_before() -> None:
    assert misses_to_come(9, 99, 1, 1.0).at_most(0) == pytest.approx(1 - 9.5 / 100)
    assert misses_to_come(0, 0, 1, 1.0).at_most(0) == pytest.approx(0.5)


def _exactly(missed: int, counted: int, to_come: int, misses: int) -> Fraction:
    """The beta-binomial of the books, in fractions."""
    ways = Fraction(comb(to_come, misses))
    steps = [(missed, n) for n in range(misses)]
    steps += [(counted - missed, n) for n in range(to_come - misses)]
    for at, (had, n) in enumerate(steps):
        ways *= (had + Fraction(1, 2) + n) / (counted + 1 + at)
    return ways


@pytest.mark.parametrize(("missed", "counted", "to_come"), [(0, 0, 7), (3, 50, 40), (40, 41, 9)])
def test_every_chance_is_that_of_exact_fractions(missed: int, counted: int, to_come: int) -> None:
    found, total = misses_to_come(missed, counted, to_come, 1.0), Fraction()
    for misses in range(to_come + 1):
        total += _exactly(missed, counted, to_come, misses)
        assert found.at_most(misses) == pytest.approx(float(total), abs=1e-12)
    assert total == 1


def test_without_dispersion_it_is_the_beta_binomial_of_the_books() -> None:
    """Nothing known yet: the arcsine law, 3/8 for none of two."""
    assert misses_to_come(0, 0, 2, 1.0).at_most(0) == pytest.approx(0.375)
    assert misses_to_come(0, 0, 2, 1.0).at_most(1) == pytest.approx(0.625)


def test_nine_months_of_ten_end_within_the_band() -> None:
    by = Random(20260202)
    within = sum(_within(by, by.uniform(0.01, 0.1)) for _ in range(150))
    assert 0.85 <= within / 150 <= 0.99


def _within(by: Random, share: float) -> bool:
    month = [(sum(by.random() < share for _ in range(40)), 40) for _ in range(20)]
    found = forecast(days(*month[:8]), 12 * 40)
    ended = 100 - Decimal(sum(missed for missed, _ in month)) / 8
    return found.low - Decimal("0.05") <= ended <= found.high + Decimal("0.05")


DAYS = st.lists(
    st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), max_size=15
)


@settings(max_examples=80, deadline=None)
@given(DAYS, st.integers(0, 2000), st.sampled_from(["0.5", "0.9", "0.99"]))
def test_the_band_holds_the_likely_value_and_lies_within_what_is_possible(
    pairs: list[tuple[int, int]], to_come: int, band: str
) -> None:
    terms = ForecastTerms(band=Decimal(band))
    found = month_end_forecast(days(*pairs), to_come, EXPECTED, MINIMUM, terms)
    if found is None:
        assert not pairs and not to_come
        return
    assert 0 <= found.low <= (found.likely or found.low) <= found.high <= 100
    if found.reaches_expected is not None and found.reaches_minimum is not None:
        assert 0 <= found.reaches_expected <= found.reaches_minimum <= 100
