"""When all seats of a wave will be certified: a range, from the pace so far.

A seat takes five steps. Weeks are taken as alike and independent, with the mean m and the
deviation s of the k weeks seen; n more weeks bring n·m steps, with the variance s²·(n + n²/k): that
of the weeks to come, and that of a mean which rests on k weeks only. The range ends where
n·m ± z·√(s²·(n + n²/k)) is what is still to do, z = 1.2816: of ten such forecasts one ends before
it and one behind it.

Choices: steps back count against the pace; the week that has not ended counts not; fewer than four
weeks are not enough data; where the weeks differ so much that even ever more of them give no bound,
there is no late day. Days round up.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from math import ceil, sqrt
from statistics import fmean, stdev

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule

FEWEST_WEEKS = 4
Z = 1.2816
FARTHEST = 520
"Weeks ahead: behind ten years nothing is foretold."


class RampForecast(BaseModel):
    """Days on which all is done: one in ten earlier than `early`, one in ten later than `late`."""

    model_config = ConfigDict(frozen=True)
    early: date | None = None
    likely: date | None = None
    late: date | None = None
    note: str


@rule("ramp_forecast", version=1)
def ramp_forecast(
    explain: Explain, weeks: Sequence[int], remaining: int, today: date
) -> RampForecast:
    """`weeks`: steps made less steps back, a number for each full week since the first step;
    `remaining`: steps still to be made, of all seats."""
    if remaining <= 0:
        return RampForecast(early=today, likely=today, late=today, note="nothing is left to do")
    seen = explain("full weeks seen", len(weeks))
    if seen < FEWEST_WEEKS:
        return RampForecast(note=f"not enough data: {seen} of {FEWEST_WEEKS} weeks")
    mean = explain("steps a week", round(fmean(weeks), 6))
    spread = explain("deviation of a week", round(stdev(weeks), 6))
    if mean <= 0:
        return RampForecast(note="no pace: as much falls back as goes on")
    early, late = _bounds(mean, spread, seen, remaining)
    explain("weeks: early, likely, late", [_places(n) for n in (early, remaining / mean, late)])
    ends = [_day(today, n) for n in (early, remaining / mean, late)]
    note = f"{remaining} steps to go at {mean:.1f} a week, seen over {seen} weeks"
    return RampForecast(early=ends[0], likely=ends[1], late=ends[2], note=note)


def _bounds(mean: float, spread: float, seen: int, remaining: int) -> tuple[float, float | None]:
    """The roots of (n·m − R)² = z²·s²·(n + n²/k)."""
    doubt = (Z * spread) ** 2
    square = mean**2 - doubt / seen
    half = 2 * mean * remaining + doubt
    root = sqrt(max(0.0, half**2 - 4 * square * remaining**2))
    early = 2 * remaining**2 / (half + root)
    return early, (half + root) / (2 * square) if square > 0 else None


def _places(weeks: float | None) -> float | None:
    return None if weeks is None else round(weeks, 4)


def _day(today: date, weeks: float | None) -> date | None:
    if weeks is None or weeks > FARTHEST:
        return None
    return today + timedelta(days=ceil(round(7 * weeks, 6)))
