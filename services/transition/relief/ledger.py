"""The relief ledger of a plan: what is in it, what it did to dates, what that costs, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlmodel import col, select

from libs.common.db import Db
from libs.common.events.transition.party import Party
from libs.common.explain import Explained, Explanation
from services.transition.forecasting.baselining import baseline
from services.transition.models import Baseline, DayRate, Plan, Relief, ReliefState, Wave
from services.transition.plan.loading import waves_of
from services.transition.plan.network import PlanNetwork
from services.transition.plan.networks import FACTS, network_of
from services.transition.plan.told_tasks import told_tasks
from services.transition.relief.costs import Cost, costs
from services.transition.relief.deadlines import Deadlines, Relieved
from services.transition.relief.delay_days import delay_days
from services.transition.relief.happened import Happened
from services.transition.relief.movements import Movement, ends_by_themselves, movements
from services.transition.relief.rates import rates_that_count
from services.transition.relief.reach import COLUMNS, Reach

MOST_ALONE = 25
"Periods of which it is tried what each did by itself: the longest."
MOST_PLACED = 100_000
"Tasks that are placed for it in all: of a plan of 10,000 the 10 longest are tried."
TOLD = tuple({column.key: column for column in (*FACTS, *COLUMNS)}.values())


@dataclass(frozen=True)
class Alone:
    """What one period did by itself. Half-up to hundredths of working days."""

    end: Decimal
    float_used: Decimal


@dataclass(frozen=True)
class Ledger:
    """`rows`: all periods. `counted`: those that count. `rates`: the latest of each code.

    What it tells is computed when it is asked for, and asks no database: the plan is scheduled
    anew six times for movements and costs, and two times and once a period for `alone`. Of
    thousands of tasks that takes seconds: not in the event loop."""

    plan: Plan
    rows: Sequence[Relief]
    counted: Sequence[Relief]
    rates: Sequence[DayRate]
    waves: Sequence[Wave]
    network: PlanNetwork
    tasks: Sequence[Any]
    agreed: Baseline
    today: date

    @cached_property
    def days(self) -> Mapping[int, Explained[int]]:
        """By number; so far, where it goes on."""
        return {row.number: self._days(row) for row in self.rows}

    @cached_property
    def movements(self) -> list[Movement]:
        return movements(self._happened, self.counted, self.waves)

    @cached_property
    def costs(self) -> list[Cost]:
        return costs(self._happened, self.movements, self.rates)

    def cost_of(self, side: Party) -> Decimal:
        return sum((c.amount.value for c in self.costs if c.rate.side is side), Decimal(0))

    @cached_property
    def alone(self) -> dict[int, Alone]:
        """By number: how far it moved the end by itself, and how much float took in."""
        longest = sorted(self.counted, key=lambda row: (-self._took(row), row.number))
        tried = longest[: most_tried(len(self.tasks))]
        ends = ends_by_themselves(self._happened, self.counted, tried)
        return {
            row.number: Alone(end, max(Decimal(self._took(row)) - end, Decimal(0)))
            for row, end in zip(tried, ends, strict=True)
        }

    @cached_property
    def relieved(self) -> list[Relieved]:
        reach = Reach(self.tasks)
        found = Deadlines(self.plan.country, reach, self.agreed, self.counted, self.today)
        return found.relieved()

    def working(self, minutes: int) -> Decimal:
        return self._happened.working(minutes)

    def days_explained(self, number: int) -> dict[str, Explanation]:
        """Of one period; nothing, where the plan has none of that number."""
        days = self.days.get(number)
        return {} if days is None else {f"relief {number}: days": days.explanation}

    def deadlines_explained(self, task: str) -> dict[str, Explanation]:
        """Of one task, by the side that is relieved."""
        return {
            f"{each.task}: deadline, {each.relieves}": each.deadline.explanation
            for each in self.relieved
            if each.task == task
        }

    @property
    def sums_explained(self) -> dict[str, Explanation]:
        """Of movements, and of the costs that follow from them."""
        found: dict[str, Explanation] = {}
        for movement in self.movements:
            name = movement.wave or "end"
            found[f"{name}: minutes"] = movement.minutes.explanation
            found[f"{name}: calendar days"] = movement.calendar.explanation
        return found | {f"cost: {c.rate.code}": c.amount.explanation for c in self.costs}

    @cached_property
    def _happened(self) -> Happened:
        return Happened(self.plan, self.network, self.tasks, self.rows, self.agreed)

    def _days(self, row: Relief) -> Explained[int]:
        until = max(row.until_on or self.today, row.from_on)
        return delay_days.explained(self.plan.country, row.from_on, until)

    def _took(self, row: Relief) -> int:
        return self.days[row.number].value


def most_tried(tasks: int) -> int:
    """Periods of a plan of so many tasks; at least the longest."""
    return max(min(MOST_ALONE, MOST_PLACED // max(tasks, 1)), 1)


async def ledger_of(db: Db, plan: Plan, number: int | None, *, agreed_only: bool) -> Ledger:
    """`number`: of the baseline, the latest unless stated. Refuses (409) where there is none."""
    rows = await db.all(
        select(Relief).where(Relief.plan_id == plan.id).order_by(col(Relief.number))
    )
    counted = [row for row in rows if row.counts]
    if agreed_only:
        counted = [row for row in counted if row.state is ReliefState.AGREED]
    return Ledger(
        plan=plan,
        rows=rows,
        counted=counted,
        rates=await rates_that_count(db, plan.id),
        waves=await waves_of(db, plan.id),
        network=await network_of(db, plan),
        tasks=await told_tasks(db, plan.id, *TOLD),
        agreed=await baseline(db, plan.id, number),
        today=plan.today(db.now),
    )
