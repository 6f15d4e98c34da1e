"""What a parallel run shows: how many days the new way came to the same as the old.

Choices: a share as tolerance is one of the old value, so that where the old is nothing the new
must be nothing too. A difference that is explained counts as within. The row ends with the last
day compared and goes back over working days; a working day that nobody compared breaks it: what is
missing is not equal. Days that are no working days count where they were compared, and break
nothing where they were not.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule
from services.transition.plan.contract_calendar import calendar_of

A_DAY = timedelta(days=1)


class Tolerance(BaseModel):
    """In the unit of the run, or as a share 0 to 1 of the old value."""

    model_config = ConfigDict(frozen=True)
    value: Decimal
    is_share: bool


class ComparedDay(BaseModel):
    model_config = ConfigDict(frozen=True)
    day: date
    old: Decimal
    new: Decimal
    explained: bool = False


class ParallelTarget(BaseModel):
    """`in_a_row`: working days. `share`: of the days compared, 0 to 1, if one is asked for."""

    model_config = ConfigDict(frozen=True)
    in_a_row: int
    share: Decimal | None = None


class ParallelResult(BaseModel):
    """`share` is exact, none without days. `open`: days outside that nobody explained."""

    model_config = ConfigDict(frozen=True)
    days: int
    within: int
    in_a_row: int
    share: Decimal | None
    open: list[date]
    met: bool


def is_within(day: ComparedDay, tolerance: Tolerance) -> bool:
    """At the tolerance is within."""
    allowed = abs(day.old) * tolerance.value if tolerance.is_share else tolerance.value
    return abs(day.new - day.old) <= allowed


@rule("parallel_run", version=1)
def parallel_result(
    explain: Explain,
    country: str,
    days: Sequence[ComparedDay],
    tolerance: Tolerance,
    target: ParallelTarget,
) -> ParallelResult:
    """Days are whole days of the country's calendar, values in the unit of the run; the share of
    days is 0 to 1 and compared unrounded, as is each difference."""
    good = {day.day for day in days if day.explained or is_within(day, tolerance)}
    bad = sorted(day.day for day in days if day.day not in good)
    explain("outside the tolerance and not explained", bad)
    share = explain("share within", Decimal(len(good)) / len(days) if days else None)
    row = explain("working days within in a row, to the last", _row(country, good, days))
    enough = explain(f"at least {target.in_a_row} in a row", row >= target.in_a_row)
    reached = target.share is None or (share is not None and share >= target.share)
    if target.share is not None:
        explain(f"share reaches {target.share}", reached)
    return ParallelResult(
        days=len(days),
        within=len(good),
        in_a_row=row,
        share=share,
        open=bad,
        met=bool(days) and enough and reached,
    )


def _row(country: str, good: set[date], days: Sequence[ComparedDay]) -> int:
    calendar, compared = calendar_of(country), {day.day for day in days}
    if not compared:
        return 0
    row, day, first = 0, max(compared), min(compared)
    while day >= first:
        working = calendar.is_business_day(day)
        if day in good:
            row += working
        elif working or day in compared:
            break
        day -= A_DAY
    return row
