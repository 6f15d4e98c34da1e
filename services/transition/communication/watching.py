"""The clock of the communication plan: what was not sent on its day is told.

What is due by a wave's go-live moves with it, so it is looked at every week until its day has come.
"""

from datetime import timedelta

from libs.common.db import Db
from libs.common.outbox import publish
from libs.common.timers import Due, start_timer, stop_timer
from services.transition.communication.planned import due_on, waves_by_code
from services.transition.models import Communication, CommunicationState, Plan
from services.transition.models.plan_items import Deed
from services.transition.plan.contract_calendar import end_of_day
from services.transition.plan.loading import plan_of
from services.transition.timers import due

A_WEEK = timedelta(days=7)
CLOCK = "clock"
"Who takes a step that nobody took."


async def watch(db: Db, plan: Plan, item: Communication) -> None:
    if item.state is not CommunicationState.PLANNED:
        await stop_timer(db, item.timer, item.id)
        return
    day = due_on(item, await waves_by_code(db, plan.id))
    if item.fixed_on is None:
        day = min(day, plan.today(db.now) + A_WEEK)
    ends = end_of_day(plan.country, max(day, plan.today(db.now)))
    await start_timer(db, item.timer, item.id, ends)


@due(Communication.timer)
async def tell_what_was_missed(timer: Due, db: Db) -> None:
    item = await db.find(Communication, timer.id, lock=True)
    if item is None or item.state is not CommunicationState.PLANNED:
        return
    plan = await plan_of(db, item)
    today = plan.today(db.now)
    day = due_on(item, await waves_by_code(db, plan.id))
    if day < today:
        publish(db, item.miss(day, Deed(today, CLOCK, db.now)))
    else:
        await watch(db, plan, item)
