"""Public holidays of a country, year by year. Source: the `holidays` library."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from libs.common.calendars.hours import Hours, Interval, wall_time
from libs.common.calendars.week import WEEKDAYS, Weekday

if TYPE_CHECKING:
    from holidays import HolidayBase


@lru_cache(maxsize=4096)
def public_holidays(country: str, subdivision: str | None, year: int) -> frozenset[date]:
    """Days off for everyone, with the days they are moved to. Unknown country: `ValueError`."""
    return frozenset(_calendar(country, subdivision, year))


def office_week(country: str) -> Mapping[Weekday, Hours]:
    """Nine to five on the days the country works: Sunday to Thursday in Saudi Arabia."""
    nine_to_five = (Interval(wall_time("09:00"), wall_time("17:00")),)
    weekend = _calendar(country, None, None).weekend
    return {name: nine_to_five for day, name in enumerate(WEEKDAYS) if day not in weekend}


def _calendar(country: str, subdivision: str | None, year: int | None) -> "HolidayBase":
    import holidays  # noqa: PLC0415 - 0.1 s to load, which a service at its start need not wait for

    try:
        return holidays.country_holidays(country, subdiv=subdivision, years=year)
    except NotImplementedError as unknown:
        raise ValueError(f"no public holidays are known for this place: {unknown}") from unknown
