"""The clock of a claim: right over holidays, zones and daylight saving, stopped and resumed."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.events.transition.claims import ClaimClock
from libs.common.problems import Problem
from services.transition.claims.business_time import business_days, business_time, hours
from services.transition.claims.clock import Clock, ClockTimer
from services.transition.plan.contract_calendar import calendar_of, zone_of

COUNTRIES = ("NL", "PL", "PT", "BR", "IN", "US", "GB")


def begun(at: str, country: str = "NL", days: int = 3) -> Clock:
    return Clock.begun(ClaimClock.ANSWER, datetime.fromisoformat(at), country, days)


def due(at: str, country: str = "NL", days: int = 3) -> str:
    return local(begun(at, country, days).due_at, country)


def local(at: datetime, country: str = "NL") -> str:
    return at.astimezone(zone_of(country)).isoformat()


@pytest.mark.parametrize(
    ("country", "at", "up"),
    [
        # Easter 2025: off are Friday and Monday, but for Portugal's Monday and Poland's Friday; in
        # the whole of the United Kingdom only Friday.
        ("NL", "2025-04-17T10:00+02:00", "2025-04-25T00:00:00+02:00"),
        ("PT", "2025-04-17T10:00+01:00", "2025-04-24T00:00:00+01:00"),
        ("PL", "2025-04-17T10:00+02:00", "2025-04-24T00:00:00+02:00"),
        ("GB", "2025-04-17T10:00+01:00", "2025-04-24T00:00:00+01:00"),
        # King's Day 2026 is a Monday.
        ("NL", "2026-04-24T10:00+02:00", "2026-05-01T00:00:00+02:00"),
        # Constitution Day in Poland, 3 May, and Labour Day, 1 May 2024, Wednesday and Friday.
        ("PL", "2024-04-29T10:00+02:00", "2024-05-07T00:00:00+02:00"),
        # Freedom Day in Portugal, 25 April 2025, a Friday.
        ("PT", "2025-04-23T10:00+01:00", "2025-04-30T00:00:00+01:00"),
        # Clocks go forward on 30 March 2025, and back on 26 October.
        ("NL", "2025-03-27T10:00+01:00", "2025-04-02T00:00:00+02:00"),
        ("NL", "2025-10-23T10:00+02:00", "2025-10-29T00:00:00+01:00"),
        # Tiradentes, 21 April 2025, is in Brazil the Monday after Good Friday.
        ("BR", "2025-04-16T10:00-03:00", "2025-04-24T00:00:00-03:00"),
        # Late in the evening in UTC it is the next day in Amsterdam, and the same in Brazil.
        ("NL", "2025-09-01T23:30+00:00", "2025-09-06T00:00:00+02:00"),
        ("BR", "2025-09-01T23:30+00:00", "2025-09-05T00:00:00-03:00"),
        ("BR", "2025-09-02T02:30+00:00", "2025-09-05T00:00:00-03:00"),
    ],
)
def test_time_is_up_at_the_midnight_of_the_last_business_day(
    country: str, at: str, up: str
) -> None:
    assert due(at, country) == up


def test_the_reminder_comes_when_half_of_the_business_time_is_over() -> None:
    """From ten on Monday there are seven hours and three days: half is 15½ hours."""
    clock = begun("2025-09-01T10:00+02:00")
    assert local(clock.remind_at) == "2025-09-03T09:30:00+02:00"
    assert hours(clock.left(clock.started_at)) == Decimal("31.00")


@pytest.mark.parametrize("at", ["2025-03-28T12:00+01:00", "2025-10-24T12:00+02:00"])
def test_the_night_of_a_clock_change_neither_gives_nor_takes_business_hours(at: str) -> None:
    clock = begun(at, days=1)
    assert hours(clock.left(clock.started_at)) == Decimal("13.00")


def test_hours_that_are_left_are_never_rounded_up() -> None:
    assert hours(timedelta(hours=1) - timedelta(microseconds=1)) == Decimal("0.99")


@pytest.mark.parametrize(
    ("since", "days"),
    [
        ("2025-09-01T10:00+02:00", 3),
        ("2025-09-04T23:00+02:00", 0),
        ("2025-08-30T10:00+02:00", 4),
        ("2025-09-09T10:00+02:00", 0),
    ],
)
def test_days_that_are_left_are_whole_ones_without_today(since: str, days: int) -> None:
    due_at = begun("2025-09-01T10:00+02:00").due_at
    assert business_days("NL", datetime.fromisoformat(since), due_at) == days


# Stopped and resumed


def test_stopped_and_resumed_at_once_it_is_up_as_before() -> None:
    clock = begun("2025-09-01T10:00+02:00")
    at = datetime.fromisoformat("2025-09-02T10:00+02:00")
    assert clock.stopped("r", "", at).resumed("r", at).due_at == clock.due_at


def test_what_was_left_is_counted_on_over_a_weekend() -> None:
    """Stopped on Wednesday at noon with 13 hours left; on from Friday at three."""
    clock = begun("2025-09-01T10:00+02:00")
    stopped = clock.stopped("r", "Access", datetime.fromisoformat("2025-09-03T12:00+02:00"))
    assert (stopped.timers(), stopped.is_up(clock.due_at)) == ({}, False)
    assert hours(stopped.left(clock.due_at)) == Decimal("13.00")
    on = stopped.resumed("r", datetime.fromisoformat("2025-09-05T15:00+02:00"))
    assert local(on.due_at) == "2025-09-09T12:00:00+02:00"
    assert on.explanation.rule == "resumed_deadline"
    assert on.timers()[ClockTimer.SILENCE] == on.due_at


def test_two_reasons_that_overlap_stop_it_until_the_last_is_lifted() -> None:
    clock = begun("2025-09-01T10:00+02:00")
    one, two, three, four = (datetime(2025, 9, day, 10, tzinfo=UTC) for day in (2, 3, 4, 5))
    both = clock.stopped("a", "", one).stopped("b", "", two)
    assert both.stopped_at == one
    still = both.resumed("a", three)
    assert still.is_stopped
    on = still.resumed("b", four)
    assert not on.is_stopped
    assert on.left(four) == clock.left(one)


def test_stopped_after_time_was_up_it_stays_up() -> None:
    clock = begun("2025-09-01T10:00+02:00")
    late = clock.due_at + timedelta(hours=12)
    on = clock.stopped("r", "", late).resumed("r", late + timedelta(days=3))
    assert on.due_at == clock.due_at


def test_stopped_after_closing_on_the_last_day_it_is_up_when_it_runs_again() -> None:
    clock = begun("2025-09-01T10:00+02:00")
    evening = datetime.fromisoformat("2025-09-04T20:00+02:00")
    again = datetime.fromisoformat("2025-09-08T09:00+02:00")
    assert clock.stopped("r", "", evening).resumed("r", again).due_at == again


def test_one_reason_stops_it_once_and_only_what_stops_it_lets_it_go() -> None:
    clock = begun("2025-09-01T10:00+02:00")
    with pytest.raises(Problem) as refused:
        clock.resumed("r", clock.started_at)
    assert refused.value.kind == "not-stopped"
    with pytest.raises(Problem) as refused:
        clock.stopped("r", "", clock.started_at).stopped("r", "", clock.started_at)
    assert refused.value.kind == "already-stopped"


MOMENTS = st.timedeltas(timedelta(0), timedelta(days=425)).map(
    lambda since: datetime(2024, 12, 1, tzinfo=UTC) + since
)
PERIODS = st.lists(
    st.tuples(
        st.timedeltas(timedelta(0), timedelta(days=4)),
        st.timedeltas(timedelta(0), timedelta(days=12)),
    ),
    max_size=5,
)


@given(st.sampled_from(COUNTRIES), MOMENTS, st.integers(1, 6), PERIODS)
def test_a_clock_stopped_and_resumed_never_loses_or_gains_business_time(
    country: str,
    at: datetime,
    days: int,
    periods: list[tuple[timedelta, timedelta]],
) -> None:
    clock = first = Clock.begun(ClaimClock.ANSWER, at, country, days)
    pauses, now = [], at
    for run, pause in periods:
        now += run
        if now >= clock.due_at:
            break
        until = now + pause
        left = clock.left(now)
        clock = clock.stopped("r", "", now).resumed("r", until)
        assert clock.left(until) == left
        pauses.append((now, until))
        now = until
    whole = business_time(country, at, first.due_at)
    counted = calendar_of(country).elapsed_with_pauses(at, clock.due_at, pauses)
    assert counted == whole
    assert clock.due_at >= first.due_at


@given(st.sampled_from(COUNTRIES), MOMENTS, st.integers(1, 6))
def test_half_the_time_lies_before_the_reminder_and_half_behind_it(
    country: str, at: datetime, days: int
) -> None:
    clock = Clock.begun(ClaimClock.ACCEPTANCE, at, country, days)
    before = business_time(country, at, clock.remind_at)
    behind = business_time(country, clock.remind_at, clock.due_at)
    assert abs(before - behind) <= timedelta(microseconds=1)
