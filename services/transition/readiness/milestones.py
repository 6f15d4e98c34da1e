"""Milestones before go-live: each claimed by the vendor and accepted by the client.

Choice: those of the wave's own tasks. What it waits for in another wave is that wave's to show.
"""

from collections.abc import Iterable
from datetime import date

from sqlmodel import col, select

from libs.common.db import Db
from libs.common.events.transition.gates import CriterionResult
from services.transition.models import Claim, ClaimState, Gate, Plan, Task
from services.transition.plan.before_live import before_live, held
from services.transition.plan.loading import plan_of
from services.transition.plan.networks import network_of
from services.transition.readiness.criteria import MILESTONES
from services.transition.readiness.measured import Measured
from services.transition.readiness.milestones_accepted import (
    MilestoneBeforeLive,
    MilestonesAccepted,
    milestones_accepted,
)


async def measure(db: Db, gate: Gate, on: date) -> Measured:
    plan = await plan_of(db, gate)
    before = await _before_live(db, gate, plan)
    found = milestones_accepted.explained(before)
    days = await _accepted_on(db, plan, [one.milestone for one in before])
    return Measured(milestones_result(found.value), found.explanation, max(days, default=None))


def milestones_result(found: MilestonesAccepted) -> CriterionResult:
    return MILESTONES.result(met=found.met, note=found.note)


async def _before_live(db: Db, gate: Gate, plan: Plan) -> list[MilestoneBeforeLive]:
    query = select(Task).where(Task.plan_id == gate.plan_id, Task.wave == gate.wave)
    tasks = held(await db.all(query.order_by(col(Task.position))))
    found = before_live(gate.wave, tasks, (await network_of(db, plan)).waits)
    return [MilestoneBeforeLive(milestone=m, reached=reached) for m, reached in found.items()]


async def _accepted_on(db: Db, plan: Plan, milestones: Iterable[str]) -> list[date]:
    claims = select(Claim).where(
        Claim.plan_id == plan.id,
        Claim.state == ClaimState.ACCEPTED,
        col(Claim.milestone).in_(milestones),
    )
    return [plan.today(claim.answered_at) for claim in await db.all(claims) if claim.answered_at]
