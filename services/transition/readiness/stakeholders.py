"""Stakeholders mapped and on side: those of the plan who are involved, by numbers."""

from datetime import date

from sqlmodel import col, select

from libs.common.db import Db
from services.transition.as_the_client import as_the_client
from services.transition.communication.stakeholders_mapped import stakeholders_mapped
from services.transition.models import Gate, Stakeholder, StakeholderState
from services.transition.readiness.criteria import STAKEHOLDERS
from services.transition.readiness.measured import Measured, share_result


async def measure(db: Db, gate: Gate, on: date) -> Measured | None:
    """The same whoever asks."""
    query = select(Stakeholder).where(
        Stakeholder.plan_id == gate.plan_id, Stakeholder.state == StakeholderState.INVOLVED
    )
    async with as_the_client(db):
        involved: list[Stakeholder] = await db.all(query.order_by(col(Stakeholder.id)))
    if not involved:
        return None
    mapped = [each.is_mapped for each in involved]
    on_side = [each.is_on_side for each in involved]
    both = sum(known and agrees for known, agrees in zip(mapped, on_side, strict=True))
    found = stakeholders_mapped.explained(len(involved), sum(mapped), sum(on_side), both)
    threshold = gate.threshold(STAKEHOLDERS)
    result = share_result(STAKEHOLDERS, found.value.share, threshold, "no stakeholders are listed")
    return Measured(result, found.explanation, max(each.last.on for each in involved))
