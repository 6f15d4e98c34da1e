"""Somebody leaves: the seat is open again, what kept them is settled, and what they knew is gone.

An announced last day comes by itself; until then it can be moved, or taken back.
"""

from datetime import date

from libs.common.db import Db
from libs.common.outbox import publish
from libs.common.timers import Due, start_timer, stop_timer
from services.transition.knowledge.losing import lost_with
from services.transition.knowledge.risks import reconsider
from services.transition.models import Plan
from services.transition.models.members import TeamMember
from services.transition.models.plan_items import Deed
from services.transition.models.seats import SeatStep
from services.transition.plan.contract_calendar import end_of_day
from services.transition.ramp.finding import seat_held_by, with_plan
from services.transition.ramp.keeping import settle
from services.transition.ramp.outlook import ramp_moved
from services.transition.ramp.retained import agreements_of
from services.transition.ramp.seat_validity import watch_validity
from services.transition.readiness.outlook import outlook
from services.transition.timers import due

LEAVES = "member_leaves"


async def announced(
    db: Db, plan: Plan, member: TeamMember, deed: Deed, leaving_on: date, successor: str | None
) -> None:
    publish(db, member.announce(deed, leaving_on, successor))
    if member.is_key and not await _is_kept(db, member, leaving_on):
        publish(db, member.lack_agreement())
    if member.is_key:
        await outlook(db, plan.id)
    await start_timer(db, LEAVES, member.id, end_of_day(plan.country, leaving_on))
    await reconsider(db, plan.id, f"{member.name} is to leave on {leaving_on}")


async def stays(db: Db, member: TeamMember, deed: Deed) -> None:
    publish(db, member.stay(deed))
    await stop_timer(db, LEAVES, member.id)
    if member.is_key:
        await outlook(db, member.plan_id)
    await reconsider(db, member.plan_id, f"{member.name} stays")


async def left(db: Db, plan: Plan, member: TeamMember, deed: Deed) -> None:
    """`deed.on`: the last day. The reason stays with the person."""
    publish(db, member.leave(deed))
    await stop_timer(db, LEAVES, member.id)
    for agreement in await agreements_of(db, plan.id, member.code):
        await settle(db, agreement, deed)
    if seat := await seat_held_by(db, plan.id, member.code):
        day = max(deed.on, seat.last.on)
        plain = deed._replace(on=day, note="", evidence=[])
        publish(db, seat.fall_back(SeatStep.VACATE, plain))
        await watch_validity(db, plan, seat)
        await ramp_moved(db, plan, seat.wave, f"{member.name} left", is_setback=True)
    await db.flush()
    publish(db, member.lose_knowledge(await lost_with(db, member, plan.today(db.now))))
    await reconsider(db, plan.id, f"{member.name} left")
    if member.is_key:
        await outlook(db, plan.id)


@due(LEAVES)
async def let_the_last_day_come(timer: Due, db: Db) -> None:
    if found := await with_plan(db, TeamMember, timer.id):
        plan, member = found
        if member.is_here and member.leaving_on is not None:
            await left(db, plan, member, Deed(member.leaving_on, "", db.now))


async def _is_kept(db: Db, member: TeamMember, leaving_on: date) -> bool:
    """An agreement that ends before somebody leaves keeps nobody."""
    found = await agreements_of(db, member.plan_id, member.code)
    return any(agreement.holds and agreement.until >= leaving_on for agreement in found)
