"""How much of a month's agreed time the service was there.

Source: availability = (agreed time − counted downtime) / agreed time; 30 days with 3 hours down
give 99.58 %. Planned windows and relieved days are left out of the agreed time, and so of the
downtime. Where nothing was agreed, there is no score.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule
from libs.common.money import half_up
from services.governance.availability.agreed_time import Span, month_span, planned, stretches
from services.governance.availability.terms import AvailabilityTerms, Outage, Window, seconds

PLACES = 2


class Availability(BaseModel):
    """`percent` is for people; comparisons are made on the seconds, which are exact."""

    model_config = ConfigDict(frozen=True)
    agreed_seconds: Decimal
    down_seconds: Decimal
    "A degraded second counts by its weight."
    percent: Decimal

    def below(self, percent: Decimal) -> bool:
        return (self.agreed_seconds - self.down_seconds) * 100 < percent * self.agreed_seconds


@rule("availability", version=1)
def availability(
    explain: Explain,
    month: str,
    terms: AvailabilityTerms,
    outages: Sequence[Outage],
    windows: Sequence[Window] = (),
    relieved: Sequence[date] = (),
    as_of: datetime | None = None,
) -> Availability | None:
    """In per cent, half-up to 0.01. Given `as_of`, the month up to then."""
    span = explain("from, until", measured_span(month, terms, as_of))
    away = planned(windows, relieved, terms.calendar.tz)
    explain("planned windows and relieved days, left out", len(away))
    explain("outages that are not over", sum(one.ended is None for one in outages))
    found = list(stretches(span, away, outages, terms))
    agreed = explain("agreed time, seconds", sum((seconds(one.agreed) for one in found), Decimal()))
    lost = (seconds(one.agreed) * one.weight for one in found)
    down = explain("counted downtime, seconds", sum(lost, Decimal()))
    if not agreed:
        return explain("no score: no time was agreed", None)
    share = half_up((agreed - down) * 100 / agreed, PLACES)
    percent = explain("(agreed time − counted downtime) / agreed time, %", share)
    return Availability(agreed_seconds=agreed, down_seconds=down, percent=percent)


def measured_span(month: str, terms: AvailabilityTerms, as_of: datetime | None) -> Span:
    begins, ends = month_span(month, terms.calendar.tz)
    return begins, ends if as_of is None else min(max(as_of, begins), ends)
