"""How fast the month's error budget is used up.

Source: burn rate as in Google's "The Site Reliability Workbook", ch. 5: share of the budget used ÷
share of the time elapsed, over several windows; 1 uses it up just at the month's end. The budget is
the misses that the expected level leaves room for in the month. Choices: time is counted in working
days; cases of days between them belong to the window around them.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule
from libs.common.money import half_up
from services.governance.attainment import Counts
from services.governance.live.misses_left import error_budget
from services.governance.live.to_come import counted_of, missed_of

WINDOWS = (1, 5)
"Working days, besides the month so far. Choice."
PLACES = 2


class BurnRate(BaseModel):
    model_config = ConfigDict(frozen=True)
    working_days: int
    is_month: bool
    "The whole month so far."
    missed: int
    rate: Decimal | None
    "Half-up to 0.01; none where nothing was measured, or where there is no budget."


@rule("burn_rates", version=1)
def burn_rates(
    explain: Explain,
    days: Sequence[Counts],
    working_days: Sequence[date],
    through: date,
    cases: int,
    expected: Decimal,
    windows: Sequence[int] = WINDOWS,
) -> list[BurnRate]:
    """`working_days`: all of the month's; `through`: the last day measured; `cases`: of the whole
    month, those to come included. A window longer than the month so far is left out."""
    budget = error_budget(expected, cases)
    explain("error budget, misses", half_up(_decimal(budget), PLACES))
    elapsed = sorted(day for day in set(working_days) if day <= through)
    explain("working days elapsed, of", (len(elapsed), len(set(working_days))))
    spans = [elapsed[-window:] for window in windows if 0 < window <= len(elapsed)]
    found = [(min(span), len(span), False) for span in spans]
    if elapsed:
        found.append((min(working_days).replace(day=1), len(elapsed), True))
    return [
        _burn(
            explain,
            days,
            (since, through),
            length,
            Fraction(length, len(set(working_days))),
            budget,
            is_month,
        )
        for since, length, is_month in found
    ]


def _burn(
    explain: Explain,
    days: Sequence[Counts],
    span: tuple[date, date],
    length: int,
    time: Fraction,
    budget: Fraction,
    is_month: bool,
) -> BurnRate:
    within = [day for day in days if span[0] <= day.taken_on <= span[1]]
    missed = sum(missed_of(day) for day in within)
    rate = None
    if budget and any(counted_of(day) for day in within):
        rate = half_up(_decimal(missed / budget / time), PLACES)
    explain(f"share of budget ÷ share of time, {length} working days", rate)
    return BurnRate(working_days=length, is_month=is_month, missed=missed, rate=rate)


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / value.denominator
