"""What parallel runs show: of each process the one begun last counts for the wave's exit."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db
from libs.common.explain import Explained
from services.transition.models import ParallelDay, ParallelRun, Plan, Wave
from services.transition.roll_out.exit_criteria import ExitResult
from services.transition.roll_out.parallel_result import (
    ComparedDay,
    ParallelResult,
    ParallelTarget,
    parallel_result,
)


async def last_runs(db: Db, wave: Wave) -> list[ParallelRun]:
    """Of each process the last begun."""
    query = select(ParallelRun).where(ParallelRun.wave_id == wave.id)
    runs = await db.all(query.order_by(col(ParallelRun.id)))
    return list({run.process: run for run in runs}.values())


async def shown_by(db: Db, plan: Plan, runs: Sequence[ParallelRun]) -> list[Explained[ExitResult]]:
    found = await results_of(db, plan, runs)
    return [
        Explained(_as_exit(run, result.value), result.explanation)
        for run, result in zip(runs, found, strict=True)
    ]


async def results_of(
    db: Db, plan: Plan, runs: Sequence[ParallelRun]
) -> list[Explained[ParallelResult]]:
    """What each shows so far."""
    ids = [run.id for run in runs]
    days: dict[UUID, list[ComparedDay]] = {id: [] for id in ids}
    for day in await db.all(select(ParallelDay).where(col(ParallelDay.run_id).in_(ids))):
        days[day.run_id].append(day.as_compared)
    return [
        parallel_result.explained(
            plan.country,
            days[run.id],
            run.allowed,
            ParallelTarget(in_a_row=run.in_a_row, share=run.share),
        )
        for run in runs
    ]


async def explainers(db: Db, runs: Sequence[ParallelRun]) -> dict[UUID, set[str]]:
    """By run, who let a difference pass."""
    query = select(ParallelDay).where(
        col(ParallelDay.run_id).in_([run.id for run in runs]),
        col(ParallelDay.explained_by).is_not(None),
    )
    found: dict[UUID, set[str]] = {}
    for day in await db.all(query):
        found.setdefault(day.run_id, set()).add(day.explained_by)
    return found


def _as_exit(run: ParallelRun, result: ParallelResult) -> ExitResult:
    note = f"{result.within} of {result.days} days within, {result.in_a_row} in a row"
    note += f" of {run.in_a_row}"
    code = f"parallel-run-{run.code}"
    return ExitResult(criterion=code, met=result.met, value=result.share, missing=[], note=note)
