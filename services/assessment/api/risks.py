"""Risks of a programme, each with what it is expected to cost."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from fastapi import Response
from sqlmodel import select

from libs.common.bodies import Body, View
from libs.common.edge import Session
from libs.common.events.transition.knowledge_risks import RiskLevel
from libs.common.money import Money, Share
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.routers import router_of
from services.assessment.api.processes import Assessor
from services.assessment.api.programmes import Name, Reader
from services.assessment.models import Programme, Risk, RiskState
from services.assessment.risk import expected_value

router = router_of("assessment", tags=["risks"])


class IdentifyRisk(Body):
    title: Name
    probability: Share
    impact: Money
    owner: Name


class RiskView(View):
    id: UUID
    programme_id: UUID
    title: str
    probability: Decimal | None
    impact: Decimal | None
    currency: str
    expected_value: Decimal | None
    "None where nobody has judged it: a risk that the transition raised."
    owner: str
    level: RiskLevel | None
    "How bad it is that one person alone holds the knowledge, where it is about that."
    state: RiskState
    raised_on: date | None
    closed_on: date | None
    closed_because: str | None


@router.post("/programmes/{id}/risks", status_code=201)
async def identify_risk(
    id: UUID, body: IdentifyRisk, db: Session, actor: Assessor, response: Response
) -> RiskView:
    """Notes a risk; its expected value is probability × impact."""
    await db.seen(Programme, id, actor)
    expected = expected_value(body.probability, body.impact)
    risk = Risk(
        programme_id=id,
        title=body.title,
        probability=body.probability,
        impact=body.impact.amount,
        currency=body.impact.currency,
        expected_value=expected.amount,
        owner=body.owner,
        noted_by=actor.id,
        raised_on=db.today,
    )
    db.add(risk)
    publish(db, risk.identified(body.impact, expected))
    response.headers["Location"] = f"/assessment/v1/programmes/{id}/risks"
    return RiskView.model_validate(risk)


@router.get("/programmes/{id}/risks")
async def list_risks(
    id: UUID,
    db: Session,
    actor: Reader,
    state: RiskState | None = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[RiskView]:
    """Those that people noted, and those that the transition raised."""
    await db.seen(Programme, id, actor)
    query = select(Risk).where(Risk.programme_id == id)
    if state:
        query = query.where(Risk.state == state)
    return await page(db, query, Risk, actor, RiskView.model_validate, limit, after)
