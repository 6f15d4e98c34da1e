"""The value of a metric from a month's readings.

Source: share = met / (total − excluded); availability = (agreed − counted downtime) / agreed.
Choices: a percentile is by nearest rank; what names an excluded code is left out, of an outage
its downtime; nothing measured, or nothing left, is no score.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from libs.common.explain import Explain
from libs.common.problems import refused
from services.governance.regimes.metric import Kind, Metric
from services.governance.regimes.numbers import shown, to_places
from services.governance.regimes.readings import Reading

_TALLY = frozenset({"met", "total"})
_FITS = {
    Kind.SHARE: [_TALLY],
    Kind.AVAILABILITY: [frozenset({"agreed", "down"}), frozenset({"agreed"}), frozenset({"down"})],
    Kind.COUNT: [frozenset({"total"})],
    Kind.MEAN: [frozenset({"values"})],
    Kind.PERCENTILE: [frozenset({"values"})],
    Kind.SURVEY: [frozenset({"values"}), _TALLY],
}


@dataclass(frozen=True)
class Measured:
    """`value` is exact, or rounded where the metric says so; none is no score."""

    value: Fraction | None
    volume: int
    "Cases, times or answers that count."
    misses: int
    excluded: int
    "Readings left out."
    incidents: frozenset[str]


def measured(explain: Explain, metric: Metric, readings: Sequence[Reading]) -> Measured:
    for reading in readings:
        _must_fit(metric, reading)
    counted = [r for r in readings if r.code is None or r.code not in metric.exclusions]
    excluded = explain("readings left out by code", len(readings) - len(counted))
    volume, misses, exact = _value(explain, metric, readings, counted)
    return Measured(
        value=_rounded(explain, metric, exact),
        volume=volume,
        misses=misses,
        excluded=excluded,
        incidents=frozenset(r.incident for r in counted if r.incident and r.is_amiss),
    )


def _value(
    explain: Explain, metric: Metric, readings: Sequence[Reading], counted: Sequence[Reading]
) -> tuple[int, int, Fraction | None]:
    """Volume, misses and the exact value."""
    match metric.kind:
        case Kind.AVAILABILITY:
            return 0, 0, _available(explain, readings, counted)
        case Kind.COUNT:
            total = sum(r.total or 0 for r in counted)
            return 0, 0, explain("counted", total) * Fraction(1) if readings else None
        case Kind.SHARE:
            return _share(explain, *_tally(metric, counted))
        case Kind.SURVEY if metric.satisfied_from is not None:
            return _share(explain, *_tally(metric, counted))
    times = sorted(Fraction(value) for r in counted for value in r.values or ())
    return explain("values", len(times)), 0, _of_times(metric, times)


def _share(explain: Explain, met: int, total: int) -> tuple[int, int, Fraction | None]:
    explain("met the target", met)
    explain("cases that count", total)
    return total, total - met, Fraction(met * 100, total) if total else None


def _tally(metric: Metric, counted: Sequence[Reading]) -> tuple[int, int]:
    answers = [value for r in counted for value in r.values or ()]
    enough = sum(value >= (metric.satisfied_from or 0) for value in answers)
    met = sum(r.met or 0 for r in counted) + enough
    return met, sum(r.total or 0 for r in counted) + len(answers)


def _available(
    explain: Explain, readings: Sequence[Reading], counted: Sequence[Reading]
) -> Fraction | None:
    agreed = sum((Fraction(r.agreed or 0) for r in readings), Fraction())
    down = sum((Fraction(r.down or 0) for r in counted), Fraction())
    explain("agreed time", shown(agreed))
    explain("counted downtime", shown(down))
    if not agreed:
        return None
    if down > agreed:
        raise _unfit(readings[0], f"{shown(down)} down is more than {shown(agreed)} agreed")
    return (agreed - down) * 100 / agreed


def _of_times(metric: Metric, times: Sequence[Fraction]) -> Fraction | None:
    if not times:
        return None
    if metric.percentile is not None:
        return times[ceil(Fraction(metric.percentile) * len(times) / 100) - 1]
    return sum(times, Fraction()) / len(times)


def _rounded(explain: Explain, metric: Metric, exact: Fraction | None) -> Fraction | None:
    if exact is None:
        return explain("no score: nothing counts", None)
    explain(f"value, {metric.unit}", shown(exact))
    if metric.rounding is None:
        return exact
    stated = metric.rounding
    rounded = to_places(exact, stated.places, stated.mode)
    label = f"rounded to {stated.places} places, {stated.mode.replace('_', ' ')}"
    return Fraction(explain(label, rounded))


def _must_fit(metric: Metric, reading: Reading) -> None:
    if reading.says not in _FITS[metric.kind]:
        said = ", ".join(sorted(reading.says)) or "nothing"
        raise _unfit(reading, f"{said} is stated, which is no {metric.kind}")
    if reading.says == _TALLY and metric.kind is Kind.SURVEY and metric.satisfied_from is None:
        raise _unfit(reading, "the mean of the answers needs each answer")


def _unfit(reading: Reading, said: str) -> Exception:
    return refused("unfit-reading", f"Level {reading.level}: {said}.")
