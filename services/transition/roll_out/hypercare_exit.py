"""Whether a wave may leave hypercare: exit criteria, parallel runs, and what stands in the way.

Choices: an incident of severity 1 that is open, and an open blocker of the wave, stand in the way
whatever the numbers say, and nobody can accept them.
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
    ParallelRun,
    Plan,
    Wave,
)
from services.transition.models.hypercare_incidents import IncidentState
from services.transition.roll_out.exit_criteria import (
    DayRecord,
    ExitResult,
    exit_criterion,
    looked_at_from,
)
from services.transition.roll_out.parallel_exit import explainers, last_runs, shown_by

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
    return await _exit_with(db, plan, wave, hypercare, day, await last_runs(db, wave))


async def _exit_with(
    db: Db, plan: Plan, wave: Wave, hypercare: Hypercare, day: date, runs: Sequence[ParallelRun]
) -> Exit:
    judged = [
        *await _criteria(db, plan, wave, hypercare, day),
        *await shown_by(db, plan, runs),
    ]
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
    runs = await last_runs(db, wave)
    found = await _exit_with(db, plan, wave, hypercare, on, runs)
    await _must_be_judged_by(db, runs, hypercare, found, actor)
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
    db: Db, runs: Sequence[ParallelRun], hypercare: Hypercare, found: Exit, actor: Actor
) -> None:
    hypercare.must_be_judged_by(actor, found.accepted)
    explained = await explainers(db, runs)
    for run in runs:
        run.must_be_judged_by(actor, explained.get(run.id, ()))


async def _criteria(
    db: Db, plan: Plan, wave: Wave, hypercare: Hypercare, day: date
) -> list[Explained[ExitResult]]:
    records = await _records(db, plan, wave, hypercare, day)
    return [
        exit_criterion.explained(
            criterion,
            plan.country,
            wave.live_on or day,
            day,
            records.get(criterion.code, []),
        )
        for criterion in hypercare.criteria
    ]


async def _records(
    db: Db, plan: Plan, wave: Wave, hypercare: Hypercare, day: date
) -> dict[str, list[DayRecord]]:
    """By criterion, in order of days; those that one of them looks at, however long it was."""
    longest = max(criterion.days for criterion in hypercare.criteria)
    since = max(looked_at_from(plan.country, day, longest), wave.live_on or day)
    query = select(HypercareRecord).where(
        HypercareRecord.wave_id == wave.id, col(HypercareRecord.day).between(since, day)
    )
    found: dict[str, list[DayRecord]] = {}
    for record in await db.all(query.order_by(col(HypercareRecord.day))):
        found.setdefault(record.criterion, []).append(record.as_day)
    return found


async def _blockers(db: Db, wave: Wave) -> list[str]:
    query = select(HypercareIncident).where(
        HypercareIncident.wave_id == wave.id,
        HypercareIncident.state == IncidentState.OPEN,
        HypercareIncident.severity == WORST,
    )
    incidents = await db.all(query.order_by(col(HypercareIncident.id)))
    said = [f"Incident {i.code} of severity 1 is open: {i.title}." for i in incidents]
    return [*said, *await open_blockers(db, wave.plan_id, wave.code)]
