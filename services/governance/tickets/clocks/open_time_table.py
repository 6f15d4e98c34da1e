"""Open time of a calendar laid out once, so that the time between two moments is two look-ups.

Every open interval stands in a row, with the open time up to its end added up. Of any moment, the
open time before it is what its interval's row says, less what is left of that interval. Columns of
moments are answered at once, and to the microsecond as `BusinessCalendar` answers one.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from libs.common.calendars import NAIVE, CalendarTerms, NeverOpen, OutOfReach, WrongZone
from libs.common.calendars.month import open_month
from libs.common.calendars.timeline import timeline_of

Micros = NDArray[np.int64]
"Positions on the calendar's line, or open time, in microseconds."
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001
MICROSECOND = timedelta(microseconds=1)
DAY = timedelta(days=1)
NONE = np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class OpenTimeTable:
    """Covers the positions from `begins` up to `ends`; build one with `open_time_table`."""

    terms: CalendarTerms
    begins: int
    ends: int
    opens: Micros
    closes: Micros
    done: Micros
    "Open time from the beginning up to each close; the first row is the beginning itself."

    def positions(self, moments: pl.Series) -> Micros:
        """Of moments in UTC, or without zone on a calendar without one."""
        zone = moments.dtype.time_zone if isinstance(moments.dtype, pl.Datetime) else None
        if (zone is None) is not (self.terms.tz == NAIVE):
            raise WrongZone(f"moments in zone {zone} on a calendar in {self.terms.tz}")
        if self.terms.clock == "wall" and zone is not None:
            moments = moments.dt.convert_time_zone(self.terms.tz).dt.replace_time_zone(None)
        return micros(moments)

    def before(self, positions: Micros) -> Micros:
        """Open time from the table's beginning up to each position."""
        if positions.size and (positions.min() < self.begins or positions.max() >= self.ends):
            raise OutOfReach("a moment lies outside the days that were laid out")
        row = np.searchsorted(self.opens, positions, side="right")
        left = np.maximum(self.closes[row - 1] - positions, 0) if self.opens.size else 0
        return np.asarray(np.where(row == 0, 0, self.done[row] - left), dtype=np.int64)

    def between(self, since: Micros, until: Micros) -> Micros:
        """Open time; an end before the start gives none."""
        run: Micros = np.maximum(self.before(until) - self.before(since), 0)
        return run

    def is_open(self, positions: Micros) -> NDArray[np.bool_]:
        row = np.searchsorted(self.opens, positions, side="right")
        closes = np.append(self.begins, self.closes)
        return positions < closes[row]

    def due(self, since: Micros, open_time: Micros) -> Micros:
        """When so much open time, more than none, has passed since each position."""
        if not self.opens.size:
            raise NeverOpen("this calendar has no open hours in these days")
        wanted = self.before(since) + open_time
        if wanted.size and wanted.max() > self.done[-1]:
            raise OutOfReach("due after the days that were laid out")
        row = np.searchsorted(self.done, wanted, side="left")
        return self.closes[row - 1] - (self.done[row] - wanted)


def micros(moments: pl.Series) -> Micros:
    """Since 1970, as the column shows them."""
    return np.asarray(moments.dt.timestamp("us").to_numpy(), dtype=np.int64)


def open_time_table(terms: CalendarTerms, first: date, last: date) -> OpenTimeTable:
    """Covers these dates of the calendar's zone, and a day on either side for other zones."""
    line = timeline_of(terms)
    month = open_month(first - DAY, last + 2 * DAY, terms.hours_on, line.at_wall)
    done = [timedelta(0), *month.done]
    return OpenTimeTable(
        terms=terms,
        begins=_micros(month.begins),
        ends=_micros(month.ends),
        opens=_positions(month.opens),
        closes=_positions(month.closes),
        done=np.array([span // MICROSECOND for span in done], dtype=np.int64),
    )


def table_for(terms: CalendarTerms, moments: pl.Series) -> OpenTimeTable:
    """Covers all these moments."""
    first, last = moments.min(), moments.max()
    if not isinstance(first, datetime) or not isinstance(last, datetime):
        first = last = EPOCH
    return open_time_table(terms, first.date() - DAY, last.date() + DAY)


def _positions(moments: tuple[datetime, ...]) -> Micros:
    return np.array([_micros(one) for one in moments], dtype=np.int64) if moments else NONE


def _micros(position: datetime) -> int:
    return (position - EPOCH) // MICROSECOND
