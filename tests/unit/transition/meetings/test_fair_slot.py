"""Meetings at fair hours: within both sides' hours where that is possible, else by turns."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.common.events.transition.party import Party
from services.transition.meetings.fair_slot import Slot, SlotAsk, Turns, fair_slot
from services.transition.meetings.wall import wall_text
from services.transition.working_agreement.terms import SideHours
from tests.unit.transition.working_agreement.agreements import (
    CHENNAI,
    KRAKOW,
    SAN_FRANCISCO,
    UTRECHT,
    hours,
)

MONDAY = date(2025, 6, 23)
HOME = "Europe/Amsterdam"
SYDNEY = hours("Australia/Sydney", "AU")
NOBODY = Turns()


def ask(day: date = MONDAY, minutes: int = 30, wished: str | None = None) -> SlotAsk:
    return SlotAsk(day=day, tz=HOME, minutes=minutes, wished=wished)


def slot(vendor: SideHours, turns: Turns = NOBODY, **more: Any) -> Slot:
    found = fair_slot(UTRECHT, vendor, ask(**more), turns)
    assert found
    return found


def test_the_earliest_time_within_both_sides_hours_hurts_nobody() -> None:
    found = slot(CHENNAI)
    assert found.local == {Party.CLIENT: "09:00", Party.VENDOR: "12:30"}
    assert found.outside == {}


def test_the_wished_time_counts_where_it_lies_within_and_the_nearest_where_not() -> None:
    assert slot(CHENNAI, wished="11:00").local[Party.CLIENT] == "11:00"
    assert slot(CHENNAI, wished="11:05").local[Party.CLIENT] == "11:05"
    assert slot(CHENNAI, wished="16:00").local[Party.CLIENT] == "13:00"


def test_hours_that_share_ten_odd_minutes_are_found_between_the_quarters() -> None:
    late = hours(HOME, "NL", "16:50", "20:00")
    assert slot(late, minutes=10).local[Party.CLIENT] == "16:50"


def test_without_shared_hours_the_one_who_did_not_get_up_last_time_does() -> None:
    first = slot(SYDNEY, minutes=60)
    assert len(first.outside) == 1
    (bore,) = first.outside
    second = slot(SYDNEY, NOBODY.after(list(first.outside)), minutes=60)
    (bears,) = second.outside
    assert bears is not bore
    assert f"it is the {bears}'s turn" in second.why


def test_a_turn_costs_as_few_minutes_as_possible() -> None:
    """Nine in San Francisco is six in the evening in Utrecht."""
    san_francisco = slot(SAN_FRANCISCO, Turns(vendor=1, last=Party.VENDOR))
    assert san_francisco.local == {Party.CLIENT: "18:00", Party.VENDOR: "09:00"}
    assert san_francisco.outside == {Party.CLIENT: 90}


def test_nobody_gets_up_at_night_where_both_can_share_it_by_day() -> None:
    """Until five in Utrecht is until eight in San Francisco, and until five in Honolulu."""
    other = Turns(client=1, last=Party.CLIENT)
    found = slot(SAN_FRANCISCO, other)
    assert found.outside == {Party.VENDOR: 90}
    assert found.local[Party.VENDOR] == "07:30"
    honolulu = hours("Pacific/Honolulu", "US")
    shared = slot(honolulu, other)
    assert set(shared.outside) == set(Party)
    assert shared.local == {Party.CLIENT: "18:45", Party.VENDOR: "06:45"}


@pytest.mark.parametrize("day", [date(2025, 6, 28), date(2025, 12, 25), date(2025, 6, 19)])
def test_nobody_meets_where_one_side_does_not_work(day: date) -> None:
    assert fair_slot(UTRECHT, KRAKOW, ask(day), NOBODY) is None


def test_over_a_change_of_clocks_the_time_at_home_stays_and_the_other_moves() -> None:
    before, after = (
        slot(CHENNAI, day=day, wished="10:00") for day in (date(2025, 10, 24), date(2025, 10, 27))
    )
    assert before.local == {Party.CLIENT: "10:00", Party.VENDOR: "13:30"}
    assert after.local == {Party.CLIENT: "10:00", Party.VENDOR: "14:30"}


def test_in_the_weeks_when_only_one_side_has_changed_its_clocks_both_are_still_inside() -> None:
    """From 9 March San Francisco is nearer by an hour, until Utrecht changes on the 30th."""
    early = hours("America/Los_Angeles", "US", "08:00", "17:00")
    day = date(2026, 3, 11)
    found = fair_slot(hours(HOME, "NL", "09:00", "17:30"), early, ask(day), NOBODY)
    assert found
    assert (found.local, found.outside) == (
        {Party.CLIENT: "16:00", Party.VENDOR: "08:00"},
        {},
    )
    later = fair_slot(hours(HOME, "NL", "09:00", "17:30"), early, ask(date(2026, 4, 1)), NOBODY)
    assert later
    assert later.local[Party.CLIENT] == "17:00"


def test_the_explanation_says_whose_turn_it_was_and_why() -> None:
    explanation = fair_slot.explained(UTRECHT, SAN_FRANCISCO, ask(), NOBODY).explanation
    assert [step.label for step in explanation.steps] == [
        "starts within both sides' hours",
        "turns so far",
        "why",
    ]


ZONES = st.sampled_from(
    [
        ("Europe/Amsterdam", "NL"),
        ("Asia/Kolkata", "IN"),
        ("Asia/Manila", "PH"),
        ("America/Los_Angeles", "US"),
        ("Australia/Sydney", "AU"),
        ("Pacific/Auckland", "NZ"),
        ("America/Sao_Paulo", "BR"),
        ("Africa/Casablanca", "MA"),
    ]
)


@st.composite
def sides(draw: st.DrawFn) -> SideHours:
    tz, country = draw(ZONES)
    opens = draw(st.integers(0, 80))
    closes = opens + draw(st.integers(4, 92 - opens if opens > 4 else 60))
    at = [f"{n // 4:02}:{n % 4 * 15:02}" for n in (opens, min(closes, 96))]
    return hours(tz, country, *at)


DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31))
LENGTHS = st.sampled_from([15, 30, 60, 90])


def inside_exists(client: SideHours, vendor: SideHours, asked: SlotAsk) -> bool:
    """Every minute of the day is looked at: slow, and another way than the rule's."""
    begin = datetime.combine(asked.day, datetime.min.time(), UTC) - timedelta(hours=14)
    length = timedelta(minutes=asked.minutes)
    calendars = (client.calendar, vendor.calendar)
    for n in range(0, 52 * 60, 5):
        start = begin + timedelta(minutes=n)
        on_day = start.astimezone(ZoneInfo(asked.tz)).date() == asked.day
        if on_day and all(c.elapsed(start, start + length) == length for c in calendars):
            return True
    return False


