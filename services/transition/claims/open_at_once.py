"""How many blockers a side may have raised and not resolved at once.

Choice: a hundred a plan and side. Each of severity 1 and 2 is named in every decision on its wave's
gate, so that they stay as long as people can read.
"""

from collections import Counter
from collections.abc import Collection
from uuid import UUID

from sqlmodel import col, func, select

from libs.common.db import Db
from libs.common.events.transition.party import Party
from libs.common.problems import refused
from services.transition.models.blockers import Blocker, BlockerState

MOST_OPEN = 100
FULL = "{} blockers that the {} raised are open."


async def must_have_room(db: Db, plan_id: UUID, side: Party) -> None:
    """Refuses (409) one more. The plan is locked, so that nobody counts beside."""
    if (await open_of(db, [plan_id], side))[plan_id] >= MOST_OPEN:
        raise refused(
            "blockers-full", FULL.format(MOST_OPEN, side), do="Resolve some of them first."
        )


async def open_of(db: Db, plans: Collection[UUID], side: Party) -> Counter[UUID]:
    """By plan."""
    query = select(Blocker.plan_id, func.count()).where(
        col(Blocker.plan_id).in_(plans),
        Blocker.raised_by_side == side,
        Blocker.state != BlockerState.RESOLVED,
    )
    rows = await db.execute(query.group_by(col(Blocker.plan_id)))
    return Counter(dict(rows.all()))
