"""The meeting ahead of a series: on which day, when, for whom outside hours, told where it moves.

A series has one meeting ahead. Its successor is planned once it was held, called off or missed.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from libs.common.calendars.hours import wall_time
from libs.common.db import Db, as_it_is
from libs.common.events.transition.meetings import MeetingLocalTimeMoved
from libs.common.events.transition.party import Party
from libs.common.outbox import publish
from libs.common.timers import start_timer, stop_timer
from services.transition.meetings.fair_slot import NO_TIME, SlotAsk, fair_slot, pain_of
from services.transition.meetings.local_time import local_time
from services.transition.meetings.rhythm import DAY, Works, days_from
from services.transition.meetings.wall import at_wall
from services.transition.models import Meeting, MeetingSeries, MeetingState, Plan
from services.transition.models.meetings import missed_in_a_row
from services.transition.plan.contract_calendar import calendar_of
from services.transition.working_agreement.in_force import terms_in_force
from services.transition.working_agreement.terms import AgreementTerms, SideHours

TRIES = 10
"Days of the rhythm that are tried where the sides find no time."
RECENT = 10


class Placed(NamedTuple):
    day: date
    starts_at: datetime
    outside: list[Party]
    why: str


def works_for(plan: Plan, terms: AgreementTerms) -> Works:
    """Days on which both sides work; without an agreement, the business days of the contract."""
    stated = [terms.client_hours, terms.vendor_hours]
    calendars = [hours.calendar for hours in stated if hours] or [calendar_of(plan.country)]
    return lambda day: all(calendar.is_business_day(day) for calendar in calendars)


def placed(series: MeetingSeries, plan: Plan, terms: AgreementTerms, first: date) -> Placed | None:
    """The first day from then on of its rhythm on which both find a time, by its end."""
    for day in islice(days_from(series.rhythm, first, works_for(plan, terms)), TRIES):
        if series.ends_on is not None and day > series.ends_on:
            return None
        if found := _on_day(series, terms, day):
            return found
    return None


def _on_day(series: MeetingSeries, terms: AgreementTerms, day: date) -> Placed | None:
    client, vendor = terms.client_hours, terms.vendor_hours
    if series.by_turns and client and vendor:
        ask = SlotAsk(day=day, tz=series.tz, minutes=series.minutes, wished=series.at)
        slot = fair_slot(client, vendor, ask, series.turns)
        return None if slot is None else Placed(day, slot.starts_at, list(slot.outside), slot.why)
    starts_at = at_wall(day, wall_time(series.at), ZoneInfo(series.tz))
    length = timedelta(minutes=series.minutes)
    outside = [
        side
        for side in Party
        if (hours := terms.hours_of(side)) and pain_of(hours.calendar, starts_at, length) != NO_TIME
    ]
    return Placed(day, starts_at, outside, f"At {series.at} in {series.tz}, as every time.")


async def plan_next(db: Db, plan: Plan, series: MeetingSeries, first: date) -> Meeting | None:
    """Puts the next one ahead. Where there is none, the series ends."""
    terms = await terms_in_force(db, plan.id)
    found = placed(series, plan, terms, first)
    if found is None:
        publish(db, series.end(plan.today(db.now), "No day is left on which both sides meet."))
        return None
    before = await newest(db, series.id)
    meeting = Meeting(
        **plan.ours,
        series_id=series.id,
        code=series.code,
        planned_on=found.day,
        starts_at=found.starts_at,
        minutes=series.minutes,
        outside=found.outside,
        why=found.why,
    )
    db.add(meeting)
    if before is not None:
        publish(db, _moves(series, terms, before, meeting))
    await start_timer(db, Meeting.timer, meeting.id, missed_from(series, meeting.planned_on))
    return meeting


def missed_from(series: MeetingSeries, day: date) -> datetime:
    """The midnight with which its day ends at home."""
    return at_wall(day + DAY, NO_TIME, ZoneInfo(series.tz))


def _moves(
    series: MeetingSeries, terms: AgreementTerms, before: Meeting, after: Meeting
) -> Iterator[MeetingLocalTimeMoved]:
    """Of the sides whose hours are stated: those are known to keep a zone."""
    for side in Party:
        if hours := terms.hours_of(side):
            yield from _move(series, side, hours, before, after)


def _move(
    series: MeetingSeries, side: Party, hours: SideHours, before: Meeting, after: Meeting
) -> Iterator[MeetingLocalTimeMoved]:
    there = local_time(before.starts_at, after.starts_at, hours.tz)
    if there.moved:
        yield MeetingLocalTimeMoved(
            **series.told,
            side=side,
            tz=hours.tz,
            from_day=after.planned_on,
            was=there.was,
            now=there.now,
            outside_hours=side in after.outside,
        )


async def newest(db: Db, series_id: UUID) -> Meeting | None:
    found = await _recent(db, series_id, 1)
    return found[0] if found else None


async def ahead(db: Db, series_id: UUID) -> Meeting | None:
    """The one that is planned, locked."""
    query = select(Meeting).where(
        Meeting.series_id == series_id, Meeting.state == MeetingState.PLANNED
    )
    found = await db.all(as_it_is(query))
    return found[0] if found else None


async def count_missed(db: Db, series: MeetingSeries) -> None:
    """Anew, where one that was missed is reported held after all."""
    await db.flush()
    series.in_a_row = missed_in_a_row([m.state for m in await _recent(db, series.id, RECENT)])


async def take_away(db: Db, series: MeetingSeries) -> None:
    """Nobody meets any more: what lies ahead is no meeting, and nothing tells it missed."""
    if meeting := await ahead(db, series.id):
        await stop_timer(db, Meeting.timer, meeting.id)
        await db.delete(meeting)


async def _recent(db: Db, series_id: UUID, count: int) -> list[Meeting]:
    query = select(Meeting).where(Meeting.series_id == series_id)
    return await db.all(query.order_by(col(Meeting.planned_on).desc()).limit(count))
