"""What a month came to, level by level."""

from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explanation
from libs.common.money import Amount
from services.governance.attainment import Outcome
from services.governance.months import Month

ZERO = Decimal(0)


class Line(BaseModel):
    """full − one_incident − over_cap = credit. Amounts in the currency of the month."""

    model_config = ConfigDict(frozen=True)
    level: str
    title: str
    unit: str
    value: Amount | None
    "None where there is no score. For people; the explanation says how it was rounded."
    volume: int
    excluded: int
    outcome: Outcome
    band: str | None = None
    failed: bool | None = None
    "Whether it costs something by its terms; none where there is no score."
    points: Amount = ZERO
    "Multiplied where the failure repeats."
    full: Amount = ZERO
    one_incident: Amount = ZERO
    "Taken off, as the incident is credited at another level."
    over_cap: Amount = ZERO
    credit: Amount = ZERO
    earned_back: Amount = ZERO
    "Of an earlier month's credit, given back in this month."
    earned_back_month: Month | None = None
    explanation: Explanation


class MonthResult(BaseModel):
    """Recomputed from the same version, readings and past, it is the same."""

    model_config = ConfigDict(frozen=True)
    regime: str
    version: int
    month: Month
    currency: str
    lines: tuple[Line, ...]
    cap: Amount
    credits: Amount
    "Sum of the lines, never above the cap."
    earned_back: Amount
    net: Amount
    "credits − earned back; below zero where more is given back than credited."
    points: Amount
    met_weight: Amount | None
    "Of the weight of all levels with a score, what has met expected, in %, half-up to 0.1."
    termination: tuple[str, ...]
    "Each trigger of the right to end the contract that stands, as a sentence."

    def line(self, level: str) -> Line | None:
        return next((line for line in self.lines if line.level == level), None)
