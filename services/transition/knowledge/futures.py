"""Futures drawn from the weeks so far: a bootstrap, as teams forecast from their throughput.

Each draws its weeks from those seen, with replacement, until the threshold is reached; one that
takes longer than two years has no end. Each has a stream of its own, so that a quicker pace is
never later. P10 and P90 by nearest rank. Floats, as it is statistics.
"""

from collections.abc import Sequence
from decimal import Decimal
from math import ceil
from random import Random
from typing import NamedTuple

DRAWS = 500
HORIZON = 104
NEVER = HORIZON + 1


class Futures(NamedTuple):
    """Weeks to go; `NEVER` beyond the horizon."""

    p10: int
    p90: int


def futures(steps: Sequence[Decimal], share: Decimal, threshold: Decimal, seed: int) -> Futures:
    weeks = sorted(_one(steps, share, threshold, seed * DRAWS + n) for n in range(DRAWS))
    return Futures(_rank(weeks, 0.10), _rank(weeks, 0.90))


def _one(steps: Sequence[Decimal], share: Decimal, threshold: Decimal, seed: int) -> int:
    draw, level, goal = Random(seed).random, float(share), float(threshold)  # noqa: S311
    paces = sorted(float(step) for step in steps)
    for week in range(1, HORIZON + 1):
        level = min(1.0, max(0.0, level + paces[int(draw() * len(paces))]))
        if level >= goal - 1e-9:
            return week
    return NEVER


def _rank(values: Sequence[int], share: float) -> int:
    """Nearest rank of sorted values."""
    return values[max(0, ceil(share * len(values)) - 1)]
