"""A month's count, spread over its working days, as a vendor's system would report it."""

from calendar import monthrange
from datetime import date

from libs.client.demo.tickets import Day

SATURDAY = 5


def spread(month: str, met: int, total: int) -> list[Day]:
    """Evenly over Monday to Friday; the days add up to the month exactly."""
    days = working_days(month)
    mets, totals = _shares(met, len(days)), _shares(total, len(days))
    return [Day(day, m, t) for day, m, t in zip(days, mets, totals, strict=True)]


def working_days(month: str) -> list[date]:
    year, number = map(int, month.split("-"))
    days = (date(year, number, day) for day in range(1, monthrange(year, number)[1] + 1))
    return [day for day in days if day.weekday() < SATURDAY]


def _shares(whole: int, parts: int) -> list[int]:
    """Each as large as the next, or one larger; the first ones take the rest."""
    share, rest = divmod(whole, parts)
    return [share + (place < rest) for place in range(parts)]
