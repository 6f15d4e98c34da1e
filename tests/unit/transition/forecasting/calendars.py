"""Clocks for tests: working weeks counted from a Monday morning."""

from collections.abc import Sequence
from datetime import date, datetime

from services.transition.scheduling.work_time import WorkTime, instant

HOURS = ((480, 720), (780, 1020))
MONDAY = instant(datetime(2026, 1, 5, 8))  # noqa: DTZ001
DAY = 480
"Working minutes of a day."


def week(hours: Sequence[tuple[int, int]] = HOURS, closed: Sequence[int] = (5, 6)) -> WorkTime:
    return WorkTime(lambda day: () if day.weekday() in closed else hours, date(2026, 1, 5))


OFFICE = week()
SHORT_WEEK = week(((540, 1020),), (4, 5, 6))


def after(days: int, clock: WorkTime = OFFICE) -> int:
    """The end of so many working days from Monday on; of none, Monday morning."""
    return clock.ends(clock.at(MONDAY) + days * DAY) if days else MONDAY


def morning(days: int, clock: WorkTime = OFFICE) -> int:
    return clock.begins(clock.at(MONDAY) + days * DAY)
