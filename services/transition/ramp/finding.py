"""What the ramp's routes and timers load: seats, and the people who fill them."""

from typing import TypeVar
from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db, as_it_is
from libs.common.events.transition.ramp import SeatState
from libs.common.problems import invalid
from services.transition.models import Plan
from services.transition.models.members import TeamMember
from services.transition.models.retention import RetentionAgreement
from services.transition.models.seats import Seat

Kept = TypeVar("Kept", TeamMember, Seat, RetentionAgreement)


async def with_plan(db: Db, kind: type[Kept], id: UUID) -> tuple[Plan, Kept] | None:
    """For timers: both locked, the plan first as requests do; None where the row is gone."""
    seen = await db.find(kind, id)
    plan = await db.find(Plan, seen.plan_id, lock=True) if seen else None
    row = await db.find(kind, id, lock=True)
    return (plan, row) if plan and row else None


async def seats_of(db: Db, plan_id: UUID, wave: str | None = None) -> list[Seat]:
    """Those that are not withdrawn, in the order in which they were added."""
    query = select(Seat).where(Seat.plan_id == plan_id, Seat.state != SeatState.WITHDRAWN)
    query = query if wave is None else query.where(Seat.wave == wave)
    return await db.all(query.order_by(col(Seat.id)))


async def seat_held_by(db: Db, plan_id: UUID, person: str) -> Seat | None:
    query = select(Seat).where(Seat.plan_id == plan_id, Seat.holder == person)
    return next(iter(await db.all(as_it_is(query))), None)


async def member_of(db: Db, plan_id: UUID, code: str) -> TeamMember | None:
    query = select(TeamMember).where(TeamMember.plan_id == plan_id, TeamMember.code == code)
    return next(iter(await db.all(as_it_is(query))), None)


async def known(db: Db, plan_id: UUID, code: str, field: str) -> TeamMember:
    """Refuses (422) somebody whom the teams do not have, or who has left."""
    member = await member_of(db, plan_id, code)
    if member is None:
        raise invalid(field, f"Nobody is called {code} in the teams of the plan.")
    if not member.is_here:
        raise invalid(field, f"{code} left on {member.left_on}.")
    return member
