"""What computes a criterion, and what comes out of it."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple, Protocol

from libs.common.db import Db
from libs.common.events.transition.gates import CriterionResult
from libs.common.explain import Explanation
from services.transition.models import Gate
from services.transition.readiness.criteria import Criterion
from services.transition.readiness.gate import four_places

ALL = Decimal(1)


class Measured(NamedTuple):
    """`newest`: the day of the newest fact it rests on. `turns_on`: the next day on which it may
    come out otherwise though nothing happens."""

    result: CriterionResult
    explanation: Explanation | None = None
    newest: date | None = None
    turns_on: date | None = None


class NotYet(NamedTuple):
    """Nothing is to be measured before that day."""

    turns_on: date


Measure = Callable[[Db, Gate, date], Awaitable[Measured | NotYet | None]]
"None: nothing is listed, so that somebody must answer and sign."


def first_after(on: date, days: Iterable[date | None]) -> date | None:
    """The earliest of them that has not come."""
    return min((day for day in days if day is not None and day > on), default=None)


def day_after(day: date | None, days: int = 1) -> date | None:
    return None if day is None else day + timedelta(days=days)


class Counted(Protocol):
    """What a rule found of things that are all wanted. `value`: the share that is there; none
    where there is nothing."""

    @property
    def met(self) -> bool: ...
    @property
    def value(self) -> Decimal | None: ...
    @property
    def note(self) -> str: ...


def all_wanted(criterion: Criterion, found: Counted) -> CriterionResult:
    value = None if found.value is None else four_places(found.value)
    return criterion.result(met=found.met, note=found.note, value=value, threshold=ALL)


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
