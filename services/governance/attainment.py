"""How much of a month's cases met the target, and what that means.

Source: share within target = met / (total − excluded); 2 misses of 40 = 95.0 %, of 35 = 94.3 %.
Where nothing was measured, or nothing is left after the exclusions, there is no score.
Days on which the vendor is relieved are left out whole, since version 2.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule
from libs.common.money import half_up


class Outcome(StrEnum):
    MET = "met"
    BELOW_EXPECTED = "below_expected"
    "Between the minimum and the expected level: no breach."
    BREACHED = "breached"
    NO_SCORE = "no_score"


class Counts(BaseModel):
    """One day's cases."""

    model_config = ConfigDict(frozen=True, from_attributes=True)
    taken_on: date
    met: int
    total: int
    excluded: int = 0


class Attainment(BaseModel):
    """`percent` is for people; comparisons are made on met and counted, which are exact."""

    model_config = ConfigDict(frozen=True)
    met: int
    total: int
    excluded: int
    counted: int
    percent: Decimal

    def below(self, percent: Decimal) -> bool:
        return self.met * 100 < percent * self.counted


@rule("attainment", version=2)
def attainment(
    explain: Explain, days: Sequence[Counts], relieved: Sequence[date] = ()
) -> Attainment | None:
    """In per cent, half-up to 0.1; none where nothing counts."""
    away = set(relieved)
    if relieved:
        explain("days on which the vendor is relieved", list(relieved))
        explain(
            "cases of those days, left out", sum(day.total for day in days if day.taken_on in away)
        )
    return _share(explain, [day for day in days if day.taken_on not in away])


@rule("attainment", version=1)
def attainment_1(explain: Explain, days: Sequence[Counts]) -> Attainment | None:
    """As months were closed before relief was heard of."""
    return _share(explain, days)


def _share(explain: Explain, days: Sequence[Counts]) -> Attainment | None:
    met = explain("met the target", sum(day.met for day in days))
    total = explain("all cases", sum(day.total for day in days))
    excluded = explain("excluded", sum(day.excluded for day in days))
    counted = explain("cases that count = all − excluded", total - excluded)
    if counted <= 0:
        return explain("no score: nothing counts", None)
    percent = explain("met / cases that count, %", _to_a_tenth(Decimal(met) * 100 / counted))
    return Attainment(met=met, total=total, excluded=excluded, counted=counted, percent=percent)


def outcome(attained: Attainment | None, expected: Decimal, minimum: Decimal) -> Outcome:
    """A value on a boundary has reached it."""
    if attained is None:
        return Outcome.NO_SCORE
    if attained.below(minimum):
        return Outcome.BREACHED
    return Outcome.BELOW_EXPECTED if attained.below(expected) else Outcome.MET


def _to_a_tenth(percent: Decimal) -> Decimal:
    return half_up(percent, 1)
