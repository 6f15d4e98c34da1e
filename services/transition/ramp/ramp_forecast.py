"""When all seats of a wave will be certified: a range, from the pace so far.

A seat takes five steps. Weeks are taken as alike and independent, with the mean m and the
deviation s of the k weeks seen; n more weeks bring n·m steps, with the variance s²·(n + n²/k): that
of the weeks to come, and that of a mean which rests on k weeks only. The range ends where
n·m ± z·√(s²·(n + n²/k)) is what is still to do, z = 1.2816: of ten such forecasts one ends before
it and one behind it.

Choices: steps back count against the pace; the week that has not ended counts not. Days round up.
Since version 2 an end for which that gives no day (fewer than four weeks, no pace, or weeks that
differ so much that even ever more of them give none) is that of the quickest or slowest pace that
the weeks seen permit (`statistics/pace.py`). A range that is still open says why, and what would
bound it. Behind ten years nothing is foretold.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from math import ceil, sqrt
from statistics import fmean, stdev
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule
from services.transition.statistics.bounded import FARTHEST, bounded

FEWEST_WEEKS = 4
Z = 1.2816


class RampBasis(StrEnum):
    """What an end of the range rests on."""

    SPREAD = "spread"
    "Mean and deviation of the weeks: one in ten lies behind it."
    BOUND = "bound"
    "The quickest or slowest pace that the weeks seen permit, with 95 % confidence."


class RampForecast(BaseModel):
    """Days on which all is done: from `early` to `late`, each with what it rests on. Without `late`
    the range is open: `open_because` says why, `closes` what would bound it."""

    model_config = ConfigDict(frozen=True)
    early: date | None = None
    early_by: RampBasis | None = None
    likely: date | None = None
    late: date | None = None
    late_by: RampBasis | None = None
    note: str
    open_because: str | None = None
    closes: str | None = None


class _Spread(NamedTuple):
    """Weeks to go, none where mean and deviation give none."""

    note: str
    early: float | None = None
    likely: float | None = None
    late: float | None = None


@rule("ramp_forecast", version=2)
def ramp_forecast(
    explain: Explain, weeks: Sequence[int], remaining: int, today: date
) -> RampForecast:
    """`weeks`: steps made less steps back, a number for each full week since the first step;
    `remaining`: steps still to be made, of all seats."""
    if remaining <= 0:
        return RampForecast(early=today, likely=today, late=today, note="nothing is left to do")
    spread = _spread(explain, weeks, remaining)
    ends = _ends(explain, spread, weeks, remaining, today)
    return RampForecast(note=spread.note, likely=_day(today, spread.likely), **ends)


def _spread(explain: Explain, weeks: Sequence[int], remaining: int) -> _Spread:
    seen = explain("full weeks seen", len(weeks))
    if seen < FEWEST_WEEKS:
        return _Spread(f"not enough data: {seen} of {FEWEST_WEEKS} weeks")
    mean = explain("steps a week", round(fmean(weeks), 6))
    deviation = explain("deviation of a week", round(stdev(weeks), 6))
    if mean <= 0:
        return _Spread("no pace: as much falls back as goes on")
    early, late = _bounds(mean, deviation, seen, remaining)
    likely = remaining / mean
    explain("weeks: early, likely, late", [_places(n) for n in (early, likely, late)])
    note = f"{remaining} steps to go at {mean:.1f} a week, seen over {seen} weeks"
    return _Spread(note, early, likely, late)


def _bounds(mean: float, spread: float, seen: int, remaining: int) -> tuple[float, float | None]:
    """The roots of (n·m − R)² = z²·s²·(n + n²/k)."""
    doubt = (Z * spread) ** 2
    square = mean**2 - doubt / seen
    half = 2 * mean * remaining + doubt
    root = sqrt(max(0.0, half**2 - 4 * square * remaining**2))
    early = 2 * remaining**2 / (half + root)
    return early, (half + root) / (2 * square) if square > 0 else None


def _ends(
    explain: Explain, spread: _Spread, weeks: Sequence[int], remaining: int, today: date
) -> dict[str, Any]:
    """Each by the spread, or else by a bound."""
    early, late, is_open = spread.early, spread.late, {}
    if late is None:
        found = bounded(weeks, remaining, FARTHEST)
        explain("slowest and quickest pace, 95 %", found.pace)
        early, late = found.early if early is None else early, found.late
        is_open = {"open_because": found.open_because, "closes": found.closes}
        explain("weeks: early and late, with bounds", [_places(early), _places(late)])
    elif late > FARTHEST:
        is_open = {"open_because": explain("open", TOO_FAR), "closes": LESS_APART}
    ends = {"early": _day(today, early), "early_by": _basis(early, spread.early)}
    return {**ends, "late": _day(today, late), "late_by": _basis(late, spread.late), **is_open}


TOO_FAR = f"One in ten such ranges would end more than {FARTHEST} weeks ahead."
LESS_APART = "Weeks that differ less from each other, or bring more."


def _places(weeks: float | None) -> float | None:
    return None if weeks is None else round(weeks, 4)


def _day(today: date, weeks: float | None) -> date | None:
    if weeks is None or weeks > FARTHEST:
        return None
    return today + timedelta(days=ceil(round(7 * weeks, 6)))


def _basis(weeks: float | None, of_spread: float | None) -> RampBasis | None:
    if weeks is None or weeks > FARTHEST:
        return None
    return RampBasis.BOUND if of_spread is None else RampBasis.SPREAD
