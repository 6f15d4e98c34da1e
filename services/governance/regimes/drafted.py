"""A level's month by itself, before the clauses that look at all levels."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from libs.common.explain import Explain
from services.governance.months import months_before
from services.governance.regimes.judged import Judged, judged
from services.governance.regimes.level import Level
from services.governance.regimes.level_credit import ONCE, level_credit
from services.governance.regimes.measured import Measured, measured
from services.governance.regimes.readings import MonthReadings, Reading
from services.governance.regimes.regime import Regime
from services.governance.regimes.results import MonthResult


@dataclass(frozen=True)
class Draft:
    level: Level
    explain: Explain
    measured: Measured
    judged: Judged
    points: Decimal
    "Multiplied where the failure repeats."
    full: Decimal
    inputs: dict[str, object]


def drafted(
    regime: Regime,
    level: Level,
    month: MonthReadings,
    readings: Iterable[Reading],
    earlier: Sequence[MonthResult],
) -> Draft:
    """`readings` of this level; `earlier` in the order of months."""
    explain = Explain()
    mine = _in_order(readings)
    found = measured(explain, regime.metric_of(level), mine)
    outcome = judged(explain, level, regime.metric_of(level), found)
    times = _times(regime, level, month.month, outcome, earlier)
    charges = month.charged(level.code)
    full = level_credit(explain, regime, level, outcome, month.fee, charges, times)
    inputs: dict[str, object] = {
        "regime": f"{regime.regime} version {regime.version}",
        "level": level.model_dump(mode="json", exclude_none=True),
        "fee": str(month.fee),
        "charges": str(charges),
        "readings": [each.model_dump(mode="json", exclude_none=True) for each in mine],
    }
    return Draft(level, explain, found, outcome, outcome.points * times, full, inputs)


def _in_order(readings: Iterable[Reading]) -> list[Reading]:
    """Of equal readings any is first, so the account of a month is the same however they came."""
    return sorted(readings, key=lambda reading: reading.model_dump_json())


def _times(
    regime: Regime, level: Level, month: str, outcome: Judged, earlier: Sequence[MonthResult]
) -> Decimal:
    """A month without a score between two failures is the end of the repetition."""
    if regime.repeat is None or not outcome.has_failed or not earlier:
        return ONCE
    last = earlier[-1].line(level.code) if earlier[-1].month == months_before(month, 1) else None
    return regime.repeat.multiplier if last and last.failed else ONCE
