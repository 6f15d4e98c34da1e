from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from services.governance.attainment import Counts
from services.governance.live.burn_rate import BurnRate, burn_rates

MONDAY = date(2026, 2, 2)
FEBRUARY = [
    day for n in range(26) if (day := MONDAY + timedelta(n)).weekday() < 5
]  # twenty working days


def day(after: int, missed: int, of: int = 100) -> Counts:
    return Counts(taken_on=MONDAY + timedelta(after), met=of - missed, total=of)


def burns(*days: Counts, through: int, expected: str = "97", cases: int = 2000) -> list[BurnRate]:
    return burn_rates(days, FEBRUARY, MONDAY + timedelta(through), cases, Decimal(expected))


def rates(found: list[BurnRate]) -> dict[int, str]:
    return {one.working_days: str(one.rate) for one in found}


def test_half_the_budget_in_a_quarter_of_the_month_burns_twice_too_fast() -> None:
    week = [day(n, 6) for n in range(5)]  # 30 of 60 misses in 5 of 20 days
    assert rates(burns(*week, through=4)) == {1: "2.00", 5: "2.00"}
    assert [one.is_month for one in burns(*week, through=4)] == [False, False, True]


def test_a_short_window_sees_what_the_month_does_not_yet() -> None:
    calm = [day(n, 0) for n in range(4)]
    assert rates(burns(*calm, day(4, 9), through=4))[1] == "3.00"
    assert burns(*calm, day(4, 9), through=4)[-1].rate == Decimal("0.60")


def test_a_window_longer_than_the_month_so_far_is_left_out() -> None:
    assert [one.working_days for one in burns(day(0, 1), through=0)] == [1, 1]
    assert burns(through=-1) == []


def test_cases_of_a_weekend_belong_to_the_window_around_it() -> None:
    found = burns(*(day(n, 0) for n in range(5)), day(5, 6), day(7, 0), through=7)
    assert [one.missed for one in found] == [0, 6, 6]


def test_a_window_without_measurements_has_no_rate() -> None:
    assert burns(day(0, 1), through=2)[0].rate is None


def test_a_level_of_a_hundred_leaves_no_budget_to_burn() -> None:
    assert {one.rate for one in burns(day(0, 1), through=0, expected="100")} == {None}
    assert {one.missed for one in burns(day(0, 1), through=0, expected="100")} == {1}


def test_the_explanation_begins_with_the_budget() -> None:
    steps = burn_rates.explained([day(0, 6)], FEBRUARY, MONDAY, 2000, Decimal(97)).explanation.steps
    assert (steps[0].label, steps[0].value) == ("error budget, misses", "60.00")


@given(st.lists(st.integers(0, 100), min_size=20, max_size=20))
def test_at_the_months_end_a_rate_above_one_is_a_level_lost(missed: list[int]) -> None:
    month = [
        Counts(taken_on=on, met=100 - some, total=100)
        for on, some in zip(FEBRUARY, missed, strict=True)
    ]
    found = burn_rates(month, FEBRUARY, FEBRUARY[-1], 2000, Decimal(97))[-1]
    assert found.rate is not None
    assert (found.rate > 1) == (sum(missed) > 60)
