"""The vendor's clocks on claims stand still while the client's lateness relieves the vendor."""

from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db
from libs.common.events.transition.party import Party
from services.transition.claims.clocks import resume_clock, stop_clock, waiting_for_the_vendor
from services.transition.models import Relief
from services.transition.relief.reach import reach_of


async def keep_clocks(db: Db, relief: Relief) -> None:
    """Stopped as long as it counts and goes on, of the claims of what it touches; else running.
    Told twice it changes nothing. The plan is locked by the caller."""
    by_client = relief.caused_by is Party.CLIENT
    stands = by_client and relief.counts and relief.until_on is None
    key, claims = f"relief-{relief.number}", await waiting_for_the_vendor(db, relief.plan_id)
    touched = await _touched(db, relief) if claims and stands else set()
    for claim in claims:
        held = claim.clock and any(s.key == key and s.until is None for s in claim.clock.stops)
        if claim.milestone in touched and not held:
            await stop_clock(db, claim, key, relief.cause, db.now)
        elif held and claim.milestone not in touched:
            await resume_clock(db, claim, key, db.now)


async def keep_all_clocks(db: Db, plan_id: UUID) -> None:
    """When the vendor's clock begins to run: what relieves the vendor already stops it at once."""
    going_on = (Relief.plan_id == plan_id, col(Relief.until_on).is_(None))
    for relief in await db.all(select(Relief).where(*going_on).order_by(col(Relief.number))):
        await keep_clocks(db, relief)


async def _touched(db: Db, relief: Relief) -> set[str]:
    """Its milestones, and those of its waves."""
    reach = await reach_of(db, relief.plan_id)
    of_waves = {m for m, code in reach.milestones.items() if reach.tasks[code].wave in relief.waves}
    return {*relief.milestones, *of_waves}
