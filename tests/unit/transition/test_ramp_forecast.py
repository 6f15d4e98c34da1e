"""When all seats are certified: a range from the pace so far."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from libs.common.events.transition.ramp import RampForecastMoved
from services.transition.models.ramp_outlooks import RampOutlook
from services.transition.ramp.ramp_forecast import RampBasis, ramp_forecast
from tests.unit.transition.plan_items import OURS

TODAY = date(2025, 9, 1)
WEEK = timedelta(weeks=1)
WEEKS = st.lists(st.integers(-5, 20), min_size=4, max_size=30)


def test_an_even_pace_of_ten_a_week_does_thirty_steps_in_three_weeks_to_the_day() -> None:
    found = ramp_forecast([10, 10, 10, 10], 30, TODAY)
    assert found.early == found.likely == found.late == date(2025, 9, 22)
    assert found.note == "30 steps to go at 10.0 a week, seen over 4 weeks"


def test_an_uneven_pace_gives_a_range_around_the_same_day() -> None:
    found = ramp_forecast([6, 14, 8, 12, 6, 14, 8, 12], 60, TODAY)
    assert found.likely == TODAY + timedelta(weeks=6)
    assert found.early and found.late
    assert found.early < found.likely < found.late


def test_the_ends_of_the_range_are_where_the_stated_formula_says() -> None:
    """m = 10, s² = 4·16/3, k = 4, R = 20: n = (2mR + z²s² ± √…) / 2(m² − z²s²/k)."""
    explained = ramp_forecast.explained([6, 14, 6, 14], 20, TODAY)
    steps = {step.label: step.value for step in explained.explanation.steps}
    early, likely, late = steps["weeks: early, likely, late"]
    doubt, k = 1.2816**2 * 64 / 3, 4
    for n in (early, late):
        assert abs((10 * n - 20) ** 2 - doubt * (n + n * n / k)) < 0.05
    assert likely == 2


def test_fewer_than_four_weeks_have_no_likely_day_and_are_bounded_by_the_paces_they_permit() -> (
    None
):
    """Three of three weeks forward: at least .4385 of all, so 4.385 steps a week or 6.84 weeks."""
    found = ramp_forecast([10, 10, 10], 30, TODAY)
    assert (found.likely, found.note) == (None, "not enough data: 3 of 4 weeks")
    assert (found.early, found.late) == (TODAY + 3 * WEEK, TODAY + 7 * WEEK)
    assert found.early_by is found.late_by is RampBasis.BOUND


def test_where_as_much_falls_back_as_goes_on_it_is_open_and_says_what_would_close_it() -> None:
    found = ramp_forecast([3, -3, 2, -2], 30, TODAY)
    assert (found.likely, found.note) == (None, "no pace: as much falls back as goes on")
    assert (found.early_by, found.late) == (RampBasis.BOUND, None)
    rare = "If weeks forward are as rare as those seen permit,"
    assert found.open_because == f"{rare} the others undo them."
    assert found.closes == "7 more weeks forward like those seen."


def test_before_a_first_step_it_is_open_and_waits_for_one() -> None:
    found = ramp_forecast([], 30, TODAY)
    assert (found.early, found.late) == (None, None)
    assert found.open_because == "No week has gone forward yet."
    assert found.closes == "A first week that goes forward."


def test_weeks_that_differ_too_much_for_a_spread_are_bounded_by_the_slowest_pace() -> None:
    """One week of four: at least .0456 of all bring 20, so 0.912 steps a week or 32.9 weeks."""
    explained = ramp_forecast.explained([0, 0, 0, 20], 30, TODAY)
    found = explained.value
    assert found.early and found.likely
    assert found.early_by is RampBasis.SPREAD
    assert (found.late, found.late_by) == (TODAY + 33 * WEEK, RampBasis.BOUND)
    steps = {step.label: step.value for step in explained.explanation.steps}
    assert [round(pace, 3) for pace in steps["slowest and quickest pace, 95 %"]] == [0.912, 13.987]
    assert explained.explanation.version == 2


def test_a_spread_that_ends_behind_ten_years_is_open() -> None:
    found = ramp_forecast([0, 0, 0, 1, 1], 200, TODAY)
    assert found.late is None
    assert found.open_because
    assert found.closes


def test_with_nothing_left_to_do_it_is_today_however_little_was_seen() -> None:
    found = ramp_forecast([], 0, TODAY)
    assert found.early == found.likely == found.late == TODAY


@given(WEEKS, st.integers(1, 1000))
def test_the_range_is_in_order_and_never_in_the_past(weeks: list[int], remaining: int) -> None:
    found = ramp_forecast(weeks, remaining, TODAY)
    days = [day for day in (found.early, found.likely, found.late) if day is not None]
    assert days == sorted(days)
    assert all(day >= TODAY for day in days)
    is_open = found.late is None
    assert is_open is (found.late_by is None)
    assert is_open is (found.open_because is not None) is (found.closes is not None)


@given(WEEKS, st.integers(1, 500), st.integers(1, 100))
def test_more_to_do_is_never_done_earlier(weeks: list[int], remaining: int, more: int) -> None:
    less, much = (ramp_forecast(weeks, n, TODAY) for n in (remaining, remaining + more))
    for one, other in ((less.early, much.early), (less.likely, much.likely)):
        assert other is None or (one is not None and one <= other)


@given(WEEKS, st.integers(1, 500))
def test_the_same_weeks_in_whatever_order_foretell_the_same(weeks: list[int], left: int) -> None:
    assert ramp_forecast(weeks, left, TODAY) == ramp_forecast(weeks[::-1], left, TODAY)


def outlook_of(weeks: list[int], left: int, *, tell: bool = False) -> list[RampForecastMoved]:
    found = ramp_forecast.explained(weeks, left, TODAY)
    return list(RampOutlook(**OURS, wave="wave-1").move(found, 6, 2, "Ewa left", tell=tell))


def test_the_first_forecast_is_told_with_its_day_and_its_cause() -> None:
    (told,) = outlook_of([10, 10, 10, 10], 30)
    wanted = "Seats of wave-1: 2 of 6 certified, all likely by 2025-09-22 (Ewa left)"
    assert told.told() == wanted


def test_without_a_day_nothing_new_is_told() -> None:
    assert outlook_of([10], 30, tell=True) == []


def test_less_than_a_week_is_told_of_a_setback_alone() -> None:
    outlook = RampOutlook(**OURS, wave="wave-1")
    first, later = (ramp_forecast.explained([10] * 4, n, TODAY) for n in (30, 35))
    assert list(outlook.move(first, 6, 0, "seats were added", tell=False))
    assert list(outlook.move(later, 7, 0, "a seat was added", tell=False)) == []
    (told,) = outlook.move(later, 7, 0, "Ewa left", tell=True)
    assert (told.was, told.likely) == (date(2025, 9, 22), date(2025, 9, 26))
    assert list(outlook.move(later, 7, 0, "Ewa left", tell=True)) == []
