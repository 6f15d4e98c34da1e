"""Open minutes, counted: office hours with a lunch break, around the clock, and nights."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.transition.scheduling.work_time import (
    ELAPSED,
    Hours,
    NeverOpen,
    WorkTime,
    instant,
    moment,
)

MONDAY = date(2025, 1, 6)


def office(day: date) -> Hours:
    return () if day.weekday() > 4 else ((480, 720), (780, 1020))


def nights(day: date) -> Hours:
    return ((0, 360), (1200, 1440))


def at(text: str) -> int:
    return instant(datetime.fromisoformat(text))


CLOCK = WorkTime(office, MONDAY)


@pytest.mark.parametrize(
    ("first", "last", "minutes"),
    [
        ("2025-01-06T08:00", "2025-01-06T17:00", 480),
        ("2025-01-06T12:00", "2025-01-06T13:00", 0),
        ("2025-01-10T16:00", "2025-01-13T09:00", 120),
        ("2025-01-11T10:00", "2025-01-12T10:00", 0),
        ("2024-01-01T00:00", "2025-01-01T00:00", 262 * 480),
    ],
)
def test_between_two_moments_lies_the_time_that_is_open(
    first: str, last: str, minutes: int
) -> None:
    assert CLOCK.at(at(last)) - CLOCK.at(at(first)) == minutes


def test_where_work_stops_and_goes_on_is_one_mark_and_two_moments() -> None:
    mark = CLOCK.at(at("2025-01-10T17:00"))
    assert mark == CLOCK.at(at("2025-01-13T08:00"))
    assert moment(CLOCK.ends(mark)) == datetime.fromisoformat("2025-01-10T17:00")
    assert moment(CLOCK.begins(mark)) == datetime.fromisoformat("2025-01-13T08:00")


MARKS = st.integers(-3_000_000, 3_000_000)
INSTANTS = st.integers(at("1995-01-01T00:00"), at("2060-01-01T00:00"))


@given(MARKS, st.sampled_from([CLOCK, WorkTime(nights, MONDAY), ELAPSED]))
def test_a_mark_comes_back_from_both_of_its_moments(mark: int, clock: WorkTime) -> None:
    assert clock.at(clock.begins(mark)) == mark == clock.at(clock.ends(mark))
    assert clock.ends(mark) <= clock.begins(mark)


@given(INSTANTS, INSTANTS)
def test_later_moments_never_have_smaller_marks(one: int, other: int) -> None:
    first, last = sorted((one, other))
    assert CLOCK.at(first) <= CLOCK.at(last)


@given(INSTANTS)
def test_what_is_counted_does_not_depend_on_what_was_asked_before(asked: int) -> None:
    fresh = WorkTime(office, MONDAY)
    assert fresh.at(asked) == CLOCK.at(asked)


def test_a_calendar_that_never_opens_says_so() -> None:
    with pytest.raises(NeverOpen):
        WorkTime(lambda day: (), MONDAY)


def test_a_calendar_that_closes_for_good_says_so() -> None:
    clock = WorkTime(lambda day: office(day) if day < date(2026, 1, 1) else (), MONDAY)
    with pytest.raises(NeverOpen):
        clock.begins(10**6)


def test_a_moment_with_a_zone_or_with_seconds_is_no_instant() -> None:
    for wrong in map(datetime.fromisoformat, ("2025-01-06T08:00+01:00", "2025-01-06T08:00:01")):
        with pytest.raises(ValueError, match="whole minute"):
            instant(wrong)


def test_an_instant_is_the_moment_it_was_made_of() -> None:
    when = datetime(2025, 3, 30, 2, 30)  # noqa: DTZ001 - there are no zones on the wall
    assert moment(instant(when)) == when
    assert moment(instant(when) + 60) - when == timedelta(hours=1)
