"""The gap of each exit's tie, as the waves that take over are expected now."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db
from libs.common.explain import Explained
from services.transition.exits.hand_over_gap import HandOverGap, hand_over_gap
from services.transition.models import ExitTie, Wave


async def gaps_of(db: Db, ties: Sequence[ExitTie]) -> dict[UUID, Explained[HandOverGap | None]]:
    """By tie."""
    plans = [tie.hands_over_to for tie in ties if tie.hands_over_to is not None]
    query = select(Wave).where(col(Wave.plan_id).in_(plans)).order_by(col(Wave.id))
    waves = await db.all(query) if plans else []
    return {tie.id: _gap(tie, waves) for tie in ties}


def _gap(tie: ExitTie, waves: Sequence[Wave]) -> Explained[HandOverGap | None]:
    goes_live = {
        process: wave.live_on or wave.expected_on or wave.planned_on
        for wave in waves
        if wave.plan_id == tie.hands_over_to
        for process in wave.processes
    }
    return hand_over_gap.explained(tie.leave_on, tie.processes, goes_live)
