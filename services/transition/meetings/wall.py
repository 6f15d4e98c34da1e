"""Times on the wall of a zone, and back. A time that clocks skip means the moment of the change;
one that they repeat, its first occurrence."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from libs.common.calendars.hours import clock_text
from libs.common.calendars.timeline import to_utc


def at_wall(day: date, since_midnight: timedelta, zone: ZoneInfo) -> datetime:
    wall = datetime.combine(day, datetime.min.time()) + since_midnight
    return to_utc(wall, zone).replace(tzinfo=UTC)


def on_wall(instant: datetime, zone: ZoneInfo) -> tuple[date, timedelta]:
    """The date, and the time since midnight that clocks show."""
    local = instant.astimezone(zone).replace(tzinfo=None)
    return local.date(), local - datetime.combine(local.date(), datetime.min.time())


def wall_text(instant: datetime, tz: str) -> str:
    return clock_text(on_wall(instant, ZoneInfo(tz))[1])
