"""What a side's delay costs the other, at the rate that was stated for a day.

Source of a rate: what waiting people cost a day, or a year's saving that comes later:
€1,602,500 × 730 ÷ 1,150 ÷ 365 a calendar day.
"""

from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule
from libs.common.money import rounded


class Rate(BaseModel):
    """A day costs amount × part ÷ whole ÷ days."""

    model_config = ConfigDict(frozen=True)
    amount: Decimal
    currency: str
    part: Decimal = Decimal(1)
    whole: Decimal = Decimal(1)
    over_days: Decimal = Decimal(1)


@rule("delay_cost", version=1)
def delay_cost(explain: Explain, days: Decimal, rate: Rate) -> Decimal:
    """Half-up to the currency's minor unit, once, at the end. An earlier date saves nothing."""
    charged = explain("days that count", max(days, Decimal(0)))
    total = explain("amount × part × days", rate.amount * rate.part * charged)
    whole = explain("÷ whole ÷ days of the amount", total / (rate.whole * rate.over_days))
    return explain("half-up", rounded(whole, rate.currency))
