"""Time to resolve: mean, median and 90th percentile.

Source of the definition: a published notebook on the incident log: from the first opening to the
last resolution, wall clock, tickets never resolved left out; percentiles by linear interpolation
between order statistics. Computed in whole microseconds and exact fractions, rounded once.
"""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import polars as pl
from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule
from libs.common.money import half_up

HOUR = 3_600_000_000
"Microseconds."
PLACES = 6
MEDIAN, NINTH_DECILE = Fraction(1, 2), Fraction(9, 10)


class Between(BaseModel):
    """A place between two ordered values, both in microseconds: `share` of the way up."""

    model_config = ConfigDict(frozen=True)
    lower: int
    upper: int
    share: str

    @property
    def value(self) -> Fraction:
        return self.lower + (self.upper - self.lower) * Fraction(self.share)


class Times(BaseModel):
    """What is needed of a set of durations in microseconds."""

    model_config = ConfigDict(frozen=True)
    count: int
    sum: int
    median: Between
    p90: Between


class ResolutionTime(BaseModel):
    """In hours."""

    model_config = ConfigDict(frozen=True)
    count: int
    mean: Decimal
    median: Decimal
    p90: Decimal


def times_of(durations: pl.Series) -> Times | None:
    """Of durations in microseconds; nulls, tickets that have not stopped, are left out."""
    ordered = np.sort(durations.drop_nulls().to_numpy())
    if not ordered.size:
        return None
    return Times(
        count=len(ordered),
        sum=int(ordered.sum()),
        median=_place(ordered, MEDIAN),
        p90=_place(ordered, NINTH_DECILE),
    )


@rule("ticket_resolution_time", version=1)
def resolution_time(explain: Explain, times: Times | None) -> ResolutionTime | None:
    """Half-up to a millionth of an hour; none where nothing was resolved."""
    if times is None:
        return explain("no score: nothing was resolved", None)
    explain("tickets resolved", times.count)
    return ResolutionTime(
        count=times.count,
        mean=explain("mean, h", _hours(Fraction(times.sum, times.count))),
        median=explain("median, h", _hours(times.median.value)),
        p90=explain("90th percentile, h", _hours(times.p90.value)),
    )


def _place(ordered: "np.ndarray[tuple[int], np.dtype[np.int64]]", quantile: Fraction) -> Between:
    at = quantile * (len(ordered) - 1)
    below = at.numerator // at.denominator
    above = min(below + 1, len(ordered) - 1)
    return Between(lower=int(ordered[below]), upper=int(ordered[above]), share=str(at - below))


def _hours(micros: Fraction) -> Decimal:
    exact = micros / HOUR
    return half_up(Decimal(exact.numerator) / Decimal(exact.denominator), PLACES)
