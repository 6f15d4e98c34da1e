"""When knowledge will reach its threshold, from the pace so far: a range, never a date.

Source: forecast of the date when the threshold is reached, from the pace so far; `futures.py` for
P10 and P90; Wilson's interval for bounds.

Choices: the pace is the change of the share from week to week, since the first fact. Fewer than
three weeks, or a pace that comes to nothing, are not enough data for futures. Since version 2 an
end that the futures leave open is that of the quickest or slowest pace that the weeks seen permit
(`statistics/pace.py`), within ten years; where a tenth of all futures take longer than two years,
it never lies within those. A range that is still open says why, and what would bound it. The
shares that go in are exact.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule
from services.transition.knowledge.futures import HORIZON, NEVER, futures
from services.transition.statistics.bounded import FARTHEST, bounded

LEAST_WEEKS = 3
SEED = 5
WEEK = timedelta(weeks=1)


class Outlook(StrEnum):
    REACHED = "reached"
    EXPECTED = "expected"
    NOT_ENOUGH_DATA = "not_enough_data"
    OUT_OF_REACH = "out_of_reach"


class Basis(StrEnum):
    """What an end of a range rests on."""

    FUTURES = "futures"
    "P10 or P90 of those that were drawn."
    BOUND = "bound"
    "The quickest or slowest pace that the weeks seen permit, with 95 % confidence."


class ReadinessForecast(BaseModel):
    """`earliest` to `latest`, each with what it rests on. Without `latest` the range is open:
    `open_because` says why, `closes` what would bound it."""

    model_config = ConfigDict(frozen=True)
    outlook: Outlook
    share: Decimal | None
    threshold: Decimal
    earliest: date | None = None
    earliest_by: Basis | None = None
    latest: date | None = None
    latest_by: Basis | None = None
    why: str
    open_because: str | None = None
    closes: str | None = None


class _Drawn(NamedTuple):
    """`early` and `late`: weeks to go, none where the futures give none."""

    outlook: Outlook
    why: str
    early: int | None = None
    late: int | None = None


@rule("readiness_forecast", version=2)
def readiness_forecast(
    explain: Explain,
    levels: Sequence[Decimal],
    threshold: Decimal,
    today: date,
    seed: int = SEED,
) -> ReadinessForecast:
    """`levels`: the share at the end of each week, the last as of today. Dates by whole weeks."""
    share = levels[-1] if levels else None
    steps = explain("change of each week", _steps(levels))
    drawn = _drawn(explain, steps, share, threshold, seed)
    ends: dict[str, Any] = {}
    if drawn.outlook is not Outlook.REACHED:
        to_go = explain("still to go", threshold - (share or 0))
        ends = _ends(explain, drawn, [float(step) for step in steps], float(to_go), today)
    said = {"outlook": drawn.outlook, "why": drawn.why}
    return ReadinessForecast(share=share, threshold=threshold, **said, **ends)


def _steps(levels: Sequence[Decimal]) -> list[Decimal]:
    return [after - before for before, after in pairwise(levels)]


def _drawn(
    explain: Explain, steps: Sequence[Decimal], share: Decimal | None, threshold: Decimal, seed: int
) -> _Drawn:
    if share is not None and share >= threshold:
        return _Drawn(Outlook.REACHED, "The threshold is reached.")
    if share is None or len(steps) < LEAST_WEEKS:
        why = f"{len(steps)} weeks of facts; {LEAST_WEEKS} are the least."
        return _Drawn(Outlook.NOT_ENOUGH_DATA, why)
    if sum(steps) <= 0:
        return _Drawn(Outlook.NOT_ENOUGH_DATA, "There is no pace to go by.")
    found = futures(steps, share, threshold, seed)
    explain("weeks to go, P10", found.p10)
    explain("weeks to go, P90", found.p90)
    if found.p10 > HORIZON:
        return _Drawn(Outlook.OUT_OF_REACH, "At this pace it takes more than two years.", NEVER)
    late = found.p90 if found.p90 <= HORIZON else None
    return _Drawn(Outlook.EXPECTED, f"From the pace of {len(steps)} weeks.", found.p10, late)


def _ends(
    explain: Explain, drawn: _Drawn, steps: Sequence[float], to_go: float, today: date
) -> dict[str, Any]:
    """Each by the futures, or else by a bound."""
    early, late, is_open = drawn.early, drawn.late, {}
    if late is None:
        found = bounded(steps, to_go, FARTHEST)
        explain("slowest and quickest pace, 95 %", found.pace)
        early = found.early if early is None else early
        late = _not_within(found.late, drawn)
        is_open = {"open_because": found.open_because, "closes": found.closes}
    explain("weeks to go, earliest and latest", [early, late])
    ends = {"earliest": _day(today, early), "earliest_by": _basis(early, drawn.early)}
    ends |= {"latest": _day(today, late), "latest_by": _basis(late, drawn.late)}
    return {**ends, **is_open}


def _not_within(late: int | None, drawn: _Drawn) -> int | None:
    """A tenth of the futures, where any were drawn, take longer than the horizon."""
    return late if late is None or drawn.early is None else max(late, NEVER)


def _day(today: date, weeks: int | None) -> date | None:
    return None if weeks is None else today + weeks * WEEK


def _basis(weeks: int | None, drawn: int | None) -> Basis | None:
    if weeks is None:
        return None
    return Basis.BOUND if drawn is None else Basis.FUTURES
