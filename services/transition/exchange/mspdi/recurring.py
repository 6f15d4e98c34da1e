"""The days of an exception that returns: every second Friday, each first Monday of May."""

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from services.transition.scheduling.work_time import EPOCH

MOST_DAYS = 366 * 40

DAILY, YEARLY_ON, YEARLY_AT, MONTHLY_ON, MONTHLY_AT, WEEKLY, EVERY_N_DAYS = 1, 2, 3, 4, 5, 6, 7
"As the schema numbers them: on a day of the month, at a position such as its last Friday."
LAST = 4


class Rule:
    """`weekdays`: bits, Sunday first. `item`: 0 any day, 1 a working day, 2 of the weekend, from 3
    on Sunday to Saturday. `position`: 0 first to 3 fourth, 4 last. `month`: from 0."""

    def __init__(
        self,
        kind: int,
        period: int = 1,
        weekdays: int = 0,
        item: int = 0,
        position: int = 0,
        month: int = 0,
        month_day: int = 1,
    ) -> None:
        self.kind, self.period, self.weekdays = kind, max(period, 1), weekdays
        self.item, self.position, self.month, self.month_day = item, position, month, month_day

    def is_known(self) -> bool:
        return DAILY <= self.kind <= EVERY_N_DAYS

    def days(self, first: date, last: date) -> list[date]:
        """Between both, these included; forty years of them at most."""
        span = min((last - first).days + 1, MOST_DAYS)
        held = self._holds(first)
        return [day for day in _days(first, span) if held(day)]

    def _holds(self, first: date) -> Callable[[date], bool]:
        if self.kind in (DAILY, EVERY_N_DAYS):
            return lambda day: (day - first).days % self.period == 0
        if self.kind == WEEKLY:
            return lambda day: self._weekday(day) and _weeks(day, first) % self.period == 0
        if self.kind in (YEARLY_ON, YEARLY_AT):
            return lambda day: day.month == self.month + 1 and self._in_month(day)
        return lambda day: _months(day, first) % self.period == 0 and self._in_month(day)

    def _weekday(self, day: date) -> bool:
        return bool(self.weekdays >> _from_sunday(day) & 1)

    def _in_month(self, day: date) -> bool:
        if self.kind in (YEARLY_ON, MONTHLY_ON):
            return day.day == self.month_day
        if not self._is_item(day):
            return False
        if self.position >= LAST:
            return not any(self._is_item(later) for later in _rest_of_month(day))
        before = sum(self._is_item(day.replace(day=n)) for n in range(1, day.day))
        return before == self.position

    def _is_item(self, day: date) -> bool:
        sunday_first = _from_sunday(day)
        if self.item <= 2:
            return (True, 0 < sunday_first < 6, sunday_first in (0, 6))[self.item]
        return sunday_first == self.item - 3


def _days(first: date, count: int) -> Iterator[date]:
    return (first + timedelta(n) for n in range(count))


def _rest_of_month(day: date) -> Iterator[date]:
    _, length = monthrange(day.year, day.month)
    return (day.replace(day=n) for n in range(day.day + 1, length + 1))


def _from_sunday(day: date) -> int:
    return day.isoweekday() % 7


def _weeks(day: date, first: date) -> int:
    """Between the weeks of both, which begin on Sundays."""
    return (_sunday(day) - _sunday(first)) // 7


def _sunday(day: date) -> int:
    return (day - EPOCH.date()).days - _from_sunday(day)


def _months(day: date, first: date) -> int:
    return (day.year - first.year) * 12 + day.month - first.month
