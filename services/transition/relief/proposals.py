"""How much relief a side may have proposed and left undecided at once.

Choice: a hundred a plan and side. What the system opens by itself is not counted: it is as many as
came late. So the ledger, which weighs each period, stays as long as what happened.
"""

from uuid import UUID

from sqlmodel import col, func, select

from libs.common.db import Db
from libs.common.events.transition.party import Party
from libs.common.problems import refused
from services.transition.models import Relief, ReliefState
from services.transition.models.relief_terms import ReliefSource

MOST_OPEN = 100
UNDECIDED = (ReliefState.OPEN, ReliefState.CONTESTED)


async def must_have_room(db: Db, plan_id: UUID, side: Party) -> None:
    """Refuses (409) one more. The plan is locked, so that nobody counts beside."""
    query = select(func.count()).where(
        col(Relief.plan_id) == plan_id,
        col(Relief.source) == ReliefSource.PROPOSAL,
        col(Relief.side) == side,
        col(Relief.state).in_(UNDECIDED),
    )
    if (await db.scalars(query)).one() >= MOST_OPEN:
        raise refused(
            "proposals-full",
            f"{MOST_OPEN} proposals of the {side} wait for a decision.",
            do="Let the other side agree to or reject some of them first.",
        )
