"""Where the month will end: the likely share within target, with a band.

Choices: the band holds nine months of ten; with fewer than thirty cases or five days measured
there is no forecast, only what is still possible: all to come met, or all missed.
"""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from math import floor
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from libs.common.explain import Explain, rule
from libs.common.money import half_up
from services.governance.attainment import Counts
from services.governance.live.beta_binomial import Misses, dispersion, misses_to_come
from services.governance.live.misses_left import error_budget
from services.governance.live.to_come import counted_of, missed_of

PLACES = 1


class Certainty(StrEnum):
    FORECAST = "forecast"
    NOT_ENOUGH_DATA = "not_enough_data"
    "The band is all that is still possible, and nothing is likely."
    SETTLED = "settled"
    "No case is to come."


class ForecastTerms(BaseModel):
    model_config = ConfigDict(frozen=True)
    least_cases: Annotated[int, Field(ge=1)] = 30
    least_days: Annotated[int, Field(ge=1)] = 5
    band: Annotated[Decimal, Field(ge=Decimal("0.5"), le=Decimal("0.99"))] = Decimal("0.9")
    "Chance that the month ends within the band."


USUAL = ForecastTerms()


class Forecast(BaseModel):
    """Shares and chances in per cent, half-up to 0.1."""

    model_config = ConfigDict(frozen=True)
    certainty: Certainty
    likely: Decimal | None
    low: Decimal
    high: Decimal
    reaches_expected: Decimal | None
    "The chance of it; none where there is not enough data."
    reaches_minimum: Decimal | None


class _Month(BaseModel):
    met: int
    missed: int
    to_come: int

    @classmethod
    def of(cls, days: Sequence[Counts], to_come: int) -> Self:
        missed = sum(missed_of(day) for day in days)
        return cls(met=sum(day.met for day in days), missed=missed, to_come=to_come)

    @property
    def counted(self) -> int:
        return self.met + self.missed

    @property
    def cases(self) -> int:
        return self.counted + self.to_come

    def share(self, misses_to_come: int) -> Decimal:
        met = self.cases - self.missed - misses_to_come
        return half_up(Decimal(met) * 100 / self.cases, PLACES)

    def room(self, level: Decimal) -> int:
        """Misses to come that the level stands."""
        return floor(error_budget(level, self.cases)) - self.missed


@rule("month_end_forecast", version=1)
def month_end_forecast(
    explain: Explain,
    days: Sequence[Counts],
    to_come: int,
    expected: Decimal,
    minimum: Decimal,
    terms: ForecastTerms = USUAL,
) -> Forecast | None:
    """None where the month has no cases at all."""
    month = _Month.of(days, to_come)
    explain("met, missed, to come", (month.met, month.missed, month.to_come))
    if not month.cases:
        return explain("no score: no cases", None)
    if to_come and not _enough(explain, month, days, terms):
        low, high = month.share(to_come), month.share(0)
        return _forecast(Certainty.NOT_ENOUGH_DATA, None, low, high, (None, None))
    spread = dispersion([(missed_of(day), counted_of(day)) for day in days])
    explain("days differ more than by chance, times", half_up(Decimal(str(spread)), 2))
    misses = misses_to_come(month.missed, month.counted, to_come, spread)
    tail = float(1 - terms.band) / 2
    few, middling, many = (misses.quantile(chance) for chance in (tail, 0.5, 1 - tail))
    explain("misses to come: few, likely, many", (few, middling, many))
    return _forecast(
        Certainty.FORECAST if to_come else Certainty.SETTLED,
        explain("likely, %", month.share(middling)),
        explain("low, %", month.share(many)),
        explain("high, %", month.share(few)),
        (_chance(misses, month.room(expected)), _chance(misses, month.room(minimum))),
    )


def _enough(explain: Explain, month: _Month, days: Sequence[Counts], terms: ForecastTerms) -> bool:
    measured = explain("days with cases", len({day.taken_on for day in days if counted_of(day)}))
    if month.counted >= terms.least_cases and measured >= terms.least_days:
        return True
    least = f"{terms.least_cases} cases and {terms.least_days} days"
    return explain(f"not enough data: fewer than {least}", False)


def _forecast(
    certainty: Certainty,
    likely: Decimal | None,
    low: Decimal,
    high: Decimal,
    chances: tuple[Decimal | None, Decimal | None],
) -> Forecast:
    return Forecast(
        certainty=certainty,
        likely=likely,
        low=low,
        high=high,
        reaches_expected=chances[0],
        reaches_minimum=chances[1],
    )


def _chance(misses: Misses, room: int) -> Decimal:
    return half_up(Decimal(str(100 * min(misses.at_most(room), 1.0))), PLACES)
