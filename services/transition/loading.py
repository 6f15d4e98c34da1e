"""What routes and reactions load together: a plan with its tasks and waves, a gate's facts."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db
from libs.common.events.transition import CriterionResult
from libs.common.explain import Explained, Explanation
from services.transition.freeze import FreezeSpan, freeze_on
from services.transition.gate import Verdict, gate
from services.transition.knowledge_transfer import knowledge_transfer, reverse_shadow_pass
from services.transition.models import (
    Claim,
    ClaimState,
    Freeze,
    Gate,
    Plan,
    Task,
    Topic,
    TransferRecord,
    Wave,
    counted_on,
)
from services.transition.models import tallies as tallies_of
from services.transition.models.base import OfVendor
from services.transition.readiness import answered, measured, waived


class Laid(NamedTuple):
    """A plan, locked, with what its dates are made of."""

    plan: Plan
    tasks: list[Task]
    waves: list[Wave]

    def place(self) -> None:
        self.plan.place(self.tasks, self.waves)

    def live_task(self, wave: str) -> Task:
        return next(task for task in self.tasks if task.wave == wave and task.live)

    def milestone(self, code: str) -> Task:
        return next(task for task in self.tasks if task.milestone == code)

    def keep_to_date(self, wave: Wave) -> None:
        """Its go-live has a new planned date."""
        task = self.live_task(wave.code)
        task.not_before = self.plan.business_day(wave.planned_on)
        task.finish_by, task.slipped_to = task.not_before, None
        self.place()

    def undo_live(self, wave: Wave) -> None:
        """Go-live, and what came after it in the wave, is still to be done."""
        its = [task for task in self.tasks if task.wave == wave.code]
        for task in its[its.index(self.live_task(wave.code)) :]:
            task.undone()
        self.place()

    def rework_days(self, wave: Wave) -> int:
        """Working days from reverse shadowing to go-live without the pilot: once more."""
        its = {task.code: task for task in self.tasks if task.wave == wave.code}
        live = self.live_task(wave.code)
        again = its[f"{wave.code}-reverse-shadow"].days + its[f"{wave.code}-gate"].days
        return again + sum(p.lag for p in live.predecessors if p.task == f"{wave.code}-gate")


async def laid(db: Db, plan_id: UUID) -> Laid:
    """Locked first: whoever moves a task moves the plan, one after the other."""
    plan = await db.find(Plan, plan_id, lock=True)
    assert plan  # noqa: S101
    return Laid(plan, await tasks_of(db, plan_id), await waves_of(db, plan_id))


async def plan_of(db: Db, row: OfVendor) -> Plan:
    plan = await db.find(Plan, row.plan_id)
    assert plan  # noqa: S101
    return plan


async def tasks_of(db: Db, plan_id: UUID) -> list[Task]:
    return await db.all(select(Task).where(Task.plan_id == plan_id).order_by(col(Task.id)))


async def waves_of(db: Db, plan_id: UUID) -> list[Wave]:
    return await db.all(select(Wave).where(Wave.plan_id == plan_id).order_by(col(Wave.id)))


async def freezes_of(db: Db, plan_id: UUID) -> list[FreezeSpan]:
    query = select(Freeze).where(Freeze.plan_id == plan_id).order_by(col(Freeze.starts_on))
    return [freeze.span for freeze in await db.all(query)]


async def gate_of(db: Db, wave: Wave) -> Gate:
    query = select(Gate).where(Gate.wave_id == wave.id).with_for_update()
    found: Gate = (await db.all(query))[0]
    return found


class Readiness(NamedTuple):
    """What a gate shows on a day, and what that comes to."""

    results: list[CriterionResult]
    verdict: Explained[Verdict]
    measured: list[Explanation]
    newest: date | None
    "The day of the newest report or acceptance that was measured."


async def readiness(db: Db, at: Gate, on: date) -> Readiness:
    in_wave = (Topic.plan_id == at.plan_id, Topic.wave == at.wave)
    topics = await db.all(select(Topic).where(*in_wave).order_by(col(Topic.id)))
    records = await records_of(db, at.plan_id, at.wave)
    knowledge = knowledge_transfer.explained(
        [topic.required for topic in topics], [record.as_step for record in records]
    )
    shadowing = reverse_shadow_pass.explained(tallies_of(records))
    accepted = await _milestones_before_live(db, at)
    days = counted_on(records) + await _accepted_on(db, at, accepted)
    results = measured(knowledge.value, shadowing.value, accepted) + answered(at.answers)
    results = waived(results, at.waivers, on)
    verdict = gate.explained(results, await _blockers(db, at))
    explanations = [knowledge.explanation, shadowing.explanation]
    return Readiness(results, verdict, explanations, max(days, default=None))


async def records_of(db: Db, plan_id: UUID, wave: str | None = None) -> list[TransferRecord]:
    query = select(TransferRecord).where(TransferRecord.plan_id == plan_id)
    query = query if wave is None else query.where(TransferRecord.wave == wave)
    return await db.all(query.order_by(col(TransferRecord.id)))


async def _milestones_before_live(db: Db, at: Gate) -> dict[str, bool]:
    query = select(Task).where(
        Task.plan_id == at.plan_id, Task.wave == at.wave, col(Task.milestone).is_not(None)
    )
    found: dict[str, bool] = {}
    for task in await db.all(query.order_by(col(Task.id))):
        if task.live:
            break
        found[task.milestone] = task.accepted
    return found


async def _accepted_on(db: Db, at: Gate, milestones: Iterable[str]) -> list[date]:
    plan = await plan_of(db, at)
    claims = select(Claim).where(
        Claim.plan_id == at.plan_id,
        Claim.state == ClaimState.ACCEPTED,
        col(Claim.milestone).in_(milestones),
    )
    return [plan.today(claim.answered_at) for claim in await db.all(claims) if claim.answered_at]


async def _blockers(db: Db, at: Gate) -> list[str]:
    wave = await db.find(Wave, at.wave_id)
    assert wave  # noqa: S101
    freeze = freeze_on(wave.planned_on, await freezes_of(db, at.plan_id))
    if freeze is None:
        return []
    return [f"{at.wave} is planned on {wave.planned_on}, within the freeze {freeze.title}."]
