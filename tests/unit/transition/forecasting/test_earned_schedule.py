"""Earned schedule: the published numbers, and its laws."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from services.transition.forecasting.earned_schedule import earned_schedule, forecast_finish
from services.transition.forecasting.planned_value import Point
from tests.unit.transition.forecasting.calendars import DAY, MONDAY, OFFICE, after


def curve(*amounts: int) -> list[Point]:
    return [Point(Decimal(n), Decimal(amount)) for n, amount in enumerate(amounts)]


THIRTY_DAYS = curve(*range(0, 3100, 100))


def test_eighteen_days_earned_in_twenty_are_a_pace_of_nine_tenths() -> None:
    result = earned_schedule(THIRTY_DAYS, Decimal(1800), Decimal(20))
    assert (result.earned, result.spi_t) == (18, Decimal("0.9000"))
    assert result.duration == Decimal("33.3333")


def test_between_two_days_the_value_earned_is_interpolated() -> None:
    result = earned_schedule(curve(0, 100, 300), Decimal(150), Decimal(1))
    assert result.earned == Decimal("1.2500")


def test_a_level_stretch_counts_to_its_end() -> None:
    assert earned_schedule(curve(0, 100, 100, 200), Decimal(100), Decimal(1)).earned == 2


def test_when_all_is_earned_the_pace_still_tells_how_late() -> None:
    result = earned_schedule(THIRTY_DAYS, Decimal(3000), Decimal(40))
    assert (result.earned, result.spi_t) == (30, Decimal("0.7500"))
    assert result.duration == 40


def test_on_day_nought_with_nothing_earned_or_without_a_plan_there_is_no_score() -> None:
    assert earned_schedule(THIRTY_DAYS, Decimal(0), Decimal(0)).spi_t is None
    late = earned_schedule(THIRTY_DAYS, Decimal(0), Decimal(5))
    assert (late.spi_t, late.duration) == (0, None)
    assert earned_schedule([], Decimal(0), Decimal(5)).spi_t is None


def test_the_forecast_finish_is_so_many_working_days_after_the_start() -> None:
    assert forecast_finish(Decimal(12), OFFICE, MONDAY, DAY) == after(12)
    assert forecast_finish(Decimal("12.0001"), OFFICE, MONDAY, DAY) > after(12)


@given(
    st.lists(st.integers(0, 1000), min_size=1, max_size=30),
    st.integers(0, 40_000),
    st.integers(0, 60),
)
def test_what_is_earned_lies_between_nought_and_the_planned_duration(
    gains: list[int], earned: int, days: int
) -> None:
    planned = curve(0, *(sum(gains[: n + 1]) for n in range(len(gains))))
    result = earned_schedule(planned, Decimal(earned), Decimal(days))
    if result.earned is not None and result.planned_duration is not None:
        assert 0 <= result.earned <= result.planned_duration
