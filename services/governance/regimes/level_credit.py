"""What a level's month costs by itself, before the clauses that look at all levels.

Rounded by level, so that the lines of a month add up to its sum.
"""

from decimal import Decimal
from fractions import Fraction

from libs.common.explain import Explain
from services.governance.regimes.costs import (
    LadderOfCharges,
    PointsByBands,
    PoolAllocation,
    WeightOfAtRisk,
)
from services.governance.regimes.judged import Judged
from services.governance.regimes.level import Level
from services.governance.regimes.numbers import Number, shown, to_places
from services.governance.regimes.regime import Regime

ONCE = Decimal(1)


def level_credit(
    explain: Explain,
    regime: Regime,
    level: Level,
    judged: Judged,
    fee: Number,
    charges: Number,
    times: Decimal = ONCE,
) -> Decimal:
    """In the regime's currency. `times` is the multiplier of a failure that repeats."""
    credit = _credit(explain, regime, level, judged, Fraction(fee), Fraction(charges))
    if times != ONCE:
        credit = _note(explain, f"failed in the month before: × {times}", credit * Fraction(times))
    places, mode = regime.places, regime.rounding.mode
    return explain(f"credit, {mode.replace('_', ' ')}", to_places(credit, places, mode))


def _credit(
    explain: Explain,
    regime: Regime,
    level: Level,
    judged: Judged,
    fee: Fraction,
    charges: Fraction,
) -> Fraction:
    match level.cost:
        case PoolAllocation() as cost:
            pool = _at_risk(explain, regime, fee) * Fraction(regime.pools[cost.pool])
            _note(explain, f"× share of pool {cost.pool}", pool)
            whole = pool * Fraction(cost.allocation)
            _note(explain, "× allocation to this level", whole)
            return _note(explain, "× part due for the outcome", whole * judged.part)
        case WeightOfAtRisk():
            share = Fraction(level.weight or 0) / weights(regime)
            whole = _at_risk(explain, regime, fee) * share
            _note(explain, "× weight / all weights", whole)
            return _note(explain, "× part due for the outcome", whole * judged.part)
        case PointsByBands() if regime.point_value is not None:
            each = _note(explain, "value of a point", regime.point_value.of(fee))
            return _note(explain, "points × value", Fraction(judged.points) * each)
        case LadderOfCharges():
            _note(explain, "charges", charges)
            return _note(explain, "× share of charges", charges * Fraction(judged.share))
    return Fraction()


def weights(regime: Regime) -> Fraction:
    """Of all levels that cost by weight, whether measured or not."""
    weighted = [level for level in regime.levels if isinstance(level.cost, WeightOfAtRisk)]
    return sum((Fraction(level.weight or 0) for level in weighted), Fraction())


def _at_risk(explain: Explain, regime: Regime, fee: Fraction) -> Fraction:
    assert regime.at_risk  # noqa: S101 - a level that needs it is refused without
    return _note(explain, "at-risk amount of the month", regime.at_risk.of(fee))


def _note(explain: Explain, label: str, value: Fraction) -> Fraction:
    explain(label, shown(value))
    return value
