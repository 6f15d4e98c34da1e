"""Words on claims that are not said in time: looked at each day until they are, or the plan is
closed."""

from datetime import datetime

from libs.common.db import Db
from libs.common.timers import Due, start_timer
from services.transition.models import Claim, Plan, PlanState
from services.transition.plan.contract_calendar import end_of_day
from services.transition.relief.following import follow_claim
from services.transition.timers import due

KIND = "relief_of_silence"


async def watch_silence(db: Db, claim: Claim) -> None:
    """Once it was told that nobody answers. By a timer of its own, which locks the plan first."""
    if claim.silent:
        await start_timer(db, KIND, claim.id, db.now)


@due(KIND)
async def look(timer: Due, db: Db) -> None:
    """Opens a period, looks again each day, and ends it on the day of the word, or on that on which
    the plan was closed."""
    seen = await db.find(Claim, timer.id)
    plan = seen and await db.find(Plan, seen.plan_id, lock=True)
    claim = plan and await db.find(Claim, timer.id, lock=True)
    if not plan or not claim:
        return
    await follow_claim(db, plan, claim)
    if claim.silent and claim.running is not None and plan.state is PlanState.ACTIVE:
        await start_timer(db, KIND, claim.id, _end_of_today(plan, db.now))


def _end_of_today(plan: Plan, now: datetime) -> datetime:
    return end_of_day(plan.country, plan.today(now))
