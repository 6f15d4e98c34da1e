"""What waits for one side, over all its plans, sorted by what is due first.

A page is the first rows of each kind behind the cursor, merged: each kind is asked for once.
Choice: of the milestones that are still to be claimed, those are shown that the plan expects
within thirty days, or expected before.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from heapq import nsmallest
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.orm import load_only
from sqlmodel import and_, col, or_, select

from libs.common.auth.actor import Actor
from libs.common.db import Db
from libs.common.events.transition.party import Party
from services.transition.models import (
    Blocker,
    BlockerState,
    Claim,
    ClaimState,
    Condition,
    ConditionState,
    Plan,
    PlanState,
    Task,
)
from services.transition.plan.contract_calendar import end_of_day
from services.transition.plan.items import party
from services.transition.plan.network import PlanNetwork, last_day
from services.transition.plan.networks import networks_of

AHEAD = timedelta(days=30)
MILESTONE = ("id", "plan_id", "code", "milestone", "responsibilities")
"What is read of a task that is to be claimed."
ROOT, RECEIPTS = "/transition/v1", "/vendor/v1/receipts"
WAITING = {
    Party.CLIENT: (ClaimState.OPEN, ClaimState.ANSWERED),
    Party.VENDOR: (ClaimState.DISPUTED, ClaimState.ACCEPTED_IN_PART),
}
TO_DO = {
    ClaimState.OPEN: "Accept it, accept it in part, or dispute it.",
    ClaimState.ANSWERED: "Uphold or reject it: by somebody who did not dispute it.",
    ClaimState.DISPUTED: "Answer, claim anew, or withdraw it.",
    ClaimState.ACCEPTED_IN_PART: "Meet the conditions, or answer.",
}


class WaitingKind(StrEnum):
    CLAIM = "claim"
    CONDITION = "condition"
    BLOCKER = "blocker"
    MILESTONE = "milestone"
    REFUSED = "refused_report"


class Waiting(NamedTuple):
    """`stopped`: the clock stands still. `severity`: of a blocker, 1 to 4."""

    due_at: datetime
    id: UUID
    kind: WaitingKind
    plan_id: UUID
    title: str
    to_do: str
    link: str
    stopped_at: datetime | None = None
    severity: int | None = None


class Cursor(NamedTuple):
    due_at: datetime
    id: UUID


async def waiting(
    db: Db, actor: Actor, plan_id: UUID | None, after: Cursor | None, most: int
) -> list[Waiting]:
    """At most so many, due first."""
    side = party(actor)
    found = _Asked(db, actor, plan_id, after, most)
    claims = await found.rows(Claim, col(Claim.state).in_(WAITING[side]))
    conditions = await found.rows(Condition, _whose_move(side))
    blockers = await found.rows(
        Blocker, Blocker.must_act == side, Blocker.state != BlockerState.RESOLVED
    )
    rows = [
        *map(_claim, claims),
        *map(_condition, conditions),
        *map(_blocker, blockers),
    ]
    if side is Party.VENDOR:
        plans = await _going_on(db, plan_id)
        told = [*_refused(plans.values(), db.now), *await _milestones(db, plans, after)]
        rows += [row for row in told if after is None or (row.due_at, row.id) > after]
    return nsmallest(most, rows)


def _whose_move(side: Party) -> Any:
    """What is open is its own side's; what was delivered the client looks at."""
    its = and_(col(Condition.side) == side, col(Condition.state) == ConditionState.OPEN)
    delivered = col(Condition.state) == ConditionState.DELIVERED
    return or_(its, delivered) if side is Party.CLIENT else its


class _Asked(NamedTuple):
    db: Db
    actor: Actor
    plan_id: UUID | None
    after: Cursor | None
    most: int

    async def rows(self, kind: Any, *which: Any) -> list[Any]:
        query = select(kind).where(*which)
        programmes = self.actor.programmes()
        if programmes is not None and not self.actor.is_vendor:
            query = query.where(kind.programme_id.in_(programmes))
        if self.plan_id is not None:
            query = query.where(kind.plan_id == self.plan_id)
        if self.after is not None:
            same = and_(kind.due_at == self.after.due_at, kind.id > self.after.id)
            query = query.where(or_(kind.due_at > self.after.due_at, same))
        return await self.db.all(query.order_by(kind.due_at, kind.id).limit(self.most))


