"""When work goes on: a calendar's open minutes, counted.

An instant is a whole minute on the wall of the plan's own place, counted from 1970: a plan knows
no daylight saving, as no planner does. A mark is the number of open minutes since the calendar's
origin: between two marks lies nothing but work, so durations, lags and floats are differences of
marks. Where work stops and goes on again is one mark and two instants: `ends` gives the first,
`begins` the last.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

DAY = 1440
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001
STRETCH = 366
"Days by which the counted time grows where a date lies outside it."
PATIENCE = 40
"Stretches without any work after which a calendar is taken never to open again."

Hours = Sequence[tuple[int, int]]
"Open spans of a day in minutes from midnight, in order, apart."


def instant(moment: datetime) -> int:
    """Raises `ValueError` for a moment with a zone, or with seconds."""
    if moment.tzinfo is not None or moment.second or moment.microsecond:
        raise ValueError(f"{moment} is not a whole minute on the wall")
    return (moment - EPOCH) // timedelta(minutes=1)


def moment(at: int) -> datetime:
    return EPOCH + timedelta(minutes=at)


class NeverOpen(ValueError):
    """The calendar has no more working time."""


class Clock(Protocol):
    """Marks for instants, and back."""

    def at(self, instant: int) -> int: ...

    def begins(self, mark: int) -> int: ...

    def ends(self, mark: int) -> int: ...


class AroundTheClock:
    """Elapsed time: every minute counts."""

    def at(self, instant: int) -> int:
        return instant

    def begins(self, mark: int) -> int:
        return mark

    def ends(self, mark: int) -> int:
        return mark


ELAPSED = AroundTheClock()


class WorkTime:
    """The open minutes of a calendar, which grow as far as they are asked for."""

    def __init__(self, hours: Callable[[date], Hours], origin: date) -> None:
        self._hours = hours
        self._opens: list[int] = []
        self._closes: list[int] = []
        self._marks: list[int] = []
        "Of each opening."
        self._first = self._last = origin
        self._total = 0
        self._later()
        self._earlier()

    def at(self, instant: int) -> int:
        """The mark of an instant; in closed time that of the opening that follows."""
        while not self._opens or instant < self._opens[0]:
            self._earlier()
        while instant > self._closes[-1]:
            self._later()
        n = bisect_right(self._opens, instant) - 1
        return self._marks[n] + min(instant, self._closes[n]) - self._opens[n]

    def begins(self, mark: int) -> int:
        """The instant from which the minute after the mark is worked."""
        while mark >= self._total:
            self._later()
        while mark < self._marks[0]:
            self._earlier()
        n = bisect_right(self._marks, mark) - 1
        return self._opens[n] + mark - self._marks[n]

    def ends(self, mark: int) -> int:
        """The instant at which the minute before the mark was worked."""
        while mark > self._total:
            self._later()
        while not self._marks or mark <= self._marks[0]:
            self._earlier()
        n = bisect_left(self._marks, mark) - 1
        return self._opens[n] + mark - self._marks[n]

    def _later(self) -> None:
        for _ in range(PATIENCE):
            days, self._last = _days(self._last, STRETCH), self._last + timedelta(STRETCH)
            opens, closes = self._spans(days)
            for opening, closing in zip(opens, closes, strict=True):
                self._marks.append(self._total)
                self._total += closing - opening
            self._opens += opens
            self._closes += closes
            if opens:
                return
        raise NeverOpen(f"No working time after {self._last - timedelta(STRETCH * PATIENCE)}")

    def _earlier(self) -> None:
        for _ in range(PATIENCE):
            self._first -= timedelta(STRETCH)
            opens, closes = self._spans(_days(self._first, STRETCH))
            mark, marks = self._marks[0] if self._marks else 0, []
            for opening, closing in zip(reversed(opens), reversed(closes), strict=True):
                mark -= closing - opening
                marks.append(mark)
            self._opens = opens + self._opens
            self._closes = closes + self._closes
            self._marks = marks[::-1] + self._marks
            if opens:
                return
        raise NeverOpen(f"No working time before {self._first + timedelta(STRETCH * PATIENCE)}")

    def _spans(self, days: Sequence[date]) -> tuple[list[int], list[int]]:
        opens: list[int] = []
        closes: list[int] = []
        for day in days:
            midnight = (day - EPOCH.date()).days * DAY
            for opening, closing in self._hours(day):
                opens.append(midnight + opening)
                closes.append(midnight + closing)
        return opens, closes


def _days(first: date, count: int) -> list[date]:
    return [first + timedelta(n) for n in range(count)]
