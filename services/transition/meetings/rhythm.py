"""On which days a series meets: daily, weekly on a weekday, monthly on its nth weekday.

Choices: days on which either side does not work are no days of meetings. A daily one is left out
then; a weekly or monthly one moves to the next day of the week, or of the month, on which both
work, or else to the last one before. Only a week without any such day is left out. The fifth
weekday of a month is its last.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import ConfigDict, Field

from libs.common.calendars.week import WEEKDAYS, Weekday
from libs.common.described import Described

Works = Callable[[date], bool]
DAY = timedelta(days=1)
LOOK_AHEAD = 400
"Days within which any rhythm has another day."
LAST = 5


class Every(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class Rhythm(Described):
    """`weekday` and `nth` of the month are for those that need them."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    every: Every
    weekday: Weekday = "mon"
    nth: Annotated[int, Field(ge=1, le=LAST)] = 1
    "Of a monthly one: the first to fourth such weekday, or 5 for the last."


def days_from(rhythm: Rhythm, first: date, works: Works) -> Iterator[date]:
    """Days of meetings from that date on, as far as a year and a bit."""
    seen = None
    for day in _nominal(rhythm, first - timedelta(days=31)):
        moved = _moved(rhythm, day, works)
        if moved is not None and moved >= first and moved != seen:
            seen = moved
            yield moved


def _nominal(rhythm: Rhythm, first: date) -> Iterator[date]:
    for n in range(LOOK_AHEAD + 31):
        day = first + n * DAY
        if rhythm.every is Every.DAILY or _is_day(rhythm, day):
            yield day


def _is_day(rhythm: Rhythm, day: date) -> bool:
    if WEEKDAYS[day.weekday()] != rhythm.weekday:
        return False
    if rhythm.every is Every.WEEKLY:
        return True
    is_last = day.day + 7 > monthrange(day.year, day.month)[1]
    return is_last if rhythm.nth == LAST else (day.day - 1) // 7 + 1 == rhythm.nth


def _moved(rhythm: Rhythm, day: date, works: Works) -> date | None:
    if rhythm.every is Every.DAILY:
        return day if works(day) else None
    span = 7 if rhythm.every is Every.WEEKLY else 31
    nearby = [day + n * DAY for n in (*range(span), *range(-1, -span, -1))]
    return next((d for d in nearby if _same_span(rhythm, day, d) and works(d)), None)


def _same_span(rhythm: Rhythm, day: date, other: date) -> bool:
    if rhythm.every is Every.WEEKLY:
        return day.isocalendar()[:2] == other.isocalendar()[:2]
    return (day.year, day.month) == (other.year, other.month)
