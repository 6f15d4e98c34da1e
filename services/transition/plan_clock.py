"""The working time of a plan: its calendars as clocks of open minutes."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache

from libs.common.calendars.hours import clock_text
from libs.common.calendars.public_holidays import public_holidays
from libs.common.calendars.week import WEEKDAYS
from services.transition.contract_calendar import calendar_of, holidays_known
from services.transition.plan_document import PlannedCalendar, Spans
from services.transition.scheduling.work_time import ELAPSED, Clock, Hours, WorkTime

ORIGIN = date(2024, 1, 1)
"From where marks are counted: the same for all plans, so that equal calendars share a clock."
LONGEST_EXCEPTION = 366 * 5


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
    exceptions = _by_day(calendar)
    country = calendar.country

    def hours(day: date) -> Hours:
        if (other := exceptions.get(day)) is not None:
            return other
        if country and day in public_holidays(country, None, day.year):
            return ()
        return week[day.weekday()]

    return WorkTime(hours, ORIGIN)


def _by_day(calendar: PlannedCalendar) -> Mapping[date, Hours]:
    """Where two exceptions meet on a day, the later listed one holds."""
    return {
        exception.first + timedelta(n): _hours(exception.hours)
        for exception in calendar.exceptions
        for n in range(min((exception.last - exception.first).days + 1, LONGEST_EXCEPTION))
    }


def _hours(spans: Spans) -> Hours:
    return tuple((_minutes(opens), _minutes(closes)) for opens, closes in spans)


def _minutes(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)
