"""Which version of a contract a month is reckoned by.

The one valid on the month's first day, so that an amendment in mid-month counts from the next
month; before the first version, the first. Of two valid from one day, the later version.
"""

from collections.abc import Sequence
from datetime import date
from typing import Protocol, TypeVar

from services.governance.months import first_day


class Version(Protocol):
    version: int
    valid_from: date


V = TypeVar("V", bound=Version)


def in_force(versions: Sequence[V], month: str) -> V:
    begun = [v for v in versions if v.valid_from <= first_day(month)]
    if not begun:
        return min(versions, key=lambda v: v.version)
    return max(begun, key=lambda v: (v.valid_from, v.version))
