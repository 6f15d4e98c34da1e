"""Parallel runs: counts or amounts of the old and the new way, day by day."""

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlmodel import Field, UniqueConstraint

from libs.common.auth.actor import Actor
from libs.common.db import Exact, OptionalExact, json_field
from libs.common.events.transition.parallel_runs import (
    DifferenceExplained,
    ParallelDayCompared,
    ParallelRunBegun,
    ParallelRunEnded,
)
from libs.common.explain import Explained, Explanation
from libs.common.life_cycle import LifeCycle
from libs.common.problems import refused
from services.transition.models.base import Base, OfVendor
from services.transition.roll_out.parallel_result import (
    ComparedDay,
    ParallelResult,
    Tolerance,
    is_within,
)


class RunState(StrEnum):
    RUNNING = "running"
    PASSED = "passed"
    FAILED = "failed"


class RunStep(StrEnum):
    RECORD = "record"
    EXPLAIN = "explain"
    END = "end"


RUN_LIFE: LifeCycle[RunState, RunStep] = LifeCycle(
    "parallel run",
    {
        RunState.RUNNING: {
            RunStep.RECORD: RunState.RUNNING,
            RunStep.EXPLAIN: RunState.RUNNING,
            RunStep.END: (RunState.PASSED, RunState.FAILED),
        },
        RunState.PASSED: {},
        RunState.FAILED: {},
    },
    also={
        "nothing-differs": "that day is within the tolerance",
        "run-too-long": "it would take more than 400 days",
    },
)


class ParallelRun(OfVendor, Base, table=True):
    """`unit`: what is counted, or a currency. `in_a_row`, `share`: what it must show."""

    __tablename__ = "parallel_run"
    __table_args__ = (UniqueConstraint("plan_id", "code"),)

    wave_id: UUID = Field(index=True)
    wave: str
    code: str
    title: str
    process: str
    unit: str
    tolerance: Exact
    tolerance_is_share: bool
    in_a_row: int
    share: OptionalExact = None
    begins_on: date
    until: date
    begun_by: str | None = None
    "Who set its tolerance."
    state: RunState = RunState.RUNNING
    ended_on: date | None = None
    explanation: Explanation | None = json_field(Explanation | None, default=None)
    "How its result was found when it ended."

    @property
    def allowed(self) -> Tolerance:
        return Tolerance(value=self.tolerance, is_share=self.tolerance_is_share)

    @property
    def named(self) -> dict[str, Any]:
        return {**self.ours, "run_id": self.id, "run": self.code, "wave": self.wave}

    def begun(self, by: str) -> Iterator[ParallelRunBegun]:
        yield ParallelRunBegun(
            **self.named,
            process=self.process,
            begins_on=self.begins_on,
            until=self.until,
            tolerance=self.tolerance,
            tolerance_is_share=self.tolerance_is_share,
            begun_by=by,
        )

    def must_be_judged_by(self, actor: Actor, explained_by: Iterable[str]) -> None:
        """Whoever set the tolerance, or let a difference pass, does not say what the run shows."""
        actor.not_by(self.begun_by or "", f"set what {self.code} must show")
        for each in explained_by:
            actor.not_by(each, f"explained a difference of {self.code}")

    def must_take(self, step: RunStep) -> None:
        RUN_LIFE.after(self.code, self.state, step)

    def end(
        self, found: Explained[ParallelResult], on: date, by: str
    ) -> Iterator[ParallelRunEnded]:
        to = RunState.PASSED if found.value.met else RunState.FAILED
        self.state = RUN_LIFE.after(self.code, self.state, RunStep.END, to)
        self.ended_on, self.explanation = on, found.explanation
        yield ParallelRunEnded(
            **self.named,
            passed=found.value.met,
            days=found.value.days,
            within=found.value.within,
            in_a_row=found.value.in_a_row,
            ended_on=on,
            ended_by=by,
            rule_version=found.explanation.version,
        )


class ParallelDay(OfVendor, Base, table=True):
    """`note`: what whoever reported it said. `cause`: why old and new differ, once it is known."""

    __tablename__ = "parallel_day"
    __table_args__ = (UniqueConstraint("run_id", "day"),)

    run_id: UUID = Field(index=True)
    day: date
    old: Exact
    new: Exact
    note: str = ""
    reported_by: str
    cause: str = ""
    explained_by: str | None = None

    @property
    def as_compared(self) -> ComparedDay:
        return ComparedDay(day=self.day, old=self.old, new=self.new, explained=bool(self.cause))

    def compared(self, run: ParallelRun) -> Iterator[ParallelDayCompared]:
        yield ParallelDayCompared(
            **run.named,
            day=self.day,
            old=self.old,
            new=self.new,
            within=is_within(self.as_compared, run.allowed),
            reported_by=self.reported_by,
        )

    def explain(self, run: ParallelRun, cause: str, by: str) -> Iterator[DifferenceExplained]:
        if is_within(self.as_compared, run.allowed):
            raise refused("nothing-differs", f"{run.code}: {self.day} is within the tolerance.")
        self.cause, self.explained_by = cause, by
        yield DifferenceExplained(**run.named, day=self.day, cause=cause, explained_by=by)
