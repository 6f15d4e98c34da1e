"""Hours of a day, on the clock on the wall: 08:00 to 12:00 and 13:00 to 17:00."""

import re
from datetime import time, timedelta
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, BeforeValidator, PlainSerializer, WithJsonSchema

MIDNIGHT = timedelta(0)
END_OF_DAY = timedelta(hours=24)

_CLOCK = re.compile(r"([0-9]{2}):([0-5][0-9])(?::([0-5][0-9]))?")
_PATTERN = "^(([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?|24:00(:00)?)$"


def wall_time(value: object) -> timedelta:
    """Time since midnight from "HH:MM" or "HH:MM:SS", "24:00" at most."""
    if isinstance(value, time):
        value = value.isoformat("seconds")
    if isinstance(value, str) and (clock := _CLOCK.fullmatch(value)):
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        value = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if isinstance(value, timedelta) and MIDNIGHT <= value <= END_OF_DAY:
        return value
    raise ValueError(f'{value!r} is not a time of day from "00:00" to "24:00"')


def clock_text(since_midnight: timedelta) -> str:
    minutes, seconds = divmod(int(since_midnight.total_seconds()), 60)
    text = f"{minutes // 60:02}:{minutes % 60:02}"
    return f"{text}:{seconds:02}" if seconds else text


WallTime = Annotated[
    timedelta,
    BeforeValidator(wall_time),
    PlainSerializer(clock_text, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": _PATTERN, "examples": ["09:00"]}),
]


class Interval(NamedTuple):
    """Open from `opens` up to, not including, `closes`. JSON: `["08:00", "12:00"]`."""

    opens: WallTime
    closes: WallTime


def in_order(intervals: tuple[Interval, ...]) -> tuple[Interval, ...]:
    """Sorted, with touching and overlapping intervals joined.

    An interval that ends at 00:00 ends with the day. One that would cross midnight is refused.
    """
    joined: list[Interval] = []
    for opens, closes in sorted(_within_a_day(interval) for interval in intervals):
        if joined and opens <= joined[-1].closes:
            joined[-1] = Interval(joined[-1].opens, max(closes, joined[-1].closes))
        else:
            joined.append(Interval(opens, closes))
    return tuple(joined)


def _within_a_day(interval: Interval) -> Interval:
    opens, closes = interval.opens, interval.closes or END_OF_DAY
    if closes <= opens:
        raise ValueError(
            f"{clock_text(opens)} to {clock_text(closes)} is no time within a day: "
            "write hours over midnight as two intervals, one on each day"
        )
    return Interval(opens, closes)


Hours = Annotated[tuple[Interval, ...], AfterValidator(in_order)]
"The open intervals of one day, in order. Empty: closed."


def without(hours: Hours, breaks: Hours) -> Hours:
    """What is left of `hours` when `breaks` are taken out."""
    for away in breaks:
        hours = tuple(
            part
            for opens, closes in hours
            for part in (
                Interval(opens, min(closes, away.opens)),
                Interval(max(opens, away.closes), closes),
            )
            if part.opens < part.closes
        )
    return hours
