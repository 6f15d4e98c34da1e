"""Whether a wave may leave hypercare: exit criteria, parallel runs, and what stands in the way.

Choices: an incident of severity 1 that is open, and an open blocker of the wave, stand in the way
whatever the numbers say, and nobody can accept them. Of several parallel runs of one process the
last begun counts.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlmodel import col, select

from libs.common.auth.actor import Actor
from libs.common.db import Db
from libs.common.events.transition.waves import ExitShown
from libs.common.explain import Explained, Explanation
from libs.common.problems import refused
from services.transition.claims.blockers import open_blockers
from services.transition.models import (
    Hypercare,
    HypercareIncident,
    HypercareRecord,
    ParallelDay,
    ParallelRun,
    Plan,
    Wave,
)
from services.transition.models.hypercare_incidents import IncidentState
from services.transition.roll_out.exit_criteria import ExitResult, exit_criterion
from services.transition.roll_out.parallel_result import (
    ComparedDay,
    ParallelResult,
    ParallelTarget,
    parallel_result,
)

WORST = 1


class Exit(NamedTuple):
    """`blockers`: sentences. `accepted`: codes that are not met, and that the sponsor took."""

    results: list[ExitResult]
    blockers: list[str]
    accepted: list[str]
    explanations: list[Explanation]

    @property
    def not_met(self) -> list[ExitResult]:
        return [result for result in self.results if not result.met]

    @property
    def open(self) -> list[ExitResult]:
        """Not met, and accepted by nobody."""
        return [result for result in self.not_met if result.criterion not in self.accepted]

    @property
    def shown(self) -> list[ExitShown]:
        fields = {"criterion", "met", "value", "note"}
        return [ExitShown(**result.model_dump(include=fields)) for result in self.results]

    @property
    def is_stable(self) -> bool:
        return not self.open and not self.blockers


async def hypercare_of(db: Db, wave_id: UUID) -> Hypercare | None:
    found = await db.all(select(Hypercare).where(Hypercare.wave_id == wave_id))
    return found[0] if found else None


async def exit_of(
    db: Db, plan: Plan, wave: Wave, hypercare: Hypercare, on: date | None = None
) -> Exit:
    """As it stands on that day: today, unless stated, or the day on which it was stabilised. A wave
    that is not live has shown nothing yet."""
    day = on or wave.stabilised_on or plan.today(db.now)
    judged = [*await _criteria(db, plan, wave, hypercare, day), *await _runs(db, plan, wave)]
    accepted = {each.criterion for each in hypercare.accepted}
    results = [each.value for each in judged]
    return Exit(
        results,
        await _blockers(db, wave),
        [r.criterion for r in results if not r.met and r.criterion in accepted],
        [each.explanation for each in judged],
    )


async def must_be_stable(db: Db, plan: Plan, wave: Wave, on: date, actor: Actor) -> Exit:
    """What it shows on that day. Refuses (409) a wave that is not stable, and (403) whoever set
    what it is held to, or took it as it is."""
    hypercare = await hypercare_of(db, wave.id)
    if hypercare is None:
        raise refused(
            "no-exit-criteria",
            f"Nobody has said when {wave.code} is stable.",
            do=f"POST /transition/v1/waves/{wave.id}/hypercare",
        )
    found = await exit_of(db, plan, wave, hypercare, on)
    await _must_be_judged_by(db, wave, hypercare, found, actor)
    if found.blockers:
        raise refused("blocked", " ".join(found.blockers), do="Resolve them.")
    if found.open:
        said = "; ".join(f"{result.criterion}: {result.note}" for result in found.open)
        raise refused(
            "exit-criteria-not-met",
            f"{wave.code} is not stable. {said}.",
            do=f"The sponsor can accept one: POST /transition/v1/waves/{wave.id}/hypercare/accept",
        )
    return found


async def _must_be_judged_by(
    db: Db, wave: Wave, hypercare: Hypercare, found: Exit, actor: Actor
) -> None:
    hypercare.must_be_judged_by(actor, found.accepted)
    runs = await _last_runs(db, wave)
    explained = await explainers(db, runs)
    for run in runs:
        run.must_be_judged_by(actor, explained.get(run.id, ()))


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


async def _last_runs(db: Db, wave: Wave) -> list[ParallelRun]:
    """Of each process the last begun."""
    query = select(ParallelRun).where(ParallelRun.wave_id == wave.id)
    runs = await db.all(query.order_by(col(ParallelRun.id)))
    return list({run.process: run for run in runs}.values())


async def _criteria(
    db: Db, plan: Plan, wave: Wave, hypercare: Hypercare, day: date
) -> list[Explained[ExitResult]]:
    query = select(HypercareRecord).where(HypercareRecord.wave_id == wave.id)
    query = query.where(col(HypercareRecord.day) >= wave.live_on) if wave.live_on else query
    records = await db.all(query.order_by(col(HypercareRecord.day)))
    return [
        exit_criterion.explained(
            criterion,
            plan.country,
            wave.live_on or day,
            day,
            [each.as_day for each in records if each.criterion == criterion.code],
        )
        for criterion in hypercare.criteria
    ]


async def _runs(db: Db, plan: Plan, wave: Wave) -> list[Explained[ExitResult]]:
    last = await _last_runs(db, wave)
    found = await results_of(db, plan, last)
    return [
        Explained(_as_exit(run, result.value), result.explanation)
        for run, result in zip(last, found, strict=True)
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


def _as_exit(run: ParallelRun, result: ParallelResult) -> ExitResult:
    note = f"{result.within} of {result.days} days within, {result.in_a_row} in a row"
    note += f" of {run.in_a_row}"
    code = f"parallel-run-{run.code}"
    return ExitResult(criterion=code, met=result.met, value=result.share, missing=[], note=note)


async def _blockers(db: Db, wave: Wave) -> list[str]:
    query = select(HypercareIncident).where(
        HypercareIncident.wave_id == wave.id,
        HypercareIncident.state == IncidentState.OPEN,
        HypercareIncident.severity == WORST,
    )
    incidents = await db.all(query.order_by(col(HypercareIncident.id)))
    said = [f"Incident {i.code} of severity 1 is open: {i.title}." for i in incidents]
    return [*said, *await open_blockers(db, wave.plan_id, wave.code)]
