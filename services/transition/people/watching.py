"""The clock of consultation and placements: advice, promises and new places that do not come."""

from libs.common.db import Db
from libs.common.outbox import publish
from libs.common.timers import Due, start_timer, stop_timer
from services.transition.models import Consultation, Placement, Plan
from services.transition.plan.contract_calendar import end_of_day
from services.transition.plan.loading import plan_of
from services.transition.timers import due


async def watch_consultation(db: Db, plan: Plan, item: Consultation) -> None:
    if (day := item.next_due) is None:
        await stop_timer(db, item.timer, item.id)
    else:
        ends = end_of_day(plan.country, max(day, plan.today(db.now)))
        await start_timer(db, item.timer, item.id, ends)


async def watch_placement(db: Db, plan: Plan, item: Placement) -> None:
    if item.waiting and not item.overdue:
        ends = end_of_day(plan.country, max(item.place_by, plan.today(db.now)))
        await start_timer(db, item.timer, item.id, ends)
    else:
        await stop_timer(db, item.timer, item.id)


@due(Consultation.timer)
async def tell_late_consultation(timer: Due, db: Db) -> None:
    item = await db.find(Consultation, timer.id, lock=True)
    if item is None:
        return
    plan = await plan_of(db, item)
    publish(db, item.fall_overdue(plan.today(db.now)))
    await watch_consultation(db, plan, item)


@due(Placement.timer)
async def tell_late_placement(timer: Due, db: Db) -> None:
    if item := await db.find(Placement, timer.id, lock=True):
        publish(db, item.fall_overdue())
