"""When the threshold is reached: a range from the pace so far."""

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from libs.common.explain import Explanation
from services.transition.knowledge.readiness_forecast import (
    WEEK,
    Basis,
    Outlook,
    ReadinessForecast,
    readiness_forecast,
)

TODAY, GOAL = date(2025, 9, 1), Decimal("0.90")
FAR = date.max
STEPS = st.lists(st.integers(-5, 20), min_size=1, max_size=12)


def forecast(*percent: int, goal: Decimal = GOAL) -> ReadinessForecast:
    return readiness_forecast([Decimal(p) / 100 for p in percent], goal, TODAY)


def explained(*percent: int) -> Explanation:
    shares = [Decimal(p) / 100 for p in percent]
    return readiness_forecast.explained(shares, GOAL, TODAY).explanation


def levels(steps: list[int], start: int = 20) -> list[int]:
    found = [start]
    for step in steps:
        found.append(min(100, max(0, found[-1] + step)))
    return found


def test_an_even_pace_of_ten_percent_a_week_reaches_ninety_from_fifty_in_four_weeks() -> None:
    found = forecast(10, 20, 30, 40, 50)
    assert found.outlook is Outlook.EXPECTED
    assert found.earliest == found.latest == TODAY + 4 * WEEK


def test_an_uneven_pace_is_a_range() -> None:
    found = forecast(0, 20, 20, 20, 40, 40, 60)
    assert found.earliest is not None
    assert found.latest is not None
    assert TODAY < found.earliest < found.latest


def test_what_is_reached_is_said_to_be() -> None:
    assert forecast(50, 90).outlook is Outlook.REACHED


def test_two_weeks_of_facts_are_not_enough_for_futures_and_still_bound_it() -> None:
    """70 % to go at 10 a week forward: 7 weeks at the earliest; of two weeks both forward the share
    is at least .3424, so 21 at the latest."""
    found = forecast(0, 10, 20)
    assert found.outlook is Outlook.NOT_ENOUGH_DATA
    assert found.why == "2 weeks of facts; 3 are the least."
    assert (found.earliest, found.latest) == (TODAY + 7 * WEEK, TODAY + 21 * WEEK)
    assert found.earliest_by is found.latest_by is Basis.BOUND
    assert found.open_because is None


def test_without_a_week_that_went_forward_it_is_open_and_says_what_gives_a_first_range() -> None:
    for found in (forecast(), forecast(20, 20, 20, 20)):
        assert (found.outlook, found.latest) == (Outlook.NOT_ENOUGH_DATA, None)
        assert found.open_because == "No week has gone forward yet."
        assert found.closes == "A first week that goes forward."


def test_a_pace_that_comes_to_nothing_has_no_last_day_and_says_what_gives_it_one() -> None:
    found = forecast(50, 60, 40, 50)
    assert found.why == "There is no pace to go by."
    assert found.earliest_by is Basis.BOUND
    rare = "If weeks forward are as rare as those seen permit,"
    assert (found.latest, found.open_because) == (None, f"{rare} the others undo them.")
    assert found.closes == "11 more weeks forward like those seen."


def test_what_takes_more_than_two_years_is_out_of_reach_and_more_than_ten_is_open() -> None:
    found = readiness_forecast([Decimal(n) / 1000 for n in range(5)], GOAL, TODAY)
    assert (found.outlook, found.latest) == (Outlook.OUT_OF_REACH, None)
    assert found.earliest == TODAY + 105 * WEEK
    assert found.open_because
    assert found.open_because.endswith("it takes more than 520 weeks.")
    assert found.closes


def test_where_a_tenth_of_the_futures_have_no_end_the_slowest_pace_bounds_it() -> None:
    """One week of nine brought 8 %: it may be one of fifty, and 82 % are to go."""
    found = forecast(*[0] * 7, 8, 8, 8)
    assert (found.outlook, found.earliest_by) == (Outlook.EXPECTED, Basis.FUTURES)
    assert (found.latest, found.latest_by) == (TODAY + 516 * WEEK, Basis.BOUND)
    steps = {step.label for step in explained(*[0] * 7, 8, 8, 8).steps}
    assert "slowest and quickest pace, 95 %" in steps


def test_the_explanation_shows_the_pace_and_both_ends() -> None:
    shares = [Decimal(n) / 10 for n in range(5)]
    found = readiness_forecast.explained(shares, GOAL, TODAY)
    assert [step.label for step in found.explanation.steps] == [
        "change of each week",
        "weeks to go, P10",
        "weeks to go, P90",
        "still to go",
        "weeks to go, earliest and latest",
    ]
    assert found.explanation.version == 2
    assert found.explanation.inputs["seed"] == 5


@settings(max_examples=25)
@given(STEPS)
def test_the_range_is_in_order_after_today_and_the_same_each_time(steps: list[int]) -> None:
    found = forecast(*levels(steps))
    assert found == forecast(*levels(steps))
    if found.outlook is Outlook.EXPECTED:
        assert found.earliest is not None
        assert TODAY < found.earliest <= (found.latest or FAR)
    is_open = found.latest is None and found.outlook is not Outlook.REACHED
    assert is_open is (found.open_because is not None) is (found.closes is not None)


@settings(max_examples=25)
@given(STEPS, st.integers(1, 5))
def test_a_higher_threshold_is_never_reached_earlier(steps: list[int], more: int) -> None:
    low = forecast(*levels(steps), goal=GOAL)
    high = forecast(*levels(steps), goal=GOAL + Decimal(more) / 100)
    if low.earliest and high.earliest:
        assert low.earliest <= high.earliest
        assert (low.latest or FAR) <= (high.latest or FAR)


@settings(max_examples=25)
@given(st.lists(st.integers(0, 5), min_size=3, max_size=8), st.integers(1, 2))
def test_a_quicker_pace_to_the_same_share_is_never_later(steps: list[int], more: int) -> None:
    reached = sum(steps) + more * len(steps)
    slow = forecast(*levels(steps, start=reached - sum(steps)))
    quick = forecast(*levels([step + more for step in steps], start=0))
    assert slow.share == quick.share
    if slow.earliest:
        assert quick.earliest is not None
        assert quick.earliest <= slow.earliest
        assert (quick.latest or FAR) <= (slow.latest or FAR)
