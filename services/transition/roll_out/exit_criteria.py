"""Whether a wave is stable: its exit criteria over the last working days of hypercare.

Choices: the last n days are the n working days of the contract's country before today; what is
recorded of today, and of days between them that are no working days, counts too, so that bad news
of this morning is not overlooked. Days before go-live do not count. A working day without a record
is missing: the criterion is not met, and the day is named; it is neither nothing nor perfect. A
share is that of the sums, so that a busy day weighs more than a quiet one.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from libs.common.calendars import BusinessCalendar
from libs.common.explain import Explain, rule
from services.transition.plan.contract_calendar import calendar_of


class How(StrEnum):
    """How days make one number: the sum; the worst of them; of so many, the share."""

    TOTAL = "total"
    EVERY_DAY = "every_day"
    SHARE = "share"


class Bound(StrEnum):
    AT_MOST = "at_most"
    AT_LEAST = "at_least"


class ExitCriterion(BaseModel):
    """`days`: working days looked at. `threshold` of a share: 0 to 1."""

    model_config = ConfigDict(frozen=True)
    code: str
    title: str
    how: How
    bound: Bound
    threshold: Decimal
    days: int

    @property
    def sentence(self) -> str:
        how = {How.TOTAL: "in all", How.EVERY_DAY: "every day", How.SHARE: "as a share"}[self.how]
        bound = self.bound.replace("_", " ")
        return f"{self.title}: {bound} {self.threshold:f} {how} over {self.days} working days"


class DayRecord(BaseModel):
    """`total`: of how many, where a share is measured."""

    model_config = ConfigDict(frozen=True)
    day: date
    value: Decimal
    total: int | None = None


class ExitResult(BaseModel):
    """`value`: over the days that are there, exact; none without any. `missing`: working days that
    nobody recorded."""

    model_config = ConfigDict(frozen=True)
    criterion: str
    met: bool
    value: Decimal | None
    missing: list[date]
    note: str


@rule("exit_criterion", version=1)
def exit_criterion(
    explain: Explain,
    criterion: ExitCriterion,
    country: str,
    live_on: date,
    today: date,
    records: Sequence[DayRecord],
) -> ExitResult:
    """The value in the criterion's unit, or as a share 0 to 1: compared unrounded, told to 0.0001
    in the note. `days`: whole working days."""
    calendar = calendar_of(country)
    first, asked = _asked(calendar, today, criterion.days)
    explain("looked at from", first)
    early = explain("working days of those before go-live", [d for d in asked if d < live_on])
    since = max(first, live_on)
    counted = sorted((r for r in records if since <= r.day <= today), key=lambda r: r.day)
    explain("records counted", counted)
    there = {record.day for record in counted}
    missing = explain("missing", [day for day in asked if day >= live_on and day not in there])
    value = explain("value", _value(criterion, counted))
    holds = value is not None and _holds(criterion, value)
    explain(f"{criterion.bound.replace('_', ' ')} {criterion.threshold:f}", holds)
    met = explain("met", holds and not missing and not early)
    note = _note(criterion, value, missing, len(early))
    return ExitResult(criterion=criterion.code, met=met, value=value, missing=missing, note=note)


def looked_at_from(country: str, today: date, days: int) -> date:
    """The first of so many working days before today."""
    return _asked(calendar_of(country), today, days)[0]


def _asked(calendar: BusinessCalendar, today: date, days: int) -> tuple[date, list[date]]:
    """The working days before today, oldest first."""
    asked: list[date] = []
    day = today
    while len(asked) < days:
        day = calendar.add_business_days(day, -1)
        asked.append(day)
    asked.reverse()
    return asked[0], asked


def _value(criterion: ExitCriterion, counted: Sequence[DayRecord]) -> Decimal | None:
    values = [record.value for record in counted]
    if not values:
        return None
    if criterion.how is How.TOTAL:
        return sum(values, Decimal(0))
    if criterion.how is How.EVERY_DAY:
        return max(values) if criterion.bound is Bound.AT_MOST else min(values)
    total = sum(record.total or 0 for record in counted)
    return sum(values, Decimal(0)) / total if total else None


def _holds(criterion: ExitCriterion, value: Decimal) -> bool:
    if criterion.bound is Bound.AT_MOST:
        return value <= criterion.threshold
    return value >= criterion.threshold


def _note(
    criterion: ExitCriterion, value: Decimal | None, missing: Sequence[date], early: int
) -> str:
    said = ["nothing is recorded" if value is None else f"{_short(value)}, {_limit(criterion)}"]
    if missing:
        said.append(f"no record of {', '.join(map(str, missing))}")
    if early:
        said.append(f"{early} of {criterion.days} working days lie before go-live")
    return "; ".join(said)


def _limit(criterion: ExitCriterion) -> str:
    return f"{criterion.bound.replace('_', ' ')} {criterion.threshold:f}"


def _short(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.0001')).normalize():f}"
