"""The milestones of a plan as a calendar that people subscribe to. Source: RFC 5545, RFC 7986."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

REFRESHED_EVERY = timedelta(hours=1)
A_DAY = timedelta(days=1)


class FeedState(StrEnum):
    """Of a milestone. One that was given up stays in the feed, so that calendars strike it."""

    PLANNED = "planned"
    REACHED = "reached"
    GIVEN_UP = "given up"


STATUS = {
    FeedState.PLANNED: "TENTATIVE",
    FeedState.REACHED: "CONFIRMED",
    FeedState.GIVEN_UP: "CANCELLED",
}


class FeedEvent(NamedTuple):
    """A milestone on its day. `total_float_days`: working days it can slip; none where not known.

    `deadline`: of the task, told as an event of its own. `changes`: how often the milestone has
    changed, so that calendars take the newer one. `changed_at` has a zone.
    """

    plan: str
    code: str
    title: str
    on: date
    changed_at: datetime
    state: FeedState = FeedState.PLANNED
    responsible: Sequence[str] = ()
    total_float_days: int | None = None
    is_critical: bool = False
    deadline: date | None = None
    changes: int = 0


def milestones_calendar(title: str, events: Sequence[FeedEvent], stamped_at: datetime) -> bytes:
    """All-day events, each under an id that stays when its day moves.

    `stamped_at` has a zone; the same input gives the same bytes. Raises `ValueError` for a time
    without a zone and for two events of one code.
    """
    from icalendar import Calendar  # noqa: PLC0415 - 0.1 s to load, for a feed that few ask for

    _refuse(events, stamped_at)
    calendar = Calendar()
    calendar.add("PRODID", "-//Baton//Milestones//EN")
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "PUBLISH")
    calendar.add("NAME", _line(title))
    calendar.add("X-WR-CALNAME", _line(title))
    calendar.add("REFRESH-INTERVAL", REFRESHED_EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "PT1H")
    for told in _told(events):
        calendar.add_component(_component(told, stamped_at))
    content: bytes = calendar.to_ical()
    return content


def _refuse(events: Sequence[FeedEvent], stamped_at: datetime) -> None:
    if any(at.tzinfo is None for at in (stamped_at, *(each.changed_at for each in events))):
        raise ValueError("Times of a feed need a zone")
    if len({(each.plan, each.code) for each in events}) < len(events):
        raise ValueError("Two events of the feed have the same plan and code")


class _Told(NamedTuple):
    id: str
    summary: str
    on: date
    event: FeedEvent


def _told(events: Sequence[FeedEvent]) -> Iterator[_Told]:
    for each in events:
        id = f"{each.plan}-{each.code}"
        yield _Told(f"{id}@baton", each.title, each.on, each)
        if each.deadline is not None:
            yield _Told(f"{id}-deadline@baton", f"Deadline: {each.title}", each.deadline, each)


def _component(told: _Told, stamped_at: datetime):  # type: ignore[no-untyped-def]
    from icalendar import Event  # noqa: PLC0415 - as above

    each = told.event
    event = Event()
    event.add("UID", _line(told.id))
    event.add("DTSTAMP", stamped_at)
    event.add("DTSTART", told.on)
    event.add("DTEND", told.on + A_DAY)
    event.add("SUMMARY", _line(told.summary))
    event.add("DESCRIPTION", _description(each))
    event.add("STATUS", STATUS[each.state])
    event.add("TRANSP", "TRANSPARENT")
    event.add("SEQUENCE", each.changes)
    event.add("LAST-MODIFIED", each.changed_at)
    return event


def _description(each: FeedEvent) -> str:
    lines = [f"State: {each.state}"]
    if each.responsible:
        lines.append(f"Responsible: {', '.join(map(_line, each.responsible))}")
    if each.total_float_days is not None:
        unit = "working day" if abs(each.total_float_days) == 1 else "working days"
        lines.append(f"Float: {each.total_float_days} {unit}")
    if each.is_critical:
        lines.append("On the critical path")
    if each.deadline is not None:
        lines.append(f"Deadline: {each.deadline.isoformat()}")
    return "\n".join(lines)


def _line(text: str) -> str:
    """Without line breaks and control characters, which the format has no place for."""
    return "".join(c if c.isprintable() else " " for c in text)
