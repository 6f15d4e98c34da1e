"""When knowledge will reach its threshold, from the pace so far: a range, never a date.

Source: forecast of the date when the threshold is reached, from the pace so far; bootstrap of the
weekly steps, as teams forecast from their throughput.

Choices: the pace is the change of the share from week to week, since the first fact. Each of 500
futures draws its weeks from those, with replacement, until the threshold is reached; a future that
takes longer than two years has no end. P10 and P90 by nearest rank. Each future has a stream of
its own, so that a quicker pace is never later. Fewer than three weeks, or a pace that comes to
nothing, are not enough data. Floats, as it is statistics; the shares that go in are exact.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from math import ceil
from random import Random

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule

LEAST_WEEKS = 3
DRAWS = 500
HORIZON = 104
SEED = 5
WEEK = timedelta(weeks=1)
NEVER = HORIZON + 1


class Outlook(StrEnum):
    REACHED = "reached"
    EXPECTED = "expected"
    NOT_ENOUGH_DATA = "not_enough_data"
    OUT_OF_REACH = "out_of_reach"


class ReadinessForecast(BaseModel):
    """`earliest` to `latest`: P10 to P90. No `latest`: more than a tenth of all futures take longer
    than two years."""

    model_config = ConfigDict(frozen=True)
    outlook: Outlook
    share: Decimal | None
    threshold: Decimal
    earliest: date | None = None
    latest: date | None = None
    why: str


@rule("readiness_forecast", version=1)
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
    if share is not None and share >= threshold:
        return _said(Outlook.REACHED, share, threshold, "The threshold is reached.")
    if len(steps) < LEAST_WEEKS:
        why = f"{len(steps)} weeks of facts; {LEAST_WEEKS} are the least."
        return _said(Outlook.NOT_ENOUGH_DATA, share, threshold, why)
    if sum(steps) <= 0:
        return _said(Outlook.NOT_ENOUGH_DATA, share, threshold, "There is no pace to go by.")
    assert share is not None  # noqa: S101
    weeks = sorted(_future(steps, share, threshold, seed * DRAWS + n) for n in range(DRAWS))
    early = explain("weeks to go, P10", _rank(weeks, 0.10))
    late = explain("weeks to go, P90", _rank(weeks, 0.90))
    if early > HORIZON:
        why = "At this pace it takes more than two years."
        return _said(Outlook.OUT_OF_REACH, share, threshold, why)
    return ReadinessForecast(
        outlook=Outlook.EXPECTED,
        share=share,
        threshold=threshold,
        earliest=explain("P10", today + early * WEEK),
        latest=explain("P90", today + late * WEEK if late <= HORIZON else None),
        why=f"From the pace of {len(steps)} weeks.",
    )


def _said(
    outlook: Outlook, share: Decimal | None, threshold: Decimal, why: str
) -> ReadinessForecast:
    return ReadinessForecast(outlook=outlook, share=share, threshold=threshold, why=why)


def _steps(levels: Sequence[Decimal]) -> list[Decimal]:
    return [after - before for before, after in pairwise(levels)]


def _future(steps: Sequence[Decimal], share: Decimal, threshold: Decimal, seed: int) -> int:
    """Weeks until it is reached; `NEVER` beyond the horizon."""
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
