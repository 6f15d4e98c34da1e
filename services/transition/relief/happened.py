"""A plan as it stands, with all its periods of lateness: what it would be without some of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from libs.common.money import half_up
from services.transition.models import Baseline, Plan, Relief
from services.transition.plan.network import PlanNetwork
from services.transition.relief.collapsed import Collapsed
from services.transition.relief.made_good import Cause, Late


@dataclass(frozen=True)
class Happened:
    """`rows`: all periods. `agreed`: against which it is held."""

    plan: Plan
    network: PlanNetwork
    tasks: Sequence[Any]
    rows: Sequence[Relief]
    agreed: Baseline

    def collapsed(self, causes: Mapping[int, Cause]) -> Collapsed:
        """By number; what has no cause was nobody's, and stays in what happened."""
        owed: dict[str, list[Late]] = {}
        named: dict[str, list[Late]] = {}
        standing = {row.delays for row in self.rows if row.delays}
        for row in self.rows:
            late = Late(row.from_on, row.until_on, causes.get(row.number))
            for code in [row.delays] if row.delays else row.tasks:
                (owed if code in standing else named).setdefault(code, []).append(late)
        where = (self.plan.country, self.plan.minutes_per_day)
        return Collapsed(self.network, self.tasks, *where, owed, named, self._agreed_starts)

    def working(self, minutes: int) -> Decimal:
        """Working days of the plan, half-up to the hundredth."""
        return half_up(Decimal(minutes) / self.plan.minutes_per_day, 2)

    @cached_property
    def _agreed_starts(self) -> Mapping[str, date]:
        """Dates that were set to be kept."""
        held = ((each.task.code, each.task.constraint) for each in self.agreed.tasks)
        return {code: held.at.date() for code, held in held if held is not None and held.at}
