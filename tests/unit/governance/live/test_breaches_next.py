from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.common.calendars import BusinessCalendar, CalendarTerms
from services.governance.live.breaches_next import (
    NextBreaches,
    OpenTicket,
    UnknownCalendar,
    breaches_next,
)

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WEEK = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
CALENDARS = {
    "office": CalendarTerms.model_validate({"tz": "Europe/Amsterdam", "hours": WEEK}),
    "always": BusinessCalendar.round_the_clock("UTC").terms,
}
FRIDAY_AT_FOUR = datetime(2026, 2, 6, 16, tzinfo=AMSTERDAM)


def ticket(name: str, hours: int | None, calendar: str = "office") -> OpenTicket:
    """Due so many hours of the clock after Friday at four."""
    due = None if hours is None else FRIDAY_AT_FOUR + timedelta(hours=hours)
    return OpenTicket(reference=name, level="AP-1", calendar=calendar, due=due)


def ask(*tickets: OpenTicket) -> NextBreaches:
    return breaches_next(tickets, CALENDARS, FRIDAY_AT_FOUR)


def test_friday_at_four_to_monday_at_ten_are_two_hours_of_business() -> None:
    [one] = ask(ticket("A", 66)).coming
    assert (one.reference, one.left) == ("A", timedelta(hours=2))


def test_the_order_is_that_of_the_due_times_not_of_the_time_left() -> None:
    found = ask(ticket("office", 66), ticket("night", 12, "always")).coming
    assert [one.reference for one in found] == ["night", "office"]
    assert [one.left for one in found] == [timedelta(hours=12), timedelta(hours=2)]


def test_one_that_is_missed_says_since_how_much_business_time() -> None:
    found = ask(ticket("old", -24), ticket("now", 0))
    assert [(one.reference, one.left) for one in found.missed] == [
        ("old", timedelta(hours=8)),
        ("now", timedelta(0)),
    ]
    assert found.coming == ()


def test_one_whose_clock_stands_still_is_listed_apart() -> None:
    found = ask(ticket("B", None), ticket("A", None), ticket("C", 1))
    assert found.standing_still == ("A", "B") and len(found.coming) == 1


def test_the_hour_that_comes_twice_keeps_its_order() -> None:
    night = datetime(2026, 10, 25, 2, 30, tzinfo=AMSTERDAM)
    tickets = [
        OpenTicket(reference="later", level="x", calendar="always", due=night.replace(fold=1)),
        OpenTicket(reference="sooner", level="x", calendar="always", due=night),
    ]
    found = breaches_next(tickets, CALENDARS, datetime(2026, 10, 24, tzinfo=UTC)).coming
    assert [one.reference for one in found] == ["sooner", "later"]
    assert found[1].left - found[0].left == timedelta(hours=1)


def test_the_explanation_counts_each_list() -> None:
    tickets = [ticket("A", 1), ticket("B", -1), ticket("C", None)]
    steps = breaches_next.explained(tickets, CALENDARS, FRIDAY_AT_FOUR).explanation.steps
    assert [step.value for step in steps] == [[1, 1], 1]


def test_a_calendar_that_nobody_described_is_refused() -> None:
    with pytest.raises(UnknownCalendar, match="lunar"):
        ask(ticket("A", 1, "lunar"))


TICKETS = st.lists(
    st.builds(
        ticket,
        st.sampled_from("ABCDEFG"),
        st.one_of(st.none(), st.integers(-100, 100)),
        st.sampled_from(["office", "always"]),
    ),
    max_size=8,
    unique_by=lambda one: one.reference,
)


@settings(max_examples=50, deadline=None)
@given(TICKETS, st.randoms())
def test_every_ticket_is_in_one_list_whatever_their_order(
    tickets: list[OpenTicket], by: Random
) -> None:
    found = ask(*tickets)
    named = [one.reference for one in (*found.missed, *found.coming)]
    assert sorted([*named, *found.standing_still]) == sorted(one.reference for one in tickets)
    assert ask(*sorted(tickets, key=lambda _: by.random())) == found
