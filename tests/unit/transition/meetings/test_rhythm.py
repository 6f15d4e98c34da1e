"""On which days a series meets."""

from datetime import date, timedelta
from itertools import islice, pairwise

from hypothesis import given
from hypothesis import strategies as st

from libs.common.calendars.week import WEEKDAYS
from services.transition.meetings.rhythm import Every, Rhythm, days_from
from tests.unit.transition.working_agreement.agreements import KRAKOW, UTRECHT


def both(day: date) -> bool:
    return UTRECHT.calendar.is_business_day(day) and KRAKOW.calendar.is_business_day(day)


def first(rhythm: Rhythm, day: str, count: int) -> list[str]:
    found = days_from(rhythm, date.fromisoformat(day), both)
    return [each.isoformat() for each in islice(found, count)]


def test_a_daily_one_leaves_out_weekends_and_the_holidays_of_either_side() -> None:
    """19 June is a holiday in Poland, not in the Netherlands."""
    assert first(Rhythm(every=Every.DAILY), "2025-06-18", 3) == [
        "2025-06-18",
        "2025-06-20",
        "2025-06-23",
    ]


def test_a_weekly_one_moves_within_its_week_forward_where_it_can() -> None:
    """24 December is a holiday in Poland, the two days after it are in both countries."""
    thursdays = Rhythm(every=Every.WEEKLY, weekday="thu")
    assert first(thursdays, "2025-06-12", 3) == ["2025-06-12", "2025-06-20", "2025-06-26"]
    fridays = Rhythm(every=Every.WEEKLY, weekday="fri")
    assert first(fridays, "2025-12-19", 2) == ["2025-12-19", "2025-12-23"]


def test_a_monthly_one_is_on_its_nth_weekday_or_the_last() -> None:
    second = Rhythm(every=Every.MONTHLY, weekday="tue", nth=2)
    assert first(second, "2025-07-01", 2) == ["2025-07-08", "2025-08-12"]
    last = Rhythm(every=Every.MONTHLY, weekday="thu", nth=5)
    assert first(last, "2025-07-01", 2) == ["2025-07-31", "2025-08-28"]


def test_one_that_was_moved_to_after_the_first_day_asked_for_still_comes() -> None:
    thursdays = Rhythm(every=Every.WEEKLY, weekday="thu")
    assert first(thursdays, "2025-06-20", 1) == ["2025-06-20"]


@given(
    st.sampled_from(list(Every)),
    st.sampled_from(WEEKDAYS),
    st.integers(1, 5),
    st.dates(date(2024, 1, 1), date(2027, 1, 1)),
)
def test_days_come_in_order_once_each_on_days_on_which_both_work(
    every: Every, weekday: str, nth: int, day: date
) -> None:
    rhythm = Rhythm.model_validate({"every": every, "weekday": weekday, "nth": nth})
    found = list(islice(days_from(rhythm, day, both), 8))
    assert all(both(each) and each >= day for each in found)
    assert found == sorted(set(found))
    if found:
        again = next(days_from(rhythm, found[-1], both), None)
        assert again == found[-1], "a day that it meets is found from that very day too"
    gap = {Every.DAILY: 14, Every.WEEKLY: 21, Every.MONTHLY: 75}[every]
    assert all(b - a <= timedelta(days=gap) for a, b in pairwise(found))


def test_a_week_without_any_day_for_both_is_left_out() -> None:
    def works(day: date) -> bool:
        return both(day) and day.isocalendar()[1] != 27

    found = days_from(Rhythm(every=Every.WEEKLY), date(2025, 6, 23), works)
    assert list(islice(found, 2)) == [date(2025, 6, 23), date(2025, 7, 7)]
