"""Scaling requests and exits."""

from datetime import date
from uuid import UUID

from fastapi import Response
from pydantic import Field
from sqlmodel import select

from libs.common.bodies import Body, View
from libs.common.edge import Session
from libs.common.explain import Explanation
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid, refused
from libs.common.routers import router_of
from services.governance.api.callers import Office, Reader, Reason, Sponsor, Title, known_contract
from services.governance.exit_notice import earliest_leave
from services.governance.models import Exit, ScalingRequest

router = router_of("governance", tags=["scaling and exit"])


class RequestScaling(Body):
    contract_id: UUID
    title: Title
    processes: list[Title] = Field(min_length=1, max_length=50)
    planned_on: date


class TriggerExit(Body):
    """`to_vendor_id`: the vendor that takes the work over; left out, it comes back in-house."""

    contract_id: UUID
    reason: Reason
    leave_on: date
    to_vendor_id: UUID | None = None


class ScalingView(View):
    id: UUID
    programme_id: UUID
    vendor_id: UUID
    contract_id: UUID
    title: str
    processes: list[str]
    planned_on: date
    requested_by: str
    requested_on: date


class ExitView(View):
    id: UUID
    programme_id: UUID
    vendor_id: UUID
    contract_id: UUID
    reason: str
    leave_on: date
    to_vendor_id: UUID | None
    earliest_on: date
    "By the contract's notice."
    triggered_by: str
    triggered_on: date


@router.post("/scaling-requests", status_code=201)
async def request_scaling(
    body: RequestScaling, db: Session, actor: Office, response: Response
) -> ScalingView:
    """Asks for more to be handed over: transition plans a wave. 409 once an exit runs."""
    contract = await known_contract(db, body.contract_id, actor)
    contract.must_go_on()
    if body.planned_on < db.today:
        raise invalid("/planned_on", "The day is past.")
    request = ScalingRequest(
        **body.model_dump(),
        programme_id=contract.programme_id,
        vendor_id=contract.vendor_id,
        requested_by=actor.id,
        requested_on=db.today,
    )
    db.add(request)
    publish(db, request.requested())
    response.headers["Location"] = f"/governance/v1/scaling-requests/{request.id}"
    return ScalingView.model_validate(request)


@router.get("/scaling-requests")
async def list_scaling_requests(
    db: Session,
    actor: Reader,
    programme: UUID | None = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[ScalingView]:
    """Of one programme, or of all that the caller may see; a vendor sees its own."""
    query = select(ScalingRequest)
    if programme:
        query = query.where(ScalingRequest.programme_id == programme)
    return await page(db, query, ScalingRequest, actor, ScalingView.model_validate, limit, after)


@router.get("/scaling-requests/{id}")
async def read_scaling_request(id: UUID, db: Session, actor: Reader) -> ScalingView:
    """404 for another's request."""
    return ScalingView.model_validate(await db.seen(ScalingRequest, id, actor))


@router.post("/exits", status_code=201)
async def trigger_exit(
    body: TriggerExit, db: Session, actor: Sponsor, response: Response
) -> ExitView:
    """Ends the contract, once: transition makes the reverse plan. 409 inside the notice period."""
    contract = await known_contract(db, body.contract_id, actor)
    contract.must_go_on()
    if body.to_vendor_id == contract.vendor_id:
        raise invalid("/to_vendor_id", "The work cannot go to the vendor that it leaves.")
    earliest = earliest_leave.explained(db.today, contract.notice_days)
    if body.leave_on < earliest.value:
        raise refused(
            "notice-too-short",
            f"The contract asks for {contract.notice_days} days of notice.",
            do=f"Leave on {earliest.value} or later.",
        )
    contract.leave_on = body.leave_on
    leaving = Exit(
        **body.model_dump(),
        programme_id=contract.programme_id,
        vendor_id=contract.vendor_id,
        earliest_on=earliest.value,
        explanation=earliest.explanation,
        triggered_by=actor.id,
        triggered_on=db.today,
    )
    db.add(leaving)
    publish(db, leaving.triggered())
    response.headers["Location"] = f"/governance/v1/exits/{leaving.id}"
    return ExitView.model_validate(leaving)


@router.get("/exits")
async def list_exits(
    db: Session,
    actor: Reader,
    programme: UUID | None = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[ExitView]:
    """Of one programme, or of all that the caller may see; a vendor sees its own."""
    query = select(Exit)
    if programme:
        query = query.where(Exit.programme_id == programme)
    return await page(db, query, Exit, actor, ExitView.model_validate, limit, after)


@router.get("/exits/{id}")
async def read_exit(id: UUID, db: Session, actor: Reader) -> ExitView:
    """404 for another's exit."""
    return ExitView.model_validate(await db.seen(Exit, id, actor))


@router.get("/exits/{id}/explanation")
async def explain_exit(id: UUID, db: Session, actor: Reader) -> Explanation:
    """How the earliest day to leave was reckoned."""
    return (await db.seen(Exit, id, actor)).explanation
