"""The business days and the hour of a contract: those of its country.

A country with several time zones runs on the one that most of its offices keep: the first that
the time zone database lists, or the one named here where that list begins elsewhere. A country
whose holidays nobody knows works Monday to Friday.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from libs.common.calendars import BusinessCalendar
from libs.common.calendars.week import WEEKDAYS

OFFICE_HOURS = [["09:00", "17:00"]]
MAIN_ZONES = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "UZ": "Asia/Tashkent",
}


@lru_cache(maxsize=512)
def calendar_of(country: str) -> BusinessCalendar:
    tz = zone_of(country).key
    try:
        return BusinessCalendar.of_country(country.upper(), tz=tz)
    except ValueError:
        week = dict.fromkeys(WEEKDAYS[:5], OFFICE_HOURS)
        return BusinessCalendar.from_data({"tz": tz, "hours": week})


def holidays_known(country: str) -> bool:
    return calendar_of(country).terms.country is not None


def zone_of(country: str) -> ZoneInfo:
    return ZoneInfo(_zones().get(country.upper(), "UTC"))


def today_in(country: str, now: datetime) -> date:
    """The date on the wall where the contract lives."""
    return now.astimezone(zone_of(country)).date()


def wall_in(country: str, now: datetime) -> datetime:
    """What clocks on the wall show there, without a zone."""
    return now.astimezone(zone_of(country)).replace(tzinfo=None)


def end_of_day(country: str, day: date) -> datetime:
    """The midnight with which it ends where the contract lives."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), zone_of(country))


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    """The first zone of each country, by ISO 3166 code."""
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text()
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    zones = dict(MAIN_ZONES)
    for country, _, zone, *_ in rows:
        zones.setdefault(country, zone)
    return zones
