"""A business calendar as a contract states it: plain data that travels in events."""

from datetime import date
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from libs.common.calendars.hours import Hours, without
from libs.common.calendars.public_holidays import public_holidays
from libs.common.calendars.week import WEEKDAYS, Weekday

NAIVE = "naive"
A_YEAR_THAT_EVERY_COUNTRY_HAS = 2020


def _known_zone(tz: str) -> str:
    try:
        return tz if tz == NAIVE else ZoneInfo(tz).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise ValueError(f'{tz!r} is neither an IANA time zone nor "{NAIVE}"') from unknown


def _in_order(dates: tuple[date, ...]) -> tuple[date, ...]:
    return tuple(sorted(set(dates)))


class CalendarTerms(BaseModel):
    """Which hours count, where, and how they are counted when the clock changes."""

    model_config = ConfigDict(frozen=True)

    tz: Annotated[str, AfterValidator(_known_zone), Field(examples=["Europe/Amsterdam"])]
    'An IANA time zone, or "naive" for wall-clock times without any zone.'

    clock: Literal["absolute", "wall"] = "absolute"
    """How a day with a clock change counts: the time that really passes, or the difference that
    clocks on the wall show. An open night in March is 23 hours in the first, 24 in the second."""

    hours: dict[Weekday, Hours]
    "Weekly hours. A weekday that is left out is closed."

    holidays: Annotated[tuple[date, ...], AfterValidator(_in_order)] = ()
    "Closed, besides the country's public holidays."

    country: str | None = None
    "ISO 3166 code whose public holidays are closed."

    subdivision: str | None = None

    special: dict[date, Hours] = {}
    "Hours on one date, in place of its week's hours, holiday or not."

    shifts: dict[date, Hours] = {}
    "Hours on one date, in place of its week's hours, unless it is a holiday."

    breaks: dict[date, Hours] = {}
    "Closed for part of one date, whatever its hours come from."

    @model_validator(mode="after")
    def _known_country(self) -> Self:
        if self.country is not None:
            public_holidays(self.country, self.subdivision, A_YEAR_THAT_EVERY_COUNTRY_HAS)
        elif self.subdivision is not None:
            raise ValueError("a subdivision needs its country")
        return self

    def hours_on(self, day: date) -> Hours:
        """Open intervals of a date on the wall clock, in order."""
        return without(self._planned_hours(day), self.breaks.get(day, ()))

    def is_holiday(self, day: date) -> bool:
        if day in self.holidays or self.country is None:
            return day in self.holidays
        return day in public_holidays(self.country, self.subdivision, day.year)

    def has_hours(self) -> bool:
        """Whether any week or any date has hours at all."""
        return any([*self.hours.values(), *self.special.values(), *self.shifts.values()])

    def _planned_hours(self, day: date) -> Hours:
        if day in self.special:
            return self.special[day]
        if self.is_holiday(day):
            return ()
        return self.shifts.get(day, self.hours.get(WEEKDAYS[day.weekday()], ()))
