"""The map of stakeholders: who stands where, and who has not been spoken to for too long."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from libs.common.bodies import View
from libs.common.edge import Session
from libs.common.events.transition.communication import Attitude
from libs.common.routers import router_of
from services.transition.api.stakeholders import StakeholderReader
from services.transition.communication.contact_due import Contact, contact_due
from services.transition.communication.spoken_to import last_spoken_to
from services.transition.communication.stakeholder_quadrant import Quadrant, stakeholder_quadrant
from services.transition.models import Plan, Stakeholder, StakeholderState

router = router_of("transition", tags=["stakeholders"])


class Placed(View):
    """A stakeholder on the map. `days_late`: since they should have been spoken to. `is_mapped`:
    what they need is stated and, where they have influence, their rhythm. `is_on_side`: their
    attitude is the wanted one, or a better one."""

    id: UUID
    code: str
    name: str
    attitude: Attitude
    wanted: Attitude
    owner: str
    is_mapped: bool
    is_on_side: bool
    last_on: date | None
    due_on: date | None
    days_late: int


class StakeholderMap(View):
    """By quadrant, those who are involved; `not_spoken_to`: codes, the latest first."""

    on: date
    quadrants: dict[Quadrant, list[Placed]]
    not_spoken_to: list[str]


@router.get("/plans/{id}/stakeholder-map")
async def read_map(id: UUID, db: Session, actor: StakeholderReader) -> StakeholderMap:
    plan = await db.seen(Plan, id, actor)
    query = select(Stakeholder).where(
        Stakeholder.plan_id == id, Stakeholder.state == StakeholderState.INVOLVED
    )
    rows = await db.all(query.order_by(col(Stakeholder.id)))
    last, today = await last_spoken_to(db, id), plan.today(db.now)
    quadrants: dict[Quadrant, list[Placed]] = {quadrant: [] for quadrant in Quadrant}
    for row in rows:
        contact = contact_due(row.listed_on, last.get(row.code), row.rhythm_days, today)
        quadrants[stakeholder_quadrant(row.influence, row.interest)].append(_placed(row, contact))
    placed = [each for those in quadrants.values() for each in those]
    late = sorted((p for p in placed if p.days_late), key=lambda p: (-p.days_late, p.code))
    return StakeholderMap(on=today, quadrants=quadrants, not_spoken_to=[p.code for p in late])


def _placed(row: Stakeholder, contact: Contact) -> Placed:
    names = Placed.model_fields.keys() - Contact.model_fields.keys()
    facts: dict[str, Any] = {name: getattr(row, name) for name in names}
    return Placed(**facts, **dict(contact))
