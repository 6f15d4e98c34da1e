"""Agreements that keep key people, as time goes by and as the person leaves."""

from datetime import timedelta

from libs.common.db import Db
from libs.common.outbox import publish
from libs.common.timers import Due, start_timer, stop_timer
from services.transition.knowledge.risks import reconsider
from services.transition.models import Plan
from services.transition.models.plan_items import Deed
from services.transition.models.retention import RetentionAgreement
from services.transition.plan.contract_calendar import end_of_day
from services.transition.ramp.finding import with_plan
from services.transition.readiness.outlook import outlook
from services.transition.timers import due

LOOKED = "what keeps key people is another than it was"
"A cause that names nobody: the other side may read it."
ENDS_SOON, ENDS = RetentionAgreement.reminder, RetentionAgreement.end_timer


async def watch_agreement(db: Db, plan: Plan, agreement: RetentionAgreement) -> None:
    """Until so many days before its last, and until the end of that."""
    soon = agreement.until - timedelta(days=agreement.remind_days)
    await start_timer(db, ENDS_SOON, agreement.id, end_of_day(plan.country, soon))
    await start_timer(db, ENDS, agreement.id, end_of_day(plan.country, agreement.until))


async def forget_agreement(db: Db, agreement: RetentionAgreement) -> None:
    await stop_timer(db, ENDS_SOON, agreement.id)
    await stop_timer(db, ENDS, agreement.id)


async def settle(db: Db, agreement: RetentionAgreement, deed: Deed) -> None:
    """The person left on that day: broken or fulfilled; one that was only proposed is ended."""
    is_broken = agreement.holds and deed.on < agreement.until
    day = deed.on if is_broken else max(deed.on, agreement.last.on)
    plain = deed._replace(on=day, note="", evidence=[])
    publish(db, agreement.person_left(plain) if agreement.holds else agreement.end(plain))
    await forget_agreement(db, agreement)


@due(ENDS_SOON)
async def remind(timer: Due, db: Db) -> None:
    if agreement := await db.find(RetentionAgreement, timer.id, lock=True):
        publish(db, agreement.remind())


@due(ENDS)
async def fulfil(timer: Due, db: Db) -> None:
    found = await with_plan(db, RetentionAgreement, timer.id)
    if found and found[1].holds:
        plan, agreement = found
        day = max(agreement.until, agreement.last.on)
        publish(db, agreement.fulfil(Deed(day, "", db.now)))
        await reconsider(db, plan.id, LOOKED)
        await outlook(db, plan.id)
