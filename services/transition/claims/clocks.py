"""The timers of claims' clocks, and the claims on which the vendor's runs."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db, as_it_is
from libs.common.timers import start_timers, stop_timers
from services.transition.claims.clock import ClockTimer
from services.transition.models import Claim, ClaimState

Moments = dict[UUID, dict[ClockTimer, datetime]]


def moments(claims: Iterable[Claim]) -> Moments:
    """By claim, when something is to be said of it."""
    return {claim.id: clock.timers() if (clock := claim.running) else {} for claim in claims}


async def set_clocks(db: Db, claims: Iterable[Claim], before: Moments) -> None:
    """Their timers as the clocks are now; `before`: as they were."""
    after = moments(claims)
    for timer in ClockTimer:
        was = {id: at[timer] for id, at in before.items() if timer in at}
        now = {id: at[timer] for id, at in after.items() if timer in at}
        changed = {id: at for id, at in now.items() if was.get(id) != at}
        await stop_timers(db, timer, [id for id in was if was[id] != now.get(id)])
        await start_timers(db, timer, changed)


async def waiting_for_the_vendor(db: Db, plan_id: UUID) -> list[Claim]:
    """Those on which the vendor's clock runs, or stands still. Locked; lock the plan first."""
    contested = (ClaimState.DISPUTED, ClaimState.ACCEPTED_IN_PART)
    query = select(Claim).where(Claim.plan_id == plan_id, col(Claim.state).in_(contested))
    return await db.all(as_it_is(query.order_by(col(Claim.id))))
