"""The vendor's clocks on claims stand still while something relieves the vendor, and run on after
it. However much does, the claims of a plan are read and their timers set once."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db
from libs.common.outbox import publish
from services.transition.claims.clocks import moments, set_clocks, waiting_for_the_vendor
from services.transition.models import Claim, Relief, RollBack, Task
from services.transition.relief.holds import Hold, Holds, by_relief, by_roll_back, holds_of


async def keep_clocks(db: Db, *changed: Relief | RollBack) -> None:
    """Stopped as long as these stand, of the claims that they touch; else running. All of one
    plan, which the caller has locked. Told twice it changes nothing."""
    if changed:
        await _keep(db, changed[0].plan_id, map(_hold, changed))


async def keep_all_clocks(db: Db, plan_id: UUID) -> None:
    """When the vendor's clock begins to run: what relieves the vendor already stops it at once."""
    claims = await waiting_for_the_vendor(db, plan_id)
    if claims:
        await _keep_those(db, plan_id, claims, Holds(await holds_of(db, plan_id)))


def _hold(changed: Relief | RollBack) -> Hold:
    return by_relief(changed) if isinstance(changed, Relief) else by_roll_back(changed)


async def _keep(db: Db, plan_id: UUID, holds: Iterable[Hold]) -> None:
    claims = await waiting_for_the_vendor(db, plan_id)
    if claims:
        await _keep_those(db, plan_id, claims, Holds(holds))


async def _keep_those(db: Db, plan_id: UUID, claims: Sequence[Claim], holds: Holds) -> None:
    before, waves = moments(claims), await _waves(db, plan_id, claims)
    for claim in claims:
        if claim.clock is not None:
            _keep_one(db, claim, holds, holds.on(claim.milestone, waves.get(claim.milestone, "")))
    await set_clocks(db, claims, before)


def _keep_one(db: Db, claim: Claim, holds: Holds, wanted: Mapping[str, Hold]) -> None:
    """What stops it anew comes first, so that it does not run on in between. Nothing stops it any
    more once its time is up."""
    stops = claim.clock.stops if claim.clock else ()
    held = [stop.key for stop in stops if stop.until is None and stop.key in holds.keys]
    for key, hold in wanted.items():
        if key not in held and not claim.is_up(db.now):
            publish(db, claim.stop_clock(key, hold.reason, db.now))
    for key in held:
        if key not in wanted:
            publish(db, claim.resume_clock(key, db.now))


async def _waves(db: Db, plan_id: UUID, claims: Sequence[Claim]) -> dict[str, str]:
    """By milestone, as far as the plan still has it."""
    names = {claim.milestone for claim in claims}
    query = select(Task.milestone, Task.wave).where(
        col(Task.plan_id) == plan_id, col(Task.milestone).in_(names)
    )
    return {str(milestone): wave for milestone, wave in await db.execute(query)}
