"""Words on claims that are not said in time: looked at each day until they are."""

from datetime import datetime

from libs.common.db import Db
from libs.common.timers import Due, start_timer
from services.transition.contract_calendar import end_of_day
from services.transition.models import Claim, Plan
from services.transition.relief.following import follow_claim
from services.transition.timers import due

KIND = "relief_of_silence"


async def watch_silence(db: Db, claim: Claim) -> None:
    """Once it was told that nobody answers. Opens a period, and ends it on the day of the word."""
    plan = await db.find(Plan, claim.plan_id, lock=True)
    if plan is None:
        return
    await follow_claim(db, plan, claim)
    if claim.silent:
        await start_timer(db, KIND, claim.id, _end_of_today(plan, db.now))


@due(KIND)
async def look_again(timer: Due, db: Db) -> None:
    seen = await db.find(Claim, timer.id)
    if seen is None:
        return
    await db.find(Plan, seen.plan_id, lock=True)
    if claim := await db.find(Claim, timer.id, lock=True):
        await watch_silence(db, claim)


def _end_of_today(plan: Plan, now: datetime) -> datetime:
    return end_of_day(plan.country, plan.today(now))
