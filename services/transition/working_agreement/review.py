"""The day on which both sides look at their agreement again."""

from libs.common.db import Db
from libs.common.outbox import publish
from libs.common.timers import Due, start_timer, stop_timer
from services.transition.models import Plan, WorkingAgreement
from services.transition.plan.contract_calendar import end_of_day
from services.transition.readiness.outlook import outlook
from services.transition.timers import due


async def watch_review(db: Db, plan: Plan, agreement: WorkingAgreement) -> None:
    """Until the end of the day of its review."""
    assert agreement.review_on  # noqa: S101
    ends = end_of_day(plan.country, agreement.review_on)
    await start_timer(db, WorkingAgreement.review_timer, agreement.id, ends)


async def stop_watching(db: Db, agreement: WorkingAgreement) -> None:
    await stop_timer(db, WorkingAgreement.review_timer, agreement.id)


@due(WorkingAgreement.review_timer)
async def tell_review_due(timer: Due, db: Db) -> None:
    if agreement := await db.find(WorkingAgreement, timer.id, lock=True):
        publish(db, agreement.fall_due())
        await outlook(db, agreement.plan_id)
