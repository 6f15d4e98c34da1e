"""A plan's calendars as clocks: weeks, and the days on which other hours hold."""

from datetime import date, datetime, time

from hypothesis import given
from hypothesis import strategies as st

from services.transition.exchange.plan_document import CalendarException, PlannedCalendar
from services.transition.plan.clock import clock_of
from services.transition.scheduling.work_time import instant

WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), (("09:00", "17:00"),))


def calendar(*exceptions: CalendarException) -> PlannedCalendar:
    return PlannedCalendar.model_validate({"code": "c", "week": WEEK, "exceptions": exceptions})


def closed(first: date, last: date) -> CalendarException:
    return CalendarException(first=first, last=last)


def short(first: date, last: date) -> CalendarException:
    return CalendarException(first=first, last=last, hours=(("10:00", "12:00"),))


def worked(of: PlannedCalendar, day: date) -> int:
    """Minutes."""
    clock = clock_of(of)
    midnight = instant(datetime.combine(day, time.min))
    return clock.at(midnight + 1440) - clock.at(midnight)


def test_an_exception_holds_from_its_first_day_to_its_last_however_long_it_is() -> None:
    found = calendar(closed(date(2025, 1, 1), date(2050, 12, 31)))
    days = (date(2024, 12, 31), date(2025, 1, 1), date(2040, 1, 2), date(2050, 12, 30))
    assert [worked(found, day) for day in days] == [480, 0, 0, 0]
    assert worked(found, date(2051, 1, 2)) == 480


def test_an_exception_without_end_is_no_more_than_one_that_ends_with_time() -> None:
    found = calendar(short(date.min, date.max))
    assert worked(found, date(1980, 1, 6)) == worked(found, date(2100, 1, 3)) == 120


DAYS = st.dates(date(2025, 1, 1), date(2025, 2, 28))


@given(st.lists(st.tuples(st.sampled_from([closed, short]), DAYS, DAYS), max_size=8), DAYS)
def test_where_exceptions_meet_the_one_listed_last_holds(
    listed: list[tuple[object, date, date]], day: date
) -> None:
    exceptions = [make(first, last) for make, first, last in listed]  # type: ignore[operator]
    usual = 480 if day.weekday() < 5 else 0
    holding = [each for each in exceptions if each.first <= day <= each.last]
    expected = (120 if holding[-1].hours else 0) if holding else usual
    assert worked(calendar(*exceptions), day) == expected
