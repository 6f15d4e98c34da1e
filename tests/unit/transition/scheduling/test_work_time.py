"""Open minutes, counted: office hours with a lunch break, around the clock, and nights."""

import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.transition.scheduling.work_time import (
    ELAPSED,
    Clock,
    Hours,
    NeverOpen,
    OutOfTime,
    WorkTime,
    instant,
    moment,
)

MONDAY = date(2025, 1, 6)
Marked = tuple[Clock, int]


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
ELAPSED_MARKS = st.integers(0, at("2110-12-31T23:59"))
INSTANTS = st.integers(at("1995-01-01T00:00"), at("2060-01-01T00:00"))


def marked(clocks: list[Clock], marks: st.SearchStrategy[int]) -> st.SearchStrategy[Marked]:
    return st.tuples(st.sampled_from(clocks), marks)


@given(marked([CLOCK, WorkTime(nights, MONDAY)], MARKS) | marked([ELAPSED], ELAPSED_MARKS))
def test_a_mark_comes_back_from_both_of_its_moments(marked: Marked) -> None:
    clock, mark = marked
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


OUTSIDE = "outside the years 1970 to 2110"
HUGE = st.integers(10**8, 10**30) | st.integers(-(10**30), -(10**8))


@given(HUGE, st.sampled_from([CLOCK, WorkTime(nights, MONDAY), ELAPSED]))
def test_what_lies_outside_the_known_years_is_refused_with_a_sentence(
    far: int, clock: Clock
) -> None:
    for ask in (clock.at, clock.begins, clock.ends):
        with pytest.raises(OutOfTime, match=OUTSIDE):
            ask(far)


@given(HUGE.map(lambda far: far * 10**3))
def test_no_moment_is_made_of_an_instant_beyond_all_calendars(far: int) -> None:
    with pytest.raises(OutOfTime, match=OUTSIDE):
        moment(far)


@pytest.mark.parametrize("day", ["1970-01-02", "2110-12-30"])
def test_the_first_and_the_last_years_are_known(day: str) -> None:
    mark = CLOCK.at(at(f"{day}T09:00"))
    assert moment(CLOCK.begins(mark)) == datetime.fromisoformat(f"{day}T09:00")
    assert ELAPSED.begins(at(f"{day}T09:00")) == at(f"{day}T09:00")


@pytest.mark.parametrize("only", [date(2099, 6, 1), date(1975, 6, 1)])
def test_a_calendar_may_open_on_a_single_far_day(only: date) -> None:
    clock = WorkTime(lambda day: ((480, 1020),) if day == only else (), MONDAY)
    opens = instant(datetime.combine(only, datetime.min.time())) + 480
    mark = clock.at(opens)
    assert clock.at(at("1971-01-01T00:00")) == clock.at(opens - 1) == mark
    assert clock.begins(mark) == clock.ends(mark) == opens
    assert clock.begins(mark + 540) == clock.ends(mark + 540) == opens + 540
    with pytest.raises(NeverOpen, match=f"No working time after {only}"):
        clock.ends(mark + 541)
    with pytest.raises(NeverOpen, match=f"No working time before {only}"):
        clock.ends(mark - 1)


@pytest.mark.parametrize("year", [1970, 2110])
def test_every_day_is_looked_at_once_however_far_the_clock_grows(year: int) -> None:
    seen: list[date] = []
    clock = WorkTime(lambda day: seen.append(day) or office(day), MONDAY)  # type: ignore[func-returns-value]
    clock.at(at(f"{year}-06-01T00:00"))
    assert len(seen) == len(set(seen)) <= 141 * 366


@pytest.fixture
def _taking_turns_often() -> Iterator[None]:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("_taking_turns_often")
def test_a_clock_that_threads_ask_at_once_says_what_it_says_to_one() -> None:
    asked = [
        at(f"{year}-06-01T10:00")
        for pair in zip(range(2026, 2060), range(2023, 1989, -1), strict=True)
        for year in pair
    ]
    alone = WorkTime(office, MONDAY)
    expected = [alone.at(each) for each in asked]
    for _ in range(5):
        assert _answers(WorkTime(office, MONDAY), asked) == [expected] * 3


def _answers(shared: WorkTime, asked: list[int]) -> list[list[int]]:
    """To three threads that ask at the same time."""
    together, found = Barrier(3), list[list[int]]()

    def ask() -> None:
        together.wait()
        found.append([shared.at(each) for each in asked])

    threads = [Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
