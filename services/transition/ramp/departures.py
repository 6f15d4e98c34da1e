"""Who leaves or has left a team: what knowledge, sessions and seats ask."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlmodel import col, or_, select

from libs.common.db import Db
from services.transition.models.members import TeamMember


class Departure(NamedTuple):
    """`leaving_on`: announced, the last day. `left_on`: it has come. `successor`: a code."""

    leaving_on: date | None
    left_on: date | None
    successor: str | None


async def departures(db: Db, plan_id: UUID) -> dict[str, Departure]:
    """By the person's code, of both sides; nobody who stays."""
    return (await departures_of(db, [plan_id]))[plan_id]


async def departures_of(db: Db, plans: Collection[UUID]) -> dict[UUID, dict[str, Departure]]:
    """By plan, and by the person's code."""
    gone = or_(col(TeamMember.leaving_on).is_not(None), col(TeamMember.left_on).is_not(None))
    query = select(TeamMember).where(col(TeamMember.plan_id).in_(plans), gone)
    found: dict[UUID, dict[str, Departure]] = {id: {} for id in plans}
    for m in await db.all(query.order_by(col(TeamMember.id))):
        found[m.plan_id][m.code] = Departure(m.leaving_on, m.left_on, m.successor)
    return found
