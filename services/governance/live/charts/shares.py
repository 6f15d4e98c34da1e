"""Charts of shares and of rates, whose limits are the wider the smaller the day.

Source: Montgomery, Introduction to Statistical Quality Control, ch. 7:
p-chart: p̄ ± 3 √(p̄(1 − p̄)/n), n cases; u-chart: ū ± 3 √(ū/n), n units.
A day without cases has no score and is left out.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from libs.common.explain import Explain, rule
from services.governance.live.charts.chart import FEWEST_POINTS, Chart, Plotted, chart, decimal
from services.governance.live.charts.run_rules import RULES, RuleSet


class Subgroup(BaseModel):
    """Misses among a day's cases."""

    model_config = ConfigDict(frozen=True)
    label: str
    part: Annotated[int, Field(ge=0)]
    size: Annotated[int, Field(ge=0)]

    @model_validator(mode="after")
    def _is_a_part(self) -> Self:
        if self.part > self.size:
            raise ValueError(f"{self.label}: {self.part} is no part of {self.size}")
        return self


class Rate(BaseModel):
    """Events in a day's units, as errors in a thousand invoices."""

    model_config = ConfigDict(frozen=True)
    label: str
    count: Annotated[int, Field(ge=0)]
    units: Annotated[Decimal, Field(ge=0)]


@rule("p_chart", version=1)
def p_chart(
    explain: Explain, subgroups: Sequence[Subgroup], rules: RuleSet = RuleSet.WESTERN_ELECTRIC
) -> Chart | None:
    """In the order of the subgroups; none with fewer than two."""
    some = [one for one in subgroups if one.size]
    if explain("subgroups with cases", len(some)) < FEWEST_POINTS:
        return explain("no chart: too few", None)
    centre = Fraction(sum(one.part for one in some), sum(one.size for one in some))
    explain("centre line = all parts / all cases", decimal(centre))
    variance = centre * (1 - centre)
    plotted = [
        Plotted(one.label, Fraction(one.part, one.size), variance / one.size) for one in some
    ]
    away = [one.label for one in subgroups if not one.size]
    return chart(plotted, centre, RULES[rules], (Decimal(0), Decimal(1)), away)


@rule("u_chart", version=1)
def u_chart(
    explain: Explain, rates: Sequence[Rate], rules: RuleSet = RuleSet.WESTERN_ELECTRIC
) -> Chart | None:
    """In the order of the rates; none with fewer than two."""
    some = [(one, Fraction(one.units)) for one in rates if one.units]
    if explain("days with units", len(some)) < FEWEST_POINTS:
        return explain("no chart: too few", None)
    centre = sum(one.count for one, _ in some) / sum((units for _, units in some), Fraction())
    explain("centre line = all events / all units", decimal(centre))
    plotted = [Plotted(one.label, one.count / units, centre / units) for one, units in some]
    away = [one.label for one in rates if not one.units]
    return chart(plotted, centre, RULES[rules], (Decimal(0), None), away)
