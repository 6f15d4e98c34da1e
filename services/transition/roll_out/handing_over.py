"""Handovers of a plan's waves that are under way."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db, as_it_is
from libs.common.outbox import publish
from libs.common.problems import refused
from services.transition.models import Handover, Wave
from services.transition.models.handovers import HandoverState
from services.transition.models.plan_items import Deed

UNDER_WAY = (HandoverState.OPEN, HandoverState.OFFERED)


async def under_way(db: Db, *which: Any) -> list[Handover]:
    query = select(Handover).where(col(Handover.state).in_(UNDER_WAY), *which)
    return await db.all(as_it_is(query.order_by(col(Handover.id))))


async def must_not_be_under_way(db: Db, wave: Wave) -> None:
    if await under_way(db, Handover.wave_id == wave.id):
        raise refused("handover-begun", f"The handover of {wave.code} has begun already.")


async def must_be_accepted(db: Db, plan_id: UUID) -> None:
    """Refuses (409) to close a plan over a handover that was begun and not accepted."""
    if waiting := [each.wave for each in await under_way(db, Handover.plan_id == plan_id)]:
        raise refused(
            "handover-not-accepted",
            f"The handover is begun and not accepted of: {', '.join(waiting)}.",
            do="Have it accepted, or withdraw it.",
        )


async def withdraw_handover(db: Db, wave: Wave, by: str, reason: str, on: date) -> None:
    """The wave goes back: what was prepared is to be prepared again."""
    for handover in await under_way(db, Handover.wave_id == wave.id):
        day = max(on, handover.changed_on)
        publish(db, handover.withdraw(Deed(day, by, db.now, reason)))
