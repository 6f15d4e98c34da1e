"""Which days of a month the vendor is relieved of a service level.

Source: the relief that both sides agreed: from the day after its first, up to and with its last.
Choice: days of the calendar, not business days, since tallies are of any day.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Protocol


class Span(Protocol):
    from_on: date
    until_on: date | None


def relieved_days(spans: Iterable[Span], first: date, last: date) -> list[date]:
    """In order, each once; one that goes on lasts until the end of the period."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    periods = [(span.from_on, span.until_on or last) for span in spans]
    return [day for day in days if any(begun < day <= ended for begun, ended in periods)]
