"""Lengths of time as planners write them: 2d, 4h, 1.5w, 1ed for elapsed time."""

import re
from decimal import Decimal

from services.transition.exchange.csv_plan.cells import number

LENGTH = r"\d[\d.,]* *(?:e?(?:mo|min|m|h|days|day|d|w))?"
_SPAN = re.compile(r"(?P<count>[\d.,]+) *(?P<elapsed>e?)(?P<unit>[a-z]*)", re.ASCII)
_WRITTEN = re.compile(LENGTH, re.ASCII)
HOUR, DAY = 60, 1440
FRACTION = 10_000
"Days are told to four places; what needs more is told in minutes."


def in_days(minutes: int, per_day: int) -> str | None:
    """None where four places do not say it exactly."""
    if minutes * FRACTION % per_day:
        return None
    return format((Decimal(minutes * FRACTION // per_day) / FRACTION).normalize(), "f")


def told(minutes: int, per_day: int, elapsed: bool) -> str:
    """The largest of days, hours and minutes that says it in whole numbers."""
    mark = "e" if elapsed else ""
    for unit, size in (("d", DAY if elapsed else per_day), ("h", HOUR)):
        if minutes % size == 0:
            return f"{minutes // size}{mark}{unit}"
    return f"{minutes}{mark}m"


def read(text: str, per_day: int, decimal_comma: bool, unit: str = "d") -> tuple[int, bool]:
    """Minutes, and whether they are elapsed ones. `unit`: where none is written. A week has five
    days and a month twenty; elapsed ones seven and thirty. Raises `ValueError`."""
    plain = text.strip().lower()
    found = _SPAN.fullmatch(plain)
    if found is None or not _WRITTEN.fullmatch(plain):
        raise ValueError(f"“{text[:40]}” is not a length such as 2d, 4h or 1ed")
    elapsed = bool(found["elapsed"])
    size = _size(found["unit"] or unit, per_day, elapsed)
    minutes = number(found["count"], decimal_comma) * size
    if minutes != int(minutes):
        raise ValueError(f"“{text[:40]}” is not a whole number of minutes")
    return int(minutes), elapsed


def _size(unit: str, per_day: int, elapsed: bool) -> int:
    day = DAY if elapsed else per_day
    if unit.startswith("mo"):
        return day * (30 if elapsed else 20)
    if unit.startswith("m"):
        return 1
    return {"h": HOUR, "d": day, "w": day * (7 if elapsed else 5)}[unit[0]]
