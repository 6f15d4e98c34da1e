"""The business time that is left of a deadline, and the deadline when it runs on after a stop.

Choice: business time is that of the office hours of the contract's country, to the microsecond. A
clock that is stopped keeps what is left of it and counts on from there: where that ends as the
offices close, time is up at the midnight after, as with every deadline of a claim. Where nothing
was left, it is up when the clock runs again, and never earlier than before.
"""

from datetime import datetime, timedelta
from decimal import ROUND_DOWN, Decimal

from libs.common.calendars.month import ZERO, start_of
from libs.common.explain import Explain, rule
from services.transition.plan.contract_calendar import calendar_of, end_of_day, zone_of

HUNDREDTH = Decimal("0.01")


def business_time(country: str, since: datetime, until: datetime) -> timedelta:
    """None of it where the end lies first."""
    return calendar_of(country).elapsed(since, until)


def hours(time: timedelta) -> Decimal:
    """Down to the hundredth, so that nobody is promised time that is not there."""
    seconds = Decimal(time // timedelta(seconds=1))
    return (seconds / 3600).quantize(HUNDREDTH, ROUND_DOWN)


@rule("resumed_deadline", version=1)
def resumed_deadline(
    explain: Explain, was: datetime, stopped_at: datetime, resumed_at: datetime, country: str
) -> datetime:
    """When the business time that was left on stopping is up, counted on from the resumption."""
    left = explain("business time left", business_time(country, stopped_at, was))
    if left == ZERO:
        return explain("none was left: up at once", max(was, resumed_at))
    due = explain("counted on", calendar_of(country).due(resumed_at, left))
    return explain("or the midnight after closing", _or_midnight(country, due))


def _or_midnight(country: str, due: datetime) -> datetime:
    wall = due.astimezone(zone_of(country)).replace(tzinfo=None)
    closes = calendar_of(country).hours_on(wall.date())[-1].closes
    closed = wall == start_of(wall.date()) + closes
    return end_of_day(country, wall.date()) if closed else due


def business_days(country: str, since: datetime, until: datetime) -> int:
    """Whole ones between two moments, without the day on which it begins; none where the end lies
    first."""
    zone = zone_of(country)
    first, last = since.astimezone(zone).date(), (until - MOMENT).astimezone(zone).date()
    return max(0, calendar_of(country).business_days_between(first, last))


MOMENT = timedelta(microseconds=1)
"A deadline at midnight belongs to the day that ends with it."
