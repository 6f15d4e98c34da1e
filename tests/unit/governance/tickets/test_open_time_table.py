"""Two look-ups say what the calendar says, for whole columns, over holidays and clock changes."""

import json
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.common.calendars import NAIVE, BusinessCalendar, CalendarTerms, OutOfReach, WrongZone
from services.governance.tickets.clocks.open_time_table import (
    MICROSECOND,
    open_time_table,
    table_for,
)
from tests.shared_data import shared_data

FIRST, LAST = date(2025, 10, 1), date(2026, 4, 30)
"Over an autumn and a spring change, Christmas and Easter."
ZONES = ("Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "UTC", "Asia/Kathmandu")
EARLIEST = datetime(2025, 10, 1, tzinfo=UTC)
SPAN = int((datetime(2026, 4, 30, tzinfo=UTC) - EARLIEST) / timedelta(minutes=1))
moments = st.integers(0, SPAN).map(lambda minutes: EARLIEST + timedelta(minutes=minutes))
times = st.sampled_from(["00:00", "02:30", "03:00", "09:00", "12:00", "13:00", "17:30", "24:00"])


@st.composite
def terms(draw) -> CalendarTerms:
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    hours = {}
    for day in draw(st.lists(st.sampled_from(days), unique=True, max_size=7)):
        bounds = sorted(draw(st.lists(times, min_size=2, max_size=2, unique=True)))
        hours[day] = [bounds]
    return CalendarTerms.model_validate(
        {
            "tz": draw(st.sampled_from(ZONES)),
            "clock": draw(st.sampled_from(["absolute", "wall"])),
            "hours": hours,
            "country": draw(st.sampled_from([None, "NL", "US"])),
            "holidays": ["2026-03-29"] if draw(st.booleans()) else [],
            "special": {"2026-03-30": [["00:00", "24:00"]]} if draw(st.booleans()) else {},
        }
    )


def column(*some: datetime) -> pl.Series:
    return pl.Series(some, dtype=pl.Datetime("us", "UTC"))


@settings(max_examples=40, deadline=None)
@given(terms(), st.lists(st.tuples(moments, moments), min_size=1, max_size=20))
def test_time_between_is_what_the_calendar_says(stated, pairs):
    calendar, table = BusinessCalendar(stated), open_time_table(stated, FIRST, LAST)
    since, until = (table.positions(column(*side)) for side in zip(*pairs, strict=True))
    ours = [int(run) * MICROSECOND for run in table.between(since, until)]
    assert ours == [calendar.elapsed(*pair) for pair in pairs]


@settings(max_examples=25, deadline=None)
@given(terms(), moments, st.integers(1, 24 * 60))
def test_due_times_are_what_the_calendar_says(stated, start, minutes):
    calendar, run = BusinessCalendar(stated), timedelta(minutes=minutes)
    if not stated.has_hours():
        return
    table = open_time_table(stated, FIRST, LAST + timedelta(days=900))
    at = table.positions(column(start))
    due = int(table.due(at, at * 0 + run // MICROSECOND)[0])
    wanted = calendar.due(start, run)
    assert due == int(table.positions(column(wanted))[0])


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("clock", ["absolute", "wall"])
@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2025, 10, 26), date(2026, 3, 8)])
def test_every_minute_around_a_clock_change(zone, clock, day):
    stated = CalendarTerms.model_validate(
        {
            "tz": zone,
            "clock": clock,
            "hours": {
                day: [["01:30", "02:30"], ["09:00", "24:00"]] for day in ("sat", "sun", "mon")
            },
        }
    )
    calendar, table = BusinessCalendar(stated), open_time_table(stated, day, day)
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    minutes = [start + timedelta(minutes=minute) for minute in range(0, 24 * 60, 7)]
    at = table.positions(column(*minutes))
    runs = table.between(at * 0 + at[0], at)
    assert [int(run) * MICROSECOND for run in runs] == [
        calendar.elapsed(start, minute) for minute in minutes
    ]
    assert list(table.is_open(at)) == [calendar.is_open(minute) for minute in minutes]


def test_a_moment_beyond_what_was_laid_out_is_refused():
    table = open_time_table(CalendarTerms(tz="UTC", hours={}), FIRST, FIRST)
    with pytest.raises(OutOfReach):
        table.before(table.positions(column(datetime(2027, 1, 1, tzinfo=UTC))))


def test_moments_with_a_zone_do_not_fit_a_calendar_without_one():
    table = open_time_table(CalendarTerms(tz=NAIVE, hours={}), FIRST, FIRST)
    with pytest.raises(WrongZone):
        table.positions(column(EARLIEST))


CASES = [
    case
    for case in json.loads(shared_data("business-clock/cases.json").read_text())
    if case["kind"] in {"elapsed", "elapsed_wallclock", "elapsed_with_pause", "due", "is_open"}
    if case.get("add_minutes", 1) > 0
    if case["suite"] != "mpxj" or "end" not in case or case["start"] <= case["end"]
]
"Those that apply: tickets run forward, so time that is negative or due at once is left out."


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_published_clocks(case):
    wall = {"clock": "wall"} if case["kind"] == "elapsed_wallclock" else {}
    stated = CalendarTerms.model_validate(case["calendar"] | wall)

    def read(text: str) -> datetime:
        moment = datetime.fromisoformat(text)
        if stated.tz == NAIVE:
            return moment
        zone = ZoneInfo(stated.tz)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)

    def place(*texts: str):
        return table.positions(
            pl.Series([read(text) for text in texts]).cast(
                pl.Datetime("us", None if stated.tz == NAIVE else "UTC")
            )
        )

    told = [case.get(name) for name in ("start", "end", "at", "expected")]
    known = [read(text) for text in told if isinstance(text, str)]
    table = table_for(stated, pl.Series(known))
    match case["kind"]:
        case "is_open":
            assert bool(table.is_open(place(case["at"]))[0]) is case["expected"]
        case "due":
            at = place(case["start"])
            due = table.due(at, at * 0 + case["add_minutes"] * 60_000_000)
            assert int(due[0]) == int(place(case["expected"])[0])
        case _:
            pauses = case.get("pauses", ())
            sides = [place(case["start"]), place(case["end"])]
            run = int(table.between(*sides)[0]) - sum(
                int(table.between(place(begins), place(ends))[0]) for begins, ends in pauses
            )
            if "expected_days_of_8h" in case:
                wanted = pytest.approx(case["expected_days_of_8h"], abs=case["tolerance_days"])
                assert run * MICROSECOND / timedelta(hours=8) == wanted
            else:
                assert run * MICROSECOND == timedelta(minutes=case["expected_minutes"])