def _claim(claim: Claim) -> Waiting:
    by = f" by {claim.claimed_by}" if claim.claimed_by else ""
    return Waiting(
        due_at=claim.due_at,
        id=claim.id,
        kind=WaitingKind.CLAIM,
        plan_id=claim.plan_id,
        title=f"Claim of {claim.milestone}{by}, {claim.state.replace('_', ' ')}",
        to_do=TO_DO[claim.state],
        link=f"{ROOT}/claims/{claim.id}",
        stopped_at=claim.clock.stopped_at if claim.clock else None,
    )


def _condition(condition: Condition) -> Waiting:
    return Waiting(
        due_at=condition.due_at,
        id=condition.id,
        kind=WaitingKind.CONDITION,
        plan_id=condition.plan_id,
        title=f"{condition.what}, for {condition.milestone}",
        to_do="Delivered: note that it is met, or send it back."
        if condition.state is ConditionState.DELIVERED
        else f"{condition.owner} brings it; the client then notes that it is met.",
        link=f"{ROOT}/conditions/{condition.id}",
    )


def _blocker(blocker: Blocker) -> Waiting:
    taken = blocker.state is BlockerState.TAKEN_UP
    return Waiting(
        due_at=blocker.due_at,
        id=blocker.id,
        kind=WaitingKind.BLOCKER,
        plan_id=blocker.plan_id,
        title=blocker.title,
        to_do="Resolve it." if taken else "Take it up, then resolve it; or hand it over.",
        link=f"{ROOT}/blockers/{blocker.id}",
        severity=blocker.severity,
    )


async def _going_on(db: Db, plan_id: UUID | None) -> dict[UUID, Plan]:
    """The vendor's plans."""
    query = select(Plan).where(Plan.state == PlanState.ACTIVE)
    query = query if plan_id is None else query.where(Plan.id == plan_id)
    return {plan.id: plan for plan in await db.all(query)}


def _refused(plans: Iterable[Plan], now: datetime) -> list[Waiting]:
    """Reports that count for nothing; of each plan the newest fifty are kept."""
    return [
        Waiting(
            due_at=refused.due_at,
            id=refused.report_id,
            kind=WaitingKind.REFUSED,
            plan_id=plan.id,
            title=f"Report of {refused.of} refused: {refused.reason}",
            to_do="Report it as it should read: this one counts for nothing.",
            link=f"{RECEIPTS}/{refused.report_id}",
        )
        for plan in plans
        for refused in plan.refused_reports
        if refused.in_sight(now)
    ]


async def _milestones(
    db: Db, plans: Mapping[UUID, Plan], after: Cursor | None
) -> Iterable[Waiting]:
    """Behind the thirty days nothing is read, nor the network of a plan without any to claim."""
    until = db.now + AHEAD
    if after is not None and after.due_at > until:
        return []
    later = col(Task.slipped_to) > (until + timedelta(days=1)).date()
    unclaimed = select(Task).where(
        col(Task.plan_id).in_(plans),
        or_(col(Task.slipped_to).is_(None), ~later),
        col(Task.milestone).is_not(None),
        col(Task.accepted).is_(False),
        col(Task.reported_on).is_(None),
        col(Task.done_on).is_(None),
    )
    told = load_only(*(getattr(Task, name) for name in MILESTONE))
    tasks = await db.all(unclaimed.options(told))
    concerned = [plans[id] for id in {task.plan_id for task in tasks}]
    return _expected(tasks, plans, await networks_of(db, concerned), until)


def _expected(
    tasks: Sequence[Task],
    plans: Mapping[UUID, Plan],
    networks: dict[UUID, PlanNetwork],
    until: datetime,
) -> Iterable[Waiting]:
    for task in tasks:
        network = networks[task.plan_id]
        if not task.is_claimed or task.code not in network:
            continue
        day = last_day(network[task.code].finish)
        due_at = end_of_day(plans[task.plan_id].country, day)
        if due_at <= until:
            yield Waiting(
                due_at=due_at,
                id=task.id,
                kind=WaitingKind.MILESTONE,
                plan_id=task.plan_id,
                title=f"{task.milestone}, expected on {day}",
                to_do="Reach and claim it; or say how far it is, or that it slips and why.",
                link=f"{ROOT}/tasks/{task.id}",
            )
