"""The working time of a plan: its calendars as clocks of open minutes."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from heapq import heappop, heappush

from libs.common.calendars.hours import clock_text
from libs.common.calendars.public_holidays import public_holidays
from libs.common.calendars.week import WEEKDAYS
from services.transition.exchange.plan_document import CalendarException, PlannedCalendar, Spans
from services.transition.plan.contract_calendar import calendar_of, holidays_known
from services.transition.scheduling.work_time import ELAPSED, Clock, Hours, WorkTime

ORIGIN = date(2024, 1, 1)
"From where marks are counted: the same for all plans, so that equal calendars share a clock."


class Clocks:
    """The clocks of a plan. `calendar`: of tasks that name none."""

    def __init__(self, calendars: Sequence[PlannedCalendar], calendar: str) -> None:
        self._clocks = {each.code: clock_of(each) for each in calendars}
        self.usual = self._clocks[calendar]

    def of(self, calendar: str | None, elapsed: bool) -> Clock:
        """Raises `KeyError` for a calendar that the plan does not have."""
        if elapsed:
            return ELAPSED
        return self.usual if calendar is None else self._clocks[calendar]


def office_calendar(country: str) -> PlannedCalendar:
    """Nine to five on a country's working days; Monday to Friday where nobody knows them."""
    terms = calendar_of(country).terms
    week = {
        day: tuple(
            (clock_text(opens), clock_text(closes)) for opens, closes in terms.hours.get(day, ())
        )
        for day in WEEKDAYS
    }
    return PlannedCalendar(
        code=country.upper(),
        title=f"Office hours of {country.upper()}",
        week=week,
        country=country.upper() if holidays_known(country) else None,
    )


def clock_of(calendar: PlannedCalendar) -> WorkTime:
    return _clock(calendar.model_dump_json())


@lru_cache(maxsize=256)
def _clock(text: str) -> WorkTime:
    """Clocks grow and are shared: one for all plans that work by the same calendar."""
    calendar = PlannedCalendar.model_validate_json(text)
    week = [_hours(calendar.week.get(day, ())) for day in WEEKDAYS]
    exceptions = _Exceptions(calendar.exceptions)
    country = calendar.country

    def hours(day: date) -> Hours:
        if (other := exceptions.on(day)) is not None:
            return other
        if country and day in public_holidays(country, None, day.year):
            return ()
        return week[day.weekday()]

    return WorkTime(hours, ORIGIN)


class _Exceptions:
    """Where two meet on a day, the later listed one holds.

    Kept as the days on which something changes, however long an exception is.
    """

    def __init__(self, listed: Sequence[CalendarException]) -> None:
        days = [(each.first.toordinal(), each.last.toordinal() + 1) for each in listed]
        hours = [_hours(each.hours) for each in listed]
        begins = sorted(((first, -n) for n, (first, end) in enumerate(days) if first < end))
        self._changes = sorted({day for each in days for day in each})
        self._hours: list[Hours | None] = []
        holding: list[int] = []
        begun = 0
        for day in self._changes:
            while begun < len(begins) and begins[begun][0] <= day:
                heappush(holding, begins[begun][1])
                begun += 1
            while holding and days[-holding[0]][1] <= day:
                heappop(holding)
            self._hours.append(hours[-holding[0]] if holding else None)

    def on(self, day: date) -> Hours | None:
        """None where the week holds."""
        n = bisect_right(self._changes, day.toordinal()) - 1
        return None if n < 0 else self._hours[n]


def _hours(spans: Spans) -> Hours:
    return tuple((_minutes(opens), _minutes(closes)) for opens, closes in spans)


def _minutes(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)
