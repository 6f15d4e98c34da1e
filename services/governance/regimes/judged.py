"""What a measured value means for its level: outcome, band, points.

A value on a boundary has reached it. A value in no band is refused as `undefined-value`.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from libs.common.explain import Explain
from libs.common.problems import refused
from services.governance.attainment import Outcome
from services.governance.regimes.bounds import reaches
from services.governance.regimes.costs import (
    Band,
    LadderOfCharges,
    PointsByBands,
    PoolAllocation,
    Rung,
    WeightOfAtRisk,
)
from services.governance.regimes.level import Level
from services.governance.regimes.measured import Measured
from services.governance.regimes.metric import Better, Metric
from services.governance.regimes.numbers import shown

SHORT = (Outcome.BELOW_EXPECTED, Outcome.BREACHED)


@dataclass(frozen=True)
class Judged:
    """`part` is of a credit that has one amount; `points` and `share` are of the other costs."""

    outcome: Outcome
    band: str | None = None
    part: Fraction = Fraction()
    points: Decimal = Decimal(0)
    share: Decimal = Decimal(0)

    @property
    def has_failed(self) -> bool:
        """Whether it costs something by its terms, whatever the fee."""
        return bool(self.part or self.points or self.share)


def judged(explain: Explain, level: Level, metric: Metric, found: Measured) -> Judged:
    if (value := _that_counts(explain, level, found)) is None:
        return Judged(Outcome.NO_SCORE)
    if _is_allowed(explain, level, found):
        return Judged(Outcome.MET)
    outcome = explain("outcome", _outcome(level, metric.better, value))
    return _by_cost(explain, level, outcome, value)


def _by_cost(explain: Explain, level: Level, outcome: Outcome, value: Fraction) -> Judged:
    match level.cost:
        case PointsByBands() as cost:
            band = _band(level, cost, value)
            points = explain(f"points of the band {band.said}", band.points)
            return Judged(outcome, band.said, points=points)
        case LadderOfCharges() as cost:
            rung = _rung(cost, value)
            share = rung.share_of_charges if rung else Decimal(0)
            explain(f"rung {rung.said}, share of charges" if rung else "no rung", share)
            return Judged(outcome, rung.said if rung else None, share=share)
        case PoolAllocation(between=between) | WeightOfAtRisk(between=between):
            return Judged(outcome, part=_part(outcome, between))
    return Judged(outcome, part=_part(outcome, Decimal(0)))


def _that_counts(explain: Explain, level: Level, found: Measured) -> Fraction | None:
    small = level.small_volume
    if found.value is None or small is None or small.no_score_below is None:
        return found.value
    few = found.volume < small.no_score_below
    if explain(f"fewer than {small.no_score_below}: no score", few):
        return None
    return found.value


def _is_allowed(explain: Explain, level: Level, found: Measured) -> bool:
    small = level.small_volume
    if small is None or small.below is None or small.allowed_misses is None:
        return False
    allowed = found.volume < small.below and found.misses <= small.allowed_misses
    label = f"fewer than {small.below} cases and at most {small.allowed_misses} missed: met"
    return explain(label, allowed)


def _outcome(level: Level, better: Better, value: Fraction) -> Outcome:
    if reaches(value, level.expected, better):
        return Outcome.MET
    if level.minimum is not None and reaches(value, level.minimum, better):
        return Outcome.BELOW_EXPECTED
    return Outcome.BREACHED


def _band(level: Level, cost: PointsByBands, value: Fraction) -> Band:
    for band in cost.bands:
        if band.holds(value):
            return band
    said = "; ".join(band.said for band in cost.bands)
    raise refused(
        "undefined-value",
        f"Level {level.code}: {shown(value)} lies in no band ({said}).",
        do="State in the regime how the value is rounded, or a band for it.",
    )


def _rung(cost: LadderOfCharges, value: Fraction) -> Rung | None:
    """The last, which is the dearest, that the value has reached."""
    return next((rung for rung in reversed(cost.rungs) if rung.holds(value)), None)


def _part(outcome: Outcome, between: Decimal) -> Fraction:
    if outcome is Outcome.BREACHED:
        return Fraction(1)
    return Fraction(between) if outcome is Outcome.BELOW_EXPECTED else Fraction()
