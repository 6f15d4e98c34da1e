"""Milestones before go-live: each claimed by the vendor and accepted by the client."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlmodel import col, select

from libs.common.db import Db
from libs.common.events.transition.gates import CriterionResult
from services.transition.models import Claim, ClaimState, Gate, Task
from services.transition.plan.loading import plan_of
from services.transition.readiness.criteria import MILESTONES
from services.transition.readiness.measured import Measured


async def measure(db: Db, gate: Gate, on: date) -> Measured:
    accepted = await _before_live(db, gate)
    days = await _accepted_on(db, gate, accepted)
    return Measured(milestones_result(accepted), newest=max(days, default=None))


def milestones_result(accepted: Mapping[str, bool]) -> CriterionResult:
    """`accepted`: the milestones before go-live, and whether the client accepted each."""
    waiting = [milestone for milestone, is_accepted in accepted.items() if not is_accepted]
    note = f"waiting for {', '.join(waiting)}" if waiting else f"{len(accepted)} accepted"
    return MILESTONES.result(met=not waiting, note=note)


async def _before_live(db: Db, gate: Gate) -> dict[str, bool]:
    """Of the wave's tasks that its go-live waits for; of all where nothing puts it live."""
    query = select(Task).where(Task.plan_id == gate.plan_id, Task.wave == gate.wave)
    tasks = {task.code: task for task in await db.all(query.order_by(col(Task.position)))}
    live = next((code for code, task in tasks.items() if task.live), None)
    before = set(tasks) if live is None else _waited_for(live, tasks)
    return {
        task.milestone: task.is_reached
        for task in tasks.values()
        if task.milestone is not None and task.code in before
    }


def _waited_for(code: str, tasks: Mapping[str, Task]) -> set[str]:
    found: set[str] = set()
    looking = [code]
    while looking:
        links = tasks[looking.pop()].predecessors
        new = {p.task for p in links if p.task in tasks} - found
        found |= new
        looking += new
    return found


async def _accepted_on(db: Db, gate: Gate, milestones: Iterable[str]) -> list[date]:
    plan = await plan_of(db, gate)
    claims = select(Claim).where(
        Claim.plan_id == gate.plan_id,
        Claim.state == ClaimState.ACCEPTED,
        col(Claim.milestone).in_(milestones),
    )
    return [plan.today(claim.answered_at) for claim in await db.all(claims) if claim.answered_at]
