"""Conditions on which a milestone is accepted: watched until their day, dropped with the claim."""

from collections.abc import Collection, Iterable
from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db, as_it_is
from libs.common.outbox import publish
from libs.common.timers import Due, start_timer, start_timers, stop_timers
from services.transition.models.conditions import Condition, ConditionState
from services.transition.timers import due


async def watch_conditions(db: Db, conditions: Iterable[Condition]) -> None:
    await start_timers(db, Condition.timer, {each.id: each.due_at for each in conditions})


async def watch_again(db: Db, condition: Condition) -> None:
    """What was sent back; at once where its day has passed meanwhile."""
    await start_timer(db, Condition.timer, condition.id, condition.due_at)


async def open_conditions(db: Db, claims: Collection[UUID]) -> list[Condition]:
    """Those that the client has not said to be met, delivered or not. Locked."""
    undecided = (ConditionState.OPEN, ConditionState.DELIVERED)
    query = select(Condition).where(
        col(Condition.claim_id).in_(claims), col(Condition.state).in_(undecided)
    )
    return await db.all(as_it_is(query.order_by(col(Condition.id))))


async def drop_conditions(db: Db, claims: Collection[UUID]) -> None:
    """Their claim was decided, taken back or made anew without them."""
    if not claims:
        return
    dropped = await open_conditions(db, claims)
    for condition in dropped:
        publish(db, condition.drop())
    await stop_timers(db, Condition.timer, [condition.id for condition in dropped])


@due(Condition.timer)
async def tell_condition_overdue(timer: Due, db: Db) -> None:
    if condition := await db.find(Condition, timer.id, lock=True):
        publish(db, condition.fall_overdue())
