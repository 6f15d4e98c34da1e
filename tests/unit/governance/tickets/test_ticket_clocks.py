"""A ticket's clock stands still in the statuses that pause, and runs on a business calendar."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.common.calendars import BusinessCalendar, CalendarTerms
from services.governance.tickets.clocks.clock_terms import ClockTerms, Stop
from services.governance.tickets.clocks.open_time_table import MICROSECOND
from services.governance.tickets.clocks.ticket_clocks import TicketClocks
from services.governance.tickets.log import ticket_log
from tests.unit.governance.tickets.writing import a_log

OFFICE = CalendarTerms.model_validate(
    {
        "tz": "Europe/Amsterdam",
        "country": "NL",
        "hours": {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    }
)
PAUSING = frozenset({"Awaiting User"})
IN_OFFICE = ClockTerms(calendar=OFFICE, pausing=PAUSING)


def ran(log, terms):
    return [
        None if run is None else run * MICROSECOND for run in TicketClocks(log).ran(terms).to_list()
    ]


def event(at, status, ticket="T1"):
    return {
        "ticket": ticket,
        "at": at,
        "status": status,
        "opened_at": "2026-03-06T08:00",
        "resolved_at": "2026-03-09T15:00",
    }


def test_a_friday_to_monday_counts_office_hours_less_what_the_client_took():
    log = a_log(
        event("2026-03-06T08:00", "New"),
        event("2026-03-06T15:00", "Awaiting User"),
        event("2026-03-09T09:00", "Active"),
        event("2026-03-09T15:00", "Resolved"),
    )
    # Friday 09:00 to 16:00, Monday 10:00 to 16:00, in Amsterdam
    assert ran(log, IN_OFFICE) == [timedelta(hours=13)]
    assert ran(log, ClockTerms()) == [timedelta(days=3, hours=7)]


def test_a_pause_without_an_end_lasts_to_the_stop_and_not_beyond():
    log = a_log(event("2026-03-06T08:00", "New"), event("2026-03-06T12:00", "Awaiting User"))
    assert ran(log, ClockTerms(pausing=PAUSING)) == [timedelta(hours=4)]


def test_a_pause_before_the_opening_or_after_the_stop_counts_for_nothing():
    log = a_log(
        event("2026-03-05T08:00", "Awaiting User"),
        event("2026-03-06T09:00", "Active"),
        event("2026-03-10T08:00", "Awaiting User"),
    )
    assert ran(log, ClockTerms(pausing=PAUSING)) == [timedelta(days=3, hours=6)]


def test_a_ticket_without_a_stop_has_no_time():
    assert ran(a_log(event("2026-03-06T08:00", "New")), ClockTerms(stops=Stop.CLOSED)) == [None]


def test_an_event_numbered_later_but_dated_earlier_begins_where_the_one_before_it_began():
    events = [
        event("2026-03-06T10:00", "Awaiting User") | {"sequence": 1},
        event("2026-03-06T09:00", "Active") | {"sequence": 2},
    ]
    assert ran(a_log(*events), ClockTerms(pausing=PAUSING)) == [timedelta(days=3, hours=7)]


def test_an_empty_log_has_no_times():
    assert ran(ticket_log(pl.DataFrame()), IN_OFFICE) == []


START = datetime(2026, 3, 20, tzinfo=UTC)
minutes = st.integers(0, 20 * 24 * 60)


@st.composite
def histories(draw):
    opened, resolved = sorted(draw(st.lists(minutes, min_size=2, max_size=2)))
    moments = sorted(draw(st.lists(minutes, min_size=1, max_size=8)))
    statuses = draw(st.lists(st.sampled_from(["Active", "Awaiting User", None]), min_size=8))
    return opened, resolved, list(zip(moments, statuses, strict=False))


def moment(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


@settings(max_examples=40, deadline=None)
@given(st.lists(histories(), min_size=1, max_size=6), st.sampled_from(["absolute", "wall"]))
def test_clocks_are_those_of_the_calendar_ticket_by_ticket(tickets, clock):
    """Over the last weekend of March and Good Friday."""
    stated = OFFICE.model_copy(
        update={"clock": clock, "hours": OFFICE.hours | {"sun": OFFICE.hours["mon"]}}
    )
    rows, wanted = [], []
    for number, (opened, resolved, events) in enumerate(tickets):
        facts = {
            "ticket": f"T{number}",
            "opened_at": moment(opened),
            "resolved_at": moment(resolved),
        }
        rows += [
            facts | {"at": moment(at), "status": status, "sequence": place}
            for place, (at, status) in enumerate(events)
        ]
        ends = [*(moment(at) for at, _ in events[1:]), None]
        pauses = [
            (moment(at), end)
            for (at, status), end in zip(events, ends, strict=True)
            if status in PAUSING
        ]
        calendar = BusinessCalendar(stated)
        wanted.append(calendar.elapsed_with_pauses(moment(opened), moment(resolved), pauses))
    log = ticket_log(pl.DataFrame(rows, infer_schema_length=None))
    assert ran(log, IN_OFFICE.model_copy(update={"calendar": stated})) == wanted


@pytest.mark.parametrize("clock", ["absolute", "wall"])
def test_a_night_with_a_clock_change(clock):
    """In Amsterdam clocks go from 02:00 to 03:00 on 29 March 2026."""
    all_day = CalendarTerms.model_validate(
        {"tz": "Europe/Amsterdam", "clock": clock, "hours": {"sun": [["00:00", "24:00"]]}}
    )
    log = a_log(
        {
            "ticket": "T1",
            "at": "2026-03-28T20:00",
            "opened_at": "2026-03-28T20:00",
            "resolved_at": "2026-03-29T22:30",
        }
    )
    hours = {"absolute": 23, "wall": 24}[clock]
    assert ran(log, ClockTerms(calendar=all_day)) == [timedelta(hours=hours)]
