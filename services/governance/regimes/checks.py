"""Whether what a regime names is there, and whether its numbers can be meant so.

Each mistake is a place and a sentence.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

from libs.common.money import minor_unit
from services.governance.regimes.bounds import reaches
from services.governance.regimes.costs import (
    Band,
    LadderOfCharges,
    PointsByBands,
    PoolAllocation,
    WeightOfAtRisk,
)
from services.governance.regimes.level import Level
from services.governance.regimes.metric import Better, Kind

if TYPE_CHECKING:
    from services.governance.regimes.regime import Regime

Mistake = tuple[tuple[str | int, ...], str]
WITH_VOLUME = (Kind.SHARE, Kind.MEAN, Kind.PERCENTILE, Kind.SURVEY)


def mistakes(regime: "Regime") -> Iterator[Mistake]:
    yield from _of_metrics(regime)
    yield from _of_money(regime)
    yield from _twice(regime)
    for at, level in enumerate(regime.levels):
        for place, said in _of_level(regime, level):
            yield ("levels", at, *place), said


def _of_metrics(regime: "Regime") -> Iterator[Mistake]:
    for code, metric in regime.metrics.items():
        if metric.calendar is not None and metric.calendar not in regime.calendars:
            said = _missing("calendar", metric.calendar, regime.calendars)
            yield ("metrics", code, "calendar"), said
        for at, exclusion in enumerate(metric.exclusions):
            if exclusion not in regime.exclusions:
                said = _missing("exclusion", exclusion, regime.exclusions)
                yield ("metrics", code, "exclusions", at), said


def _of_money(regime: "Regime") -> Iterator[Mistake]:
    places, most = regime.places, minor_unit(regime.currency)
    if places > most:
        yield ("rounding", "places"), f"{regime.currency} has {most} decimals, not {places}"
    for pool in regime.pools:
        costs = [level.cost for level in regime.levels]
        taken = [c.allocation for c in costs if isinstance(c, PoolAllocation) and c.pool == pool]
        if sum(taken) > 1:
            yield ("pools", pool), f"{sum(taken)} of pool {pool!r} is allocated: 1 is all of it"


def _twice(regime: "Regime") -> Iterator[Mistake]:
    seen = Counter[str]()
    for at, level in enumerate(regime.levels):
        if seen[level.code]:
            yield ("levels", at, "code"), f"level {level.code!r} is there twice"
        seen[level.code] += 1


def _of_level(regime: "Regime", level: Level) -> Iterator[Mistake]:
    if level.metric not in regime.metrics:
        yield ("metric",), _missing("metric", level.metric, regime.metrics)
        return
    yield from _of_targets(regime, level)
    yield from _of_volume(regime, level)
    yield from _of_cost(regime, level)


def _of_targets(regime: "Regime", level: Level) -> Iterator[Mistake]:
    metric = regime.metric_of(level)
    if level.minimum is not None and not _as_good(level.expected, level.minimum, metric.better):
        yield ("minimum",), f"minimum {level.minimum} is better than expected {level.expected}"
    if level.earns_back_at is not None:
        if not _as_good(level.earns_back_at, level.expected, metric.better):
            yield ("earns_back_at",), "over-performance is at least what is expected"
        if regime.earn_back is None:
            yield ("earns_back_at",), "the regime has no earn_back clause"
    if metric.is_share and max(level.expected, level.minimum or 0) > 100:
        yield ("expected",), "no more than 100 % can be expected"


def _of_volume(regime: "Regime", level: Level) -> Iterator[Mistake]:
    if (small := level.small_volume) is None:
        return
    kind = regime.metric_of(level).kind
    if kind not in WITH_VOLUME:
        yield ("small_volume",), f"{kind} has no volume that could be small"
    if small.allowed_misses is not None and kind is not Kind.SHARE:
        yield ("small_volume", "allowed_misses"), "misses are counted of share_within_target only"


def _of_cost(regime: "Regime", level: Level) -> Iterator[Mistake]:
    match level.cost:
        case PoolAllocation() as cost:
            if cost.pool not in regime.pools:
                yield ("cost", "pool"), _missing("pool", cost.pool, regime.pools)
            yield from _needs_at_risk(regime)
        case WeightOfAtRisk():
            if level.weight is None:
                yield ("cost",), "it costs by weight and has no weight"
            yield from _needs_at_risk(regime)
        case PointsByBands() as cost:
            if regime.point_value is None:
                yield ("cost",), "it costs points and the regime has no point_value"
            yield from _of_bands(cost, level, regime.metric_of(level).better)
        case LadderOfCharges() as cost:
            yield from _of_rungs(cost, level, regime.metric_of(level).better)


def _needs_at_risk(regime: "Regime") -> Iterator[Mistake]:
    if regime.at_risk is None:
        yield ("cost",), "it costs a part of the at-risk amount and the regime has no at_risk"


def _of_bands(cost: PointsByBands, level: Level, better: Better) -> Iterator[Mistake]:
    for (first, one), (second, other) in combinations(enumerate(cost.bands), 2):
        if one.meets(other):
            said = f"{other.said} overlaps band {first + 1}, {one.said}"
            yield ("cost", "bands", second), said
        elif _costs_more(one, other, better) or _costs_more(other, one, better):
            said = f"of {one.said} and {other.said} the better costs more"
            yield ("cost", "bands", second), said
    for at, band in enumerate(cost.bands):
        if band.points and band.holds(Fraction(level.expected)):
            yield ("cost", "bands", at), f"expected {level.expected} is reached and costs points"


def _costs_more(one: Band, other: Band, better: Better) -> bool:
    """Whether the first is the better and costs more; they do not overlap."""
    is_better = (_begin(one) > _begin(other)) == (better is Better.HIGH)
    return is_better and one.points > other.points


def _begin(band: Band) -> tuple[bool, Decimal, bool]:
    """To sort by; what has no beginning begins first."""
    return band.low is not None, band.low or Decimal(0), band.above is not None


def _of_rungs(cost: LadderOfCharges, level: Level, better: Better) -> Iterator[Mistake]:
    side = "below" if better is Better.HIGH else "above"
    for at, rung in enumerate(cost.rungs):
        stated = rung.model_dump(exclude_none=True, exclude={"share_of_charges"})
        if list(stated) != [side]:
            yield ("cost", "rungs", at), f"a rung says {side}, as {better} is better"
            return
        if rung.holds(Fraction(level.expected)):
            yield ("cost", "rungs", at), f"expected {level.expected} is reached and costs charges"
    steps = [getattr(rung, side) for rung in cost.rungs]
    shares = [rung.share_of_charges for rung in cost.rungs]
    if steps != sorted(set(steps), reverse=better is Better.HIGH) or shares != sorted(shares):
        yield ("cost", "rungs"), "each rung is worse than the one before it and costs no less"


def _as_good(one: Decimal, other: Decimal, better: Better) -> bool:
    return reaches(Fraction(one), other, better)


def _missing(what: str, name: str, known: Collection[str]) -> str:
    there = ", ".join(known) or "none is stated"
    return f"there is no {what} {name!r}: {there}"
