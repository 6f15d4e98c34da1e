"""Open time along a timeline, laid out month by month, once, and kept.

A question costs two binary searches and one sum over the months between. Months run from 1900 to
2099: a search that finds nothing ends there, by name.
"""

from bisect import bisect_left, bisect_right
from datetime import date, datetime, timedelta

from libs.common.calendars.errors import NeverOpen, OutOfReach
from libs.common.calendars.month import ZERO, OpenMonth, open_month
from libs.common.calendars.terms import CalendarTerms
from libs.common.calendars.timeline import Timeline

FIRST_YEAR, LAST_YEAR = 1900, 2099
LONGEST = timedelta(days=366) * (LAST_YEAR + 1 - FIRST_YEAR)


class OpenTime:
    """Positions in, positions out. A month is known by its index, 12 to a year."""

    def __init__(self, terms: CalendarTerms, line: Timeline) -> None:
        self._terms, self._line = terms, line
        self._ever_opens = terms.has_hours()
        self._laid_out: dict[int, OpenMonth] = {}

    def is_open(self, at: datetime) -> bool:
        return self._month(self._index(at)).next_open(at) == at

    def between(self, since: datetime, until: datetime) -> timedelta:
        first, last = self._index(since), self._index(until)
        whole = sum((self._month(index).total for index in range(first, last)), ZERO)
        before = self._month(first).open_before(since)
        return whole + self._month(last).open_before(until) - before

    def after(self, at: datetime, run: timedelta) -> datetime:
        """When so much open time has passed; before `at` if negative; at the next opening if 0."""
        self._must_open()
        if abs(run) > LONGEST:
            raise OutOfReach(f"{run} of open time is more than any calendar covers")
        if run > ZERO:
            return self._forward(at, run)
        return self._backward(at, -run) if run < ZERO else self.next_after(at)

    def next_after(self, at: datetime) -> datetime:
        """`at` itself if open, else the next opening."""
        self._must_open()
        index = self._index(at)
        while (found := self._month(index).next_open(at)) is None:
            index += 1
        return found

    def last_before(self, at: datetime) -> datetime:
        """`at` itself if open or just closed, else the close before it."""
        self._must_open()
        index = self._index(at)
        while (found := self._month(index).last_open(at)) is None:
            index -= 1
        return found

    def business_day(self, day: date, count: int) -> date:
        """The nth business day after `day`, before it if negative; 0: the first from it on."""
        self._must_open()
        index = _index_of(day)
        days = self._month(index).days
        rank = bisect_right(days, day) - 1 + count if count > 0 else bisect_left(days, day) + count
        while rank < 0:
            index -= 1
            rank += len(self._month(index).days)
        while rank >= len(self._month(index).days):
            rank -= len(self._month(index).days)
            index += 1
        return self._month(index).days[rank]

    def count_days(self, first: date, after: date) -> int:
        """Business days from `first` up to, not including, `after`."""
        start, end = _index_of(first), _index_of(after)
        whole = sum(len(self._month(index).days) for index in range(start, end))
        before = bisect_left(self._month(start).days, first)
        return whole + bisect_left(self._month(end).days, after) - before

    def _forward(self, at: datetime, run: timedelta) -> datetime:
        index = self._index(at)
        left = self._month(index).open_before(at) + run
        while left > self._month(index).total:
            left -= self._month(index).total
            index += 1
        return self._month(index).earliest(left)

    def _backward(self, at: datetime, run: timedelta) -> datetime:
        index = self._index(at)
        left = self._month(index).open_before(at) - run
        while left < ZERO:
            index -= 1
            left += self._month(index).total
        return self._month(index).latest(left)

    def _must_open(self) -> None:
        if not self._ever_opens:
            raise NeverOpen("this calendar has no open hours at all")

    def _index(self, at: datetime) -> int:
        """The month that holds a position. A clock change at midnight can set it off by one."""
        _within_reach(at.year)
        index = _index_of(self._line.wall(at).date())
        if at < self._month(index).begins:
            return index - 1
        return index + 1 if at >= self._month(index).ends else index

    def _month(self, index: int) -> OpenMonth:
        month = self._laid_out.get(index)
        if month is None:
            _within_reach(index // 12)
            month = open_month(
                _first_of(index), _first_of(index + 1), self._terms.hours_on, self._line.at_wall
            )
            self._laid_out[index] = month
        return month


def _index_of(day: date) -> int:
    return day.year * 12 + day.month - 1


def _first_of(index: int) -> date:
    year, month = divmod(index, 12)
    return date(year, month + 1, 1)


def _within_reach(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise OutOfReach(f"calendars cover the years {FIRST_YEAR} to {LAST_YEAR}, not {year}")


def moved(day: date, days: int) -> date:
    """So many calendar days on."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise OutOfReach(f"{days} days from {day} is no date") from None
