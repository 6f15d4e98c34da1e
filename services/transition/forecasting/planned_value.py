"""What the plan holds in value, what should be earned by an instant, and what is.

Choices: the value of a task is its budget where every task with work has one (a milestone without
one is worth nothing), else its working minutes; the two are never mixed. Planned value accrues
evenly over the working minutes between baseline start and finish, of a milestone at once. Earned
is percent complete of the value. What was spent is known only where every task of
value that has begun says so.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from services.transition.scheduling.work_time import Clock


class Measure(StrEnum):
    MONEY = "money"
    MINUTES = "minutes"


@dataclass(frozen=True, slots=True)
class BaselinedTask:
    """Start and finish are the baseline's instants; `minutes` its work; percent 0 to 100."""

    code: str
    start: int
    finish: int
    minutes: int
    clock: Clock
    budget: Decimal | None = None
    actual_cost: Decimal | None = None
    percent: int = 0

    def share_due(self, at: int) -> Decimal:
        """0 to 1, not rounded."""
        if at >= self.finish:
            return Decimal(1)
        first, last, now = map(self.clock.at, (self.start, self.finish, at))
        return Decimal(now - first) / (last - first) if first < now < last else Decimal(now >= last)


class Values(BaseModel):
    """`planned` and `earned` by the status instant, of `budget` at completion; not rounded.

    `actual` is None where it is not known. `unbudgeted` and `uncosted` are the tasks that lack a
    budget or a cost; the first stand in the way of money, the second of `actual`.
    """

    model_config = ConfigDict(frozen=True)
    measure: Measure
    budget: Decimal
    planned: Decimal
    earned: Decimal
    actual: Decimal | None
    unbudgeted: list[str] = []
    uncosted: list[str] = []


class Point(NamedTuple):
    """Planned value by the end of so many working days since the plan's start."""

    days: Decimal
    value: Decimal


def values(tasks: Sequence[BaselinedTask], status_at: int) -> Values:
    measure = measure_of(tasks)
    worth = [value(task, measure) for task in tasks]
    uncosted = sorted(
        task.code
        for task, w in zip(tasks, worth, strict=True)
        if w and task.percent and task.actual_cost is None
    )
    due = (w * task.share_due(status_at) for w, task in zip(worth, tasks, strict=True))
    done = (w * task.percent / 100 for w, task in zip(worth, tasks, strict=True))
    return Values(
        measure=measure,
        budget=_total(worth),
        planned=_total(due),
        earned=_total(done),
        actual=_spent(tasks) if measure is Measure.MONEY and not uncosted else None,
        unbudgeted=_unbudgeted(tasks),
        uncosted=uncosted if measure is Measure.MONEY else [],
    )


def measure_of(tasks: Sequence[BaselinedTask]) -> Measure:
    budgeted = any(task.budget for task in tasks)
    return Measure.MONEY if budgeted and not _unbudgeted(tasks) else Measure.MINUTES


def value(task: BaselinedTask, measure: Measure) -> Decimal:
    if measure is Measure.MINUTES:
        return Decimal(task.minutes)
    return task.budget or Decimal(0)


def planned_values(
    tasks: Sequence[BaselinedTask], clock: Clock, starts_at: int, minutes_per_day: int
) -> list[Point]:
    """Planned value at the end of each working day of the plan, from nought to the last finish.

    The last day may be a part of one. Tasks that the baseline puts before the plan's start have
    their value at nought.
    """
    origin = clock.at(starts_at)
    last = max([origin, *(clock.at(task.finish) for task in tasks)])
    marks = [*range(origin, last, minutes_per_day), last]
    ends = [clock.ends(mark) if mark > origin else starts_at for mark in marks]
    gains = [Decimal(0)] * len(ends)
    measure = measure_of(tasks)
    for task in sorted(tasks, key=lambda task: task.code):
        for n, share in _gained(task, ends, (clock.at(task.start) - origin) // minutes_per_day):
            gains[n] += share * value(task, measure)
    days = (Decimal(mark - origin) / minutes_per_day for mark in marks)
    return list(_added_up(days, gains))


def _gained(task: BaselinedTask, ends: Sequence[int], first: int) -> Iterator[tuple[int, Decimal]]:
    """Share of the task that falls due on each day, from the one before its start on."""
    before = Decimal(0)
    for n in range(max(min(first, len(ends) - 1), 0), len(ends)):
        share = task.share_due(ends[n])
        yield n, share - before
        before = share
        if share == 1:
            return


def _added_up(days: Iterable[Decimal], gains: Sequence[Decimal]) -> Iterator[Point]:
    total = Decimal(0)
    for day, gain in zip(days, gains, strict=True):
        total += gain
        yield Point(day, total)


def _unbudgeted(tasks: Iterable[BaselinedTask]) -> list[str]:
    return sorted(task.code for task in tasks if task.minutes and task.budget is None)


def _spent(tasks: Iterable[BaselinedTask]) -> Decimal:
    return _total(task.actual_cost or Decimal(0) for task in tasks)


def _total(amounts: Iterable[Decimal]) -> Decimal:
    return sum(sorted(amounts), Decimal(0))
