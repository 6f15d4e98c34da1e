"""Where a wave can go live beside freezes: times in which nothing new may start.

A wave needs its hypercare clear of a freeze, and a settling week after it. So a wave whose
go-live or hypercare would touch a freeze goes live on the first Monday at least seven days after
the freeze's end. A freeze from 15 November to 10 January moves 13 October with rework to
19 January.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict

from libs.common.calendars import BusinessCalendar
from libs.common.explain import Explain

HYPERCARE = timedelta(days=30)
SETTLING = timedelta(days=7)
MONDAY = 0


class FreezeSpan(BaseModel):
    """Both days belong to it."""

    model_config = ConfigDict(frozen=True)
    title: str
    starts_on: date
    ends_on: date

    def covers(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on

    def touches(self, first: date, last: date) -> bool:
        return self.starts_on <= last and first <= self.ends_on


def freeze_on(day: date, freezes: Sequence[FreezeSpan]) -> FreezeSpan | None:
    return next((freeze for freeze in freezes if freeze.covers(day)), None)


def in_the_way(live_on: date, freezes: Sequence[FreezeSpan]) -> FreezeSpan | None:
    """The first freeze that a go-live on this day, or its hypercare, would touch."""
    last = live_on + HYPERCARE - timedelta(days=1)
    touched = [freeze for freeze in freezes if freeze.touches(live_on, last)]
    return min(touched, key=lambda freeze: freeze.starts_on, default=None)


def behind_freezes(
    explain: Explain, calendar: BusinessCalendar, earliest: date, freezes: Sequence[FreezeSpan]
) -> date:
    """The first business day from `earliest` on whose hypercare is clear of every freeze."""
    day = explain("first business day from there on", calendar.add_business_days(earliest, 0))
    while freeze := in_the_way(day, freezes):
        explain(f"hypercare of {HYPERCARE.days} days would meet {freeze.title}", freeze)
        monday = _monday_from(freeze.ends_on + SETTLING)
        explain("first Monday at least 7 days after its end", monday)
        day = explain("first business day from there on", calendar.add_business_days(monday, 0))
    return day


def _monday_from(day: date) -> date:
    return day + timedelta(days=(MONDAY - day.weekday()) % 7)
