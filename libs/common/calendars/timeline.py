"""The line that open time is measured along, and how instants get on and off it.

A position is a `datetime` without zone. Along an absolute timeline it is UTC, so that a clock
change neither adds nor removes time; along a wall timeline it is what a clock on the wall shows.

Two times on the wall need a rule. One that the spring change skips means the moment of the
change. One that the autumn change repeats means its first occurrence, so that a shop that closes
at 02:30 closes once. An interval stays one interval over either change.
"""

from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from libs.common.calendars.errors import WrongZone
from libs.common.calendars.terms import NAIVE, CalendarTerms

_SECOND = timedelta(seconds=1)


class Timeline(Protocol):
    def position(self, instant: datetime) -> datetime:
        """Where an instant lies. Refuses (`WrongZone`) what this calendar cannot read."""

    def instant(self, position: datetime, like: datetime) -> datetime:
        """Back again, in the zone of `like`."""

    def at_wall(self, wall: datetime) -> datetime:
        """The position at which clocks on the wall first show, or skip, this time."""

    def wall(self, position: datetime) -> datetime:
        """What clocks on the wall show."""


class NaiveTimeline:
    """No zone: every day has 24 hours."""

    def position(self, instant: datetime) -> datetime:
        if instant.tzinfo is not None:
            raise WrongZone(f"this calendar has no time zone, so it cannot place {instant}")
        return instant.replace(fold=0)

    def instant(self, position: datetime, like: datetime) -> datetime:
        return position

    def at_wall(self, wall: datetime) -> datetime:
        return wall

    def wall(self, position: datetime) -> datetime:
        return position


class WallTimeline:
    """A zone, measured by the difference that its clocks show."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone

    def position(self, instant: datetime) -> datetime:
        return _aware(instant, self.zone).astimezone(self.zone).replace(tzinfo=None, fold=0)

    def instant(self, position: datetime, like: datetime) -> datetime:
        return to_utc(position, self.zone).replace(tzinfo=UTC).astimezone(like.tzinfo)

    def at_wall(self, wall: datetime) -> datetime:
        return wall

    def wall(self, position: datetime) -> datetime:
        return position


class AbsoluteTimeline:
    """A zone, measured by the time that really passes."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone

    def position(self, instant: datetime) -> datetime:
        return _aware(instant, self.zone).astimezone(UTC).replace(tzinfo=None)

    def instant(self, position: datetime, like: datetime) -> datetime:
        return position.replace(tzinfo=UTC).astimezone(like.tzinfo)

    def at_wall(self, wall: datetime) -> datetime:
        return to_utc(wall, self.zone)

    def wall(self, position: datetime) -> datetime:
        local = position.replace(tzinfo=UTC).astimezone(self.zone)
        return local.replace(tzinfo=None, fold=0)


def timeline_of(terms: CalendarTerms) -> Timeline:
    if terms.tz == NAIVE:
        return NaiveTimeline()
    zone = ZoneInfo(terms.tz)
    return WallTimeline(zone) if terms.clock == "wall" else AbsoluteTimeline(zone)


def to_utc(wall: datetime, zone: ZoneInfo) -> datetime:
    """UTC, without zone, of a time on the wall: first occurrence, or the moment of the change."""
    first = wall - _offset(wall.replace(tzinfo=zone, fold=0))
    second = wall - _offset(wall.replace(tzinfo=zone, fold=1))
    return _moment_of_change(second, first, zone) if second < first else first


def _moment_of_change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Halves the gap between two UTC times until the first second with the new offset is left."""
    old = _offset(before.replace(tzinfo=UTC).astimezone(zone))
    while after - before > _SECOND:
        middle = before + (after - before) // (2 * _SECOND) * _SECOND
        is_old = _offset(middle.replace(tzinfo=UTC).astimezone(zone)) == old
        before, after = (middle, after) if is_old else (before, middle)
    return after.replace(microsecond=0)


def _offset(local: datetime) -> timedelta:
    return local.utcoffset() or timedelta(0)


def _aware(instant: datetime, zone: ZoneInfo) -> datetime:
    if instant.tzinfo is None:
        raise WrongZone(f"{instant} has no time zone, but this calendar runs in {zone.key}")
    return instant
