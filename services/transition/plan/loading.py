"""What routes and reactions load together: a plan with its tasks and waves."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from math import ceil
from typing import Any, Protocol
from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db, as_it_is
from libs.common.events import Event
from libs.common.events.transition.forecasts import ForecastMoved
from libs.common.events.transition.plans import MilestonesMoved
from libs.common.problems import refused
from services.transition.exchange.plan_document import end_of, not_before
from services.transition.models import (
    Freeze,
    Gate,
    Plan,
    Task,
    TransferRecord,
    Wave,
)
from services.transition.plan.gates_touched import touch_gates
from services.transition.plan.milestones_held import (
    MilestonesHeld,
    told_of_facts,
    told_of_tasks,
)
from services.transition.plan.network import PlanNetwork, last_day
from services.transition.plan.networks import network_of, of_plan, remember
from services.transition.plan.schedulable import schedulable
from services.transition.roll_out.freeze import FreezeSpan


@dataclass
class Laid:
    """A plan, locked, with its network, and those of its tasks that are about to change."""

    plan: Plan
    network: PlanNetwork
    waves: list[Wave]
    tasks: list[Task]
    touched: set[str | None] = field(default_factory=set)
    "Waves that may go live on another day than before, or after other milestones."

    def __post_init__(self) -> None:
        self._held = self.milestones

    @property
    def milestones(self) -> MilestonesHeld:
        return MilestonesHeld.of(self.tasks, self.network.waits)

    def forecast(self, cause: str) -> Iterator[Event]:
        """Computes the dates anew from the facts of the tasks as they are now.

        Refuses (422) what cannot be scheduled.
        """
        with schedulable():
            self.network = self.network.with_facts(self.tasks)
        was, self._held = self._held, self.milestones
        return self._told(cause, told_of_facts(self.plan, was, self._held, cause))

    def rebuild(self, cause: str) -> Iterator[Event]:
        """The same where tasks or links are others than before; takes all tasks.

        Refuses (422) what cannot be scheduled.
        """
        with schedulable():
            self.network = of_plan(self.plan, self.tasks)
        was, self._held = self._held, self.milestones
        more = told_of_tasks(self.plan, was, self._held, cause, self.waves)
        return self._told(cause, more)

    def _told(self, cause: str, milestones: Iterator[MilestonesMoved]) -> Iterator[Event]:
        told: list[ForecastMoved | MilestonesMoved] = [
            *self.plan.forecast(self.network, self.waves, cause),
            *milestones,
        ]
        remember(self.plan, self.network)
        for event in told:
            self.touched |= self._touched_by(event)
        return iter(told)

    def _touched_by(self, event: ForecastMoved | MilestonesMoved) -> set[str | None]:
        if isinstance(event, ForecastMoved):
            return {wave.code for wave in event.waves}
        its = {task.milestone: task.wave for task in self.tasks}
        return {*event.before_live, *(its.get(name) for name in (*event.finished, *event.undone))}

    def live_task(self, wave: Wave) -> Task:
        found = next((task for task in self.tasks if task.code == wave.live_task), None)
        if found is None:
            raise refused(
                "no-live-task",
                f"The plan has no task that puts {wave.code} live.",
                do="Bring the plan's task back: import it, or tailor the plan.",
            )
        return found

    def expected_on(self, task: Task) -> date:
        """When it is finished: as happened or reported, or else as the plan now expects."""
        return task.done_on or last_day(self.network[task.code].finish)

    def keep_to_date(self, wave: Wave) -> Iterator[Event]:
        """Its go-live has a new planned date."""
        day = self.plan.business_day(wave.planned_on)
        task = self.live_task(wave)
        task.constraint = not_before(day)
        task.deadline = end_of(day)
        task.slipped_to = None
        return self.forecast(f"{wave.code} was rescheduled")

    def undo_live(self, wave: Wave, at: datetime) -> Iterator[Event]:
        """Go-live, and what waits for it in the wave, is still to be done."""
        live = self.live_task(wave)
        again = set(self.network.waits.behind([live.code]))
        for task in self.tasks:
            if task is live or (task.wave == wave.code and task.code in again):
                task.undone(at)
        return self.forecast(f"{wave.code} was rolled back")

    def rework_days(self, wave: Wave) -> int:
        """Working days from reverse shadowing to go-live without the pilot: once more."""
        its = {task.code: task for task in self.tasks if task.wave == wave.code}
        again = [its.get(f"{wave.code}-{stage}") for stage in ("reverse-shadow", "gate")]
        live = self.live_task(wave)
        minutes = sum(task.minutes for task in again if task is not None)
        minutes += sum(p.lag for p in live.predecessors if p.task == f"{wave.code}-gate")
        return ceil(minutes / self.plan.minutes_per_day)


async def laid(db: Db, plan_id: UUID, *which: Any) -> Laid:
    """Locked first: whoever moves a task moves the plan, one after the other.

    `which`: conditions on the tasks that are about to change; none: all.
    """
    plan = await db.find(Plan, plan_id, lock=True)
    assert plan  # noqa: S101
    query = select(Task).where(Task.plan_id == plan_id, *which)
    tasks = await db.all(query.order_by(col(Task.position)))
    found = Laid(plan, await network_of(db, plan), await waves_of(db, plan_id), tasks)
    touch_gates(db, plan_id, found.touched)
    return found


async def task_of(db: Db, plan_id: UUID, milestone: str) -> Laid:
    """With the one task of the milestone, or none."""
    return await laid(db, plan_id, Task.milestone == milestone)


class Coded(Protocol):
    plan_id: UUID
    code: str


async def must_be_new(db: Db, kind: type[Coded], plan_id: UUID, code: str) -> None:
    """With the plan locked, a code is taken once."""
    if await db.all(select(kind).where(kind.plan_id == plan_id, kind.code == code)):
        raise refused("code-taken", f"The plan has {code} already.")


class InPlan(Protocol):
    plan_id: UUID


async def plan_of(db: Db, row: InPlan, *, lock: bool = False) -> Plan:
    plan = await db.find(Plan, row.plan_id, lock=lock)
    assert plan  # noqa: S101
    return plan


async def tasks_of(db: Db, plan_id: UUID) -> list[Task]:
    query = select(Task).where(Task.plan_id == plan_id)
    return await db.all(query.order_by(col(Task.position)))


async def waves_of(db: Db, plan_id: UUID) -> list[Wave]:
    return await db.all(select(Wave).where(Wave.plan_id == plan_id).order_by(col(Wave.id)))


async def freezes_of(db: Db, plan_id: UUID) -> list[FreezeSpan]:
    query = select(Freeze).where(Freeze.plan_id == plan_id).order_by(col(Freeze.starts_on))
    return [freeze.span for freeze in await db.all(query)]


async def gate_of(db: Db, wave: Wave) -> Gate:
    query = as_it_is(select(Gate).where(Gate.wave_id == wave.id))
    found: Gate = (await db.all(query))[0]
    return found


async def records_of(db: Db, plan_id: UUID, wave: str | None = None) -> list[TransferRecord]:
    query = select(TransferRecord).where(TransferRecord.plan_id == plan_id)
    query = query if wave is None else query.where(TransferRecord.wave == wave)
    return await db.all(query.order_by(col(TransferRecord.id)))
