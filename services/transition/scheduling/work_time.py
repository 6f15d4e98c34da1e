"""When work goes on: a calendar's open minutes, counted.

An instant is a whole minute on the wall of the plan's own place, counted from 1970: a plan knows
no daylight saving, as no planner does. A mark is the number of open minutes since the calendar's
origin: between two marks lies nothing but work, so durations, lags and floats are differences of
marks. Where work stops and goes on again is one mark and two instants: `ends` gives the first,
`begins` the last. Only the years 1970 to 2110 are counted.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from itertools import accumulate
from operator import sub
from threading import Lock
from typing import NamedTuple, Protocol

DAY = 1440
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001
DAYS = (date(2111, 1, 1) - EPOCH.date()).days
"From 1970 to 2110."
YEAR = 366
"Days by which the counted time grows at first, where a date lies outside it."

Hours = Sequence[tuple[int, int]]
"Open spans of a day in minutes from midnight, in order, apart."


class NeverOpen(ValueError):
    """The calendar has no more working time."""


class OutOfTime(NeverOpen):
    """It may well have, but beyond the years that are counted."""

    def __init__(self) -> None:
        super().__init__("A date lies outside the years 1970 to 2110")


def instant(moment: datetime) -> int:
    """Raises `ValueError` for a moment with a zone, or with seconds."""
    if moment.tzinfo is not None or moment.second or moment.microsecond:
        raise ValueError(f"{moment} is not a whole minute on the wall")
    return (moment - EPOCH) // timedelta(minutes=1)


def moment(at: int) -> datetime:
    """Raises `OutOfTime` where no calendar has such a date."""
    try:
        return EPOCH + timedelta(minutes=at)
    except OverflowError:
        raise OutOfTime from None


class Clock(Protocol):
    """Marks for instants, and back. Raises `NeverOpen`."""

    def at(self, instant: int) -> int: ...

    def begins(self, mark: int) -> int: ...

    def ends(self, mark: int) -> int: ...


class AroundTheClock:
    """Elapsed time: every minute counts."""

    def at(self, instant: int) -> int:
        if 0 <= instant <= DAYS * DAY:
            return instant
        raise OutOfTime

    begins = ends = at


ELAPSED = AroundTheClock()


class _Counted(NamedTuple):
    """The open minutes of the days from `first` to before `last`, as days since 1970.

    `marks`: of each opening. `total`: the mark behind the last minute. Never changed, so that any
    number of threads may read it.
    """

    opens: tuple[int, ...]
    closes: tuple[int, ...]
    marks: tuple[int, ...]
    total: int
    first: int
    last: int


class WorkTime:
    """The open minutes of a calendar, which grow as far as they are asked for.

    Each time the counted days double, so that all growth together costs what its last step does.
    Threads may share it.
    """

    def __init__(self, hours: Callable[[date], Hours], origin: date) -> None:
        """Raises `NeverOpen` where there is no working time at all."""
        self._hours, self._growing = hours, Lock()
        start = (origin - EPOCH.date()).days
        known = self._known = _Counted((), (), (), 0, start, start)
        while known.last < min(start + YEAR, DAYS) or (not known.opens and known.last < DAYS):
            known = self._later(known)
        while not known.opens:
            known = self._earlier(known)

    def at(self, instant: int) -> int:
        """The mark of an instant; in closed time that of the opening that follows."""
        known = self._known
        while instant > known.closes[-1]:
            known = self._later(known)
        while instant < known.opens[0] and (known.first > 0 or instant < 0):
            known = self._earlier(known)
        n = bisect_right(known.opens, instant) - 1
        if n < 0:
            return known.marks[0]
        return known.marks[n] + min(instant, known.closes[n]) - known.opens[n]

    def begins(self, mark: int) -> int:
        """The instant from which the minute after the mark is worked; of none, the last closing."""
        known = self._known
        while mark >= known.total and (known.last < DAYS or mark > known.total):
            known = self._later(known)
        while mark < known.marks[0]:
            known = self._earlier(known)
        n = bisect_right(known.marks, mark) - 1
        return known.opens[n] + mark - known.marks[n]

    def ends(self, mark: int) -> int:
        """The instant at which the minute before the mark was worked; of the first, its opening."""
        known = self._known
        while mark > known.total:
            known = self._later(known)
        while mark <= known.marks[0] and (known.first > 0 or mark < known.marks[0]):
            known = self._earlier(known)
        n = max(bisect_left(known.marks, mark) - 1, 0)
        return known.opens[n] + mark - known.marks[n]

    def _later(self, known: _Counted) -> _Counted:
        with self._growing:
            if self._known is known:
                self._known = self._grown_later(known)
            return self._known

    def _earlier(self, known: _Counted) -> _Counted:
        with self._growing:
            if self._known is known:
                self._known = self._grown_earlier(known)
            return self._known

    def _grown_later(self, known: _Counted) -> _Counted:
        if known.last == DAYS:
            raise _nothing_after(known)
        last = min(known.last + max(YEAR, known.last - known.first), DAYS)
        opens, closes = self._spans(known.last, last)
        marks = tuple(accumulate(map(sub, closes, opens), initial=known.total))
        return _Counted(
            known.opens + opens,
            known.closes + closes,
            known.marks + marks[:-1],
            marks[-1],
            known.first,
            last,
        )

    def _grown_earlier(self, known: _Counted) -> _Counted:
        if known.first == 0:
            raise _nothing_before(known)
        first = max(known.first - max(YEAR, known.last - known.first), 0)
        opens, closes = self._spans(first, known.first)
        before = (known.marks[0] if known.marks else known.total) - sum(map(sub, closes, opens))
        marks = tuple(accumulate(map(sub, closes, opens), initial=before))
        return known._replace(
            opens=opens + known.opens,
            closes=closes + known.closes,
            marks=marks[:-1] + known.marks,
            first=first,
        )

    def _spans(self, first: int, last: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Openings and closings of the days from `first` to before `last`."""
        opens: list[int] = []
        closes: list[int] = []
        for day in range(first, last):
            for opening, closing in self._hours(EPOCH.date() + timedelta(day)):
                opens.append(day * DAY + opening)
                closes.append(day * DAY + closing)
        return tuple(opens), tuple(closes)


def _nothing_after(known: _Counted) -> NeverOpen:
    """A calendar that is still open in the last year goes on where nothing is counted."""
    if known.closes[-1] > (DAYS - YEAR) * DAY:
        return OutOfTime()
    return NeverOpen(f"No working time after {moment(known.closes[-1]).date()}")


def _nothing_before(known: _Counted) -> NeverOpen:
    if not known.opens:
        return NeverOpen("No working time in the years 1970 to 2110")
    if known.opens[0] < YEAR * DAY:
        return OutOfTime()
    return NeverOpen(f"No working time before {moment(known.opens[0]).date()}")
