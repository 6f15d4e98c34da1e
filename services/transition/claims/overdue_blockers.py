"""A blocker that is not resolved by the end of its day, where the contract lives, is told."""

from libs.common.db import Db
from libs.common.outbox import publish
from libs.common.timers import Due, start_timer
from services.transition.models.blockers import Blocker
from services.transition.plan.loading import plan_of
from services.transition.timers import due


async def watch_blocker(db: Db, blocker: Blocker) -> None:
    await start_timer(db, Blocker.timer, blocker.id, blocker.due_at)


@due(Blocker.timer)
async def tell_blocker_overdue(timer: Due, db: Db) -> None:
    if blocker := await db.find(Blocker, timer.id, lock=True):
        plan = await plan_of(db, blocker)
        publish(db, blocker.fall_overdue(plan.today(db.now)))
