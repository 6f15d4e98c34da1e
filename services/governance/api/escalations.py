"""Escalations: raised by events or by hand, and resolved."""

from datetime import date
from uuid import UUID

from fastapi import Response
from pydantic import Field
from sqlmodel import select

from libs.common.bodies import Body, View
from libs.common.edge import Session
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.routers import router_of
from services.governance.api.callers import (
    ClientReader,
    Escalator,
    Reason,
    Title,
    known_programme,
    vendor_of,
)
from services.governance.models import Escalation, EscalationState
from services.governance.models.escalation import MANUAL, Level

router = router_of("governance", "/escalations", tags=["escalations"])


class Escalate(Body):
    programme_id: UUID
    contract_id: UUID | None = None
    "If it concerns a vendor, who may then read it in the journal."
    subject: Title
    detail: str = Field(default="", max_length=2000)


class Resolve(Body):
    resolution: Reason


class EscalationView(View):
    id: UUID
    programme_id: UUID
    vendor_id: UUID | None
    subject: str
    detail: str
    cause: str
    level: Level | None
    "Who is to hear of it, where an event brought it."
    state: EscalationState
    raised_by: str
    raised_on: date
    resolution: str | None
    resolved_by: str | None


@router.get("")
async def list_escalations(
    db: Session,
    actor: ClientReader,
    programme: UUID | None = None,
    state: EscalationState | None = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[EscalationView]:
    """For the client's people, of one programme or of all on which they have a role."""
    query = select(Escalation)
    if programme:
        query = query.where(Escalation.programme_id == programme)
    if state:
        query = query.where(Escalation.state == state)
    return await page(db, query, Escalation, actor, EscalationView.model_validate, limit, after)


@router.get("/{id}")
async def read_escalation(id: UUID, db: Session, actor: ClientReader) -> EscalationView:
    """404 where there is none that the caller may see."""
    return EscalationView.model_validate(await db.seen(Escalation, id, actor))


@router.post("", status_code=201)
async def escalate(
    body: Escalate, db: Session, actor: Escalator, response: Response
) -> EscalationView:
    """By hand. 422 for a programme or contract that is not known here."""
    await known_programme(db, body.programme_id, actor)
    escalation = Escalation(
        programme_id=body.programme_id,
        vendor_id=await vendor_of(db, body.contract_id, body.programme_id, actor),
        subject=body.subject,
        detail=body.detail,
        cause=MANUAL,
        raised_by=actor.id,
        raised_on=db.today,
    )
    db.add(escalation)
    publish(db, escalation.raised())
    response.headers["Location"] = f"/governance/v1/escalations/{escalation.id}"
    return EscalationView.model_validate(escalation)


@router.post("/{id}/resolve")
async def resolve(id: UUID, body: Resolve, db: Session, actor: Escalator) -> EscalationView:
    """Once; 409 afterwards."""
    escalation = await db.locked(Escalation, id, actor)
    publish(db, escalation.resolve(actor, body.resolution))
    return EscalationView.model_validate(escalation)
