"""What computes a criterion, and what comes out of it."""

from collections.abc import Awaitable, Callable
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple

from libs.common.db import Db
from libs.common.events.transition.gates import CriterionResult
from libs.common.explain import Explanation
from services.transition.models import Gate
from services.transition.readiness.criteria import Criterion
from services.transition.readiness.gate import four_places


class Measured(NamedTuple):
    """`newest`: the day of the newest fact it rests on."""

    result: CriterionResult
    explanation: Explanation | None = None
    newest: date | None = None


Measure = Callable[[Db, Gate, date], Awaitable[Measured | None]]
"None: nothing is listed, so that somebody must answer and sign."


def share_result(
    criterion: Criterion, share: Decimal | None, threshold: Decimal, missing: str
) -> CriterionResult:
    """Met where the share, as it is, reaches the threshold. `missing`: why there is none."""
    note = missing if share is None else f"{percent(share)} of {percent(threshold)}"
    return criterion.result(
        met=share is not None and share >= threshold,
        note=note,
        value=None if share is None else four_places(share),
        threshold=threshold,
    )


def percent(share: Decimal) -> str:
    """Down to 0.01, so that what falls short never reads as if it did not."""
    return f"{(share * 100).quantize(Decimal('0.01'), ROUND_DOWN).normalize():f} %"
