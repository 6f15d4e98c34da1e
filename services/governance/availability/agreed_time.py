"""The agreed time between two moments, cut where anything changes, with what was lost in it.

Choices: of outages at the same time the one that took most counts, once; a relieved day is a day
of the calendar in the calendar's time zone.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from libs.common.calendars import BusinessCalendar
from services.governance.availability.terms import AvailabilityTerms, Outage, Window
from services.governance.months import first_day, last_day

Span = tuple[datetime, datetime]
"In UTC: two times of one zone are compared by the wall, which repeats an hour in autumn."


class Stretch(NamedTuple):
    """Agreed time in which nothing changes."""

    agreed: timedelta
    weight: Decimal


def month_span(month: str, tz: str) -> Span:
    """From local midnight of its first day to that of the next month's: 743 h in a March."""
    return _midnight(first_day(month), tz), _midnight(last_day(month) + timedelta(1), tz)


def planned(windows: Iterable[Window], relieved: Iterable[date], tz: str) -> list[Span]:
    days = [(_midnight(day, tz), _midnight(day + timedelta(1), tz)) for day in relieved]
    return [*((_utc(one.begins), _utc(one.ends)) for one in windows), *days]


def stretches(
    span: Span, away: Sequence[Span], outages: Sequence[Outage], terms: AvailabilityTerms
) -> Iterator[Stretch]:
    """`away` is left out of the agreed time. An outage without an end lasts to the span's end."""
    calendar = BusinessCalendar(terms.calendar)
    lost = [(*when(one, span[1]), one.weight(terms.degradation)) for one in outages]
    for begin, end in pairwise(_cuts(span, [*away, *((one[0], one[1]) for one in lost)])):
        if not any(since <= begin < until for since, until in away):
            weights = (weight for since, until, weight in lost if since <= begin < until)
            yield Stretch(calendar.elapsed(begin, end), max(weights, default=Decimal(0)))


def when(outage: Outage, now: datetime) -> Span:
    """An outage as a span; one that is not over, or begins later, ends then."""
    began = _utc(outage.began)
    return began, _utc(outage.ended) if outage.ended else max(began, now)


def _cuts(span: Span, changes: Iterable[Span]) -> list[datetime]:
    begin, end = span
    inside = {moment for change in changes for moment in change if begin < moment < end}
    return sorted({begin, end} | inside)


def _midnight(day: date, tz: str) -> datetime:
    return _utc(datetime.combine(day, time(), ZoneInfo(tz)))


def _utc(instant: datetime) -> datetime:
    return instant.astimezone(UTC)
