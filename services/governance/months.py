"""Calendar months, written `2026-02`."""

from calendar import monthrange
from datetime import date
from typing import Annotated

from pydantic import StringConstraints

Month = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]


def first_day(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def last_day(month: str) -> date:
    first = first_day(month)
    return first.replace(day=monthrange(first.year, first.month)[1])


def months_before(month: str, count: int) -> str:
    """The month so many months earlier."""
    first = first_day(month)
    years, rest = divmod(first.year * 12 + first.month - 1 - count, 12)
    return f"{years:04}-{rest + 1:02}"
