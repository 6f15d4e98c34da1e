"""The feed of milestones, as another reader of calendars sees it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from services.transition.exchange.milestone_feed import FeedEvent, FeedState, milestones_calendar

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)


def event(**more: object) -> FeedEvent:
    given = {"plan": "p1", "code": "w1-live", "title": "Go live", "on": date(2026, 3, 2)}
    return FeedEvent(**(given | {"changed_at": NOW} | more))


def feed(*events: FeedEvent, title: str = "Payroll") -> Calendar:
    return Calendar.from_ical(milestones_calendar(title, events, NOW))


def test_a_milestone_is_a_day_that_ends_before_the_next():
    (found,) = feed(event()).events
    assert (found.decoded("DTSTART"), found.decoded("DTEND")) == (
        date(2026, 3, 2),
        date(2026, 3, 3),
    )
    assert found["DTSTART"].params["VALUE"] == "DATE"


def test_its_id_stays_when_its_day_moves_and_its_sequence_grows():
    before, after = (
        feed(event(on=on, changes=n)).events[0]
        for n, on in enumerate((date(2026, 3, 2), date(2026, 4, 1)))
    )
    assert before["UID"] == after["UID"] == "p1-w1-live@baton"
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert before.decoded("LAST-MODIFIED") == NOW


def test_a_deadline_is_an_event_of_its_own():
    first, second = feed(event(deadline=date(2026, 3, 9))).events
    assert str(second["SUMMARY"]) == "Deadline: Go live"
    assert second.decoded("DTSTART") == date(2026, 3, 9)
    assert first["UID"] != second["UID"]


@pytest.mark.parametrize(
    ("state", "status"),
    [("planned", "TENTATIVE"), ("reached", "CONFIRMED"), ("given up", "CANCELLED")],
)
def test_the_state_is_told_as_calendars_know_it(state, status):
    assert str(feed(event(state=FeedState(state))).events[0]["STATUS"]) == status


def test_the_description_says_who_and_how_much_it_can_slip():
    found = feed(event(responsible=["Ann, vendor"], total_float_days=1, is_critical=True))
    assert str(found.events[0]["DESCRIPTION"]).split("\n") == [
        "State: planned",
        "Responsible: Ann, vendor",
        "Float: 1 working day",
        "On the critical path",
    ]


def test_calendars_are_asked_to_look_again_every_hour():
    found = feed()
    assert found.decoded("REFRESH-INTERVAL") == timedelta(hours=1)
    assert str(found["X-PUBLISHED-TTL"]) == "PT1H"


def test_a_title_cannot_smuggle_lines_in():
    raw = milestones_calendar("A\r\nX-EVIL:1", [event(title="B\r\nEND:VEVENT", code="c\nd")], NOW)
    assert b"\nX-EVIL" not in raw
    assert raw.count(b"\nEND:VEVENT") == 1
    assert len(Calendar.from_ical(raw).events) == 1


def test_the_same_events_give_the_same_bytes_in_lines_of_75():
    raw = milestones_calendar("P", [event(title="é" * 200)], NOW)
    assert raw == milestones_calendar("P", [event(title="é" * 200)], NOW)
    assert max(map(len, raw.split(b"\r\n"))) <= 75


def test_a_time_without_a_zone_and_a_milestone_told_twice_are_refused():
    with pytest.raises(ValueError, match="zone"):
        milestones_calendar("P", [event(changed_at=NOW.replace(tzinfo=None))], NOW)
    with pytest.raises(ValueError, match="same"):
        milestones_calendar("P", [event(), event()], NOW)