@settings(max_examples=60)
@given(sides(), sides(), DAYS, LENGTHS, st.integers(0, 3), st.integers(0, 3))
def test_it_is_never_outside_stated_hours_when_a_slot_inside_exists(
    client: SideHours, vendor: SideHours, day: date, minutes: int, one: int, other: int
) -> None:
    asked = ask(day, minutes)
    found = fair_slot(client, vendor, asked, Turns(client=one, vendor=other))
    if inside_exists(client, vendor, asked):
        assert found is not None
        assert found.outside == {}
    elif found is not None:
        assert found.outside
    if found is not None:
        end = found.starts_at + timedelta(minutes=minutes)
        for side, hours_ in ((Party.CLIENT, client), (Party.VENDOR, vendor)):
            is_inside = hours_.calendar.elapsed(found.starts_at, end) == end - found.starts_at
            assert is_inside == (side not in found.outside)
            assert found.local[side] == wall_text(found.starts_at, hours_.tz)


@settings(max_examples=40)
@given(sides(), sides(), DAYS, LENGTHS)
def test_over_a_cycle_no_side_is_more_than_one_turn_ahead(
    client: SideHours, vendor: SideHours, first: date, minutes: int
) -> None:
    turns = Turns()
    for n in range(14):
        found = fair_slot(client, vendor, ask(first + timedelta(days=n), minutes), turns)
        turns = turns if found is None else turns.after(list(found.outside))
        assert abs(turns.client - turns.vendor) <= 1
