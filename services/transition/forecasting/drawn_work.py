"""Work of a task in many draws. Imports numpy: only to be imported where it is needed."""

from functools import lru_cache
from hashlib import blake2b
from math import erf, sqrt

import numpy as np
from numpy.typing import NDArray

from services.transition.forecasting.estimate import Estimate
from services.transition.forecasting.monte_carlo import Distribution, Simulation

Floats = NDArray[np.float64]
SCORES = np.linspace(-5.0, 5.0, 1025)
"Standard normal scores for which quantiles are tabulated; beyond them nothing more happens."
CHANCES = np.array([(1 + erf(score / sqrt(2))) / 2 for score in SCORES])
FINENESS = 1000
"Steps in which the place of the most likely between the two ends is told apart."
_GRID = np.linspace(0.0, 1.0, 2001)


class DrawnWork:
    """Draws from number `first` on, `count` of them."""

    def __init__(self, simulation: Simulation, first: int, count: int) -> None:
        self._seed, self._first, self._count = simulation.seed, first, count
        self._distribution = simulation.distribution
        self._own = sqrt(1 - simulation.correlation)
        self._common = sqrt(simulation.correlation) * self._normal("")

    def of(self, code: str, estimate: Estimate) -> NDArray[np.int64] | int:
        """Minutes; one number where there is nothing to draw."""
        width = estimate.pessimistic - estimate.optimistic
        if width == 0:
            return estimate.most_likely
        mode = round((estimate.most_likely - estimate.optimistic) / width * FINENESS)
        scores = self._common + self._own * self._normal(code) if self._own else self._common
        shares = np.interp(scores, SCORES, quantiles(self._distribution, mode))
        return estimate.optimistic + np.rint(shares * width).astype(np.int64)

    def _normal(self, code: str) -> Floats:
        """A stream of its own for each task and seed: other tasks do not disturb it."""
        text = f"{self._seed}:{self._first}:{code}".encode()
        key = np.frombuffer(blake2b(text, digest_size=16).digest(), np.uint64)
        return np.random.Generator(np.random.Philox(key=key)).standard_normal(self._count)


@lru_cache(maxsize=2 * (FINENESS + 1))
def quantiles(distribution: Distribution, mode: int) -> Floats:
    """By score: the share of the way from optimistic to pessimistic. `mode`: in `FINENESS`."""
    peak = mode / FINENESS
    if distribution is Distribution.TRIANGULAR:
        return _triangular(peak)
    middles = (_GRID[1:] + _GRID[:-1]) / 2
    density = middles ** (4 * peak) * (1 - middles) ** (4 - 4 * peak)
    below = np.concatenate(([0.0], np.cumsum(density)))
    shares: Floats = np.interp(CHANCES, below / below[-1], _GRID)
    return shares


def _triangular(peak: float) -> Floats:
    rising = np.sqrt(CHANCES * peak)
    falling = 1 - np.sqrt((1 - CHANCES) * (1 - peak))
    return np.where(peak > CHANCES, rising, falling)
