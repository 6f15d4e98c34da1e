"""The open time of one month, laid out so that any question about it is a binary search."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate, pairwise
from typing import NamedTuple

from libs.common.calendars.hours import Hours

ZERO = timedelta(0)
_MIDNIGHT = datetime.min.time()

Span = tuple[datetime, datetime]
ToPosition = Callable[[datetime], datetime]


@dataclass(frozen=True, slots=True)
class OpenMonth:
    """Open spans of a month as positions on a timeline, in order, and its business days."""

    begins: datetime
    ends: datetime
    days: tuple[date, ...]
    opens: tuple[datetime, ...]
    closes: tuple[datetime, ...]
    done: tuple[timedelta, ...]
    "Open time from the beginning of the month up to each close."

    @property
    def total(self) -> timedelta:
        return self.done[-1] if self.done else ZERO

    def open_before(self, at: datetime) -> timedelta:
        """Open time from the beginning of the month up to `at`."""
        spans = bisect_right(self.opens, at)
        if not spans:
            return ZERO
        return self.done[spans - 1] - max(self.closes[spans - 1] - at, ZERO)

    def earliest(self, run: timedelta) -> datetime:
        """First moment with so much open time before it; 0 < `run` ≤ total."""
        return self._moment(bisect_left(self.done, run), run)

    def latest(self, run: timedelta) -> datetime:
        """Last moment with so much open time before it; 0 ≤ `run` < total."""
        return self._moment(bisect_right(self.done, run), run)

    def next_open(self, at: datetime) -> datetime | None:
        span = bisect_right(self.closes, at)
        return max(at, self.opens[span]) if span < len(self.opens) else None

    def last_open(self, at: datetime) -> datetime | None:
        """`at` itself while open or just closed, else the close before it."""
        spans = bisect_right(self.opens, at)
        return min(at, self.closes[spans - 1]) if spans else None

    def _moment(self, span: int, run: timedelta) -> datetime:
        return self.closes[span] - (self.done[span] - run)


def open_month(
    first: date,
    after: date,
    hours_on: Callable[[date], Hours],
    at_wall: ToPosition,
) -> OpenMonth:
    """Lays out the dates from `first` up to, not including, `after`."""
    midnights = [start_of(first) + timedelta(days=n) for n in range((after - first).days + 1)]
    days = [_Day(wall, at_wall(wall), hours_on(wall.date())) for wall in midnights]
    spans = [
        span
        for day, tomorrow in pairwise(days)
        for span in _open_spans(day, tomorrow, at_wall)
        if span[0] < span[1]
    ]
    return OpenMonth(
        begins=days[0].begins,
        ends=days[-1].begins,
        days=tuple(day.midnight.date() for day in days[:-1] if day.hours),
        opens=tuple(opens for opens, _ in spans),
        closes=tuple(closes for _, closes in spans),
        done=tuple(accumulate(closes - opens for opens, closes in spans)),
    )


class _Day(NamedTuple):
    midnight: datetime
    begins: datetime
    hours: Hours


def _open_spans(day: _Day, tomorrow: _Day, at_wall: ToPosition) -> Iterator[Span]:
    """Only a day as long as the wall clock says can be measured from its beginning."""
    if tomorrow.begins - day.begins == tomorrow.midnight - day.midnight:
        return ((day.begins + opens, day.begins + closes) for opens, closes in day.hours)
    return (
        (at_wall(day.midnight + opens), at_wall(day.midnight + closes))
        for opens, closes in day.hours
    )


def start_of(day: date) -> datetime:
    return datetime.combine(day, _MIDNIGHT)
