"""All draws of a forecast, and what they tell. Imports numpy: only import where it is needed."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from libs.common.money import half_up
from services.transition.forecasting.estimate import Estimate
from services.transition.forecasting.monte_carlo import (
    Bin,
    FinishForecast,
    Simulation,
    Watch,
)
from services.transition.forecasting.open_time import OpenTime
from services.transition.forecasting.simulated_pass import SimulatedPass
from services.transition.scheduling import passes
from services.transition.scheduling.compiled import Compiled
from services.transition.scheduling.network import Convention
from services.transition.scheduling.work_time import DAY

MOST_AT_ONCE = 1_000
MOST_CELLS = 10_000_000
"Tasks × draws held in memory at once, at 8 to 16 bytes each."
MOST_BINS = 40


def simulated(
    network: Compiled,
    estimates: Mapping[str, Estimate],
    simulation: Simulation,
    convention: Convention,
    promised: int | None,
    watch: Watch,
) -> FinishForecast:
    size = len(network.activities)
    chunk = max(min(MOST_AT_ONCE, MOST_CELLS // max(size, 1)), 1)
    clocks = [OpenTime(clock) for clock in network.clocks]
    finishes: list[NDArray[np.int64]] = []
    critical = np.zeros(size, np.int64)
    for first in range(0, simulation.draws, chunk):
        count = min(chunk, simulation.draws - first)
        one = SimulatedPass(network, clocks, simulation, convention, first, count)
        done, share = first / simulation.draws, count / simulation.draws
        finishes.append(one.run(estimates, _part_of(watch, done, share)))
        critical += one.critical()
    planned = passes.last_instant(network, passes.forward(network, convention, {})[1])
    codes = [activity.code for activity in network.activities]
    return _told(
        simulation,
        planned,
        promised,
        np.sort(np.concatenate(finishes)),
        dict(zip(codes, critical.tolist(), strict=True)),
    )


def _part_of(watch: Watch, done: float, share: float) -> Watch:
    return Watch(lambda part: watch.progress(done + share * part), watch.stop)


def _told(
    simulation: Simulation,
    planned: int,
    promised: int | None,
    finishes: NDArray[np.int64],
    critical: Mapping[str, int],
) -> FinishForecast:
    draws, total = len(finishes), int(finishes.sum())
    return FinishForecast(
        simulation=simulation,
        planned=planned,
        p10=percentile(finishes, 10),
        p50=percentile(finishes, 50),
        p80=percentile(finishes, 80),
        p90=percentile(finishes, 90),
        mean=(2 * total + draws) // (2 * draws),
        as_planned=_share_by(finishes, planned),
        as_promised=None if promised is None else _share_by(finishes, promised),
        histogram=list(_histogram(finishes)),
        criticality={code: _share(count, draws) for code, count in critical.items()},
    )


def _share_by(finishes: NDArray[np.int64], instant: int) -> Decimal:
    return _share(int(np.searchsorted(finishes, instant, "right")), len(finishes))


def percentile(finishes: NDArray[np.int64], of_100: int) -> int:
    """The least of these, in order, that so many of 100 do not exceed."""
    return int(finishes[-(-len(finishes) * of_100 // 100) - 1])


def _share(count: int, of: int) -> Decimal:
    return half_up(Decimal(count) / of, 4)


def _histogram(finishes: NDArray[np.int64]) -> Iterable[Bin]:
    """Of whole days, all of one width, `MOST_BINS` at most."""
    first, last = int(finishes[0]) // DAY, int(finishes[-1]) // DAY
    width = -(-(last - first + 1) // MOST_BINS)
    edges = [day * DAY for day in range(first, last + width + 1, width)]
    places = np.searchsorted(finishes, edges, "left")
    for (start, end), (before, up_to) in zip(pairwise(edges), pairwise(places), strict=True):
        yield Bin(first=start, end=end, draws=int(up_to - before))
