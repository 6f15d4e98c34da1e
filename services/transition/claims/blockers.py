"""The blockers that keep a wave from going live.

Choice: those of severity 1 and 2 stop a gate until they are resolved, whichever side must act;
milder ones are worked off beside it.
"""

from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db
from services.transition.models.blockers import STOPS_A_GATE, Blocker, BlockerState


async def open_blockers(db: Db, plan_id: UUID, wave: str) -> list[str]:
    """A sentence for each, the worst first."""
    query = select(Blocker).where(
        Blocker.plan_id == plan_id,
        Blocker.wave == wave,
        Blocker.state != BlockerState.RESOLVED,
        Blocker.severity <= STOPS_A_GATE,
    )
    found = await db.all(query.order_by(col(Blocker.severity), col(Blocker.id)))
    return [blocker.sentence for blocker in found]
