"""How a plan stands at a moment: its measures against the baseline, and what they come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Protocol

from libs.common.explain import Explained, Explanation
from libs.common.money import half_up
from services.transition.forecasting.baseline_execution_index import (
    baseline_execution_index,
    finished_and_due,
)
from services.transition.forecasting.earned_schedule import (
    EarnedSchedule,
    earned_schedule,
    forecast_finish,
)
from services.transition.forecasting.earned_value import EarnedValue, earned_value
from services.transition.forecasting.health import Health, Readings, plan_health
from services.transition.forecasting.path_length_index import path_length_index
from services.transition.forecasting.planned_value import (
    BaselinedTask,
    Measure,
    Values,
    planned_values,
    values,
)
from services.transition.models import Baseline, Plan, Simulation
from services.transition.plan.known import Known
from services.transition.plan.network import PlanNetwork, last_day
from services.transition.scheduling.work_time import Clock, instant


class Told(Known, Protocol):
    """And how far it has come, and at what cost."""

    @property
    def percent(self) -> int: ...
    @property
    def actual_cost(self) -> Decimal | None: ...


@dataclass(frozen=True)
class PlanStatus:
    """`at`: on the wall of the plan's place. `tasks`: all of the plan. `tells_money`: to those
    whose money it is; to others nothing is told that it could be read from."""

    plan: Plan
    network: PlanNetwork
    tasks: Sequence[Told]
    agreed: Baseline
    simulated: Simulation | None
    at: datetime
    tells_money: bool = True

    @cached_property
    def value(self) -> Explained[EarnedValue]:
        return earned_value.explained(self._values)

    @cached_property
    def schedule(self) -> Explained[EarnedSchedule]:
        planned = planned_values(self._baselined, self._clock, self._starts, self._day)
        passed = self._days(self._starts, instant(self.at))
        return earned_schedule.explained(planned, self._values.earned, max(passed, Decimal(0)))

    @cached_property
    def path_length(self) -> Explained[Decimal | None]:
        left = self._days(instant(self.at), self.network.finish)
        return path_length_index.explained(
            left, self._days(self.network.finish, self._agreed_finish)
        )

    @cached_property
    def execution(self) -> Explained[Decimal | None]:
        finishes = {task.code: task.finish for task in self._baselined}
        return baseline_execution_index.explained(
            *finished_and_due(finishes, self._finished, instant(self.at))
        )

    @cached_property
    def readings(self) -> Readings:
        return Readings(
            spi=self.value.value.spi,
            spi_t=self.schedule.value.spi_t,
            cpi=self.value.value.cpi if self.tells_money else None,
            path_length_index=self.path_length.value,
            baseline_execution_index=self.execution.value,
            finish_slip=self._days(self._agreed_finish, self.network.finish),
            p80_late=self._p80_late,
            missed_deadlines=len(self.missed_deadlines),
            overdue_tasks=len(self.overdue_tasks),
        )

    @cached_property
    def health(self) -> Explained[Health]:
        return plan_health.explained(self.readings)

    @property
    def finish_at_this_pace(self) -> date | None:
        """As the earned schedule has it."""
        lasts = self.schedule.value.duration
        if lasts is None or lasts > self._longest:
            return None
        return last_day(forecast_finish(lasts, self._clock, self._starts, self._day))

    @cached_property
    def missed_deadlines(self) -> list[str]:
        """Of open tasks that the plan now finishes after their deadline."""
        return [
            task.code
            for task in self.tasks
            if task.deadline is not None
            and task.code not in self._finished
            and not self.network.is_summary(task.code)
            and self.network[task.code].finish > instant(task.deadline)
        ]

    @cached_property
    def overdue_tasks(self) -> list[str]:
        """Open, though the baseline had them finished by now."""
        now = instant(self.at)
        open_ = {task.code for task in self.tasks} - self._finished
        return [t.code for t in self._baselined if t.finish <= now and t.code in open_]

    @property
    def hides_amounts(self) -> bool:
        return not self.tells_money and self.value.value.measure is Measure.MONEY

    @cached_property
    def _p80_late(self) -> Decimal | None:
        if self.simulated is None:
            return None
        return self._days(self._agreed_finish, self.simulated.forecast.p80)

    @cached_property
    def _baselined(self) -> list[BaselinedTask]:
        now, clocks = {task.code: task for task in self.tasks}, self.agreed.clocks
        summaries = {each.task.parent for each in self.agreed.tasks}
        return [
            BaselinedTask(
                code=each.task.code,
                start=instant(each.start),
                finish=instant(each.finish),
                minutes=each.task.minutes,
                clock=clocks.of(each.task.calendar, each.task.elapsed),
                budget=each.task.budget,
                actual_cost=task.actual_cost if task else None,
                percent=self._percent(task),
            )
            for each in self.agreed.tasks
            if each.task.code not in summaries
            for task in [now.get(each.task.code)]
        ]

    def _percent(self, task: Told | None) -> int:
        if task is None:
            return 0
        return 100 if task.code in self._finished else task.percent

    @cached_property
    def _finished(self) -> set[str]:
        return {task.code for task in self.tasks if _is_finished(task)}

    @cached_property
    def _values(self) -> Values:
        return values(self._baselined, instant(self.at))

    @cached_property
    def _agreed_finish(self) -> int:
        return max((task.finish for task in self._baselined), default=self._starts)

    @property
    def _clock(self) -> Clock:
        return self.network.clocks.usual

    @property
    def _starts(self) -> int:
        return instant(self.agreed.starts_at)

    @property
    def _day(self) -> int:
        return self.plan.minutes_per_day

    @property
    def _longest(self) -> int:
        """Days beyond which a date says nothing."""
        return 366 * 20

    def _days(self, first: int, last: int) -> Decimal:
        """Working days of the plan, half-up to 0.01; negative where the last lies first."""
        minutes = self._clock.at(last) - self._clock.at(first)
        return half_up(Decimal(minutes) / self._day, 2)


def _is_finished(task: Told) -> bool:
    return any((task.done_on, task.finished_at, task.reported_on))


def explanations(status: PlanStatus) -> dict[str, Explanation]:
    """By measure; without those that start from money which is not to be told."""
    values = {
        "earned_value": status.value.explanation,
        "earned_schedule": status.schedule.explanation,
    }
    return {
        **({} if status.hides_amounts else values),
        "path_length_index": status.path_length.explanation,
        "baseline_execution_index": status.execution.explanation,
        "health": status.health.explanation,
    }
