"""How many of the cases to come will miss, as a distribution. Statistics, so it reckons in floats.

A beta-binomial: the share of misses is not known but estimated from the cases so far (Jeffreys'
prior: half a case each way), and cases of one day go well or badly together. Nothing is drawn at
random, so the same month gives the same forecast every time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

MOST_CORRELATED = 0.999


@dataclass(frozen=True)
class Misses:
    """`cumulative[n]`: the chance of n misses or fewer among the cases to come."""

    cumulative: Any

    def at_most(self, misses: int) -> float:
        if misses < 0:
            return 0.0
        return float(self.cumulative[min(misses, len(self.cumulative) - 1)])

    def quantile(self, chance: float) -> int:
        return int(min(self.cumulative.searchsorted(chance), len(self.cumulative) - 1))


def dispersion(days: Sequence[tuple[int, int]]) -> float:
    """How much more days (missed, counted) differ than chance alone would have it; at least 1.

    Source: Pearson's chi-square over its degrees of freedom, as for quasi-binomial models.
    """
    some = [(missed, counted) for missed, counted in days if counted]
    cases = sum(counted for _, counted in some)
    share = sum(missed for missed, _ in some) / cases if cases else 0.0
    if len(some) < 2 or not 0 < share < 1:
        return 1.0
    square = sum((m - n * share) ** 2 / (n * share * (1 - share)) for m, n in some)
    return max(1.0, square / (len(some) - 1))


def misses_to_come(missed: int, counted: int, to_come: int, spread: float) -> Misses:
    """`spread`: the dispersion of the days so far; it widens the variance by that factor."""
    import numpy as np  # noqa: PLC0415

    known = counted + 1
    share = (missed + 0.5) / known
    size = _size(known, to_come, spread)
    yes, no = share * size, (1 - share) * size
    n = np.arange(to_come, dtype=float)
    ratios = np.log((to_come - n) * (n + yes)) - np.log((n + 1) * (to_come - n - 1 + no))
    logs = np.concatenate([[0.0], np.cumsum(ratios)])
    weights = np.exp(logs - logs.max())
    return Misses(np.cumsum(weights) / weights.sum())


def _size(known: int, to_come: int, spread: float) -> float:
    """As many earlier cases as would leave so much doubt: 1 / correlation − 1."""
    alone = 1 / (known + 1)
    if to_come < 2:
        return 1 / alone - 1
    wider = (spread * (1 + (to_come - 1) * alone) - 1) / (to_come - 1)
    return 1 / min(wider, MOST_CORRELATED) - 1
