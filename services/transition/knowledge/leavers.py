"""Who has left, or will: what it means to topics and sessions."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlmodel import select

from libs.common.db import Db
from services.transition.knowledge.single_points import Leaver
from services.transition.models.retention import RetentionAgreement, RetentionState
from services.transition.ramp.departures import Departure, departures, departures_of


async def departed_of(db: Db, plan_id: UUID, on: date) -> dict[str, str | None]:
    """Who has left by that day, each with the successor that was named."""
    return (await departed_by(db, {plan_id: on}))[plan_id]


async def departed_by(db: Db, days: Mapping[UUID, date]) -> dict[UUID, dict[str, str | None]]:
    """`days`: by plan. Who has left it by its day."""
    return {
        plan_id: {person: d.successor for person, d in found.items() if has_left(d, days[plan_id])}
        for plan_id, found in (await departures_of(db, days)).items()
    }


async def leavers_of(db: Db, plan_id: UUID, on: date) -> dict[str, Leaver]:
    found = await departures(db, plan_id)
    return {
        person: Leaver(leaving_on=departure.leaving_on, has_left=has_left(departure, on))
        for person, departure in found.items()
    }


async def retained_of(db: Db, plan_id: UUID, on: date) -> list[str]:
    """Whom an agreement keeps on that day, as far as the session may know of it."""
    query = select(RetentionAgreement).where(
        RetentionAgreement.plan_id == plan_id,
        RetentionAgreement.state == RetentionState.AGREED,
        RetentionAgreement.until >= on,
    )
    return sorted({agreement.person for agreement in await db.all(query)})


def has_left(departure: Departure, on: date) -> bool:
    return departure.left_on is not None and departure.left_on <= on
