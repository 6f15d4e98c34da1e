"""The plan of a contract's transition: its dates follow from its tasks."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlmodel import Field

from libs.common.db import Owned, json_field
from libs.common.events.transition import (
    PlannedWave,
    TransitionClosed,
    TransitionPlanned,
    WaveAdded,
)
from libs.common.explain import Explanation
from libs.common.problems import invalid, refused
from services.transition.contract_calendar import calendar_of, today_in
from services.transition.models.base import Base
from services.transition.models.tasks import Task
from services.transition.models.waves import Wave
from services.transition.plan_template import PlannedTask
from services.transition.schedule import WorkingDays, place_tasks


class PlanState(StrEnum):
    ACTIVE = "active"
    CLOSED = "closed"


class Plan(Owned, Base, table=True):
    programme_id: UUID = Field(index=True)
    vendor_id: UUID
    contract_id: UUID = Field(index=True)
    title: str
    country: str
    acceptance_days: int
    starts_on: date
    baseline_finishes_on: date
    "As first planned."
    finishes_on: date
    critical_path: list[str] = json_field(list[str])
    warnings: list[str] = json_field(list[str])
    template: Explanation = json_field(Explanation)
    is_exit: bool = False
    state: PlanState = PlanState.ACTIVE
    closed_on: date | None = None

    @property
    def ours(self) -> dict[str, Any]:
        return {
            "programme_id": self.programme_id,
            "vendor_id": self.vendor_id,
            "plan_id": self.id,
        }

    @property
    def working_days(self) -> WorkingDays:
        return WorkingDays(calendar_of(self.country), self.starts_on)

    def business_day(self, day: date) -> date:
        """The first from that date on."""
        return calendar_of(self.country).add_business_days(day, 0)

    def today(self, now: datetime) -> date:
        return today_in(self.country, now)

    def must_not_be_ahead(self, field: str, day: date, now: datetime) -> None:
        if day > self.today(now):
            raise invalid(field, f"{day} lies in the future: today is {self.today(now)}.")

    def is_late(self, wave: Wave) -> bool:
        """Whether the way to it takes longer than its planned date allows."""
        on = self.working_days
        return on.number(wave.expected_on or wave.planned_on) > on.number(wave.planned_on)

    def task(self, drafted: PlannedTask) -> Task:
        return Task(**self.ours, contract_id=self.contract_id, **dict(drafted))

    def place(self, tasks: Sequence[Task], waves: Sequence[Wave]) -> None:
        """Sets the dates of all tasks anew, and what follows from them."""
        on = self.working_days
        network = place_tasks(tasks, on)
        for task in tasks:
            at = network.tasks[task.code]
            task.early_start = on.day(at.early_start)
            task.early_finish = on.last_date(at.early_start, at.early_finish)
            task.late_start = on.day(at.late_start)
            task.late_finish = on.last_date(at.late_start, at.late_finish)
            task.total_float, task.free_float = at.total_float, at.free_float
            task.critical, task.driven_by = at.critical, at.driven_by
        self.finishes_on = on.last_date(0, network.finish)
        self.critical_path = network.critical_path
        expected = {task.wave: task.done_on or task.early_start for task in tasks if task.live}
        for wave in waves:
            wave.expected_on = expected[wave.code] or wave.planned_on

    def planned(self, waves: Sequence[Wave]) -> Iterator[TransitionPlanned]:
        yield TransitionPlanned(
            **self.ours,
            contract_id=self.contract_id,
            starts_on=self.starts_on,
            finishes_on=self.finishes_on,
            waves=[_told(wave) for wave in waves],
            critical_path=self.critical_path,
            is_exit=self.is_exit,
        )

    def extended(self, wave: Wave) -> Iterator[WaveAdded]:
        """A plan that was closed is open again."""
        self.state, self.closed_on = PlanState.ACTIVE, None
        yield WaveAdded(**self.ours, contract_id=self.contract_id, wave=_told(wave))

    def close(self, waves: Sequence[Wave], on: date) -> Iterator[TransitionClosed]:
        if self.state is PlanState.CLOSED:
            raise refused("already-closed", f"The transition was closed on {self.closed_on}.")
        if waiting := [wave.code for wave in waves if wave.live_on is None]:
            raise refused("not-all-live", f"Not live yet: {', '.join(waiting)}.")
        last = max((wave.live_on for wave in waves if wave.live_on), default=on)
        if on < last:
            raise invalid("/closed_on", f"The last wave went live on {last}, after {on}.")
        self.state, self.closed_on = PlanState.CLOSED, on
        yield TransitionClosed(**self.ours, contract_id=self.contract_id, closed_on=on)


def _told(wave: Wave) -> PlannedWave:
    return PlannedWave(
        wave_id=wave.id,
        code=wave.code,
        title=wave.title,
        processes=wave.processes,
        planned_on=wave.planned_on,
        expected_on=wave.expected_on,
    )
