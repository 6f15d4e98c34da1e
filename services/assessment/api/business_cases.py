"""Business cases: written, compared, approved or rejected by somebody else."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import Response
from pydantic import Field, StringConstraints
from sqlmodel import col, select

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Role
from libs.common.bodies import Body, View
from libs.common.edge import Session, needs
from libs.common.events.assessment import ScopeItem
from libs.common.explain import Explanation
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid
from libs.common.routers import router_of
from services.assessment.api.programmes import Reader
from services.assessment.business_case import Outlook, Proposal, business_case
from services.assessment.models import BusinessCase, CaseState, Process, Programme

router = router_of("assessment", tags=["business cases"])
Writer = Annotated[Actor, needs(Role.PROGRAMME_OFFICE, Role.FINANCE)]
Decider = Annotated[Actor, needs(Role.SPONSOR, Role.APPROVER)]


class WriteBusinessCase(Body):
    processes: list[UUID] = Field(min_length=1, max_length=100)
    "What is handed over: scored, and neither to be kept nor under a hard stop."
    proposal: Proposal


class BusinessCaseView(View):
    id: UUID
    programme_id: UUID
    currency: str
    state: CaseState
    scope: list[ScopeItem]
    proposal: Proposal
    outlook: Outlook
    written_by: str
    decided_by: str | None


class Rejection(Body):
    reason: Annotated[str, StringConstraints(min_length=1, max_length=1000)]


@router.post("/programmes/{id}/business-cases", status_code=201)
async def write_business_case(
    id: UUID, body: WriteBusinessCase, db: Session, actor: Writer, response: Response
) -> BusinessCaseView:
    """Computes the outlook over the term, and says what lies outside published ranges."""
    programme = await db.locked(Programme, id, actor)
    programme.must_be_assessed()
    scope = [process.in_scope() for process in await _processes(db, id, body.processes)]
    cost = sum((item.annual_cost.amount for item in scope), Decimal(0))
    outlook = business_case.explained(body.proposal, cost)
    case = BusinessCase(
        programme_id=id,
        currency=programme.currency,
        proposal=body.proposal,
        outlook=outlook.value,
        explanation=outlook.explanation,
        scope=scope,
        written_by=actor.id,
    )
    db.add(case)
    response.headers["Location"] = f"/assessment/v1/business-cases/{case.id}"
    return BusinessCaseView.model_validate(case)


async def _processes(db: Session, programme: UUID, ids: list[UUID]) -> list[Process]:
    query = select(Process).where(Process.programme_id == programme, col(Process.id).in_(ids))
    found = {process.id: process for process in await db.all(query)}
    for place, id in enumerate(ids):
        if id not in found:
            raise invalid(f"/processes/{place}", "The programme has no such process.")
    return [found[id] for id in dict.fromkeys(ids)]


@router.get("/programmes/{id}/business-cases")
async def list_business_cases(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[BusinessCaseView]:
    await db.seen(Programme, id, actor)
    query = select(BusinessCase).where(BusinessCase.programme_id == id)
    return await page(db, query, BusinessCase, actor, BusinessCaseView.model_validate, limit, after)


@router.get("/business-cases/{id}")
async def read_business_case(id: UUID, db: Session, actor: Reader) -> BusinessCaseView:
    return BusinessCaseView.model_validate(await db.seen(BusinessCase, id, actor))


@router.get("/business-cases/{id}/explanation")
async def explain_business_case(id: UUID, db: Session, actor: Reader) -> Explanation:
    """How the outlook came about: rule, version, inputs, steps."""
    return (await db.seen(BusinessCase, id, actor)).explanation


@router.post("/business-cases/{id}/approve")
async def approve(id: UUID, db: Session, actor: Decider) -> BusinessCaseView:
    """By somebody other than its writer. Opens the selection: the vendor service drafts an RFP."""
    case = await db.locked(BusinessCase, id, actor)
    programme = await db.locked(Programme, case.programme_id, actor)
    publish(db, case.approve(programme, actor))
    return BusinessCaseView.model_validate(case)


@router.post("/business-cases/{id}/reject")
async def reject(id: UUID, body: Rejection, db: Session, actor: Decider) -> BusinessCaseView:
    """Ends the programme, with a reason."""
    case = await db.locked(BusinessCase, id, actor)
    programme = await db.locked(Programme, case.programme_id, actor)
    publish(db, case.reject(programme, actor, body.reason))
    return BusinessCaseView.model_validate(case)
